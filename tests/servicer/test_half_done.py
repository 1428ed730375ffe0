"""A create or an update that fails at any request says what is there; from that each of the next runs goes on."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import pytest
from attrs import define, frozen

from trunkline.model.properties import Role
from trunkline.providers.dynamic import (
    CredentialList,
    IpAccessControlList,
    PhoneNumber,
    Trunk,
    _Shell,
)
from trunkline.providers.twilio.account import Account
from trunkline.testing.twilio import NUMBERS, Emulator

from ..support import account, digests, inputs, logics
from ..support.between import Answered, between, truly
from ..support.inputs import ORIGINATION
from ..support.logics import CredentialListSealLogic
from ..support.numbers import bought, phone_number
from ..support.servicer import Servicer, Start
from ..support.wire import Request, Step, document

OLD, NEW = "Canary-Old-5f1e9a77", "Canary-New-5f1e9a77"
URLS = ["sip:a.example.com", "sip:b.example.com", "sip:c.example.com"]
Inputs = dict[str, Any]


def _lists(name: str) -> Inputs:
    return {"friendly_name": name, "adopt": False}


def _trunk(name: str, lists: Inputs, urls: Iterable[str], **changes: Any) -> Inputs:
    return inputs.trunk(
        friendly_name=name,
        domain_name=f"{name}.pstn.twilio.com",
        origination_urls=dict.fromkeys(urls, ORIGINATION),
        **lists | changes,
    )


Case = Callable[[str, Inputs], tuple[Inputs, Inputs]]
"""(a name, the SIDs of lists) -> the inputs before, and changed as far as they can be."""

KINDS: dict[type[_Shell], Case] = {
    CredentialList: lambda name, _: (
        _lists(name) | {"credentials": {"grable": OLD, "kept": OLD, "gone": OLD}},
        _lists(f"{name}-renamed") | {"credentials": {"grable": NEW, "kept": OLD, "added": NEW}},
    ),
    IpAccessControlList: lambda name, _: (
        _lists(name) | {"ip_addresses": {"192.0.2.1": "a", "192.0.2.2": "b"}},
        _lists(f"{name}-renamed") | {"ip_addresses": {"192.0.2.1": "renamed", "192.0.2.0/29": "c"}},
    ),
    Trunk: lambda name, lists: (
        _trunk(name, {key: sids[:1] for key, sids in lists.items()}, URLS[:2], phone_numbers=[NUMBERS[0]]),
        _trunk(
            f"{name}-moved",
            {key: sids[1:] for key, sids in lists.items()},
            URLS[1:],
            phone_numbers=[NUMBERS[1]],
            secure=False,
            recording={"mode": "record-from-answer", "trim": "trim-silence"},
        ),
    ),
    PhoneNumber: lambda name, _: (
        phone_number(friendly_name=name, release_on_delete=True),
        phone_number(friendly_name=f"{name}-renamed", release_on_delete=True),
    ),
}


KEPT: Inputs = {"keep_domain": True, "phone_numbers": []}
READABLE, SILENT, CARRIED_OUT = "it can be read", "nothing answers any more", "it is done all the same"
REFUSED = document(403, {"code": 20403, "message": "Forbidden", "status": 403})


@define
class Gate:
    """Lets so many more requests through, and refuses each one after those.

    Attributes:
        left: None lets all through.
        mode: `SILENT` refuses requests that read, too; `CARRIED_OUT` refuses a request after its effect.
    """

    left: int | None = None
    mode: str = READABLE

    def instead(self, request: Request) -> Iterable[Step] | None:
        return [REFUSED] if self.mode != CARRIED_OUT and self._refuses(request) else None

    def spoil(self, answered: Answered) -> Iterable[Step]:
        return [REFUSED] if self.mode == CARRIED_OUT and self._refuses(answered[0]) else truly(answered)

    def _refuses(self, request: Request) -> bool:
        if self.left is None or (self.mode != SILENT and request.method == "GET"):
            return False
        self.left -= 1
        return self.left < 0


@frozen
class Twilio:
    """The account, the way to it, and a run that asks by that way."""

    emulator: Emulator
    gate: Gate
    run: Servicer

    def seen(self) -> tuple[dict[str, Any], ...]:
        """Everything that exists, with digests of the passwords and the names of the bought numbers."""
        return account.read(self.emulator), digests.read(self.emulator), bought(self.emulator)

    def logic(self, kind: type[_Shell]) -> Any:
        """That of another process, which goes past the gate."""
        return logics.of(kind.PROVIDER)(Account(self.emulator.client()))

    def lists(self) -> Inputs:
        """Two of each kind."""
        sip = self.emulator.client().api.v2010.account.sip
        return {
            "credential_lists": [sip.credential_lists.create(f"login {n}").sid for n in (1, 2)],
            "ip_access_control_lists": [sip.ip_access_control_lists.create(f"address {n}").sid for n in (1, 2)],
        }


@pytest.fixture
def side(start: Start, tmp_path: Path, emulator: Emulator) -> Iterator[Twilio]:
    gate = Gate()
    with between(emulator, gate.spoil, gate.instead) as proxy:
        environment = emulator.environment | {"TRUNKLINE_TWILIO_URL": proxy.url}
        with start(tmp_path / "servicer.log", environment) as running:
            running.configure()
            yield Twilio(emulator, gate, running)
        assert running.stderr() == ""


def _refused(side: Twilio, allowed: int, mode: str, call: Callable[[], Any]) -> grpc.RpcError | None:
    """How the call fails that may make so many requests; None if it needs no more."""
    side.gate.left, side.gate.mode = allowed, mode
    try:
        call()
    except grpc.RpcError as error:
        return error
    finally:
        side.gate.left = None
    return None


def _is_one_line(error: Any, subject: str) -> None:
    line = error.details()
    assert line.startswith(f"{subject}: Twilio answered 403")
    for unwanted in (OLD, NEW, "\n", "Traceback", "Exception calling application"):
        assert unwanted not in line


def _what_is_there(side: Twilio, kind: type[_Shell], error: Any, mode: str, changed: bool) -> tuple[str, Inputs] | None:
    """The fact in the error, which is true."""
    said = side.run.half_done(kind, error)
    if mode == SILENT:
        assert said or not changed
        assert not said or said[1]["incomplete"]
        return said
    assert bool(said) == changed
    if said:
        assert side.logic(kind).read(*said) == said[1]
    return said


def _settle(side: Twilio, kind: type[_Shell], id_: str, declared: Inputs) -> None:
    """The resources after it in the graph."""
    if kind is CredentialList:
        seal = inputs.seal(id_, **declared["credentials"])
        CredentialListSealLogic(Account(side.emulator.client()), None).create(seal)
        assert digests.read(side.emulator) == {
            username: digests.ha1(username, password) for username, password in declared["credentials"].items()
        }


def _settings(kind: type[_Shell], outputs: Inputs) -> Inputs:
    return {key: value for key, value in outputs.items() if key not in kind.PROVIDER.RECORD.named(Role.OUTPUT)}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trunkline.providers.rotation.OLD_PASSWORD_SECONDS", 0)
    monkeypatch.setattr("trunkline.providers.rotation.OLD_USERNAME_SECONDS", 0)


@pytest.mark.parametrize("mode", [READABLE, SILENT])
@pytest.mark.parametrize("end", ["again", "destroyed"])
@pytest.mark.parametrize("kind", KINDS)
def test_create(kind: type[_Shell], end: str, mode: str, side: Twilio) -> None:
    lists = side.lists()
    for allowed in itertools.count():
        declared = KINDS[kind](f"case{allowed}", lists)[0]
        before = side.seen()
        error = _refused(side, allowed, mode, partial(side.run.create, kind, declared))
        if not error:
            break
        _is_one_line(error, side.logic(kind).subject(declared))
        said = _what_is_there(side, kind, error, mode, side.seen() != before)
        if end == "again":
            said = (said[0], side.run.update(kind, *said, declared)) if said else side.run.create(kind, declared)
            _settle(side, kind, said[0], declared)
            found = side.logic(kind).read(*said)
            assert found == said[1]
            assert {key: found[key] for key in declared} == declared
        if said:
            side.logic(kind).delete(*said)
        assert side.seen() == before
    assert allowed


@pytest.mark.parametrize("mode", [READABLE, SILENT, CARRIED_OUT])
@pytest.mark.parametrize("end", ["again", "taken back", "destroyed"])
@pytest.mark.parametrize("kind", KINDS)
def test_update(kind: type[_Shell], end: str, mode: str, side: Twilio) -> None:
    lists = side.lists()
    nothing = side.seen()
    for allowed in itertools.count():
        declared, changed = KINDS[kind](f"case{allowed}", lists)
        id_, olds = side.logic(kind).create(declared)
        before = side.seen()
        error = _refused(side, allowed, mode, partial(side.run.update, kind, id_, olds, changed))
        if not error:
            break
        _is_one_line(error, side.logic(kind).subject(changed))
        said = _what_is_there(side, kind, error, mode, side.seen() != before)
        assert not said or said[0] == id_
        outputs = said[1] if said else olds
        if end != "destroyed":
            wanted = changed if end == "again" else declared
            outputs = side.run.update(kind, id_, outputs, wanted)
            _settle(side, kind, id_, wanted)
            found = side.logic(kind).read(id_, outputs)
            assert {key: found[key] for key in wanted} == wanted
            if end == "taken back":
                assert side.seen() == before
                assert _settings(kind, found) == _settings(kind, side.logic(kind).read(id_, olds))
        side.logic(kind).delete(id_, outputs)
        assert side.seen() == nothing
    assert allowed


@pytest.mark.parametrize(("kind", "kept"), [*((kind, {}) for kind in KINDS), (Trunk, KEPT)])
def test_delete(kind: type[_Shell], kept: Inputs, side: Twilio) -> None:
    """A thing that is gone is deleted, whatever the answer was. If a part is gone, the error has the way back."""
    lists = side.lists()
    for mode in (READABLE, SILENT, CARRIED_OUT):
        for allowed in itertools.count():
            id_, outputs = side.logic(kind).create(KINDS[kind](f"case{allowed}-{len(mode)}", lists)[0] | kept)
            before = side.seen()
            error: Any = _refused(side, allowed, mode, partial(side.run.delete, kind, id_, outputs))
            has_changed = side.seen() != before
            if not error:
                assert has_changed
                break
            _is_one_line(error, side.logic(kind).subject(outputs))
            says_way_back = error.details().endswith(
                "; to keep it instead, run `pulumi refresh --stack test` before `up`"
            )
            assert says_way_back if has_changed else not says_way_back or mode == SILENT
            side.logic(kind).delete(id_, outputs)
