"""One assumption about Twilio: what it is, its evidence, and the case that tries it."""

from collections.abc import Callable

from attrs import frozen

from .trial import Trial

Case = Callable[[Trial], None]
"""Makes requests and compares. Raises `DiffersError` or `NotTriedError`."""


@frozen
class Assumption:
    """A row of the table.

    Attributes:
        id: a short name, which stays the same.
        assumed: what Twilio is assumed to do.
        evidence: what speaks for it, with the address of the source.
        case: tries it. None if no request may or can.
        writes: whether the case makes, changes or deletes things.
        why_not: why there is no case.
    """

    id: str
    assumed: str
    evidence: str
    case: Case | None = None
    writes: bool = False
    why_not: str = ""


def reads(id_: str, assumed: str, evidence: str, case: Case) -> Assumption:
    return Assumption(id_, assumed, evidence, case)


def writes(id_: str, assumed: str, evidence: str, case: Case) -> Assumption:
    return Assumption(id_, assumed, evidence, case, writes=True)


def untried(id_: str, assumed: str, evidence: str, why_not: str) -> Assumption:
    return Assumption(id_, assumed, evidence, why_not=why_not)
