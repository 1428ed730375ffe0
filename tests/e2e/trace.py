"""Asterisk's log of SIP messages (`pjsip set logger on`), as a call's course."""

import re

_LOGGED = re.compile(
    r"<--- \w+ SIP \w+ \(\d+ bytes\) (?:to|from) (\w+):\S+ --->\n(.+?)(?=\n<---|\n\[\d{4}-|\Z)", re.DOTALL
)
_HEAD = re.compile(r"^(?:SIP/2\.0 \d{3} |[A-Z]+ sip:\S+ SIP/2\.0$).*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
_CALL_ID = re.compile(r"^Call-ID: (\S+)", re.MULTILINE)


def first_call(log: str) -> list[str]:
    """The messages of the first call in the log: transport and method, or code; a message counts once.

    A message is logged again if it was retransmitted, or if several came in one TCP segment: each is logged with the
    whole segment.
    """
    heads = [(transport.lower(), head) for transport, text in _LOGGED.findall(log) for head in _HEAD.findall(text)]
    invite = next(head for _, head in heads if head.startswith("INVITE"))
    return [
        f"{transport} {_word(head)}" for transport, head in dict.fromkeys(heads) if _call_id(head) == _call_id(invite)
    ]


def _word(head: str) -> str:
    first, second = head.split()[:2]
    word = second if first.startswith("SIP/") else first
    return f"{word} with digest" if "\nProxy-Authorization: Digest" in head else word


def _call_id(head: str) -> str:
    found = _CALL_ID.search(head)
    assert found, head
    return found[1]
