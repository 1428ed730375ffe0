"""A credential list, whose credentials are all owned.

https://www.twilio.com/docs/voice/sip/api/sip-credentiallist-resource
"""

import secrets
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from attrs import evolve, frozen

from trunkline.model.standby import standby
from trunkline.model.twilio import MOST_CREDENTIALS, CredentialList
from trunkline.model.unknown import is_known
from trunkline.providers.errors import RefusedError
from trunkline.providers.rotation import changed
from trunkline.providers.twilio import list_credentials, reading
from trunkline.providers.twilio.converging import converge
from trunkline.providers.twilio.named_list import NamedListLogic
from trunkline.providers.twilio.reading import Found

UNDECLARED = "(undeclared)"
"""The password in the outputs of a credential that the program does not declare."""

NOT_KNOWN = "(not known)"
"""The password in the outputs after a failure, if it may be the old or the new one."""


class CredentialListLogic(NamedListLogic[CredentialList]):
    """It adds credentials at once.

    If Twilio may not have a password yet, a stand-by gets it first (see `rotation`). A credential that is no longer
    declared stays until the list is sealed (see `credential_list_seal`), so Asterisk can switch without losing a call.
    The next update removes a credential that was never declared.
    """

    KIND = "credential list"
    LETTERS = "CL"
    LISTS = "credential_lists"
    OF_TRUNK = "credentials_lists"
    DUPLICATE = list_credentials.DUPLICATE
    IF_THE_SAME = ", if its passwords are the declared ones"  # Twilio shows no password

    _existing: Collection[str] | None = None
    """The usernames that the list had before this call changed it."""

    def inspect(self, olds: CredentialList | None, news: CredentialList) -> list[str]:
        return super().inspect(olds, news) or self._without_room(olds, news)

    def unread(self, olds: CredentialList | None, news: CredentialList) -> CredentialList:
        """A password is known if it was there before, or if it is the same before and after."""
        before, after = olds.credentials if olds else {}, news.credentials
        stayed = before.keys() if self._existing is None else before.keys() & self._existing
        same = {username: password for username, password in after.items() if before.get(username) == password}
        known = {username: before[username] for username in stayed} | same
        credentials = dict.fromkeys(before.keys() | after.keys(), NOT_KNOWN) | known
        return evolve(news.with_outputs_of(olds or news), credentials=credentials)

    def storable(self, found: CredentialList, news: CredentialList) -> CredentialList:
        credentials = {
            username: password if username in news.credentials or password == UNDECLARED else NOT_KNOWN
            for username, password in found.credentials.items()
        }
        return evolve(found, credentials=credentials)

    def _comparable(self, news: CredentialList) -> CredentialList:
        if not is_known(news.credentials):
            return news
        later = {name: "a new password" for name, password in news.credentials.items() if not is_known(password)}
        return evolve(news, credentials={**news.credentials, **later})

    def _members(self, sid: str) -> Found:
        return reading.credentials(self._account, sid)

    def _with(self, outputs: CredentialList, members: Found) -> CredentialList:
        known = outputs.credentials if is_known(outputs.credentials) else {}
        return evolve(outputs, credentials={name: known.get(name, UNDECLARED) for name in sorted(members)})

    def _converge(self, sid: str, olds: CredentialList | None, news: CredentialList, existing: Found) -> CredentialList:
        self._existing = existing.keys()
        plan = _Plan.of(olds.credentials if olds else {}, news.credentials, existing.keys())
        if plan.most > MOST_CREDENTIALS:
            raise RefusedError(self._crowded(olds, news, plan))
        converge(
            add=[
                partial(list_credentials.add, self._account, sid, username, password)
                for username, password in plan.added.items()
            ],
            change=[
                partial(existing[username].update, password=password) for username, password in plan.updated.items()
            ],
            remove=[existing[username] for username in plan.removed],
            room=MOST_CREDENTIALS - len(existing),
        )
        unsealed = secrets.token_hex(4) if plan.leaves_some else (olds and olds.unsealed) or ""
        return evolve(news, unsealed=unsealed)

    def _without_room(self, olds: CredentialList | None, news: CredentialList) -> list[str]:
        """The line if the list has too little room during the change."""
        declared, before = news.credentials, olds.credentials if olds else {}
        if not is_known(declared) or not declared or declared == before:
            return []
        found = self._find(olds.friendly_name) if olds else self._present(news)
        plan = _Plan.of(before, declared, self._members(found.sid).keys() if found else before.keys())
        return [self._crowded(olds, news, plan)] if plan.most > MOST_CREDENTIALS else []

    def _crowded(self, olds: CredentialList | None, news: CredentialList, plan: "_Plan") -> str:
        if not olds:
            remedy = f"choose another {self.words.name('friendly_name')}, which makes a new list"
        elif len(news.credentials) == MOST_CREDENTIALS:
            remedy = f"declare at most {MOST_CREDENTIALS - 1}, as a changed password needs one more during the change"
        else:
            remedy = "make the change in several runs, and remove credentials first"
        return f"{self.subject(news)}: {plan}, and a list holds {MOST_CREDENTIALS}: {remedy}"


@frozen
class _Plan:
    """The changes of an update to a list's credentials.

    Attributes:
        added: {username: password}, including stand-bys.
        updated: {username of an existing stand-by: its new password}.
        removed: usernames that are removed at once.
        present: how many the list has before.
        standbys: how many passwords change.
        leaves_some: whether the seal has something to do.
    """

    added: Mapping[str, Any]
    updated: Mapping[str, Any]
    removed: Collection[str]
    present: int
    standbys: int
    leaves_some: bool

    @classmethod
    def of(cls, before: Mapping[str, Any], declared: Mapping[str, Any], existing: Collection[str]) -> "_Plan":
        """The plan, from the former outputs, the declared credentials, and the usernames in the list."""
        there = {*existing}
        known = {name: password for name, password in before.items() if before.get(standby(name)) != UNDECLARED}
        rotated = changed(declared, known, existing)
        standbys = {standby(username): declared[username] for username in rotated}
        new = {username: password for username, password in declared.items() if username not in there}
        gone = [username for username in there - declared.keys() if before.get(username) == UNDECLARED]
        return cls(
            added=new | {name: password for name, password in standbys.items() if name not in there},
            updated={name: password for name, password in standbys.items() if name in there},
            removed=[username for username in gone if username not in standbys],
            present=len(there),
            standbys=len(standbys),
            leaves_some=bool(rotated or there - declared.keys() - {*gone}),
        )

    @property
    def most(self) -> int:
        """How many credentials the list has during the change."""
        return self.present + len(self.added) - len(self.removed)

    def __str__(self) -> str:
        of_them = f", {self.standbys} of them for changed passwords" if self.standbys else ""
        return f"during the change it has {self.most} credentials{of_them}"
