"""The records hold whatever an earlier version has written, and give it back."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.model.properties import Properties
from trunkline.model.unknown import UNKNOWN
from trunkline.providers import dynamic

from .test_states import GOLDEN, PROVIDERS

_SECRET = "4dabf18193072939515e22adb298388d"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return "Secret-Text-2026" if _SECRET in value else {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _bags() -> Iterator[tuple[type[Properties], dict[str, Any]]]:
    for golden in GOLDEN:
        for made in json.loads((golden / "state.json").read_text())["deployment"]["resources"]:
            if made["type"] in PROVIDERS:
                record = getattr(dynamic, PROVIDERS[made["type"]]).RECORD
                for bag in (made["inputs"], made["outputs"]):
                    yield record, {key: each for key, each in _plain(bag).items() if key != "__provider"}


BAGS = list(_bags())


def test_each_kind_is_there() -> None:
    assert {record for record, _ in BAGS} == {getattr(dynamic, provider).RECORD for provider in PROVIDERS.values()}


@pytest.mark.parametrize(("record", "bag"), BAGS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_state_comes_back_as_it_was(record: type[Properties], bag: dict[str, Any]) -> None:
    loaded = record.load(bag)
    assert loaded.dump() == bag
    assert list(record.problems(bag)) == []
    assert "Secret-Text-2026" not in repr(loaded)


def _written_otherwise(value: Any, draw: st.DrawFn) -> Any:
    """The value with some parts missing or None, whole numbers as floats, and lists as tuples."""
    if isinstance(value, dict):
        fates = {key: draw(st.sampled_from(["kept", "kept", "kept", "None", "missing"])) for key in value}
        kept = {key: _written_otherwise(each, draw) for key, each in value.items() if fates[key] == "kept"}
        return kept | {key: None for key, fate in fates.items() if fate == "None"}
    if isinstance(value, list):
        return tuple(_written_otherwise(each, draw) for each in value)
    return float(value) if type(value) is int else value


@st.composite
def _others(draw: st.DrawFn) -> tuple[type[Properties], dict[str, Any]]:
    record, bag = draw(st.sampled_from(BAGS))
    return record, _written_otherwise(bag, draw)


def _lacks(found: Any, given: Any) -> bool:
    """Whether a part of `given` is not in `found`."""
    if isinstance(given, Mapping):
        return any(key not in found or _lacks(found[key], each) for key, each in given.items() if each is not None)
    return bool(found != (list(given) if isinstance(given, tuple) else given))


@given(_others())
def test_what_is_there_is_kept_however_it_is_written(other: tuple[type[Properties], dict[str, Any]]) -> None:
    record, bag = other
    assert not _lacks(record.load(bag).dump(), bag)


def _with_marks(value: Any) -> Iterator[tuple[Any, Any]]:
    """The value with one part after another as the engine marks what is not known yet, and as a record has that."""
    yield object(), UNKNOWN
    if isinstance(value, dict):
        for key, each in value.items():
            yield from (({**value, key: mark}, {**value, key: unknown}) for mark, unknown in _with_marks(each))
    if isinstance(value, list):
        for at, each in enumerate(value):
            before, after = value[:at], value[at + 1 :]
            yield from (([*before, mark, *after], [*before, unknown, *after]) for mark, unknown in _with_marks(each))


@pytest.mark.parametrize(("record", "bag"), BAGS, ids=lambda each: getattr(each, "__name__", ""))
def test_what_is_not_known_yet_is_neither_absent_nor_a_value(record: type[Properties], bag: dict[str, Any]) -> None:
    for marked, unknown in list(_with_marks(bag))[1:]:
        assert record.load(marked).dump() == unknown
        assert list(record.problems(marked)) == []
