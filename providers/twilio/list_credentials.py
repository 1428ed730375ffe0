"""The credentials of one list, as a rotation changes them.

https://www.twilio.com/docs/voice/sip/api/sip-credential-resource
"""

from collections.abc import Collection
from functools import cached_property, partial

from trunkline.providers.twilio import reading
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.converging import delete
from trunkline.providers.twilio.create_or_adopt import create_or_adopt

DUPLICATE = 21240
"""Twilio's error code for a second list of the same name, and for a second username in a list."""


def add(account: Account, list_sid: str, username: str, password: str) -> None:
    """Add a credential to a list. If it is there by now, as after a lost answer, it gets the password."""
    credentials = account.credential_lists.things(list_sid).credentials
    found, fresh = create_or_adopt(
        partial(credentials.create, username=username, password=password),
        lambda: reading.credentials(account, list_sid).get(username),
        duplicate=(DUPLICATE,),
    )
    if not fresh:
        found.update(password=password)
    account.made_credentials.setdefault(list_sid, {})[username] = found


class ListCredentials:
    """See `rotation.Credentials`. The list is read when its usernames are first needed."""

    def __init__(self, account: Account, sid: str) -> None:
        self._account = account
        self._sid = sid
        self.are_new = sid in account.new_credential_lists

    def usernames(self) -> Collection[str]:
        return self._found.keys()

    def set_password(self, username: str, password: str) -> None:
        if username in self._found:
            self._found[username].update(password=password)
        else:
            add(self._account, self._sid, username, password)

    def remove(self, username: str) -> None:
        delete(self._found[username])
        self._account.made_credentials.get(self._sid, {}).pop(username, None)

    @cached_property
    def _found(self) -> reading.Found:
        return {**self._account.made_credentials.get(self._sid, {}), **reading.credentials(self._account, self._sid)}
