"""The interface of each resource's logic, which needs no engine."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, Self, TypeVar

from trunkline.model.properties import Properties
from trunkline.model.words import Words
from trunkline.providers.errors import HalfDoneError, TrunklineError
from trunkline.providers.ownership import Owner
from trunkline.providers.settings import Settings

UNFINISHED = "unfinished"
"""The id in the state of a resource that was being created when the engine was killed."""


T = TypeVar("T", bound=Properties)


class Logic(ABC, Generic[T]):
    """Inputs and outputs are records of one class, so the result of `read` can be compared with the declared inputs.

    The inputs leave a field empty if only the other side knows it. In a preview (`inspect` and `notices`) parts of the
    inputs can be `UNKNOWN`.

    Attributes:
        owner: the resource of the program.
        words: how its user writes its properties.
    """

    owner: Owner = Owner()
    words: Words = Words()
    OWNED_BY: ClassVar[str] = "its name at Twilio"
    """The words for `name_now` in a message."""

    @classmethod
    @abstractmethod
    def connect(cls, settings: Settings) -> Self:
        """A logic with connections to the sides that it needs. A process shares these connections."""

    @abstractmethod
    def subject(self, inputs: T) -> str:
        """The resource's name in an error."""

    def inspect(self, olds: T | None, news: T) -> list[str]:  # noqa: ARG002
        """Why the other side would refuse `news`. It only reads. `olds` is None for a new resource."""
        return []

    def notices(self, olds: T | None, news: T) -> list[str]:  # noqa: ARG002
        """Lines that a preview does not show by plus and minus signs. It only reads, after `inspect` found nothing."""
        return []

    @abstractmethod
    def create(self, inputs: T) -> tuple[str, T]:
        """Find or make the thing, and change it to the inputs. Return its id and the outputs.

        Raises:
            HalfDoneError: the thing exists, and the rest failed.
        """

    @abstractmethod
    def read(self, id_: str, outputs: T) -> T | None:
        """The whole thing as it is, or None if it no longer exists."""

    @abstractmethod
    def update(self, id_: str, olds: T, news: T) -> T:
        """Change the thing in place. Return the outputs."""

    @abstractmethod
    def delete(self, id_: str, outputs: T) -> None:
        """Delete the thing. It is no error if it no longer exists."""

    def remains(self, id_: str, olds: T | None, news: T) -> T | None:
        """The outputs of what exists after a failed create or update to `news`. `olds` is None for a create."""
        self.forget()
        return self.read(id_, self.unread(olds, news))

    def storable(self, found: T, news: T) -> T:  # noqa: ARG002
        """`found` without secrets that no input of `news` has: the engine would store them as plain text."""
        return found

    def identified(self, id_: str) -> dict[str, Any]:  # noqa: ARG002
        """The properties from which `read` finds all others, if only the id is known.

        Raises:
            RefusedError: this is no id of such a thing, or nothing has the properties but the state.
        """
        return {}

    def forget(self) -> None:
        """Forget what was read from the other side: a request failed, and its effect is not known."""

    def unread(self, olds: T | None, news: T) -> T:  # noqa: ARG002
        """Outputs for `read` without a request. They claim nothing that `read` cannot find out."""
        return news

    def name_now(self, id_: str, outputs: T) -> str | None:  # noqa: ARG002
        """The name at Twilio that shows its owner; None if the thing no longer exists, or has no name."""
        return None

    def is_here(self, id_: str, outputs: T) -> bool:  # noqa: ARG002
        """Whether the settings lead to the place of `outputs` by another name: the same things are there."""
        return False


def _print(line: str) -> None:
    print(f"{line}\n", end="", flush=True)  # noqa: T201 - one write, into which no other thread's line gets


_outlet: Callable[[str], None] = _print
"""The engine prints a dynamic provider's output among its diagnostics."""


def show(line: str) -> None:
    """Show a line to the user."""
    _outlet(line)


def show_by(outlet: Callable[[str], None]) -> None:
    """Make `show` call `outlet` in this process, instead of printing."""
    global _outlet  # noqa: PLW0603 - a process has one engine
    _outlet = outlet


@contextmanager
def half_done(id_: str) -> Iterator[None]:
    """Raise a failure in the block as a `HalfDoneError` of the thing with that id."""
    try:
        yield
    except TrunklineError as failure:
        raise HalfDoneError(id_, failure) from None
