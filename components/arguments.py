"""The arguments of a program or a stack's config: their kinds, and all their problems at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Self

import attrs
import pulumi
from attrs import define

from trunkline.model.kinds import Check, Optional, Record, Scalar
from trunkline.model.path import Path, Problem, PythonPath, lines
from trunkline.model.properties import field_kind
from trunkline.providers.settings import NAMES

from .errors import InvalidArgs
from .outputs import has_late, judged, lift, plain, settled

_RECORDS: dict[type[attrs.AttrsInstance], Record] = {}


@define(kw_only=True, slots=False)
class Arguments:
    """A class of arguments, each annotated with its kind.

    Attributes:
        path: where the user wrote them.
    """

    CHECKS: ClassVar[tuple[Check, ...]] = ()
    """Rules of several arguments."""
    WARNINGS: ClassVar[tuple[Check, ...]] = ()
    """Rules for values that can be on purpose, but are usually a mistake."""

    NEEDED: ClassVar[frozenset[str]] = frozenset()
    """Arguments that are needed unless another one excludes them: then they are None."""
    EXCLUDES: ClassVar[Mapping[str, Mapping[Any, tuple[str, ...]]]] = {}
    """{argument: {value of it: the arguments that do not go with that}}"""

    path: Path = attrs.field(
        init=False,
        repr=False,
        eq=False,
        default=attrs.Factory(lambda self: PythonPath(type(self).__name__), takes_self=True),
    )

    @classmethod
    def of(cls, given: Any, name: str) -> Self:
        """The arguments from an object or a dict. `name` is the component's name.

        Raises:
            InvalidArgs: one line for each problem.
        """
        if not isinstance(given, cls):
            refuse(name, record(cls).problems(plain(given), PythonPath(cls.__name__)))
        args = given if isinstance(given, cls) else cls.from_dict(given)
        refuse(name, args.problems(name))
        for warning in lines(name, args.warnings()):
            pulumi.log.warn(warning)
        return args.with_late_judged(name)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """The arguments of a dict, which may leave out those that another one excludes."""
        return cls(**{**dict.fromkeys(cls.NEEDED), **given})

    def problems(self, name: str) -> list[Problem]:
        """The problems of the known arguments of the component `name`."""
        return [*record(type(self)).problems(plain(self), self.path)] or [*self.derived_problems(name)]

    def late_problems(self, name: str) -> Any:
        """The problems by the rules of several arguments; None if no argument is late."""
        given = {each: getattr(self, each) for each in record(type(self)).fields}
        if not any(map(has_late, given.values())):
            return None

        def check(*known: Any) -> list[str]:
            values = dict(zip(given, map(plain, known), strict=True))
            return lines(name, (each for check in self.CHECKS for each in check(values, self.path)))

        return lift(check, *map(settled, given.values()))

    def with_late_judged(self, name: str) -> Self:
        """The same arguments. Each late value is checked when it is known; a provider checks its own settings."""
        kinds, path = record(type(self)).fields, self.path
        late = {each: getattr(self, each) for each in kinds.keys() - NAMES if has_late(getattr(self, each))}
        if not late:
            return self
        judged_ones = {each: judged(kinds[each], value, path.field(each), name) for each, value in late.items()}
        args = attrs.evolve(self, **judged_ones)
        args.path = path
        return args

    def warnings(self) -> Iterator[Problem]:
        kind = record(type(self))
        given = {**kind.defaults, **plain(self)}
        for check in self.WARNINGS:
            yield from check(given, self.path)

    def derived_problems(self, name: str) -> Iterator[Problem]:  # noqa: ARG002
        """The problems of values that derive from the component's name."""
        yield from ()


def refuse(name: str, problems: Iterable[Problem]) -> None:
    """Raise `InvalidArgs` if there are any problems with the component of that name."""
    if found := lines(name, problems):
        raise InvalidArgs("\n".join(found))


def record(kind: type[attrs.AttrsInstance]) -> Record:
    """The kinds of the arguments in that class."""
    if kind not in _RECORDS:
        _RECORDS[kind] = _record(kind)
    return _RECORDS[kind]


def _record(kind: type[attrs.AttrsInstance]) -> Record:
    fields = {each.name: each for each in attrs.fields(kind) if each.init}
    needed: frozenset[str] = getattr(kind, "NEEDED", frozenset())
    return Record(
        {name: Optional(field_kind(each)) if name in needed else field_kind(each) for name, each in fields.items()},
        required=frozenset(name for name, each in fields.items() if each.default is attrs.NOTHING),
        defaults=dict.fromkeys(needed)
        | {name: plain(default(each)) for name, each in fields.items() if each.default is not attrs.NOTHING},
        checks=tuple(getattr(kind, "CHECKS", ())),
        excludes=getattr(kind, "EXCLUDES", {}),
    )


def default_problems(path: Path, argument: str, kind: Scalar, default: str) -> Iterator[Problem]:
    """The problems of an argument's default, which the user has not written."""
    if fault := kind.rule(default):
        yield Problem(path.field(argument), f"missing, and its default {fault}: set it")


def default(argument: "attrs.Attribute[Any]") -> Any:
    given: Any = argument.default
    return given.factory() if hasattr(given, "factory") else given
