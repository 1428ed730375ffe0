"""The last step of a rotation: the declared credentials become the only ones."""

import time
from collections.abc import Iterator
from typing import Any, Self

from twilio.rest import Client

from trunkline.providers.asterisk import auth, database
from trunkline.providers.logic import Logic
from trunkline.providers.rotation import IN_FLIGHT_SECONDS, standby
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import client
from trunkline.providers.twilio.converging import delete


class CredentialListSealLogic(Logic):
    """Inputs and outputs: `credential_list_sid`, `credentials`, and where Asterisk uses them `auth_id`, `elsewhere`.

    Made after the Asterisk rows. It owns nothing: to read or to delete it asks nobody.

    Attributes of the inputs:
        credentials: {username: password}, as the credential list declares them.
        auth_id: the row of ps_auths that may stand at a stand-by (see `rotation`).
        elsewhere: {endpoint: {"auth_id", "database_url"}}, such rows in other databases than the settings'.
    """

    def __init__(self, twilio: Client, realtime: database.Database | None) -> None:
        self._lists = twilio.api.v2010.account.sip.credential_lists
        self._realtime = realtime

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(client.connect(settings), database.connect(settings) if settings.database_url else None)

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"seal of credential list {inputs.get('credential_list_sid')}"

    def validate(self, inputs: dict[str, Any]) -> list[str]:  # noqa: ARG002 - the credential list judges them
        return []

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:  # noqa: ARG002 - nothing to find
        return []

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        sid, declared = inputs["credential_list_sid"], inputs["credentials"]
        found = {each.username: each for each in self._lists(sid).credentials.list(page_size=client.PAGE_SIZE)}
        rotated = [username for username in declared if standby(username) in found and username in found]
        if rotated:
            time.sleep(IN_FLIGHT_SECONDS)
            for username in rotated:
                found[username].update(password=declared[username])
        for realtime, auth_id in self._auths(inputs):
            auth.switch_back(realtime, auth_id, declared)
        surplus = [credential for username, credential in found.items() if username not in declared]
        if surplus:
            time.sleep(IN_FLIGHT_SECONDS)
            for credential in surplus:
                delete(credential)
        return sid, inputs

    def read(self, id_: str, outputs: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - given to every resource
        return outputs

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        return self.create(news)[1]

    def delete(self, id_: str, outputs: dict[str, Any]) -> None:
        """Intentionally nothing: the credentials go with their list."""

    def _auths(self, inputs: dict[str, Any]) -> Iterator[tuple[database.Database, str]]:
        """Each row that may stand at a stand-by, and the database it is in."""
        if self._realtime and inputs.get("auth_id"):
            yield self._realtime, inputs["auth_id"]
        for row in inputs.get("elsewhere", {}).values():
            yield database.connect(Settings(database_url=row["database_url"])), row["auth_id"]
