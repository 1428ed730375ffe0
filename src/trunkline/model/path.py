"""The path to a value, as its user writes it: in Python, in a stack's config, or as a resource's property."""

import json
import re
import shlex
from collections.abc import Iterable
from typing import Self

from attrs import evolve, frozen

from .command import pulumi

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


SHARED = "trunkDefaults"
"""The key of a stack's config with the arguments that its trunks share."""


@frozen
class Field:
    """An argument or a property, by its Python name."""

    name: str


@frozen
class Key:
    """A key of a mapping."""

    text: str


@frozen
class Index:
    """An element of a list, from 0."""

    at: int


Step = Field | Key | Index


@frozen
class Path:
    """The way from a root to a value, as a resource's properties are written.

    Attributes:
        root: where the first step begins; empty for a property.
        steps: the steps.
    """

    root: str = ""
    steps: tuple[Step, ...] = ()

    def field(self, name: str) -> Self:
        return self._with(Field(name))

    def named(self, written: str) -> Self:
        """A field that does not exist, as its user wrote it."""
        return evolve(self, root=f"{self}.{written}" if str(self) else written, steps=())

    def key(self, text: object) -> Self:
        return self._with(Key(str(text)))

    def index(self, at: int) -> Self:
        return self._with(Index(at))

    def written(self, name: str) -> str:
        """A field in this notation."""
        return name

    def assign(self, name: str, value: object) -> str:
        """How a user of this notation sets that argument."""
        return f"{name}={value!r}"

    def fill(self, text: str) -> str:
        """The text with each `{argument}` in this notation."""
        return text.format_map(_Written(self))

    def subject(self) -> str:
        """The beginning of a line."""
        return str(self)

    def missing(self, name: str, *, is_list: bool) -> str:  # noqa: ARG002 - a config has a command for it
        """The fact and the remedy if a required argument is missing."""
        return "missing: set it"

    def _with(self, step: Step) -> Self:
        return evolve(self, steps=(*self.steps, step))

    def _root(self) -> str:
        return self.root

    def _key(self, text: str) -> str:
        return f".{text}" if _PLAIN_KEY.fullmatch(text) else f"[{json.dumps(text)}]"

    def __str__(self) -> str:
        text = self._root()
        for step in self.steps:
            match step:
                case Field(name):
                    text += f".{self.written(name)}" if text else self.written(name)
                case Key(key):
                    text += self._key(key)
                case Index(at):
                    text += f"[{at}]"
        return text


class _Written(dict[str, str]):
    """Each argument as `path` writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __missing__(self, name: str) -> str:
        return self._path.written(name)


@frozen
class PythonPath(Path):
    """In Python's notation. The root is a class of arguments, such as `SipTrunkArgs`."""

    def _key(self, text: str) -> str:
        return f"[{json.dumps(text)}]"


@frozen
class ConfigPath(Path):
    """In the notation of `pulumi config`. The root is where the arguments are, such as `trunks.twilio`.

    Attributes:
        shared: the arguments that are taken from `SHARED`.
        stack: the stack's name for the commands in a remedy.
    """

    shared: frozenset[str] = frozenset()
    stack: str | None = None

    def written(self, name: str) -> str:
        return camel(name)

    def assign(self, name: str, value: object) -> str:
        return f"{camel(name)}: {json.dumps(value)}"

    def subject(self) -> str:
        return f"config {self}"

    def missing(self, name: str, *, is_list: bool) -> str:
        at = f"{self.field(name)}{'[0]' if is_list else ''}"
        return f"missing: run `{pulumi(f'config set --path {shlex.quote(at)} …', self.stack)}`"

    def _root(self) -> str:
        match self.steps:
            case (Field(name), *_) if name in self.shared:
                return SHARED
        return self.root


@frozen
class CamelPath(Path):
    """In the notation of YAML, TypeScript and other languages."""

    def written(self, name: str) -> str:
        return camel(name)

    def assign(self, name: str, value: object) -> str:
        return f"{camel(name)}: {json.dumps(value)}"


@frozen
class Problem:
    """A problem with a value: its path, and the fact with its remedy."""

    path: Path
    text: str

    def __str__(self) -> str:
        subject = self.path.subject()
        return f"{subject}: {self.text}" if subject else self.text


def lines(name: str, problems: Iterable[Problem]) -> list[str]:
    """Each problem in a line. In a program's notation, the component's name is in front."""
    written = [f"{name}: {each}" if isinstance(each.path, PythonPath | CamelPath) else str(each) for each in problems]
    return list(dict.fromkeys(written))


def camel(name: str) -> str:
    """The config's key of an argument."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
