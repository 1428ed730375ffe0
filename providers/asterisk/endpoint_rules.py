"""What Asterisk or Twilio takes in a column of an endpoint's rows, of which the schema says nothing."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from trunkline.providers import rules
from trunkline.providers.asterisk import auth
from trunkline.providers.asterisk.realtime_table import EXTENSIONS, IDENTIFY

FASTEST = 15
"""Seconds between two OPTIONS requests, at least."""
DTMF_MODES = ("rfc4733", "inband", "info", "auto", "auto_info")

NAME = re.compile(r"[A-Za-z0-9_.+-]*")
_EXTEN = re.compile(r"[A-Za-z0-9_.+*#!\[\]-]*")
_CONTACT = re.compile(r"sip:[^@\s;:<>\"]{1,32}@[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:;transport=(?:udp|tcp|tls))?")


def _qualify_frequency(prop: str, value: Any) -> str | None:
    if value == 0:
        return None
    return rules.whole_number(prop, value, FASTEST, 86400) and (
        f"{prop}: {value!r} is neither 0 nor a whole number from {FASTEST} to 86400: "
        "Twilio asks for OPTIONS no more often than that"
    )


def _contact(prop: str, value: Any) -> str | None:
    return spelled(prop, value, _CONTACT, "sip:<username>@<domain>, with ;transport=udp, tcp or tls, or without")


def _match(prop: str, value: Any) -> str | None:
    items = value.split(",") if isinstance(value, str) else []
    return next(filter(None, (rules.network(prop, item.strip()) for item in items)), None)


def _context(prop: str, value: Any) -> str | None:
    return spelled(prop, value, NAME, "letters, digits and _ . + -")


def _exten(prop: str, value: Any) -> str | None:
    return spelled(prop, value, _EXTEN, "a number or a pattern: letters, digits and _ . + * # ! [ ] -")


def spelled(prop: str, value: Any, pattern: re.Pattern[str], rule: str) -> str | None:
    if not isinstance(value, str) or (value and pattern.fullmatch(value)):
        return None
    return f"{prop}: {value!r} is not spelled as Asterisk takes it: {rule}"


JUDGES: dict[tuple[str, str], Callable[[str, Any], str | None]] = {
    (auth.AUTHS, "username"): rules.username,
    ("ps_aors", "contact"): _contact,
    ("ps_aors", "qualify_frequency"): _qualify_frequency,
    ("ps_endpoints", "allow"): rules.codecs,
    ("ps_endpoints", "context"): _context,
    ("ps_endpoints", "dtmf_mode"): partial(rules.choice, allowed=DTMF_MODES),
    (IDENTIFY, "match"): _match,
    (EXTENSIONS, "context"): _context,
    (EXTENSIONS, "exten"): _exten,
}
"""What Asterisk or Twilio takes in a column, of which the schema says nothing."""
