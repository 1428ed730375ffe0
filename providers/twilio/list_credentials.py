"""The credentials of one list, as a rotation changes them.

https://www.twilio.com/docs/voice/sip/api/sip-credential-resource
"""

from collections.abc import Collection
from functools import cached_property
from typing import Any

from twilio.rest import Client

from trunkline.providers.twilio.client import PAGE_SIZE
from trunkline.providers.twilio.converging import delete


class ListCredentials:
    """See `rotation.Credentials`. The list is read when its usernames are first needed."""

    def __init__(self, twilio: Client, sid: str, *, are_new: bool) -> None:
        self._credentials = twilio.api.v2010.account.sip.credential_lists(sid).credentials
        self.are_new = are_new

    def usernames(self) -> Collection[str]:
        return self._found.keys()

    def set_password(self, username: str, password: str) -> None:
        if username in self._found:
            self._found[username].update(password=password)
        else:
            self._credentials.create(username=username, password=password)

    def remove(self, username: str) -> None:
        delete(self._found[username])

    @cached_property
    def _found(self) -> dict[str, Any]:
        return {each.username: each for each in self._credentials.stream(page_size=PAGE_SIZE)}
