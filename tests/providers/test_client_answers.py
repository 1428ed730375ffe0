"""JSON that is not the answer to what was asked: each way to be so, on each path and verb that the product uses."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import attrs
import pytest
import stamina
from attrs import frozen

from trunkline.emulator.app import OPERATIONS as SERVED
from trunkline.providers import connections
from trunkline.providers.errors import AmbiguousError, NotFoundError, RefusedError, TrunklineError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import answers
from trunkline.providers.twilio.answers import MOST_PAGES, UnfitError, judge
from trunkline.testing import twilio

from ..support import operations, wire
from ..support.between import Answered, between, truly
from ..support.operations import OPERATIONS
from ..support.wire import Request, Step

TOKEN = "CanaryTokena1b2c3d4e5f6"
OTHER = f"AC{'d' * 32}"
NOWHERE = "f" * 32


@frozen
class Recorded:
    """The emulator's answer to an operation."""

    request: Request
    status: int
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def path(self) -> str:
        return self.request.path.partition("?")[0]


@frozen
class Account:
    settings: Settings
    sids: operations.Sids
    recorded: dict[str, Recorded]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Account:
    """An account whose answers to all operations are on record."""
    recorded: list[Recorded] = []
    with twilio.running(tmp_path_factory.mktemp("twilio") / "state.sqlite3", TOKEN) as emulator:

        def record(answered: Answered) -> Iterable[Step]:
            recorded.append(Recorded(*answered))
            return truly(answered)

        sids = operations.things(emulator.client())
        settings = emulator.settings
        with between(emulator, record) as server:
            client = connections.account(attrs.evolve(settings, twilio_url=server.url)).twilio
            for operate in OPERATIONS.values():
                operate(client, sids)
    return Account(settings, sids, dict(zip(OPERATIONS, recorded, strict=True)))


@pytest.fixture(autouse=True)
def _impatient() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


def _outcome(account: Account, name: str, answer: bytes) -> tuple[TrunklineError | None, int]:
    """The result of an operation whose requests all get that answer, and the number of requests."""
    with wire.answering(lambda _: [answer]) as server:
        client = connections.account(attrs.evolve(account.settings, twilio_url=server.url)).twilio
        try:
            OPERATIONS[name](client, account.sids)
        except TrunklineError as error:
            return error, len(server.requests)
        return None, len(server.requests)


def test_all_that_the_emulator_serves_is_asked_for(account: Account) -> None:
    shapes = {
        (method, path): re.compile(re.sub(r"\{\w+\}", "[^/?]+", path).replace(".", r"\.") + r"(\?.*)?")
        for method, path, *_ in SERVED
    }
    asked = [(each.request.method, each.request.path) for each in account.recorded.values()]
    assert [
        f"{method} {path}"
        for (method, path), shape in shapes.items()
        if not any(method == verb and shape.fullmatch(url) for verb, url in asked)
    ] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_right_answer_passes(account: Account, name: str) -> None:
    """The answer has more fields than are known today."""
    recorded = account.recorded[name]
    body = recorded.body
    if body and not _key(recorded.document):
        body = json.dumps(recorded.document | {"novelty": [1, {"a": None}]}).encode()
    assert _outcome(account, name, wire.reply(recorded.status, body)) == (None, 1)


Change = Callable[[Any], Any]
"""Takes the right answer, gives another one, or an Ellipsis if this one cannot be changed so."""


def _key(document: dict[str, Any]) -> str | None:
    """The key of a list's things."""
    return next((key for key in document if isinstance(document[key], list) and key != "auth_type_set"), None)


def _first(change: Callable[[dict[str, Any]], Any]) -> Change:
    """Change the thing, or the first one of a list."""

    def changed(document: dict[str, Any]) -> Any:
        key = _key(document)
        things = document[key] if key else [document]
        if not things or change(things[0]) == things[0]:
            return ...
        return document | {key: [change(things[0]), *things[1:]]} if key else change(document)

    return changed


def _with(**values: Any) -> Change:
    """The same thing with other values of those keys that it has."""
    return _first(lambda thing: thing | {name: value for name, value in values.items() if name in thing})


def _without(*names: str) -> Change:
    return _first(lambda thing: {name: value for name, value in thing.items() if name not in names})


def _listing(change: Callable[[list[Any]], Any]) -> Change:
    """A list of other things."""

    def changed(document: dict[str, Any]) -> Any:
        key = _key(document)
        return document | {key: change(document[key])} if key else ...

    return changed


def _no_key(document: dict[str, Any]) -> Any:
    key = _key(document)
    return {name: value for name, value in document.items() if name != key} if key else ...


def _paging(change: Callable[[str], Any], name: str = "next_page_", *, things: Any = None) -> Change:
    """A list that says something else of itself; an Ellipsis takes it out. What it says comes from its own URL."""

    def changed(document: dict[str, Any]) -> Any:
        key, (meta, suffix) = _key(document), (document.get("meta", document), "url" if "meta" in document else "uri")
        if not key:
            return ...
        own = meta[suffix]
        meta[name if name == "page" else name + suffix] = change(own)
        if change(own) is ...:
            del meta[name + suffix]
        return document | ({key: things} if things is not None else {})

    return changed


def _page(number: int) -> Callable[[str], str]:
    return lambda own: re.sub(r"\bPage=\d+", f"Page={number}", own)


def _meta(value: Any) -> Change:
    return lambda document: document | {"meta": value} if "meta" in document else ...


V1 = "https://trunking.twilio.com"
ON_SALE = "available_phone_numbers"
TYPES = {
    "friendly_name": ["a"],
    "recording": "none",
    "priority": "10",
    "weight": True,
    "cidr_prefix_length": "32",
    "phone_number": 5,
    "username": None,
    "mode": 1,
}
ITS_OWN = re.compile(r"[0-9a-f]{32}(?=(\.json)?$)")
CHANGES: dict[str, Change] = {
    "a list": lambda document: [document],
    "a number": lambda _: 7,
    "null": lambda _: None,
    "true": lambda _: True,
    "a text": lambda _: "done",
    "an empty object": lambda _: {},
    "an error": lambda _: {"status": 400, "code": 20001, "message": "no"},
    "no sid": _without("sid"),
    "a strange sid": _with(sid="CL1"),
    "a number as sid": _with(sid=1),
    "no account": _without("account_sid"),
    "no fields": _first(lambda thing: {key: value for key, value in thing.items() if key in {"sid", "account_sid"}}),
    "other types": _with(**TYPES),
    "no date": _with(date_created="yesterday"),
    "an impossible date": _with(date_updated="Thu, 99 Jul 2015 23:19:04 +0000"),
    "a number for a date": _with(date_created=1438298344),
    "another's url": _first(
        lambda thing: thing | {key: ITS_OWN.sub(NOWHERE, thing[key]) for key in ("url", "uri") if key in thing}
    ),
    "another parent": _with(credential_list_sid=f"CL{NOWHERE}", ip_access_control_list_sid=f"AL{NOWHERE}"),
    "another account": _with(account_sid=OTHER),
    "an object for things": _listing(lambda _: {}),
    "null for things": _listing(lambda _: None),
    "texts for things": _listing(lambda _: ["a", "b"]),
    "nulls for things": _listing(lambda _: [None]),
    "no key": _no_key,
    "a key more": lambda document: document | {"novelties": []} if "next_page_uri" in document else ...,
    "null for meta": _meta(None),
    "a text for meta": _meta("key"),
    "a list for meta": _meta(["key"]),
    "another key": _meta({"key": "novelties", "next_page_url": None}),
    "no next page": lambda document: ... if ON_SALE in document else _paging(lambda _: ...)(document),
    "itself as next page": _paging(lambda own: own),
    "pages for ever": _paging(_page(MOST_PAGES + 1)),
    "empty pages": _paging(_page(1), things=[]),
    "a next page elsewhere": _paging(lambda own: "https://example.com" + _page(1)(own).removeprefix(V1)),
    "a next page of another list": _paging(lambda own: _page(1)(own).replace("?", "s?")),
    "a number for next page": _paging(lambda _: 5),
    "no URL for next page": _paging(lambda _: "http://["),
    "another page": _paging(lambda _: 3, "page"),
    "a text for page": _paging(lambda _: "zero", "page"),
    "another list": _paging(lambda own: own.replace("?", "s?"), ""),
    "another search": _paging(lambda own: f"{own}&FriendlyName=x", ""),
    "no URL": _paging(lambda _: "http://[", ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_json_of_another_shape(account: Account, change: str) -> None:
    """It is tried again if that can do no harm, and ends in one line."""
    tried = []
    for name, recorded in account.recorded.items():
        document = CHANGES[change](recorded.document) if recorded.body else ...
        if document is ...:
            continue
        error, requested = _outcome(account, name, wire.document(recorded.status, document))
        tried.append(name)
        assert isinstance(error, AmbiguousError if name in operations.AMBIGUOUS else RefusedError), (name, error)
        assert requested == (1 if name in operations.AMBIGUOUS else 2), name
        assert re.fullmatch(rf"Twilio answered {recorded.status} with .+: check the URL, or run again", str(error))
    assert tried


def test_deep_nesting(account: Account) -> None:
    for name, recorded in account.recorded.items():
        error, _ = _outcome(account, name, wire.reply(recorded.status, "[" * 10**5))
        if recorded.body:
            fact = f"Twilio answered {recorded.status} with something that is not Twilio's JSON"
            assert str(error).startswith(fact), name


def test_the_answers_of_two_requests_are_swapped(account: Account) -> None:
    """Each request gets each other's right answer: it takes none but one about the same thing."""
    for name, recorded in account.recorded.items():
        request = recorded.request
        asked = answers.Request(request.method, f"https://x{request.path}", dict(parse_qsl(request.body.decode())))
        for other, swapped in account.recorded.items():
            if recorded.body == swapped.body or not recorded.body:
                continue
            with suppress(UnfitError):
                judge(asked, swapped.status, swapped.body.decode(), account.settings.require("twilio_account_sid"))
                own, others = recorded.document, swapped.document
                is_superset = recorded.path == swapped.path and other in {"numbers", "change recording"}
                assert own.get("sid") == others.get("sid"), (name, other)
                assert own.get("sid") or is_superset, (name, other)


def test_a_refusal_of_another_request_is_none(account: Account) -> None:
    """Else a thing would be taken for gone that is there."""
    message = f"The requested resource /2010-04-01/Accounts/{{}}/SIP/CredentialLists/CL{NOWHERE}.json was not found"
    other = {"status": 404, "code": 20404, "message": message.format(account.settings.twilio_account_sid)}
    own = other | {"message": f"The requested resource /CL/{account.sids['CL']} was not found"}
    mute = other | {"message": "Not found"}
    error, requested = _outcome(account, "credential list", wire.document(404, other))
    assert (str(error), requested) == (
        "Twilio answered 404 with the answer to another request: check the URL, or run again",
        2,
    )
    for refusal in (own, mute):
        error, requested = _outcome(account, "credential list", wire.document(404, refusal))
        assert (type(error), requested) == (NotFoundError, 1)


@pytest.mark.parametrize(
    "message", [TOKEN, operations.PASSWORD, f"First.\n\x1b[31m {TOKEN}\r\n\x00Second.", "x" * 9999]
)
def test_a_refusal_repeats_no_secret(account: Account, message: str) -> None:
    for name in ("change password", "make credential", "trunks"):
        error, _ = _outcome(account, name, wire.document(400, {"status": 400, "code": 20001, "message": message}))
        line = str(error)
        assert "Canary" not in line or name == "trunks"
        assert TOKEN not in line
        assert line.isprintable()
        assert len(line) < 500


@pytest.mark.parametrize("code", [None, "x", [], 1e999, "9" * 5000, {}])
def test_a_refusal_of_another_shape(account: Account, code: Any) -> None:
    error, _ = _outcome(account, "trunks", wire.reply(400, json.dumps({"message": "no", "code": code})))
    assert str(error) == "Twilio answered 400 with something that is not Twilio's JSON: check the URL, or run again"
