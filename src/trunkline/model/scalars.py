"""The kinds of single values: texts, numbers, choices."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, get_args

from . import values
from .kinds import Kind, ListOf, Scalar, Schema


def text(most: int) -> Scalar:
    """A text of 1 to `most` characters."""
    return Scalar("a text", (str,), partial(values.text, most=most), shape={"minLength": 1, "maxLength": most})


def matching(message: str, *patterns: re.Pattern[str]) -> Schema:
    """The shape of a text that one of the patterns matches whole, and an editor's message for any other text."""
    whole = "|".join(re.sub(r"\(\?P<\w+>", "(?:", each.pattern) for each in patterns)
    return {"pattern": f"^(?:{whole})$", "patternErrorMessage": message}


def matched(
    rule: Callable[[str], str | None], message: str, *patterns: re.Pattern[str], words: str = "a text"
) -> Scalar:
    """A text with that rule, and with the shape that `matching` makes of the rest."""
    return Scalar(words, (str,), rule, shape=matching(message, *patterns))


def choice(literal: Any) -> Scalar:
    """One of the values of a `Literal`."""
    return one_of(*get_args(literal))


def one_of(*allowed: str) -> Scalar:
    return Scalar(
        f"one of {', '.join(allowed)}", (str,), partial(values.choice, allowed=allowed), shape={"enum": list(allowed)}
    )


def whole_number(least: int, most: int) -> Scalar:
    shape = {"type": "integer", "minimum": least, "maximum": most}
    return Scalar("a whole number", (int, float), partial(values.whole_number, least=least, most=most), shape=shape)


def list_of(kind: Kind, what: str = "texts", most: int | None = None, **options: Any) -> ListOf:
    return ListOf(kind, f"a list of {what}", most, **options)


FLAG = Scalar("true or false", (bool,))
TEXT = Scalar("a text", (str,))
SCALAR = Scalar("a text, a number or a boolean", (str, int, float, bool))
DOMAIN_NAME = matched(values.domain_name, "This is not a termination domain, <label>.pstn.twilio.com.", values.DOMAIN)
USERNAME = matched(
    values.username, 'Use 1 to 32 printable ASCII characters without space and " : ; < > @ \\.', values.USERNAME
)
PASSWORD = Scalar("a text", (str,), values.password, secret=True)
SETTING = Scalar("a text", (str,), values.filled)
SECRET = Scalar("a text", (str,), values.filled, secret=True)
AN_ADDRESS = matching("This is not an IPv4 address or CIDR block.", values.NETWORK)
NETWORK = Scalar("an IPv4 address or CIDR block as a text", (str,), values.network, shape=AN_ADDRESS)
CANONICAL_NETWORK = Scalar("an IPv4 address or CIDR block as a text", (str,), values.canonical)
PHONE_NUMBER = matched(
    values.phone_number,
    'This is not an E.164 number, as in "+442071838750".',
    values.E164,
    words="an E.164 number as a text",
)
SIP_URL = matched(
    values.sip_url,
    "This is not a SIP URL, sip:[user@]host[:port][;transport=udp|tcp|tls].",
    values.SIP_URL,
    words="a SIP URL as a text",
)
WEB_URL = matched(values.web_url, "This is not an http or https URL.", values.WEB_URL, words="a URL as a text")
