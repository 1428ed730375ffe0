"""A credential list with its credentials, owned whole.

https://www.twilio.com/docs/voice/sip/api/sip-credentiallist-resource
"""

import secrets
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from trunkline.model.path import Path, Problem
from trunkline.model.twilio import CREDENTIAL_LIST, MOST_CREDENTIALS
from trunkline.providers import rules
from trunkline.providers.differences import takeover
from trunkline.providers.rotation import changed, reserved, standby
from trunkline.providers.twilio import reading
from trunkline.providers.twilio.converging import converge
from trunkline.providers.twilio.create_or_adopt import create_or_adopt
from trunkline.providers.twilio.named_list import NamedListLogic

UNDECLARED = "(undeclared)"
"""The password in the outputs of a credential that the program does not declare."""

UNSEALED = "unsealed"
"""Output: another text after each change that leaves something to the seal, which it brings about."""

UNKNOWN = "(not known)"
"""The password in the outputs after a failure, if it may be the old or the new one."""


class CredentialListLogic(NamedListLogic):
    """`credentials`: {username of up to 32 characters: password by Twilio's rules}.

    Adds at once. A password that is not known to be Twilio's already goes to a stand-by first (see `rotation`). What
    was declared before and no longer is stays until the list is sealed (see `credential_list_seal`), so that Asterisk
    can switch without losing a call. What was never declared goes at the next update.
    """

    KIND = "credential list"
    LISTS = "credential_lists"
    OF_TRUNK = "credentials_lists"
    FURTHER = (UNSEALED,)
    MEMBERS = "credentials"
    INPUTS = CREDENTIAL_LIST
    DUPLICATE = 21240

    _existing: Collection[str] | None = None
    """The usernames that the list had before this call changed any."""

    def problems(self, inputs: dict[str, Any]) -> list[Problem]:
        usernames = rules.mapping(inputs[self.MEMBERS])
        return [
            *super().problems(inputs),
            *(Problem(Path().field(self.MEMBERS), text) for text in reserved(usernames)),
        ]

    def notices(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        """Twilio shows no password, so a list that looks the same may have others."""
        found = None if olds else self._present(news)
        if not found:
            return []
        declared = rules.mapping(news[self.MEMBERS])
        known = {username: password for username, password in declared.items() if isinstance(password, str)}
        before = self.read(found.sid, news | {self.MEMBERS: known}) or {}
        new = dict.fromkeys(declared.keys() - known.keys(), "a new password")
        return takeover(
            f"{self.subject(news)} ({found.sid})",
            before,
            news | {self.MEMBERS: known | new},
            to=self.owner.mover(found.friendly_name),
            nothing=", if its passwords are the declared ones",
        )

    def unread(self, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        """A password is known if it was there before, or if it is the same before and after."""
        before, after = olds.get(self.MEMBERS, {}), news[self.MEMBERS]
        stayed = before.keys() if self._existing is None else before.keys() & self._existing
        same = {username: password for username, password in after.items() if before.get(username) == password}
        known = {username: before[username] for username in stayed} | same
        further = {key: olds[key] for key in self.FURTHER if key in olds}
        unknown = dict.fromkeys(before.keys() | after.keys(), UNKNOWN)
        return super().unread(olds, news) | further | {self.MEMBERS: unknown | known}

    def storable(self, found: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        members = {
            username: password if username in news[self.MEMBERS] or password == UNDECLARED else UNKNOWN
            for username, password in found[self.MEMBERS].items()
        }
        return found | {self.MEMBERS: members}

    def _members(self, sid: str) -> dict[str, Any]:
        return reading.credentials(self._account, sid)

    def _shape(self, members: dict[str, Any], known: dict[str, str]) -> dict[str, str]:
        return {username: known.get(username, UNDECLARED) for username in sorted(members)}

    def _converge(
        self, sid: str, olds: dict[str, Any], news: dict[str, Any], existing: dict[str, Any]
    ) -> dict[str, Any]:
        self._existing = existing.keys()
        before, declared = olds.get(self.MEMBERS, {}), news[self.MEMBERS]
        known = {name: password for name, password in before.items() if before.get(standby(name)) != UNDECLARED}
        rotated = changed(declared, known, existing.keys())
        gone = [username for username in existing.keys() - declared.keys() if before.get(username) == UNDECLARED]
        converge(
            add=[
                partial(self._add, sid, username, password)
                for username, password in declared.items()
                if username not in existing
            ],
            change=[self._rotate(sid, username, declared[username], existing) for username in rotated],
            remove=[existing[username] for username in gone if username not in map(standby, rotated)],
            room=MOST_CREDENTIALS - len(existing),
        )
        left = rotated or existing.keys() - declared.keys() - {*gone}
        return {UNSEALED: secrets.token_hex(4) if left else olds.get(UNSEALED, "")}

    def _rotate(self, sid: str, username: str, password: str, existing: dict[str, Any]) -> Callable[[], Any]:
        """A call that gives the password to the stand-by of `username`."""
        if standby(username) in existing:
            return partial(existing[standby(username)].update, password=password)
        return partial(self._add, sid, standby(username), password)

    def _add(self, sid: str, username: str, password: str) -> None:
        found, fresh = create_or_adopt(
            partial(self._lists(sid).credentials.create, username=username, password=password),
            lambda: self._members(sid).get(username),
            duplicate=(self.DUPLICATE,),
        )
        if not fresh:
            found.update(password=password)
        self._account.made_credentials[sid][username] = found
