"""The kinds of values: texts, numbers, lists, mappings and records. Each finds a value's problems by path.

Values are plain: texts, numbers, booleans, None, lists, mappings. `UNKNOWN` is a value that is known later, so it has
no problem yet.
"""

import difflib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from . import values
from .path import Path, Problem, camel
from .unknown import INVALID, UNKNOWN

Schema = dict[str, Any]
"""A JSON Schema."""

_MOST_SHOWN = 16
_REFERENCE = "docs/reference/arguments.md lists the arguments"
_WORDS = {bool: "a boolean", int: "a number", float: "a number", str: "a text"}
_TYPES = {bool: "boolean", int: "number", float: "number", str: "string"}
_ENCRYPTED: Schema = {
    "required": ["secure"],
    "properties": {"secure": {"type": "string"}},
    "additionalProperties": False,
}
"""A text as Pulumi encrypts it in a stack's file."""
_SECRET: Schema = {
    "pattern": "^$",
    "patternErrorMessage": "This is a secret as plain text. Set it with `pulumi config set --secret --path`.",
}
_OF_A_KEY = ("enum", "pattern", "minLength", "maxLength")


class Kind(ABC):
    """A kind of value.

    Attributes:
        words: the name of such a value in a message.
    """

    words: str

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        """All problems of the value at `path`."""
        if value is not UNKNOWN:
            yield from self._problems(value, path)

    @abstractmethod
    def _problems(self, value: Any, path: Path) -> Iterator[Problem]: ...

    @abstractmethod
    def schema(self) -> Schema:
        """A JSON Schema of such a value in a stack's file. It accepts each value that has no problems."""

    def _mismatch(self, value: Any, path: Path) -> Problem:
        if value is None:
            given = "no value"
        elif isinstance(value, Mapping):
            given = "a mapping"
        elif isinstance(value, list | tuple):
            given = "a list"
        else:
            given = _WORDS.get(type(value), f"a {type(value).__name__}")
        return Problem(path, f"{given} given: {self.words} is needed")


@frozen
class Scalar(Kind):
    """A text, a number or a boolean.

    Attributes:
        words: its name in a message.
        types: its types in Python.
        rule: the fact and remedy for a value of these types, or None.
        secret: the value is not shown.
        shape: the rule as a JSON Schema, as far as that can express it.
    """

    words: str
    types: tuple[type, ...]
    rule: Callable[[Any], str | None] = lambda _: None
    secret: bool = False
    shape: Schema = field(factory=dict, eq=False)

    def schema(self) -> Schema:
        types = list(dict.fromkeys(_TYPES[each] for each in self.types))
        if str not in self.types or "enum" in self.shape:
            return {"type": types[0], **self.shape}
        return {"type": [*types, "object"], **self.shape, **(_SECRET if self.secret else {}), **_ENCRYPTED}

    def _problems(self, value: Any, path: Path) -> Iterator[Problem]:
        fits = isinstance(value, self.types) and (bool in self.types or not isinstance(value, bool))
        if not fits:
            yield self._unquoted(value, path) or self._mismatch(value, path)
        elif fault := self.rule(value):
            yield Problem(path, fault)

    def _unquoted(self, value: Any, path: Path) -> Problem | None:
        """The problem if YAML reads a text of digits as a number."""
        if str not in self.types or self.secret or isinstance(value, bool) or not isinstance(value, int | float):
            return None
        shown = values.shown(value)
        may_help = not all(map(self.rule, (shown, f"+{shown}")))
        return Problem(path, f"{shown} is a number: {self.words} is needed{', so quote it' if may_help else ''}")


@frozen
class Optional(Kind):
    """A value of that kind, or None."""

    kind: Kind

    @property
    def words(self) -> str:  # type: ignore[override]
        return self.kind.words

    def schema(self) -> Schema:
        of_value = self.kind.schema()
        if isinstance(self.kind, Optional):
            return of_value
        types = of_value["type"] if isinstance(of_value["type"], list) else [of_value["type"]]
        choices = {"enum": [*of_value["enum"], None]} if "enum" in of_value else {}
        return of_value | {"type": [*types, "null"]} | choices

    def _problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if value is not None:
            yield from self.kind.problems(value, path)


@frozen
class ListOf(Kind):
    """A list.

    Attributes:
        kind: of its elements.
        words: its name in a message.
        most: elements at most.
        least: elements at least.
    """

    kind: Kind
    words: str
    most: int | None = None
    least: int = 0
    unique: bool = True

    def schema(self) -> Schema:
        unique = {"uniqueItems": True} if self.unique and isinstance(self.kind, Scalar) else {}
        return {"type": "array", "items": self.kind.schema(), **_limits("Items", self.least, self.most), **unique}

    def _problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, list | tuple):
            yield self._mismatch(value, path)
            return
        yield from _count(len(value), self.least, self.most, path)
        for at, element in enumerate(value):
            yield from self.kind.problems(element, path.index(at))
        if self.unique:
            yield from self._repeated(value, path)

    def _repeated(self, value: Sequence[Any], path: Path) -> Iterator[Problem]:
        texts = [each for each in value if isinstance(each, str)]
        for each, times in Counter(texts).items():
            if times > 1:
                yield Problem(path, f"{each!r} is listed {times} times: list it once")


@frozen
class MapOf(Kind):
    """A mapping.

    Attributes:
        keys: the kind of its keys.
        kind: of its values.
        words: its name in a message.
        most: entries at most.
        least: entries at least.
    """

    keys: Kind
    kind: Kind
    words: str = "a mapping"
    most: int | None = None
    least: int = 0

    def schema(self) -> Schema:
        keys = {name: rule for name, rule in self.keys.schema().items() if name in _OF_A_KEY}
        return {
            "type": "object",
            "additionalProperties": self.kind.schema(),
            **({"propertyNames": keys} if keys else {}),
            **_limits("Properties", self.least, self.most),
        }

    def _problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield self._mismatch(value, path)
            return
        yield from _count(len(value), self.least, self.most, path)
        for key, each in value.items():
            yield from self.keys.problems(key, path)
            yield from self.kind.problems(each, path.key(key))


@frozen
class Either(Kind):
    """A mapping, or a list of values that could be its keys."""

    mapping: MapOf
    list_: ListOf

    @property
    def words(self) -> str:  # type: ignore[override]
        return f"{self.list_.words}, or {self.mapping.words}"

    def schema(self) -> Schema:
        return self.list_.schema() | self.mapping.schema() | {"type": ["array", "object"]}

    def _problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, Mapping):
            yield from self.mapping.problems(value, path)
        elif isinstance(value, list | tuple):
            yield from self.list_.problems(value, path)
        else:
            yield self._mismatch(value, path)


@frozen
class Early(Kind):
    """A value that must be known when the program runs.

    Attributes:
        kind: of the value.
        reason: why.
    """

    kind: Kind
    reason: str

    @property
    def words(self) -> str:  # type: ignore[override]
        return self.kind.words

    def schema(self) -> Schema:
        return self.kind.schema()

    def problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if value is UNKNOWN:
            yield Problem(path, f"an Output given: give a plain value: {self.reason}")
        else:
            yield from self.kind.problems(value, path)

    def _problems(self, value: Any, path: Path) -> Iterator[Problem]:
        yield from self.kind.problems(value, path)


@frozen
class Anything(Kind):
    """A value that is checked elsewhere, or not at all."""

    words: str = "a value"

    def schema(self) -> Schema:
        return {}

    def _problems(self, value: Any, path: Path) -> Iterator[Problem]:  # noqa: ARG002
        yield from ()


Check = Callable[[Mapping[str, Any], Path], Iterator[Problem]]
"""A rule for several fields. Absent fields have their defaults, and some are `UNKNOWN` or `INVALID`."""


ANYTHING = Anything()


@frozen
class Record(Kind):
    """A mapping with certain fields.

    Attributes:
        fields: {name: kind}.
        required: the names of those that have no default.
        defaults: {name: default} of the others.
        checks: rules of several fields.
        words: its name in a message.
        is_closed: whether any other field is refused.
        excludes: {field: {value of it: the fields that do not go with that}}.
    """

    fields: Mapping[str, Kind]
    required: frozenset[str] = frozenset()
    defaults: Mapping[str, Any] = field(factory=dict)
    checks: tuple[Check, ...] = ()
    words: str = "a mapping"
    is_closed: bool = True
    excludes: Mapping[str, Mapping[Any, tuple[str, ...]]] = field(factory=dict)

    def schema(self) -> Schema:
        defaults = {name: default for name, default in self.defaults.items() if default not in (None, [], {})}
        fields = {
            camel(name): kind.schema() | ({"default": defaults[name]} if name in defaults else {})
            for name, kind in self.fields.items()
        }
        sometimes = {name for values in self.excludes.values() for names in values.values() for name in names}
        required = [camel(name) for name in self.fields if name in self.required - sometimes]
        return {
            "type": "object",
            "properties": fields,
            **({"required": required} if required else {}),
            "additionalProperties": not self.is_closed,
        }

    def _problems(self, value: Any, path: Path) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield self._mismatch(value, path)
            return
        strange = [key for key in value if self.is_closed and key not in self.fields]
        excluded = dict(self._excluded(value, path))
        needed = self.required - excluded.keys()
        missing = [name for name in self.fields if name in needed and value.get(name) is None]
        names = {path.written(name): name for name in self.fields}
        found = [Problem(path.named(str(key)), unknown_key(key, names)) for key in strange]
        meant = [_nearest(key, names) for key in strange]
        for name in missing:
            if path.written(name) not in meant:
                is_list = isinstance(unwrapped(self.fields[name]), ListOf | Either)
                found.append(Problem(path.field(name), path.missing(name, is_list=is_list)))
        for name, choice_made in excluded.items():
            if value.get(name) not in (None, self.defaults.get(name)):
                found.append(Problem(path.field(name), f"does not go with {choice_made}: leave it out"))
        given = {name: each for name, each in value.items() if name in self.fields and name not in missing}
        for name in [name for name in self.fields if name in given]:
            if problems := list(self.fields[name].problems(given[name], path.field(name))):
                given[name] = INVALID
                found += problems
        misspelt = [names[each] for each in meant if each]
        whole = {**self.defaults, **given, **dict.fromkeys([*missing, *misspelt], INVALID)}
        for check in self.checks:
            found += check(whole, path)
        yield from found

    def _excluded(self, value: Mapping[str, Any], path: Path) -> Iterator[tuple[str, str]]:
        """Each field that does not go with another one's value, and how the user sets that."""
        for name, values_of in self.excludes.items():
            chosen = value.get(name, self.defaults.get(name))
            for each in values_of.get(chosen, ()) if isinstance(chosen, str) else ():
                yield each, path.assign(name, chosen)


def unwrapped(kind: Kind) -> Kind:
    """The kind of the value itself, without `Optional` and `Early`."""
    while isinstance(kind, Optional | Early):
        kind = kind.kind
    return kind


def parts_of(kind: Kind, *, of_list: bool) -> Kind:
    """The kind of the elements of a list, or of the values of a mapping."""
    if isinstance(kind, Either):
        return kind.list_.kind if of_list else kind.mapping.kind
    found: Kind = getattr(kind, "kind", ANYTHING)
    return found


def unknown_key(key: object, known: Collection[str]) -> str:
    """The line for a key that is not in `known`."""
    if near := _nearest(key, known):
        return f"unknown: did you mean {near}?"
    return f"unknown: {_REFERENCE}" if len(known) > _MOST_SHOWN else f"unknown: use one of {', '.join(known)}"


def _nearest(key: object, known: Iterable[str]) -> str | None:
    plain = {each.lower().replace("_", ""): each for each in known}
    near = difflib.get_close_matches(str(key).lower().replace("_", ""), plain, 1, 0.6)
    return plain[near[0]] if near else None


def _count(number: int, least: int, most: int | None, path: Path) -> Iterator[Problem]:
    if most is not None and number > most:
        yield Problem(path, f"{number} given: at most {most} are allowed")
    if number < least:
        yield Problem(path, f"{number} given: at least {least} is needed")


def _limits(what: str, least: int, most: int | None) -> Schema:
    return {f"min{what}": least} | ({} if most is None else {f"max{what}": most}) if least or most else {}
