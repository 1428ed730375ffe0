"""A credential list with its credentials, owned whole.

https://www.twilio.com/docs/voice/sip/api/sip-credentiallist-resource
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from trunkline.providers import rules
from trunkline.providers.rotation import reserved, standby
from trunkline.providers.twilio import client
from trunkline.providers.twilio.converging import converge
from trunkline.providers.twilio.finding import create_or_take
from trunkline.providers.twilio.named_list import NamedListLogic

UNDECLARED = "(undeclared)"
"""Stands in the outputs for the password of a credential that somebody else added."""

MOST = 1000


class CredentialListLogic(NamedListLogic):
    """`credentials`: {username of up to 32 characters: password by Twilio's rules}.

    Adds at once. A changed password first goes to a stand-by (see `rotation`), and what was declared before
    and no longer is stays until the list is sealed (`CredentialListSealLogic`), so that Asterisk can switch
    without losing a call. What was never declared goes at the next update.
    """

    KIND = "credential list"
    LISTS = "credential_lists"
    MEMBERS = "credentials"
    NAME_WIDTH = 64
    DUPLICATE = 21240

    def _judge_members(self, members: dict[str, str]) -> list[str]:
        return rules.findings(
            *(rules.username("credentials", username) for username in members),
            *reserved(members),
            *(rules.password(f"credentials.{username}", password) for username, password in members.items()),
        )

    def _members(self, sid: str) -> dict[str, Any]:
        return {each.username: each for each in self._lists(sid).credentials.stream(page_size=client.PAGE_SIZE)}

    def _shape(self, members: dict[str, Any], known: dict[str, str]) -> dict[str, str]:
        return {username: known.get(username, UNDECLARED) for username in sorted(members)}

    def _declare(self, sid: str, olds: dict[str, str], news: dict[str, str], existing: dict[str, Any]) -> None:
        converge(
            add=[
                partial(self._add, sid, username, password)
                for username, password in news.items()
                if username not in existing
            ],
            change=[
                self._change(sid, username, password, olds, existing)
                for username, password in news.items()
                if username in existing
                and (olds.get(username) != password or olds.get(standby(username)) == UNDECLARED)
            ],
            remove=[
                credential
                for username, credential in existing.items()
                if username not in news and olds.get(username) == UNDECLARED
            ],
            room=MOST - len(existing),
        )

    def _change(
        self, sid: str, username: str, password: str, olds: dict[str, str], existing: dict[str, Any]
    ) -> Callable[[], Any]:
        """What gives `username` its password: at once where no call can be using it, else by its stand-by."""
        if olds.get(username) in {None, UNDECLARED, password}:
            return partial(existing[username].update, password=password)
        if standby(username) in existing:
            return partial(existing[standby(username)].update, password=password)
        return partial(self._add, sid, standby(username), password)

    def _add(self, sid: str, username: str, password: str) -> None:
        found, fresh = create_or_take(
            partial(self._lists(sid).credentials.create, username=username, password=password),
            lambda: self._members(sid).get(username),
            duplicate=(self.DUPLICATE,),
        )
        if not fresh:
            found.update(password=password)
