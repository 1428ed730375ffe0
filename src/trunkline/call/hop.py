"""A part of a call's way, and what was found there."""

from attrs import frozen

from trunkline.doctor.finding import Code

OK, BAD, UNKNOWN = "ok", "FAILED", "?"


@frozen
class Hop:
    """A hop.

    Attributes:
        name: such as `contact`.
        state: `OK`, `BAD` or `UNKNOWN`.
        fact: what was found, in one line.
        remedy: what to do, or empty.
        codes: the doctor's codes for its causes.
    """

    name: str
    state: str
    fact: str
    remedy: str = ""
    codes: tuple[Code, ...] = ()
