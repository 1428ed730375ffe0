"""A finding, and the code that it is known by."""

from attrs import frozen

ERROR, WARNING, HINT = "error", "warning", "hint"
"""Calls fail, or strangers get in; it will hurt some day; worth knowing, and not counted."""

TWILIO, ASTERISK, BOTH, STACK = "twilio", "asterisk", "both", "stack"
"""The side that does not fit."""


@frozen
class Code:
    """What a finding is known by, for good.

    Attributes:
        code: `TL` and three digits.
        severity: `error`, `warning` or `hint`.
        side: `twilio`, `asterisk`, `both` or `stack`.
        finding: what is wrong, without the names.
        remedy: what to do about it.
    """

    code: str
    severity: str
    side: str
    finding: str
    remedy: str

    def at(self, subject: str, fact: str, *, remedy: str | None = None, covers: tuple[str, ...] = ()) -> "Finding":
        return Finding(self, subject, f"{self.finding}: {fact}", remedy or self.remedy, covers)


@frozen
class Finding:
    """Something that does not fit.

    Attributes:
        code: its `Code`.
        subject: `<table>.<row>[.<column>]`, or a thing of Twilio's with its name.
        fact: what is wrong and what was found, in one line, without a secret.
        remedy: what to do about it.
        covers: further subjects that it tells about, for which `checks.drift` is silent.
    """

    code: Code
    subject: str
    fact: str
    remedy: str
    covers: tuple[str, ...] = ()
