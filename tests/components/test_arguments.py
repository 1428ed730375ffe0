"""Every argument in a program: what is accepted, what is refused, and what is known only later."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from trunkline import (
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    InvalidArgs,
    Provider,
    ProviderArgs,
    SipTrunk,
    SipTrunkArgs,
    TwilioTrunk,
    TwilioTrunkArgs,
)
from trunkline.components.arguments import Arguments, record
from trunkline.model.kinds import Optional, Scalar
from trunkline.model.late import problems_in
from trunkline.model.path import PythonPath
from trunkline.providers.settings import NAMES

from . import cases, lateness, recorder
from .cases import ARGUMENTS, Steps
from .lateness import Late
from .recorder import Made, is_as_planned, problems, unknowns, without_run

COMPONENTS: Mapping[type[Arguments], Any] = {
    SipTrunkArgs: SipTrunk,
    TwilioTrunkArgs: TwilioTrunk,
    AsteriskEndpointArgs: AsteriskEndpoint,
    ProviderArgs: Provider,
}
EVERY = pytest.mark.parametrize(("kind", "name"), ARGUMENTS, ids=lambda each: getattr(each, "__name__", each))
LATE = pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind, name in ARGUMENTS
        if name not in NAMES and not lateness.is_early(record(kind).fields[name])
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
"""The classes whose late values the program checks; a provider checks its own settings."""
SHORT = "a"
"""A name that leaves room in those that derive from it."""


def _preview(kind: type[Arguments], name: str, value: Any, output: Any = None) -> Made:
    """The result for this argument beside good ones. `output` makes Outputs of `Late` values."""

    def make() -> Any:
        given = cases.as_objects(record(kind).fields[name], lateness.settled(value, output))
        return COMPONENTS[kind]("twilio", kind(**cases.others(kind, name) | {name: given}))

    return recorder.preview(make)


def _line(kind: type[Arguments], given: Any) -> str:
    """The one line with which a program ends, before it has made anything."""
    made: list[Made] = []
    with pytest.raises(InvalidArgs) as refused:
        made.append(recorder.preview(lambda: COMPONENTS[kind]("twilio", given)))
    assert made == []
    return str(refused.value)


def _late_lines(kind: type[Arguments], name: str, value: Any) -> list[str]:
    """The problems that stop the program, or that replace the value when it is known."""
    given = cases.as_objects(record(kind).fields[name], lateness.settled(value, _known))
    try:
        args = kind.of(kind(**cases.others(kind, name) | {name: given}), "twilio")
    except InvalidArgs as refused:
        return str(refused).splitlines()
    settled = pulumi.Output.from_input(getattr(args, name)).future()
    return problems_in(asyncio.get_event_loop().run_until_complete(settled))


def _known(value: Any) -> pulumi.Output[Any]:
    """A value that another resource gives, whatever it is."""
    return pulumi.Output.from_input("known").apply(lambda _: value)


def _unknown(_: Any) -> pulumi.Output[Any]:
    return recorder.unknown()


def _subject(kind: type[Arguments], at: Steps) -> str:
    return f"twilio: {PythonPath(kind.__name__, at)}: "


def _is_about(line: str, subject: str) -> bool:
    return line.startswith(subject) and len(line) > len(subject) and "\n" not in line and "Canary" not in line


def _at(name: str, at: Steps) -> Steps:
    return PythonPath().field(name).steps + at


@EVERY
def test_good_values(kind: type[Arguments], name: str) -> None:
    accepts = record(kind).fields[name]
    for value in cases.good(accepts):
        for given in (value, cases.as_objects(accepts, value)):
            assert kind.from_dict(cases.others(kind, name, value) | {name: given}).problems(SHORT) == []
    for value, _ in cases.most(accepts):
        assert list(accepts.problems(value, PythonPath())) == []


@EVERY
def test_what_is_given_as_an_output(kind: type[Arguments], name: str) -> None:
    """Known, it comes to the same; unknown, the resources are as planned, but for what derives from it."""
    for at, value in lateness.late(record(kind).fields[name]):
        at_once = without_run(_preview(kind, name, lateness.settled(value, lambda known: known)))
        known, unknown = (_preview(kind, name, value, output) for output in (pulumi.Output.from_input, _unknown))
        assert problems(known) == problems(unknown) == set(), at
        assert without_run(known) == at_once, at
        assert is_as_planned(without_run(unknown), at_once), at
        assert unknowns(without_run(unknown)) > unknowns(at_once), at


@EVERY
def test_nothing_is_taken_for_granted_of_what_is_unknown(kind: type[Arguments], name: str) -> None:
    """The same preview goes with whatever the value turns out to be."""
    accepts = record(kind).fields[name]
    if lateness.is_early(accepts):
        return
    unknown = without_run(_preview(kind, name, Late(None), _unknown))
    for value in cases.good(accepts):
        assert is_as_planned(unknown, without_run(_preview(kind, name, value))), value


@EVERY
def test_what_is_refused(kind: type[Arguments], name: str) -> None:
    """One line each, for an object and for a dict literal."""
    accepts = record(kind).fields[name]
    given = cases.others(kind, name)
    wrong = {}
    for at, value in cases.bad(accepts):
        subject = _subject(kind, _at(name, at))
        for each in (kind(**given | {name: cases.as_objects(accepts, value)}), given | {name: value}):
            with pytest.raises(InvalidArgs) as refused:
                kind.of(each, "twilio")
            if not _is_about(str(refused.value), subject):
                wrong[f"{value!r:.200}"] = (subject, str(refused.value))
    assert wrong == {}, wrong


@EVERY
def test_nothing_is_made_of_what_is_refused(kind: type[Arguments], name: str) -> None:
    given = cases.others(kind, name) | {name: object()}
    assert _is_about(_line(kind, given), _subject(kind, _at(name, ())))
    assert _is_about(_line(kind, kind(**given)), _subject(kind, _at(name, ())))


@LATE
def test_what_is_refused_late(kind: type[Arguments], name: str) -> None:
    """It has the same subject, and it is one line."""
    accepts = record(kind).fields[name]
    wrong = {}
    for at, value in cases.bad(accepts):
        subject = _subject(kind, _at(name, at))
        for each in (Late(value), lateness.late_at(value, at)) if lateness.can_be_late(value) else ():
            found = _late_lines(kind, name, each)
            if len(found) != 1 or not _is_about(found[0], subject):
                wrong[f"{each!r:.200}"] = (subject, found)
    assert wrong == {}, wrong


@LATE
def test_an_output_of_none(kind: type[Arguments], name: str) -> None:
    """A default is chosen when the program runs, and so is a password to generate."""
    (line,) = _late_lines(kind, name, Late(None))
    assert _is_about(line, _subject(kind, _at(name, ())))
    assert ": no value given: " in line


@pytest.mark.parametrize("late", [Late({"grable": None}), {"grable": Late(None)}], ids=["all of it", "one"])
def test_a_late_credential_without_a_password(late: Any) -> None:
    (line,) = _late_lines(TwilioTrunkArgs, "credentials", late)
    assert line == 'twilio: TwilioTrunkArgs.credentials["grable"]: no value given: a text is needed'


@LATE
def test_a_late_secret_is_refused_by_a_resource_and_not_shown(kind: type[Arguments], name: str) -> None:
    (line,) = problems(_preview(kind, name, Late({"Canary-Text": ["Canary-Text"]}), pulumi.Output.secret))
    assert _is_about(line, _subject(kind, _at(name, ())))


def test_what_cannot_be_late() -> None:
    found = {}
    for kind, name in ARGUMENTS:
        for at, value in lateness.early(record(kind).fields[name]):
            given = cases.others(kind, name) | {name: value}
            line = _line(kind, lateness.settled(given, lambda _: recorder.unknown()))
            found[_subject(kind, _at(name, at))] = line
    assert all(_is_about(line, subject) for subject, line in found.items())
    assert {subject.removeprefix("twilio: ").rstrip(": ") for subject in found} == {
        "AsteriskEndpointArgs.authentication",
        "SipTrunkArgs.authentication",
        "SipTrunkArgs.buy_numbers",
        "SipTrunkArgs.buy_numbers[0]",
        "SipTrunkArgs.buy_numbers[0].name",
        "TwilioTrunkArgs.authentication",
        "TwilioTrunkArgs.buy_numbers",
        "TwilioTrunkArgs.buy_numbers[0]",
        "TwilioTrunkArgs.buy_numbers[0].name",
        "TwilioTrunkArgs.seal",
    }


def test_what_does_not_go_together() -> None:
    """Each argument that a choice excludes, and each that it needs."""
    tried = 0
    for kind in COMPONENTS:
        for chooser, values in record(kind).excludes.items():
            for value, excluded in values.items():
                given = cases.others(kind, chooser, value) | {chooser: value}
                for name in excluded:
                    for each in cases.good(record(kind).fields[name]):
                        if each != record(kind).defaults.get(name):
                            line = _line(kind, given | {name: each})
                            assert (
                                line
                                == f"twilio: {kind.__name__}.{name}: does not go with {chooser}={value!r}: leave it out"
                            )
                            tried += 1
                for name in record(kind).required - {*excluded}:
                    without = {key: each for key, each in given.items() if key != name}
                    assert _line(kind, without) == f"twilio: {kind.__name__}.{name}: missing: set it"
    assert tried > 30


@pytest.mark.parametrize("kind", COMPONENTS, ids=lambda kind: kind.__name__)
def test_arguments_that_are_none(kind: type[Arguments]) -> None:
    base = dict(cases.BASES[kind])
    for given in (None, "text", 5, True, ["text"]):
        assert _is_about(_line(kind, given), f"twilio: {kind.__name__}: ")
    assert _is_about(_line(kind, {**base, "colour": "red"}), f"twilio: {kind.__name__}.colour: ")
    for name in record(kind).required:
        without = {key: each for key, each in base.items() if key != name}
        assert _line(kind, without) == f"twilio: {kind.__name__}.{name}: missing: set it"


def test_names_that_derive_from_shorter_ones() -> None:
    """Each default has its own limit, and the line says what is too long."""
    given = dict(cases.BASES[SipTrunkArgs])
    long = given | {"buy_numbers": [{"name": "x" * 50, "country": "US"}]}
    assert _is_about(_line(SipTrunkArgs, long), "twilio: SipTrunkArgs.buy_numbers[0].name: with project and stack")
    for name, subjects in {
        "x" * 36: {"context"},
        "x" * 41: {"endpoint_id", "context"},
        "x" * 50: {"endpoint_id", "context", "friendly_name"},
        "a b": {"endpoint_id", "context"},
    }.items():
        found = [str(each) for each in SipTrunkArgs(**given).problems(name)]
        assert {line.partition(":")[0] for line in found} == {f"SipTrunkArgs.{each}" for each in subjects}
        assert all(": missing, and its default " in line and line.endswith(": set it") for line in found)
    many = given | {"asterisk_addresses": [f"203.0.113.{number}" for number in range(11)]}
    assert _line(SipTrunkArgs, many) == (
        "twilio: SipTrunkArgs.origination_urls: missing, and its default has 11 URLs, one for each address: "
        "set at most 10"
    )


def test_all_problems_at_once() -> None:
    given = {**cases.BASES[SipTrunkArgs], "username": "a b", "asterisk_addresses": ["pbx", "203.0.113.1"], "secure": 1}
    with pytest.raises(InvalidArgs) as refused:
        recorder.preview(lambda: SipTrunk("twilio", given))  # type: ignore[arg-type]
    assert {line.partition(": ")[2].partition(":")[0] for line in str(refused.value).splitlines()} == {
        "SipTrunkArgs.username",
        "SipTrunkArgs.asterisk_addresses[0]",
        "SipTrunkArgs.secure",
    }


def test_empty_texts() -> None:
    """Each is refused, or means that there is none of it."""
    allowed = set()
    for kind, name in ARGUMENTS:
        scalar = record(kind).fields[name]
        while isinstance(scalar, Optional):
            scalar = scalar.kind
        if isinstance(scalar, Scalar) and str in scalar.types and not list(scalar.problems("", PythonPath())):
            allowed.add(name)
    assert allowed == {"accountcode", "disaster_recovery_url"}
