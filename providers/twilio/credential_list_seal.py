"""The last step of a rotation: what a credential list holds beyond the declared goes."""

from typing import Any

from twilio.rest import Client

from ..errors import NotFound


class CredentialListSealLogic:
    """Inputs and outputs: `credential_list_sid`, `usernames`.

    Made after the Asterisk rows, so that by the time the old credential goes no call uses it.
    It owns nothing: to read or to delete it asks nobody.
    """

    def __init__(self, twilio: Client) -> None:
        self._lists = twilio.api.v2010.account.sip.credential_lists

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"seal of credential list {inputs.get('credential_list_sid')}"

    def validate(self, inputs: dict[str, Any]) -> list[str]:  # noqa: ARG002 - the credential list judges the names
        return []

    def inspect(self, olds: dict[str, Any] | None, news: dict[str, Any]) -> list[str]:  # noqa: ARG002
        return []

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        sid = inputs["credential_list_sid"]
        for credential in self._lists(sid).credentials.list():
            if credential.username not in inputs["usernames"]:
                self._delete_credential(sid, credential.sid)
        return sid, inputs

    def read(self, sid: str, outputs: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        return outputs

    def update(self, sid: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        return self.create(news)[1]

    def delete(self, sid: str, outputs: dict[str, Any]) -> None:
        """Intentionally nothing: the credentials go with their list."""

    def _delete_credential(self, list_sid: str, sid: str) -> None:
        try:
            self._lists(list_sid).credentials(sid).delete()
        except NotFound:
            pass
