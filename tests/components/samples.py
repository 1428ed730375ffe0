"""Good and bad values of each scalar kind."""

from collections.abc import Callable
from functools import partial
from typing import Any

from attrs import frozen

from trunkline.model import asterisk, scalars, twilio, values
from trunkline.model.kinds import Kind, Optional, Scalar

SID = "0123456789abcdef" * 2
SIDS = {"address_sid": "AD", "identity_sid": "RI", "bundle_sid": "BU", "emergency_address_sid": "AD"}
SECRET = "Canary-Secret-2026"


@frozen
class Sample:
    """Values of a scalar kind.

    Attributes:
        good: some that are accepted, the longest and the highest among them.
        bad: some of the right type that are refused.
        series: the good value of a number, all different; None: there are not many.
    """

    good: tuple[Any, ...]
    bad: tuple[Any, ...] = ()
    series: Callable[[int], Any] | None = None


_OF_KIND: list[tuple[Kind, Sample]] = [
    (scalars.FLAG, Sample((True, False))),
    (scalars.TEXT, Sample(("text", ""))),
    (asterisk.SECONDS, Sample((0, 1.5), (-1, float("inf"), float("nan")))),
    (scalars.SETTING, Sample(("setting",), ("",))),
    (scalars.SECRET, Sample((SECRET,), ("",))),
    (
        scalars.DOMAIN_NAME,
        Sample(
            (f"{'g' * 63}.pstn.twilio.com", "a.b.pstn.twilio.com"),
            (f"{'g' * 64}.pstn.twilio.com", "grable.twilio.com", ""),
        ),
    ),
    (asterisk.ACCOUNT_SID, Sample((f"AC{'0a' * 16}",), ("", "AC", f"TK{'0' * 32}", f"AC{'0' * 33}"))),
    (scalars.USERNAME, Sample(("u" * 32,), ("", "u" * 33, "a b"), "user{:04}".format)),
    (scalars.PASSWORD, Sample((SECRET, "Abcdefghij12"), ("", "Canary-2026", "canary-secret-2026"))),
    (
        scalars.NETWORK,
        Sample(
            ("203.0.113.1", "203.0.113.0/24"),
            ("", "203.0.113.1/24", "0.0.0.0/0", "202.0.0.0/7", "::1", "pbx"),
            lambda number: f"198.51.{number // 250}.{number % 250}",
        ),
    ),
    (scalars.PHONE_NUMBER, Sample(("+14155550100",), ("", "4155550100", "+1"), "+1415555{:04}".format)),
    (
        scalars.SIP_URL,
        Sample(
            ("sip:b.example.com:65535;transport=tls", "sip:b.example.com;transport=tls?X-Site=a&X-Line=2"),
            ("", "sips:b.example.com", "sip:b.example.com:65536;transport=tls"),
        ),
    ),
    (
        asterisk.OUTBOUND_PROXY,
        Sample(
            ("sip:proxy.example.com;lr",), ("", "proxy.example.com;lr", "sip:proxy.example.com", "sip:a;lr,sip:b;lr")
        ),
    ),
    (scalars.WEB_URL, Sample(("https://example.com/twiml",), ("example.com", "ftp://example.com"))),
    (asterisk.ID, Sample(("x" * 40, "a"), ("", "x" * 41, "two words"))),
    (asterisk.ANY_ID, Sample(("x" * 40, "a"), ("", "x" * 256))),
    (asterisk.NAME, Sample(("label",), ("", "two words"))),
    (asterisk.HOST, Sample(("pbx.example.com",), ("", "pbx:5061", "sip:pbx"))),
    (asterisk.EXTEN, Sample(("+14155550100", "_X!"), ("", "two words", "a,b"))),
    (asterisk.APPLICATION, Sample(("Goto(start,s,1)",), ("", "Goto", "Goto(start"))),
    (asterisk.VARIABLE, Sample(("SITE",), ("", "1A", "A=B"))),
    (asterisk.QUALIFY_FREQUENCY, Sample((0, 15, 86400), (-1, 14, 86401, 15.5))),
    (asterisk.CALLER_ID, Sample(("+14155550100", "Desk <+14155550100>"), ("", "Desk", "Desk <4155550100>"))),
    (
        asterisk.SIGNALLING.kind,
        Sample(("203.0.113.0/24", "198.51.0.0/16"), ("", "198.50.0.0/15", "0.0.0.0/0", "pbx")),
    ),
    *(
        (kind.kind, of_number)
        for name, of_number in {
            "country": Sample(("US", "GB"), ("", "us", "XX")),
            "area_code": Sample(("200", "999"), ("", "199", "1000", "41")),
            "contains": Sample(("55", "1" * 16), ("", "5 5", "1" * 17)),
            **{
                name: Sample((f"{prefix}{SID}",), ("", f"{prefix}{SID}0", f"{prefix}{SID[1:]}", f"XX{SID}"))
                for name, prefix in SIDS.items()
            },
        }.items()
        if isinstance(kind := {**twilio.BUY, **twilio.NUMBER_SETTINGS}[name], Optional)
    ),
]


def sample(kind: Scalar) -> Sample:
    """The values of that kind.

    Raises:
        AssertionError: no value of that kind is known here: add some.
    """
    rule: Any = kind.rule
    if isinstance(rule, partial) and rule.func is values.text:
        most = rule.keywords["most"]
        return Sample(("x", "x" * most), ("", "x" * (most + 1)))
    if isinstance(rule, partial) and rule.func is values.choice:
        return Sample(tuple(rule.keywords["allowed"]), ("", "none of them"))
    if isinstance(rule, partial) and rule.func is values.whole_number:
        least, most = rule.keywords["least"], rule.keywords["most"]
        return Sample((least, most), (least - 1, most + 1, least + 0.5))
    found = [each for known, each in _OF_KIND if known is kind]
    assert found, f"samples.py has no values of the kind {kind}: add some"
    return found[0]
