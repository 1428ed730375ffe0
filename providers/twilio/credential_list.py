"""A credential list with its credentials, owned whole.

https://www.twilio.com/docs/voice/sip/api/sip-credentiallist-resource
"""

from twilio.rest import Client

from .. import rules
from .named_list import NamedListLogic

UNDECLARED = "(undeclared)"
"""Stands in the outputs for the password of a credential that somebody else added."""


class CredentialListLogic(NamedListLogic):
    """`credentials`: {username of up to 32 characters: password by Twilio's rules}.

    Adds and changes at once. What was declared before and no longer is stays until the list is sealed
    (`CredentialListSealLogic`), so that Asterisk can switch to a new credential without losing a call;
    what was never declared goes at the next update.
    """

    KIND = "credential list"
    MEMBERS = "credentials"
    NAME_WIDTH = 64
    DUPLICATE = 21240

    def __init__(self, twilio: Client) -> None:
        super().__init__(twilio.api.v2010.account.sip.credential_lists)

    def _judge_members(self, members: dict[str, str]) -> list[str]:
        return rules.findings(
            *(rules.text("credentials: username", username, 32) for username in members),
            *(rules.password(f"credentials.{username}", password) for username, password in members.items()),
        )

    def _read_members(self, sid: str, known: dict[str, str]) -> dict[str, str]:
        return {username: known.get(username, UNDECLARED) for username in sorted(self._sids(sid))}

    def _declare(self, sid: str, olds: dict[str, str], news: dict[str, str], *, empty: bool) -> None:
        credentials = self._lists(sid).credentials
        existing = {} if empty else self._sids(sid)
        for username, password in news.items():
            if username not in existing:
                credentials.create(username=username, password=password)
            elif olds.get(username) != password:
                credentials(existing[username]).update(password=password)
        for username in existing.keys() - news.keys():
            if olds.get(username) == UNDECLARED:
                credentials(existing[username]).delete()

    def _sids(self, sid: str) -> dict[str, str]:
        return {each.username: each.sid for each in self._lists(sid).credentials.stream()}
