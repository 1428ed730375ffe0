"""A configuration written to both sides by hand, without the rules of trunkline."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pulumi
import sqlalchemy as sa
from twilio.base.exceptions import TwilioException

from trunkline import SipTrunkArgs
from trunkline.components import origination, sip_trunk
from trunkline.components.endpoint_rows import EndpointRows
from trunkline.components.outputs import as_dict
from trunkline.model.asterisk import AUTHS, TABLES
from trunkline.model.twilio import TRUNK_SETTINGS
from trunkline.model.values import SINGLE
from trunkline.providers.asterisk import auth, columns
from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import TrunklineError

from .sides import Sides

_SETTINGS = tuple(TRUNK_SETTINGS)


class CannotHoldError(Exception):
    """One of the sides has no room for it, or it is nothing that could be written."""


def write(sides: Sides, name: str, args: Mapping[str, Any]) -> None:
    """Write what the arguments say.

    Raises:
        CannotHoldError: Twilio or the database refuses it, or it has no meaning there.
    """
    try:
        given = SipTrunkArgs(**args)
        password: Any = given.password
        urls = given.origination_urls
        urls = origination.of_addresses(given.asterisk_addresses, given.secure) if urls is None else urls
        rows = EndpointRows(name, sip_trunk._asterisk(given, urls, pulumi.Output.secret(password))).tables
        _write_rows(sides.database, rows, password)
        _write_trunk(sides, f"{name} by hand", given, urls)
    except (TrunklineError, TwilioException, sa.exc.SQLAlchemyError) as refused:
        raise CannotHoldError(str(refused)) from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as meaningless:
        raise CannotHoldError(repr(meaningless)) from None


def _write_rows(database: Database, rows: Mapping[str, Any], password: Any) -> None:
    with database.transaction() as connection:
        for name in TABLES:
            table = database.table(name)
            for id_, row in (rows.get(name) or {}).items():
                clear = {column: password if _is_output(value) else value for column, value in row.items()}
                given = auth.to_columns(clear) if name == AUTHS else clear
                set_ones = {column: value for column, value in given.items() if value is not None}
                for column, value in set_ones.items():
                    if unfit := columns.judge(table.columns[column], value, database.dialect):
                        raise CannotHoldError(f"{name}.{column} {unfit}")
                stored = {
                    column: columns.to_stored(table.columns[column], value, database.dialect)
                    for column, value in set_ones.items()
                }
                connection.execute(sa.insert(table).values(stored if name == "extensions" else {"id": id_} | stored))


def _is_output(value: Any) -> bool:
    return isinstance(value, pulumi.Output)


def _write_trunk(sides: Sides, name: str, given: SipTrunkArgs, urls: Any) -> None:
    sip, trunks = sides.client.api.v2010.account.sip, sides.client.trunking.v1.trunks
    if given.buy_numbers:
        raise CannotHoldError("a number that is bought is one as any other")
    names = [given.credential_list_name, given.ip_access_control_list_name]
    first, second = (each if each is not None else given.friendly_name or name for each in names)
    credentials = sip.credential_lists.create(friendly_name=first)
    further: Any = given.further_credentials
    for username, password in {given.username: given.password, **further}.items():
        sip.credential_lists(credentials.sid).credentials.create(username, password)
    addresses, given_ones = sip.ip_access_control_lists.create(friendly_name=second), given.asterisk_addresses
    for each in dict.fromkeys(_items(given_ones)):
        address, _, prefix = each.partition("/")
        label = given_ones[each] if isinstance(given_ones, Mapping) else "asterisk"
        sip.ip_access_control_lists(addresses.sid).ip_addresses.create(
            label, address, cidr_prefix_length=int(prefix or SINGLE)
        )
    settings: dict[str, Any] = {key: value for key in _SETTINGS if (value := getattr(given, key)) is not None}
    trunk = trunks.create(**{"friendly_name": name} | settings)
    trunk.recordings().update(mode=given.recording_mode, trim=given.recording_trim)
    trunk.credentials_lists.create(credentials.sid)
    trunk.ip_access_control_lists.create(addresses.sid)
    for url in map(as_dict, urls):
        full = {"weight": 10, "priority": 10, "enabled": True, "friendly_name": "asterisk"} | url
        trunk.origination_urls.create(**full)
    for number in _items(given.phone_numbers):
        (owned,) = [each for each in sides.client.incoming_phone_numbers.list() if each.phone_number == number]
        if owned.trunk_sid:
            raise CannotHoldError(f"{number} goes from one trunk to the other")
        trunk.phone_numbers.create(owned.sid)


def _items(value: Any) -> list[str]:
    if isinstance(value, str):
        raise TypeError
    with suppress(TypeError):
        return [*value]
    raise CannotHoldError(repr(value))
