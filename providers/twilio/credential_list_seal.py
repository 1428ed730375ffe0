"""The last step of a rotation: the declared credentials become the only ones."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from trunkline.providers import connections
from trunkline.providers.asterisk import auth, database
from trunkline.providers.logic import Logic
from trunkline.providers.rotation import IN_FLIGHT_SECONDS, standby
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import client
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.converging import delete

Auths = Sequence[tuple[database.Database, str]]
"""Rows of ps_auths that may stand at a stand-by (see `rotation`): the database, and the row's id."""


def seal(twilio: Account, sid: str, declared: Mapping[str, str], auths: Auths) -> None:
    """Give each declared credential its password, have the rows use it, and remove what is not declared.

    Args:
        twilio: the account.
        sid: the credential list's SID.
        declared: {username: password}.
        auths: the rows that use the list.
    """
    complete = sid in twilio.new_credential_lists
    found = {} if complete else {each.username: each for each in _credentials(twilio, sid)}
    rotated = [username for username in declared if standby(username) in found and username in found]
    at_standby = [row for row in auths if auth.is_at_standby(*row, declared)]
    if rotated and at_standby:
        time.sleep(IN_FLIGHT_SECONDS)
    for username in rotated:
        found[username].update(password=declared[username])
    for realtime, auth_id in at_standby:
        auth.switch_back(realtime, auth_id, declared)
    surplus = [credential for username, credential in found.items() if username not in declared]
    unused = set() if at_standby else {standby(username) for username in declared}
    if any(credential.username not in unused for credential in surplus):
        time.sleep(IN_FLIGHT_SECONDS)
    for credential in surplus:
        delete(credential)


def stand_in(twilio: Account, sid: str, credentials: Mapping[str, str]) -> None:
    """Have Twilio know the stand-by of each of `credentials`, {username: password}, before a row uses it."""
    found = {each.username: each for each in _credentials(twilio, sid)}
    for username, password in credentials.items():
        if standby(username) in found:
            found[standby(username)].update(password=password)
        else:
            own = twilio.twilio.api.v2010.account.sip.credential_lists(sid).credentials
            own.create(username=standby(username), password=password)


def _credentials(twilio: Account, sid: str) -> list[Any]:
    credentials: list[Any] = twilio.twilio.api.v2010.account.sip.credential_lists(sid).credentials.list(
        page_size=client.PAGE_SIZE
    )
    return credentials


class CredentialListSealLogic(Logic):
    """For a credential list that several Asterisks use; where one does, its endpoint seals the list itself.

    Made after the Asterisk rows. It owns nothing: to read or to delete it asks nobody.

    Inputs and outputs:

    - `credential_list_sid`;
    - `credentials`: {username: password}, as the credential list declares them;
    - `auths`: {endpoint: {"auth_id", and where it is not in the settings' database "database_url"}}, the rows of
      ps_auths that may stand at a stand-by.
    """

    def __init__(self, twilio: Account, realtime: database.Database | None) -> None:
        self._account = twilio
        self._realtime = realtime

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(connections.account(settings), connections.database(settings) if settings.database_url else None)

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"seal of credential list {inputs.get('credential_list_sid')}"

    def validate(self, inputs: dict[str, Any]) -> list[str]:  # noqa: ARG002 - the credential list judges them
        return []

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        sid = inputs["credential_list_sid"]
        seal(self._account, sid, inputs["credentials"], list(self._auths(inputs)))
        return sid, inputs

    def read(self, id_: str, outputs: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - given to every resource
        return outputs

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        return self.create(news)[1]

    def delete(self, id_: str, outputs: dict[str, Any]) -> None:
        """Intentionally nothing: the credentials go with their list."""

    def _auths(self, inputs: dict[str, Any]) -> Iterator[tuple[database.Database, str]]:
        for row in inputs["auths"].values():
            if "database_url" in row:
                yield connections.database(Settings(database_url=row["database_url"], explicit=True)), row["auth_id"]
            elif self._realtime:
                yield self._realtime, row["auth_id"]
