"""A resource without an engine: what each of them can do."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Generic, Self, TypeVar

from trunkline.model.properties import Properties
from trunkline.model.words import Words
from trunkline.providers.errors import HalfDoneError, TrunklineError
from trunkline.providers.ownership import Owner
from trunkline.providers.settings import Settings

UNFINISHED = "unfinished"
"""The id in a state of a resource that was being created when the engine was killed."""


T = TypeVar("T", bound=Properties)


class Logic(ABC, Generic[T]):
    """Inputs and outputs are records of one class, so that what `read` finds can be compared with what was declared.

    What only the other side knows is a field that the inputs leave empty. In a preview (`inspect` and `notices`) parts
    of the inputs can be `UNKNOWN`.

    Attributes:
        owner: the resource of the program.
        words: how its user writes its properties.
    """

    owner: Owner = Owner()
    words: Words = Words()
    OWNED_BY: ClassVar[str] = "its name at Twilio"
    """What `name_now` is, in words."""

    @classmethod
    @abstractmethod
    def connect(cls, settings: Settings) -> Self:
        """One with connections to the sides that it needs; a process shares these."""

    @abstractmethod
    def subject(self, inputs: T) -> str:
        """The resource's name in an error."""

    def inspect(self, olds: T | None, news: T) -> list[str]:  # noqa: ARG002
        """What the other side has against `news`; reads only. `olds` is None for a new resource."""
        return []

    def notices(self, olds: T | None, news: T) -> list[str]:  # noqa: ARG002
        """What a preview's plus and minus signs do not show. Reads only; called if `inspect` found nothing."""
        return []

    @abstractmethod
    def create(self, inputs: T) -> tuple[str, T]:
        """Find or make it, and converge; the id and the outputs.

        Raises:
            HalfDoneError: it is there, and the rest failed.
        """

    @abstractmethod
    def read(self, id_: str, outputs: T) -> T | None:
        """The whole of what is there, or None if it is gone."""

    @abstractmethod
    def update(self, id_: str, olds: T, news: T) -> T:
        """Converge in place; the outputs."""

    @abstractmethod
    def delete(self, id_: str, outputs: T) -> None:
        """Take it away; what is gone is gone."""

    def remains(self, id_: str, olds: T | None, news: T) -> T | None:
        """What is there after a create or an update to `news` has failed, as outputs; `olds` is None for a create."""
        self.forget()
        return self.read(id_, self.unread(olds, news))

    def storable(self, found: T, news: T) -> T:  # noqa: ARG002
        """`found` without secrets that no input of `news` has: the engine would keep them in clear."""
        return found

    def forget(self) -> None:
        """Ask the other side afresh: a request has failed whose effect is not known."""

    def unread(self, olds: T | None, news: T) -> T:  # noqa: ARG002
        """What is known of it without a look: outputs for `read`, which claim nothing that it cannot find out."""
        return news

    def name_now(self, id_: str, outputs: T) -> str | None:  # noqa: ARG002
        """The name at Twilio that shows its owner; None if it is gone, or has no name."""
        return None

    def is_here(self, id_: str, outputs: T) -> bool:  # noqa: ARG002
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
