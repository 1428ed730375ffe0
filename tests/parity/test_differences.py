"""A case notices that Twilio does something else: one table of what a proxy makes of the emulator's answers."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from trunkline.emulator.seed import seed
from trunkline.emulator.store import Store
from trunkline.parity.session import hold
from trunkline.parity.table import ASSUMPTIONS
from trunkline.parity.trial import Trial
from trunkline.providers.errors import RefusedError
from trunkline.providers.settings import Settings
from trunkline.testing.twilio import Emulator, running

from ..support import wire
from ..support.between import Answered, between

Alter = Callable[[str, str, int, dict[str, Any]], tuple[int, dict[str, Any]]]
"""(method, path, status, document) -> what the client gets instead."""


def refusal_as(code: int, status: int, instead: int) -> Alter:
    def alter(_method: str, _path: str, was: int, document: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return (status, document | {"code": instead}) if document.get("code") == code else (was, document)

    return alter


def fields(path: str, **values: Any) -> Alter:
    def alter(_method: str, asked: str, was: int, document: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return was, document | values if path in asked and "sid" in document else document

    return alter


def newest_first(_method: str, _path: str, was: int, document: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return was, {name: value[::-1] if isinstance(value, list) else value for name, value in document.items()}


def late(method: str, _path: str, was: int, document: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return was, {
        name: value[:-1] if isinstance(value, list) and method == "GET" else value for name, value in document.items()
    }


def links_elsewhere(_method: str, _path: str, was: int, document: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    if meta := document.get("meta"):
        return was, document | {"meta": meta | {"next_page_url": "https://example.com/v1/Trunks?Page=1"}}
    return was, document


DIFFERENCES: Sequence[tuple[str, Alter, str]] = (
    ("credential-list-in-use", refusal_as(21241, 409, 21241), "answered 409, code 21241: The credential list CL"),
    ("address-list-in-use", refusal_as(21236, 400, 21241), "answered 400, code 21241: The IP access control list AL"),
    ("trunk-domain-twice", refusal_as(21245, 400, 21248), "answered 400, code 21248"),
    ("page-1001", refusal_as(20001, 200, 20001), "answered 200, code 20001"),
    ("not-found-path", refusal_as(20404, 404, 20009), "answered 404, code 20009"),
    (
        "trunk-new",
        fields("/Trunks", disaster_recovery_method="POST"),
        "disaster_recovery_method is 'POST' (assumed: None or '')",
    ),
    (
        "trunk-clear-domain-name",
        fields("/Trunks/TK", domain_name="kept.pstn.twilio.com"),
        "domain_name is 'kept.pstn.twilio.com'",
    ),
    ("origination-weight-0", fields("/OriginationUrls", weight=1), "weight is 1 (assumed: 0)"),
    ("address-host-bits", fields("/IpAddresses", ip_address="198.18.9.0"), "ip_address is '198.18.9.0'"),
    (
        "date-v1",
        fields("/Trunks/", date_created="2026-01-31T23:59:59+00:00"),
        "date_created is '2026-01-31T23:59:59+00:00'",
    ),
    ("list-order-credential-lists", newest_first, "whether each is the second that was made is [True, False]"),
    ("list-at-once-trunks", late, "the list does not have it yet"),
    ("page-follow", links_elsewhere, "the next page is at https://example.com/v1/Trunks?Page=1"),
    (
        "page-v1",
        lambda _m, _p, was, document: (was, {**document, "meta": {"key": "trunks"}}),
        "meta has no first_page_url",
    ),
    ("sale-area-code", lambda _m, _p, was, _d: (was, {"numbers": []}), "the answer has another shape: KeyError"),
)


@contextmanager
def altering(emulator: Emulator, alter: Alter) -> Iterator[Settings]:
    """The emulator's account, behind a proxy that alters the answers."""

    def spoil(answered: Answered) -> Iterable[wire.Step]:
        request, status, body = answered
        if not body:
            return [wire.reply(status, body)]
        new_status, document = alter(request.method, request.path, status, json.loads(body))
        return [wire.reply(new_status, json.dumps(document).encode())]

    with between(emulator, spoil) as proxy:
        yield evolve(emulator.settings, twilio_url=proxy.url)


@pytest.mark.parametrize(("id_", "alter", "seen"), DIFFERENCES, ids=[each[0] for each in DIFFERENCES])
def test_a_difference_is_seen(emulator: Emulator, id_: str, alter: Alter, seen: str) -> None:
    assumption = [each for each in ASSUMPTIONS if each.id == id_]
    ((before,), _, _) = hold(Trial(emulator.settings), assumption, write=True)
    assert (before.outcome, before.seen) == ("holds", "")
    with altering(emulator, alter) as settings:
        ((result,), _, failure) = hold(Trial(settings), assumption, write=True)
    assert (result.outcome, failure) == ("differs", [])
    assert result.seen.startswith(seen)


def test_an_answer_for_another_account_ends_it(tmp_path: Path) -> None:
    key, below = ("SK" + "1" * 32, "1" * 32), "AC" + "2" * 32
    with running(tmp_path / "state.sqlite3", api_key=key) as parent:
        store = Store(parent.state)
        seed(store, {"TWILIO_ACCOUNT_SID": below, "TWILIO_AUTH_TOKEN": "2" * 32}, owner_account_sid=parent.account_sid)
        store.close()
        settings = Settings(
            twilio_account_sid=below, twilio_api_key=key[0], twilio_api_secret=key[1], twilio_url=parent.url
        )
        trial = Trial(settings)
        trial.check()
        results, left, failure = hold(trial, ASSUMPTIONS, write=True)
        assert len(results) < len(ASSUMPTIONS)
        assert left == []
        (line,) = failure
        assert f" is in account {parent.account_sid}, not in {below}: use a key or token of {below}" in line
        trunks = parent.client().trunking.v1.trunks
        assert trunks.list() == []
        trunks.create()
        with pytest.raises(RefusedError, match=f"is in account {parent.account_sid}, not in {below}"):
            Trial(settings).check()


def test_in_ie1(tmp_path: Path) -> None:
    assumption = [each for each in ASSUMPTIONS if each.id == "ie1-numbers"]
    with running(tmp_path / "state.sqlite3", region="ie1") as emulator:
        settings = evolve(emulator.settings, twilio_region="ie1", twilio_edge="dublin")
        ((result,), left, failure) = hold(Trial(settings), assumption, write=True)
    assert (result.outcome, result.seen, left, failure) == ("holds", "", [], [])
