"""A resource without an engine: what each of them can do."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self

from trunkline.model.kinds import Kind
from trunkline.model.path import Path, Problem
from trunkline.model.words import Words
from trunkline.providers import rules
from trunkline.providers.errors import HalfDoneError, TrunklineError
from trunkline.providers.ownership import Owner
from trunkline.providers.settings import Settings

UNFINISHED = "unfinished"
"""The id in a state of a resource that was being created when the engine was killed."""


class Logic(ABC):
    """Inputs and outputs have one shape, so that what `read` finds can be compared with what was declared.

    What only the other side knows is a further output.

    Attributes:
        owner: the resource of the program.
        words: how its user writes its properties.
    """

    INPUTS: ClassVar[Kind]
    """What the inputs can be."""

    owner: Owner = Owner()
    words: Words = Words()
    OWNED_BY: ClassVar[str] = "its name at Twilio"
    """What `name_now` is, in words."""

    @classmethod
    @abstractmethod
    def connect(cls, settings: Settings) -> Self:
        """One with connections to the sides that it needs; a process shares these."""

    @abstractmethod
    def subject(self, inputs: dict[str, Any]) -> str:
        """The resource's name in an error."""

    def validate(self, inputs: dict[str, Any]) -> list[str]:
        """What is wrong with the inputs, judged without a network; a line each, in the user's words."""
        return [str(self.words.problem(each)) for each in self.problems(inputs)]

    def problems(self, inputs: dict[str, Any]) -> list[Problem]:
        """The same by the path of the property."""
        return list(self.INPUTS.problems(rules.known(inputs), Path()))

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:  # noqa: ARG002
        """What the other side has against `news`; reads only. `olds` is empty for a new resource."""
        return []

    def notices(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:  # noqa: ARG002
        """What a preview's plus and minus signs do not show. Reads only; called if `inspect` found nothing."""
        return []

    @abstractmethod
    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Find or make it, and converge; the id and the outputs.

        Raises:
            HalfDoneError: it is there, and the rest failed.
        """

    @abstractmethod
    def read(self, id_: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        """The whole of what is there, or None if it is gone."""

    @abstractmethod
    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        """Converge in place; the outputs."""

    @abstractmethod
    def delete(self, id_: str, outputs: dict[str, Any]) -> None:
        """Take it away; what is gone is gone."""

    def remains(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any] | None:
        """What is there after a create or an update to `news` has failed, as outputs; `olds` is empty for a create."""
        self.forget()
        return self.read(id_, self.unread(olds, news))

    def storable(self, found: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """`found` without secrets that no input of `news` has: the engine would keep them in clear."""
        return found

    def forget(self) -> None:  # noqa: B027 - not each of them remembers something
        """Ask the other side afresh: a request has failed whose effect is not known."""

    def unread(self, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """What is known of it without a look: outputs for `read`, which claim nothing that it cannot find out."""
        return news

    def name_now(self, id_: str, outputs: dict[str, Any]) -> str | None:  # noqa: ARG002
        """The name at Twilio that shows its owner; None if it is gone, or has no name."""
        return None

    def is_here(self, id_: str, outputs: dict[str, Any]) -> bool:  # noqa: ARG002
        """Whether this is the place of `outputs` under another name: what is there is the same."""
        return False


def show(line: str) -> None:
    """Show a line to the user: the engine prints a provider's output among its diagnostics."""
    print(line, flush=True)  # noqa: T201


@contextmanager
def half_done(id_: str) -> Iterator[None]:
    """Turn a failure in the block into a `HalfDoneError` of the thing with that id."""
    try:
        yield
    except TrunklineError as failure:
        raise HalfDoneError(id_, failure) from None
