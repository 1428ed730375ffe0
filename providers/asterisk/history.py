"""Asterisk's history of SIP messages (res_pjsip_history): what was sent and answered. No message is ever shown whole.

An INVITE has the keys of its media, so that only start lines and a few headers are read. Asterisk's console lists
several messages, and cuts a long URI there. It shows a single message whole.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import frozen

from .ami import Ami

_LISTED = re.compile(r"^\s*(\d+)\s+\d+ \* (==>|<==) (\S+)\s+(\S.*?)\s*$", re.MULTILINE)
_WHOLE = re.compile(r"^\s*<--- History Entry (\d+) (Sent to|Received from) (\S+) at \d+ --->\n(.*?)\s*$", re.MULTILINE)
_ANSWER = re.compile(r"SIP/2\.0 ([1-6]\d\d) ?(.*)")
_SAFE = re.compile(r'[^\s"]+')
_CALL_ID = "(?:Call-ID|i)"
"""With `compact_headers` in pjsip.conf, Asterisk writes the short name."""

_FINAL = 200
_INVITES = 'sip.msg.request.method = "INVITE"'
_OPTIONS = 'sip.msg.request.method = "OPTIONS"'
_CLEARS, _PAUSE_SECONDS = 3, 0.2
"""A busy Asterisk can add a message that it was about to keep when the history was turned off."""


@frozen
class Message:
    """A message: its number in the history, its direction, the other side's `address:port`, and its first line."""

    number: int
    is_sent: bool
    address: str
    first: str

    @property
    def code(self) -> int:
        """The code of an answer; 0 for a request."""
        found = _ANSWER.fullmatch(self.first)
        return int(found[1]) if found else 0

    @property
    def status(self) -> str:
        """The code of an answer and its phrase, in printable characters."""
        return "".join(filter(str.isprintable, self.first.removeprefix("SIP/2.0 ")))

    @property
    def is_answer(self) -> bool:
        """Whether it is a final answer that came."""
        return not self.is_sent and self.code >= _FINAL

    @property
    def host(self) -> str:
        """The other side's address without the port."""
        return self.address.rpartition(":")[0]

    @property
    def is_invite(self) -> bool:
        return self.first.startswith("INVITE ")


@frozen
class History:
    """The history, while it is on."""

    ami: Ami

    def sent(self, number: str) -> list[Message]:
        """The messages of the last call out to `number`, in order."""
        return self._call([each for each in self._read(_INVITES) if each.is_sent and f" sip:{number}@" in each.first])

    def asked(self, uri: str) -> list[Message]:
        """The messages of the last OPTIONS to `uri`, in order."""
        beginning = f"OPTIONS {uri[: uri.find('@') + 1] or uri}"
        maybe = [each for each in self._read(_OPTIONS) if each.is_sent and each.first.startswith(beginning)]
        request = re.compile(rf"^OPTIONS {re.escape(uri)}[ ;]", re.MULTILINE)
        return self._call([each for each in maybe if request.search(self._whole(each))])

    def received(self, is_wanted: Callable[[str], bool]) -> list[list[Message]]:
        """The messages of each call in from a wanted address, in order."""
        found = [each for each in self._read(_INVITES) if each.is_invite and not each.is_sent]
        invites = [each for each in found if is_wanted(each.host)]
        calls = {self._header(each, _CALL_ID): each for each in invites}
        return [self._call([each]) for each in calls.values()]

    def error(self, answer: Message) -> str:
        """The answer's header X-Twilio-Error; empty if it has none."""
        return self._header(answer, "X-Twilio-Error")

    def _call(self, requests: list[Message]) -> list[Message]:
        call_id = self._header(requests[-1], _CALL_ID) if requests else ""
        return self._read(f'sip.msg.call-id = "{call_id}"') if _SAFE.fullmatch(call_id) else requests

    def _header(self, message: Message, name: str) -> str:
        found = re.search(rf"^{name}: *(.*?)\s*$", self._whole(message), re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""

    def _whole(self, message: Message) -> str:
        return "\n".join(self.ami.command(f"pjsip show history entry {message.number}"))

    def _read(self, where: str) -> list[Message]:
        text = "\n".join(self.ami.command(f"pjsip show history where {where}"))
        listed = [*_LISTED.findall(text), *_WHOLE.findall(text)]
        return [Message(int(n), way in {"==>", "Sent to"}, place, first) for n, way, place, first in listed]


def is_free(ami: Ami) -> bool:
    """Whether Asterisk can keep a history, and nothing is in it, so that it is not in use."""
    kept = "\n".join(ami.command("pjsip show history"))
    return "No such command" not in kept and _is_empty(kept)


@contextmanager
def recorded(ami: Ami, *, wanted: bool) -> Iterator[History | None]:
    """The history while Asterisk keeps it; None if it is not wanted. Afterwards it is off and empty, as before."""
    if not wanted:
        yield None
        return
    ami.command("pjsip set history on")
    try:
        yield History(ami)
    finally:
        _console(ami, "pjsip set history off")
        for _ in range(_CLEARS):
            _console(ami, "pjsip set history clear")
            if _is_empty(_console(ami, "pjsip show history")):
                break
            time.sleep(_PAUSE_SECONDS)


def _console(ami: Ami, line: str) -> str:
    return "\n".join(ami.surely("Command", Command=line).output)


def _is_empty(kept: str) -> bool:
    return not _LISTED.search(kept) and not _WHOLE.search(kept)
