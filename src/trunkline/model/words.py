"""Maps a resource's properties to the arguments that the user writes."""

import json
from collections.abc import Mapping
from typing import Self

from attrs import evolve, field, frozen

from .path import CamelPath, ConfigPath, Field, Index, Path, Problem, PythonPath, Step

_NOTATIONS: Mapping[str, type[Path]] = {
    "property": Path,
    "python": PythonPath,
    "config": ConfigPath,
    "camel": CamelPath,
}


@frozen
class Words:
    """The arguments of a component, for the lines about a resource that it has made.

    Attributes:
        path: the path of the component's arguments.
        arguments: {property: argument}; the property of a row is `<table>.<column>`. A property that is not here is an
            argument of the same name.
    """

    path: Path = field(factory=Path)
    arguments: Mapping[str, str] = field(factory=dict)

    def where(self, **arguments: str) -> Self:
        """The same, with the arguments of some more properties."""
        return evolve(self, arguments={**self.arguments, **arguments})

    def inside(self, argument: str, at: int) -> Self:
        """The words of an element of an argument."""
        return type(self)(self.path.field(argument).index(at))

    def dump(self) -> str:
        """One text, which costs a program less than a mapping."""
        notation = next(name for name, kind in _NOTATIONS.items() if type(self.path) is kind)
        return json.dumps({"notation": notation, "root": str(self.path), "arguments": dict(self.arguments)})

    @classmethod
    def load(cls, dumped: str | None) -> Self:
        """The reverse of `dump`; the resource's own words if there is nothing to load."""
        if not dumped:
            return cls()
        found = json.loads(dumped)
        return cls(_NOTATIONS[found["notation"]](found["root"]), found["arguments"])

    def problem(self, found: Problem) -> Problem:
        """The problem of a property as that of an argument."""
        return evolve(found, path=self.of(found.path))

    def of(self, found: Path) -> Path:
        """The path of a property as the path of an argument."""
        names = [
            step.name if isinstance(step, Field) else step.text for step in found.steps if not isinstance(step, Index)
        ]
        options = f"{names[0]}.*" if names else ""
        if len(names) > 2 and options in self.arguments and f"{names[0]}.{names[2]}" not in self.arguments:  # noqa: PLR2004
            return self.path.field(self.arguments[options]).key(names[2])
        for known, used in ((names[:3:2], 3), (names[:2], 2), (names[:1], 1)):
            if (argument := self.arguments.get(".".join(known))) and len(names) >= used:
                return self._under(argument, found.steps[used:])
        return self._under(names[0], found.steps[1:]) if names else found

    def _under(self, argument: str, steps: tuple[Step, ...]) -> Path:
        path = self.path.field(argument)
        return evolve(path, steps=(*path.steps, *steps))

    def name(self, argument: str) -> str:
        return self.path.written(argument)

    @property
    def adopt(self) -> str:
        """How the user sets `adopt`."""
        return self.path.assign("adopt", value=True)
