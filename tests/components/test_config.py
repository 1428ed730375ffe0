"""The same arguments in a stack's config, in its notation."""

import json
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from attrs import evolve
from pulumi.runtime import mocks
from pulumi.runtime.config import CONFIG

from trunkline import InvalidArgs, SipTrunkArgs
from trunkline.components.arguments import record
from trunkline.components.config import OF_ONE_TRUNK, stack_trunks
from trunkline.model.path import ConfigPath, camel
from trunkline.providers.settings import VARIABLES

from . import cases
from .recorder import Recording
from .samples import SECRET

KIND = record(SipTrunkArgs)
EVERY = pytest.mark.parametrize("name", KIND.fields)


@pytest.fixture(autouse=True)
def _stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each setting that the providers need is in the environment."""
    for variable in VARIABLES:
        monkeypatch.setenv(variable, "set")
    mocks.set_mocks(Recording(), project="trunkline", stack="test")
    kept = CONFIG.get()
    yield
    pulumi.runtime.set_all_config(kept, [])


def _trunks(twilio: Any, shared: Any = None) -> dict[str, SipTrunkArgs]:
    config = {"trunkline:trunks": json.dumps({"twilio": twilio})}
    if shared is not None:
        config["trunkline:trunkDefaults"] = json.dumps(shared)
    pulumi.runtime.set_all_config(config, ["trunkline:trunks"])
    return stack_trunks()


def _lines(twilio: Any, shared: Any = None) -> list[str]:
    with pytest.raises(InvalidArgs) as refused:
        _trunks(twilio, shared)
    return str(refused.value).splitlines()


def _in_json(value: Any) -> bool:
    """Whether a stack's config can have it."""
    return bool(json.loads(json.dumps(value)) == value)


def _config(given: dict[str, Any]) -> Any:
    return cases.as_config(KIND, given)


def _at(root: str, name: str, at: cases.Steps) -> str:
    path = ConfigPath(root).field(name)
    return f"config {evolve(path, steps=path.steps + at)}: "


@EVERY
def test_good_values(name: str) -> None:
    """They come to the same arguments as in a program."""
    for value in cases.good(KIND.fields[name]):
        given = cases.others(SipTrunkArgs, name) | {name: value}
        in_program = SipTrunkArgs(**given | {name: cases.as_objects(KIND.fields[name], value)})
        if in_program.problems("twilio") == []:
            assert _trunks(_config(given)) == {"twilio": in_program}


@EVERY
def test_what_is_refused(name: str) -> None:
    """One line each, which shows no password."""
    wrong = {}
    for at, value in cases.bad(KIND.fields[name]):
        if not _in_json(value):
            continue
        found = _lines(_config(cases.others(SipTrunkArgs, name) | {name: value}))
        subject = _at("trunks.twilio", name, at)
        if len(found) != 1 or not found[0].startswith(subject) or "Canary" in found[0]:
            wrong[f"{value!r:.200}"] = (subject, found)
    assert wrong == {}, wrong


@pytest.mark.parametrize("name", sorted(KIND.fields.keys() - OF_ONE_TRUNK))
def test_what_is_refused_of_what_trunks_share(name: str) -> None:
    """The line names the key under which it is written."""
    wrong = {}
    for at, value in cases.bad(KIND.fields[name]):
        if not _in_json(value):
            continue
        found = _lines(_config(cases.others(SipTrunkArgs, name)), _config({name: value}))
        subject = _at("trunkDefaults", name, at)
        if len(found) != 1 or not found[0].startswith(subject):
            wrong[f"{value!r:.200}"] = (subject, found)
    assert wrong == {}, wrong


@pytest.mark.parametrize("name", sorted(OF_ONE_TRUNK))
def test_passwords_that_trunks_cannot_share(name: str) -> None:
    for value in cases.good(KIND.fields[name]):
        found = _lines(_config(cases.others(SipTrunkArgs, name)), _config({name: value}))
        assert found == [f"config trunkDefaults.{camel(name)}: trunks cannot share it: set trunks.<name>.{camel(name)}"]


@pytest.mark.parametrize("name", sorted(KIND.required))
def test_what_is_missing(name: str) -> None:
    """The line has the command that sets it."""
    (line,) = _lines(_config(cases.others(SipTrunkArgs, name)))
    path = f"trunks.twilio.{camel(name)}"
    assert line.startswith(f"config {path}: missing: run `pulumi config set --path ")
    assert path in line.partition("`")[2]
    assert line.endswith("--stack test`")


@pytest.mark.parametrize("twilio", [None, "text", 5, True, ["text"]])
def test_a_trunk_that_is_none(twilio: Any) -> None:
    (line,) = _lines(twilio)
    assert line.startswith("config trunks.twilio: ")
    assert line.endswith("given: a mapping is needed")


def test_unknown_keys() -> None:
    """A key is answered by the one that it is near to, and what is needed is not missing besides."""
    base = _config(dict(cases.BASES[SipTrunkArgs]))
    for written, meant in {
        "domianName": "domainName",
        "domain_name": "domainName",
        "asterisk-addresses": "asteriskAddresses",
        "Username": "username",
        "codec": "codecs",
        "adopted": "adopt",
    }.items():
        given = {key: each for key, each in base.items() if key != meant}
        assert _lines(given | {written: "x"}) == [f"config trunks.twilio.{written}: unknown: did you mean {meant}?"]
    (line,) = _lines(base | {"colour": "red"})
    assert line == "config trunks.twilio.colour: unknown: docs/reference/arguments.md lists the arguments"
    (line,) = _lines(base | {"buyNumbers": [{"name": "desk", "coutry": "US"}]})
    assert line == "config trunks.twilio.buyNumbers[0].coutry: unknown: did you mean country?"


def test_all_problems_at_once() -> None:
    """The problems of the config's keys, of the shared arguments and of each trunk."""
    good = _config(dict(cases.BASES[SipTrunkArgs]))
    trunks = {"a.b": good | {"username": "a b", "qualifyFrequency": 5}, "c": {**good, "password": "Canary-1"}}
    config = {"trunks": json.dumps(trunks), "trunkDefaults": json.dumps({"codecs": "ulaw"}), "databseUrl": "x"}
    pulumi.runtime.set_all_config({f"trunkline:{key}": each for key, each in config.items()}, ["trunkline:trunks"])
    with pytest.raises(InvalidArgs) as refused:
        stack_trunks()
    found = str(refused.value).splitlines()
    assert [line.partition(": ")[0] for line in found] == [
        "config trunkline:databseUrl",
        "config trunkDefaults.codecs",
        'config trunks["a.b"].qualifyFrequency',
        'config trunks["a.b"].username',
        "config trunks.c.password",
    ]
    assert SECRET not in str(refused.value)
    assert "Canary" not in str(refused.value)
