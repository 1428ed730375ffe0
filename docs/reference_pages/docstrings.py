"""Reads docstrings with griffe."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Self

import griffe
from attrs import frozen

from .markdown import prose, source, table

_CODE = Path(__file__).parents[2] / "src"
_FULL = re.compile(r"(?:^|(?<=\. ))(?:Asterisk's default|Default)(?P<rest>:? .+?)(?:\.(?= [A-Z]|$)|$)")


@cache
def _package() -> Any:
    return griffe.load("trunkline", search_paths=[_CODE], docstring_parser="google")


def module(name: str) -> Any:
    """A module of trunkline as griffe reads it."""
    return _package().modules_collection[name]


@frozen
class Documented:
    """The docstring of a class, a function or a fixture.

    Attributes:
        object: the class, function or fixture as griffe reads it.
    """

    object: Any

    @classmethod
    def of(cls, thing: type | Callable[..., Any]) -> Self:
        return cls(module(thing.__module__)[thing.__name__])

    @property
    def sections(self) -> list[Any]:
        return self.object.docstring.parsed if self.object.docstring else []

    @property
    def text(self) -> str:
        """The text above the sections, without the sources."""
        parts = [section.value for section in self.sections if section.kind.value == "text"]
        return prose("\n\n".join(part for part in "\n\n".join(parts).split("\n\n") if not part.startswith("Source:")))

    @property
    def links(self) -> list[str]:
        return re.findall(r"^Source:\s+(https://\S+)$", self.object.docstring.value, re.MULTILINE)

    @property
    def example(self) -> str:
        found = [section.value.description for section in self.sections if section.kind.value == "admonition"]
        return "\n\n".join(found)

    @property
    def attributes(self) -> dict[str, str]:
        return {each.name: " ".join(each.description.split()) for each in self._items("attributes")}

    @property
    def arguments(self) -> dict[str, str]:
        return {each.name: " ".join(each.description.split()) for each in self._items("parameters")}

    @property
    def raises(self) -> str:
        """A sentence for each error."""
        return "\n\n".join(prose(f"Raises `{each.annotation}`: {each.description}") for each in self._items("raises"))

    @property
    def returns(self) -> str:
        """The text as it is written: griffe reads the words before a colon as a type."""
        found = re.search(r"^Returns:\n(.+?)(?:\n\n|\Z)", self.object.docstring.value, re.MULTILINE | re.DOTALL)
        return found[1] if found else ""

    @property
    def methods(self) -> dict[str, "Documented"]:
        """The public methods and properties of a class, in the order of the source."""
        members = {
            name: member
            for name, member in self.object.members.items()
            if (member.is_function or "property" in member.labels) and (name == "__call__" or not name.startswith("_"))
        }
        return {name: Documented(member) for name, member in members.items()}

    def _items(self, kind: str) -> list[Any]:
        return [each for section in self.sections if section.kind.value == kind for each in section.value]


def signature(name: str, method: Documented) -> str:
    """The call of a method, or the name of a property."""
    if "property" in method.object.labels:
        return name
    parameters = []
    for each in list(method.object.parameters)[1:]:
        if each.kind.value == "keyword-only" and "*" not in parameters:
            parameters.append("*")
        stars = {"variadic positional": "*", "variadic keyword": "**"}.get(each.kind.value, "")
        default = "" if stars or each.default is None else f" = {each.default}"
        parameters.append(f"{stars}{each.name}{default}")
    return f"{'' if name == '__call__' else name}({', '.join(parameters)})"


def method_blocks(methods: dict[str, Documented], instance: str) -> list[str]:
    """A heading, the text and the arguments of each."""
    blocks = []
    for name, method in methods.items():
        call = signature(name, method)
        owner = method.object.parent.name if "classmethod" in method.object.labels else instance
        blocks.append(f"### `{owner}{call if call.startswith('(') else f'.{call}'}`")
        blocks.append(method.text)
        if method.arguments:
            blocks.append(
                table(("argument", "meaning"), ((f"`{key}`", prose(t)) for key, t in method.arguments.items()))
            )
        blocks += [f"Returns {prose(method.returns)}"] if method.returns else []
        blocks += [method.raises] if method.raises else []
    return blocks


def example_block(documented: Documented) -> str:
    return documented.example if documented.example.startswith("```") else source(documented.example)


def split_default(meaning: str) -> tuple[str, str]:
    """(a meaning without the sentence about the default, the words of that sentence)."""
    found = _FULL.search(meaning)
    if not found:
        marked = re.search(r"(`[^`]+`) \(default\)", meaning)
        return meaning, marked[1] if marked else ""
    rest = found["rest"].removeprefix(":").strip()
    short = re.split(r"[:,;] (?!else |`)", rest, maxsplit=1)[0]
    whose = "Asterisk's: " if found[0].startswith("Asterisk") else ""
    return (f"{meaning[: found.start()]}{meaning[found.end() :]}".strip() if short == rest else meaning), whose + short
