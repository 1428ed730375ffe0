"""Matches calls by a text in them, as Asterisk's identify rows do, and by the account that Twilio's calls name."""

import re
from collections.abc import Mapping
from typing import Any

from .asterisk import HEADER

OTHER_ACCOUNT = (
    "The header by which Asterisk identifies calls has another account's SID, so it refuses the trunk's calls"
)
"""The fact if `other_account` finds one."""

OTHER_ACCOUNT_REMEDY = "set {account_sid} to the SID of the trunk's account, or match_header in {rows_as_found}"
"""The change in the program or the config that cures it."""


def matches_text(pattern: str, text: str) -> bool:
    """Match as Asterisk does: a pattern between slashes is a regular expression, any other is the whole text."""
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "/":
        try:
            return bool(re.search(pattern[1:-1], text))
        except re.error:
            return True
    return pattern == text


def other_account(rows: Mapping[str, Mapping[str, Any]], account_sid: str) -> tuple[str, str] | None:
    """The first row's id and what is wrong, if all rows match only calls of other accounts; else None.

    Args:
        rows: {row id: identify row} of all endpoints that take the calls of one trunk.
        account_sid: the trunk's account.
    """
    headers = {id_: row["match_header"] for id_, row in rows.items() if row.get("match_header")}
    if not headers or len(headers) < len(rows):
        return None
    if any(not isinstance(text, str) or _may_name(text, account_sid) for text in headers.values()):
        return None
    id_, text = next(iter(headers.items()))
    return id_, f"{text!r}; the trunk's account is {account_sid}"


def _may_name(header: str, account_sid: str) -> bool:
    """Whether a row's header is that of the account, or is another kind of header."""
    name, _, value = header.partition(":")
    return name.strip().lower() != HEADER.partition(":")[0].lower() or matches_text(value.strip(), account_sid)
