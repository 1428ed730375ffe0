"""Asterisk's log of SIP messages (`pjsip set logger on`), as a call's course."""

import re
from itertools import groupby

_HEAD = re.compile(r"<--- \w+ SIP \w+ \(\d+ bytes\) (?:to|from) (\w+):\S+ --->\n(.+?)\n\n", re.DOTALL)
_CALL_ID = re.compile(r"^Call-ID: (\S+)", re.MULTILINE)


def first_call(log: str) -> list[str]:
    """The messages of the first call in the log: transport and method, or code; retransmissions count once."""
    heads = [(transport.lower(), head) for transport, head in _HEAD.findall(log)]
    invite = next(head for _, head in heads if head.startswith("INVITE"))
    call = [f"{transport} {_word(head)}" for transport, head in heads if _call_id(head) == _call_id(invite)]
    return [word for word, _ in groupby(call)]


def _word(head: str) -> str:
    first, second = head.split()[:2]
    word = second if first.startswith("SIP/") else first
    return f"{word} with digest" if "\nProxy-Authorization: Digest" in head else word


def _call_id(head: str) -> str:
    found = _CALL_ID.search(head)
    assert found, head
    return found[1]
