"""The credentials of one list, as a rotation changes them.

https://www.twilio.com/docs/voice/sip/api/sip-credential-resource
"""

from collections.abc import Collection
from functools import cached_property

from trunkline.providers.twilio import reading
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.converging import delete


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
            credentials = self._account.twilio.api.v2010.account.sip.credential_lists(self._sid).credentials
            made = credentials.create(username=username, password=password)
            self._account.made_credentials[self._sid][username] = made

    def remove(self, username: str) -> None:
        delete(self._found[username])
        self._account.made_credentials[self._sid].pop(username, None)

    @cached_property
    def _found(self) -> reading.Found:
        return {**self._account.made_credentials[self._sid], **reading.credentials(self._account, self._sid)}
