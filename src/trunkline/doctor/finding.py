"""A finding and its code."""

from attrs import frozen

from trunkline.model.path import Path

ERROR, WARNING, HINT = "error", "warning", "hint"
"""Calls fail or strangers can call; it can cause trouble later; good to know, and not counted."""

TWILIO, ASTERISK, BOTH, STACK = "twilio", "asterisk", "both", "stack"
"""The side that is wrong."""


@frozen
class Code:
    """A kind of finding. It never changes its meaning.

    Attributes:
        code: `TL` and three digits.
        severity: `error`, `warning` or `hint`.
        side: `twilio`, `asterisk`, `both` or `stack`.
        finding: what is wrong, without names.
        remedy: what to do by hand. `<id>` is the id of the row.
        declared: what to change in the program or the config if the stack itself declares what is wrong, with
            `{argument}` for an argument and `{stack}` for the stack. None: `remedy`.
    """

    code: str
    severity: str
    side: str
    finding: str
    remedy: str
    declared: str | None = None

    @property
    def is_change(self) -> bool:
        """Whether `declared` is a change to the program or the config. One with `{stack}` has all its commands."""
        return bool(self.declared) and "{stack}" not in str(self.declared)

    def in_program(self, path: Path) -> str:
        """The remedy for the arguments at `path`, before an `up`."""
        return path.fill(str(self.declared)) if self.is_change else self.remedy

    def at(
        self,
        subject: str,
        fact: str,
        *,
        remedy: str | None = None,
        covers: tuple[str, ...] = (),
        depends: tuple[str, ...] = (),
    ) -> "Finding":
        row = subject.partition(".")[2].rpartition(".")[0].replace("'", "''")
        text = (remedy or self.remedy).replace("<id>", row)
        return Finding(self, subject, f"{self.finding}: {fact}", text, covers, depends)


@frozen
class Finding:
    """A problem.

    Attributes:
        code: its `Code`.
        subject: `<table>.<row>[.<column>]`, or a thing at Twilio with its name.
        fact: what is wrong and what was found, in one line, without a secret.
        remedy: what to do.
        covers: further subjects that the fact is about, so `checks.drift` does not report them.
        depends: further subjects. If one of them differs from what the stack declares, the next `up` cures this
            finding too.
    """

    code: Code
    subject: str
    fact: str
    remedy: str
    covers: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()

    @property
    def reports(self) -> tuple[str, ...]:
        """The subjects that it is about. Another subject is reported too if it is a part of one of them."""
        return (self.subject, *self.covers)

    @property
    def cured_with(self) -> tuple[str, ...]:
        """The subjects of which a part is wrong: it goes away when one of them is as the stack declares it."""
        return (*self.reports, *self.depends)


def wholes(subject: str) -> list[str]:
    """The subject, and the subjects of which it is a part: for `a.b.c`, also `a.b` and `a`."""
    parts = subject.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
