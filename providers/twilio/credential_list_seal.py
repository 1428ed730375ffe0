"""The last step of a rotation: the declared credentials become the only ones."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Self

from trunkline.model.twilio import CredentialListSeal
from trunkline.providers import connections
from trunkline.providers.errors import RefusedError
from trunkline.providers.logic import Logic
from trunkline.providers.rotation import AuthRow, Rotation
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.list_credentials import ListCredentials


class CredentialListSealLogic(Logic[CredentialListSeal]):
    """It seals a credential list that several Asterisks use. If only one does, its endpoint seals the list.

    It is created after the Asterisk rows. It owns nothing, so a read or a deletion makes no request.
    """

    def __init__(self, account: Account, auth_row: Callable[[str], AuthRow] | None) -> None:
        """`auth_row` finds a row of the settings' database by its id; None if there is no such database."""
        self._account = account
        self._auth_row = auth_row

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        auth_row = partial(connections.auth_row, settings) if settings.database_url else None
        return cls(connections.account(settings), auth_row)

    def subject(self, inputs: CredentialListSeal) -> str:
        return f"seal of credential list {inputs.credential_list_sid}"

    def create(self, inputs: CredentialListSeal) -> tuple[str, CredentialListSeal]:
        sid = inputs.credential_list_sid
        Rotation(inputs.credentials, ListCredentials(self._account, sid)).seal(list(self._auth_rows(inputs)))
        return sid, inputs

    def read(self, id_: str, outputs: CredentialListSeal) -> CredentialListSeal:  # noqa: ARG002 - given to every resource
        return outputs

    def identified(self, id_: str) -> dict[str, Any]:  # noqa: ARG002 - given to every resource
        raise RefusedError("a seal owns nothing that could be imported: declare it")

    def update(
        self,
        id_: str,  # noqa: ARG002 - given to every resource
        olds: CredentialListSeal,  # noqa: ARG002
        news: CredentialListSeal,
    ) -> CredentialListSeal:
        return self.create(news)[1]

    def delete(self, id_: str, outputs: CredentialListSeal) -> None:
        """Intentionally nothing: the credentials go with their list."""

    def _auth_rows(self, inputs: CredentialListSeal) -> Iterator[AuthRow]:
        for row in inputs.auths.values():
            if row.database_url is not None:
                yield connections.auth_row(Settings(database_url=row.database_url, explicit=True), row.auth_id)
            elif self._auth_row:
                yield self._auth_row(row.auth_id)
