"""The connections of this process: one client for each Twilio account, one engine for each database.

All resources share them, from any thread. The doctor and the import use them too. A side's driver is loaded when the
first resource needs it.
"""

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from trunkline.providers.errors import TrunklineError
from trunkline.providers.settings import Settings

if TYPE_CHECKING:
    from trunkline.providers.asterisk.auth import AuthRow
    from trunkline.providers.asterisk.database import Database
    from trunkline.providers.twilio.account import Account
    from trunkline.providers.twilio.list_credentials import ListCredentials

_lock = threading.Lock()
_accounts: "dict[Settings, Account]" = {}
_databases: "dict[tuple[str, str, bool], Database]" = {}
_opening: set[Settings] = set()


def account(settings: Settings) -> "Account":
    """The account of the settings.

    Raises:
        NotConfiguredError: the settings have no account, or no token or key for it.
    """
    from trunkline.providers.twilio.account import Account  # noqa: PLC0415

    with _lock:
        if settings.account not in _accounts:
            _accounts[settings.account] = Account.open(settings)
        return _accounts[settings.account]


def database(settings: Settings) -> "Database":
    """The database of the settings. Its errors name the URL's setting as these settings do.

    Raises:
        NotConfiguredError: the settings have no database URL.
    """
    from trunkline.providers.asterisk.database import Database  # noqa: PLC0415

    url, setting = settings.require("database_url"), settings.called("database_url")
    place = url, setting, settings.alone
    with _lock:
        if place not in _databases:
            _databases[place] = Database(url, setting, alone=settings.alone)
        return _databases[place]


def open_soon(settings: Settings) -> None:
    """Begin to load the database's driver and to read its tables, once in a process. Others go on meanwhile.

    If it fails, whatever needs the database gets the error.
    """

    def work() -> None:
        from trunkline.providers.asterisk import reading  # noqa: PLC0415

        with suppress(TrunklineError):
            reading.reflect(database(settings))

    with _lock:
        is_first = bool(settings.database_url) and settings not in _opening
        _opening.add(settings)
    if is_first:
        threading.Thread(target=work, daemon=True).start()


def fetch_trunks_soon(settings: Settings) -> None:
    """Begin to fetch the account's trunks, if there is an account; see `AccountIndex.fetch_soon`."""
    if settings.twilio_account_sid:
        with suppress(TrunklineError):
            account(settings).trunks.fetch_soon()


def auth_row(settings: Settings, id_: str) -> "AuthRow":
    """A row of ps_auths in the database of the settings."""
    from trunkline.providers.asterisk.auth import AuthRow  # noqa: PLC0415

    return AuthRow(database(settings), id_)


def credentials(settings: Settings, list_sid: str) -> "ListCredentials":
    """The credentials of a list in the account of the settings."""
    from trunkline.providers.twilio.list_credentials import ListCredentials  # noqa: PLC0415

    return ListCredentials(account(settings), list_sid)


def clear() -> None:
    """Close all connections, as at the end of the process."""
    with _lock:
        _opening.clear()
        while _accounts:
            _accounts.popitem()[1].close()
        while _databases:
            _databases.popitem()[1].close()
