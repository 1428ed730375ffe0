"""The last step of a rotation: the declared credentials become the only ones."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Self

from trunkline.model.kinds import ANYTHING
from trunkline.providers import connections
from trunkline.providers.logic import Logic
from trunkline.providers.rotation import AuthRow, Rotation
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.list_credentials import ListCredentials


class CredentialListSealLogic(Logic):
    """For a credential list that several Asterisks use; if only one does, its endpoint seals the list itself.

    Made after the Asterisk rows. It owns nothing: to read or to delete it makes no request.

    Inputs and outputs:

    - `credential_list_sid`;
    - `credentials`: {username: password}, as the credential list declares them;
    - `auths`: {endpoint: {"auth_id", and if it is not in the settings' database "database_url"}}, the rows of
      ps_auths that may have a stand-by (see `rotation`).
    """

    def __init__(self, account: Account, auth_row: Callable[[str], AuthRow] | None) -> None:
        """`auth_row` finds a row of the settings' database by its id; None if there is no such database."""
        self._account = account
        self._auth_row = auth_row

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        auth_row = partial(connections.auth_row, settings) if settings.database_url else None
        return cls(connections.account(settings), auth_row)

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"seal of credential list {inputs.get('credential_list_sid')}"

    INPUTS = ANYTHING

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        sid = inputs["credential_list_sid"]
        Rotation(inputs["credentials"], ListCredentials(self._account, sid)).seal(list(self._auth_rows(inputs)))
        return sid, inputs

    def read(self, id_: str, outputs: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - given to every resource
        return outputs

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        return self.create(news)[1]

    def delete(self, id_: str, outputs: dict[str, Any]) -> None:
        """Intentionally nothing: the credentials go with their list."""

    def _auth_rows(self, inputs: dict[str, Any]) -> Iterator[AuthRow]:
        for row in inputs["auths"].values():
            if "database_url" in row:
                yield connections.auth_row(Settings(database_url=row["database_url"], explicit=True), row["auth_id"])
            elif self._auth_row:
                yield self._auth_row(row["auth_id"])
