"""The account and database of a state: a run whose settings lead elsewhere changes nothing in either place."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from attrs import evolve, frozen
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2

from trunkline.local import realtime
from trunkline.providers.dynamic import (
    CredentialList,
    Endpoint,
    IpAccessControlList,
    PhoneNumber,
    Trunk,
    _Shell,
)
from trunkline.providers.settings import Settings
from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from ..support import account, inputs, logics, rows
from ..support.inputs import PASSWORD, with_column
from ..support.numbers import phone_number
from ..support.servicer import Servicer, Start

KINDS: dict[type[_Shell], tuple[dict[str, Any], dict[str, Any]]] = {
    CredentialList: (
        inputs.credential_list(),
        inputs.credential_list(credentials={"grable": PASSWORD, "second": "Another-Password-1"}),
    ),
    IpAccessControlList: (
        inputs.ip_access_control_list(),
        inputs.ip_access_control_list(ip_addresses={"203.0.113.7": "moved"}),
    ),
    Trunk: (inputs.trunk(), inputs.trunk(transfer_mode="sip-only", phone_numbers=[])),
    PhoneNumber: (phone_number(release_on_delete=True), phone_number(release_on_delete=True, friendly_name="desk")),
    Endpoint: (inputs.endpoint(), with_column(inputs.endpoint(), "ps_aors", "qualify_frequency", 30.0)),
}
"""{kind: its inputs, and others}"""

Verb = Callable[[Servicer, type[_Shell], str, dict[str, Any], dict[str, Any]], Any]

VERBS: dict[str, Verb] = {
    "delete": lambda run, kind, id_, olds, _: run.delete(kind, id_, olds),
    "read": lambda run, kind, id_, olds, _: run.read(kind, id_, olds),
    "update": lambda run, kind, id_, olds, news: run.update(kind, id_, olds, news),
    "diff": lambda run, kind, _, olds, news: run.diff(kind, olds, news),
    "diff without a change": lambda run, kind, _, olds, __: run.diff(kind, olds, olds),
}


@frozen
class Place:
    """An account and a database, and a run whose settings lead there."""

    emulator: Emulator
    url: str
    run: Servicer

    def whole(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return account.read(self.emulator), rows.read(self.url)

    def of(self, kind: type[_Shell]) -> dict[str, str]:
        """The state of a thing in this place."""
        if kind is Endpoint:
            return {"database": str(Settings(database_url=self.url).database)}
        return {"account_sid": self.emulator.account_sid}


@pytest.fixture
def here(emulator: Emulator, sqlite_url: str, servicer: Servicer) -> Place:
    return Place(emulator, sqlite_url, servicer)


@pytest.fixture
def elsewhere(start: Start, tmp_path: Path) -> Iterator[Place]:
    """Another account, and another database."""
    file = tmp_path / "elsewhere.sqlite3"
    realtime.create(file)
    with twilio.running(tmp_path / "elsewhere-twilio.sqlite3") as emulator:
        yield from _place(start, tmp_path, emulator, f"sqlite:///{file}")


def _place(start: Start, tmp_path: Path, emulator: Emulator, url: str) -> Iterator[Place]:
    environment = emulator.environment | {"TRUNKLINE_DATABASE_URL": url}
    with start(tmp_path / "elsewhere.log", environment) as running:
        running.configure()
        yield Place(emulator, url, running)
    assert running.stderr() == ""


@pytest.mark.parametrize("there", ["nothing", "the same with one difference"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_leads_elsewhere_is_refused(kind: type[_Shell], there: str, here: Place, elsewhere: Place) -> None:
    declared, changed = KINDS[kind]
    id_, made = here.run.create(kind, declared)
    if there != "nothing":
        _make(elsewhere, kind, changed)
    outputs, before = made | here.of(kind), (here.whole(), elsewhere.whole())
    elsewhere.emulator.forget_requests()
    (was,), (now,) = here.of(kind).values(), elsewhere.of(kind).values()
    way_out = (
        f"move them with `pulumi up --replace '{here.run.urn(kind)}' --stack test`"
        if kind is Endpoint
        else "docs/how-to/moving.md"
    )
    for verb in VERBS.values():
        with pytest.raises(grpc.RpcError) as refused:
            verb(elsewhere.run, kind, id_, outputs, changed)
        line = refused.value.details()
        assert line.startswith(_subject(kind, declared, changed))
        assert all(fact in line for fact in (was, now, way_out)), line
        assert "\n" not in line
        assert "Exception calling application" not in line
        assert (here.whole(), elsewhere.whole()) == before
    assert not elsewhere.emulator.requests_made()


def _make(place: Place, kind: type[_Shell], declared: dict[str, Any]) -> None:
    logics.of(kind.PROVIDER).connect(evolve(place.emulator.settings, database_url=place.url)).create(declared)


def _subject(kind: type[_Shell], *several: dict[str, Any]) -> tuple[str, ...]:
    subject: dict[type[_Shell], Callable[[dict[str, Any]], str]] = {
        CredentialList: lambda given: f"credential list {given['friendly_name']!r}: ",
        IpAccessControlList: lambda given: f"IP access control list {given['friendly_name']!r}: ",
        Trunk: lambda given: f"trunk {given['domain_name']!r}: ",
        PhoneNumber: lambda given: f"phone number {given['friendly_name']!r}: ",
        Endpoint: lambda given: f"Asterisk endpoint {given['endpoint_id']!r}: ",
    }
    return tuple(map(subject[kind], several))


@pytest.mark.parametrize("kind", KINDS)
def test_each_state_says_where_its_thing_is(kind: type[_Shell], here: Place) -> None:
    declared, changed = KINDS[kind]
    stub, name, given = here.run.stub, here.run.urn(kind), here.run.properties(kind, declared)
    made = stub.Create(provider_pb2.CreateRequest(urn=name, properties=given))
    read = stub.Read(provider_pb2.ReadRequest(urn=name, id=made.id, properties=made.properties))
    updated = stub.Update(
        provider_pb2.UpdateRequest(urn=name, id=made.id, olds=read.properties, news=here.run.properties(kind, changed))
    )
    place = {here.run.words(name): value for name, value in here.of(kind).items()}
    for outputs in (made.properties, read.properties, updated.properties):
        assert place.items() <= MessageToDict(outputs).items()
    assert not place.keys() & MessageToDict(read.inputs).keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_state_of_before_says_nothing_and_passes(kind: type[_Shell], here: Place, next_run: Servicer) -> None:
    declared, changed = KINDS[kind]
    id_, outputs = here.run.create(kind, declared)
    assert here.run.diff(kind, outputs, declared).changes == 1
    assert next_run.read(kind, id_, outputs) == (id_, outputs, declared)
    outputs = next_run.update(kind, id_, outputs, changed)
    next_run.delete(kind, id_, outputs)
    assert next_run.read(kind, id_, outputs) == ("", {}, {})


def test_a_database_by_another_name_is_the_same(here: Place, start: Start, tmp_path: Path) -> None:
    """As after a move with its rows, or by a tunnel."""
    declared, changed = KINDS[Endpoint]
    id_, made = here.run.create(Endpoint, declared)
    outputs = made | here.of(Endpoint)
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(here.url.removeprefix("sqlite:///"), copy)
    for moved in _place(start, tmp_path, here.emulator, f"sqlite:///{copy}"):
        assert moved.run.diff(Endpoint, outputs, declared).changes == 1
        assert moved.run.read(Endpoint, id_, outputs) == (id_, made, declared)
        assert moved.run.update(Endpoint, id_, outputs, changed) == changed
        assert rows.read(here.url)["ps_aors"] == declared["ps_aors"]
        moved.run.delete(Endpoint, id_, changed | here.of(Endpoint))
        assert not any(rows.read(moved.url).values())
