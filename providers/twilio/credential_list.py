"""A credential list with its credentials, owned whole.

https://www.twilio.com/docs/voice/sip/api/sip-credentiallist-resource
"""

import secrets
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from attrs import evolve

from trunkline.model.kinds import is_known
from trunkline.model.standby import standby
from trunkline.model.twilio import MOST_CREDENTIALS, CredentialList
from trunkline.providers.differences import takeover
from trunkline.providers.rotation import changed
from trunkline.providers.twilio import reading
from trunkline.providers.twilio.converging import converge
from trunkline.providers.twilio.create_or_adopt import create_or_adopt
from trunkline.providers.twilio.named_list import NamedListLogic
from trunkline.providers.twilio.reading import Found

UNDECLARED = "(undeclared)"
"""The password in the outputs of a credential that the program does not declare."""

NOT_KNOWN = "(not known)"
"""The password in the outputs after a failure, if it may be the old or the new one."""


class CredentialListLogic(NamedListLogic[CredentialList]):
    """It adds credentials at once.

    A password that is not known to be Twilio's already goes to a stand-by first (see `rotation`). What was declared
    before and no longer is stays until the list is sealed (see `credential_list_seal`), so that Asterisk can switch
    without losing a call. What was never declared goes at the next update.
    """

    KIND = "credential list"
    LISTS = "credential_lists"
    OF_TRUNK = "credentials_lists"
    DUPLICATE = 21240

    _existing: Collection[str] | None = None
    """The usernames that the list had before this call changed any."""

    def notices(self, olds: CredentialList | None, news: CredentialList) -> list[str]:
        """Twilio shows no password, so a list that looks the same may have others."""
        found = None if olds else self._present(news)
        if not found:
            return []
        declared = news
        if is_known(news.credentials):
            later = {name: "a new password" for name, password in news.credentials.items() if not is_known(password)}
            declared = evolve(news, credentials={**news.credentials, **later})
        return takeover(
            f"{self.subject(news)} ({found.sid})",
            self.read(found.sid, news),
            declared,
            to=self.owner.mover(found.friendly_name),
            nothing=", if its passwords are the declared ones",
        )

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

    def _members(self, sid: str) -> Found:
        return reading.credentials(self._account, sid)

    def _with(self, outputs: CredentialList, members: Found) -> CredentialList:
        known = outputs.credentials if is_known(outputs.credentials) else {}
        return evolve(outputs, credentials={name: known.get(name, UNDECLARED) for name in sorted(members)})

    def _converge(self, sid: str, olds: CredentialList | None, news: CredentialList, existing: Found) -> CredentialList:
        self._existing = existing.keys()
        before, declared = olds.credentials if olds else {}, news.credentials
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
        unsealed = secrets.token_hex(4) if left else (olds and olds.unsealed) or ""
        return evolve(news, unsealed=unsealed)

    def _rotate(self, sid: str, username: str, password: str, existing: Found) -> Callable[[], Any]:
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
