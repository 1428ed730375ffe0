"""Deadlines of whole requests, and connections: opened, kept, cut, and through a proxy."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest
import stamina
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from twilio.rest import Client

from trunkline.providers import connections
from trunkline.providers.errors import AmbiguousError, RefusedError, UnreachableError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import deadline, http_client
from trunkline.testing.twilio import Emulator

from ..support import operations, wire
from ..support.operations import OPERATIONS
from ..support.wire import End, Request, Step
from .test_client_wire import ACCOUNT, DRIPPED, SIDS, SOON, TOKEN

EMPTY = wire.document(
    200, {"trunks": [], "meta": {"key": "trunks", "page": 0, "next_page_url": None, "url": "https://x/v1/Trunks"}}
)
LATE = "did not answer in time: check the network and run again"
NO_ACCESS = wire.document(401, {"status": 401, "code": 20003, "message": "Authenticate"})


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.upper(), raising=False)


@pytest.fixture
def _impatient() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


def _connect(url: str | None) -> Client:
    return connections.account(Settings(twilio_account_sid=ACCOUNT, twilio_auth_token=TOKEN, twilio_url=url)).twilio


def _trunks(client: Client) -> list[Any]:
    found: list[Any] = OPERATIONS["trunks"](client, SIDS)
    return found


def _in_turn(*answers: list[Step]) -> Callable[[Request], list[Step]]:
    """A script that does one after the other, and the last one again and again."""
    left = list(answers)
    return lambda _: left.pop(0) if left[1:] else left[0]


@pytest.mark.parametrize("answer", [[wire.reply(500)], [End.RESET], [9.0], [EMPTY[:-50], *DRIPPED]])
def test_all_attempts_end_by_the_deadline(answer: list[Step], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "TIMEOUT", 0.2)
    monkeypatch.setattr(http_client, "DEADLINE", 0.5)
    monkeypatch.setattr(http_client, "_JITTER", 0.0)
    with wire.answering(lambda _: answer) as server:
        client, began = _connect(server.url), time.monotonic()
        with pytest.raises((RefusedError, UnreachableError)):
            _trunks(client)
        assert time.monotonic() - began < SOON
        assert len(server.requests) >= 2


@pytest.mark.usefixtures("_impatient")
def test_waiting_for_a_connection_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "FIRST", 1)
    monkeypatch.setattr(http_client, "CONNECTIONS", 1)
    over = threading.Event()

    def hold(_: Request) -> Iterator[Step]:
        over.wait(9)
        yield End.CLOSE

    with wire.answering(hold) as server, ThreadPoolExecutor() as pool:
        client = _connect(server.url)
        first = pool.submit(_trunks, client)
        while not server.requests:
            time.sleep(0.001)
        monkeypatch.setattr(http_client, "DEADLINE", 0.05)
        with pytest.raises(UnreachableError, match=LATE):
            _trunks(client)
        assert len(server.requests) == 1
        over.set()
        assert isinstance(first.exception(), UnreachableError)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("name", operations.ONE_OF_EACH_VERB)
def test_a_name_that_is_not_resolved_in_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was sent: no request is ambiguous for that."""
    over = threading.Event()
    monkeypatch.setattr(http_client, "TIMEOUT", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(9) and [])
    began = time.monotonic()
    with pytest.raises(UnreachableError, match=f"^Twilio at twilio.localhost:9 {LATE}$") as failed:
        OPERATIONS[name](_connect("http://twilio.localhost:9"), SIDS)
    over.set()
    assert not isinstance(failed.value, AmbiguousError)
    assert time.monotonic() - began < SOON


@pytest.mark.usefixtures("_impatient")
def test_an_unknown_host_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UnreachableError, match=r"^Twilio at twilio.localhost:9 cannot be reached: check the network"):
        _trunks(_connect("http://twilio.localhost:9"))


def test_an_address_that_does_not_answer_leaves_time_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "TIMEOUT", 1.0)
    resolve = socket.getaddrinfo
    with (
        wire.answering(lambda _: [EMPTY]) as server,
        socket.create_server(("127.0.0.1", 0), backlog=0) as full,
        closing(socket.create_connection(full.getsockname())),
    ):
        ports = [full.getsockname()[1], int(server.url.rpartition(":")[2])]

        def resolved(host: str, *args: Any, **options: Any) -> Any:
            if host != "twilio.localhost":
                return resolve(host, *args, **options)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]

        monkeypatch.setattr(socket, "getaddrinfo", resolved)
        assert _trunks(_connect("http://twilio.localhost:9")) == []


def test_a_cut_connection_is_opened_again() -> None:
    """This also holds for requests that must not be repeated: the cut is detected before anything is sent."""
    made = wire.document(
        201, {"sid": SIDS["CL"], "account_sid": ACCOUNT, "friendly_name": "new", "date_created": None, "uri": None}
    )
    for end in End:
        with wire.answering(_in_turn([EMPTY, end], [made])) as server:
            client = _connect(server.url)
            _trunks(client)
            time.sleep(0.02)
            OPERATIONS["make credential list"](client, SIDS)
            assert [each.connection for each in server.requests] == [0, 1]


def test_a_connection_that_is_cut_at_that_moment() -> None:
    with wire.answering(_in_turn([EMPTY], [End.RESET], [EMPTY])) as server:
        client = _connect(server.url)
        _trunks(client)
        with pytest.raises(AmbiguousError, match="sent no complete answer"):
            OPERATIONS["make credential list"](client, SIDS)
        _trunks(client)
        assert [each.connection for each in server.requests] == [0, 0, 1]


def test_a_connection_that_was_long_idle_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with wire.answering(lambda _: [EMPTY]) as server:
        client = _connect(server.url)
        _trunks(client)
        _trunks(client)
        monkeypatch.setattr(deadline, "IDLE_SECONDS", 0.0)
        _trunks(client)
        assert [each.connection for each in server.requests] == [0, 0, 1]


@pytest.mark.usefixtures("_impatient")
def test_after_a_time_out_no_idle_connection_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """If one connection is silent, the others are cut too."""
    together = threading.Barrier(2)

    def answer(request: Request) -> Iterator[Step]:
        if request.connection < 2 and not together.broken:
            together.wait(9)
            yield EMPTY
        elif request.connection >= 2:
            yield EMPTY

    with wire.answering(answer) as server:
        client = _connect(server.url)
        threads = [threading.Thread(target=_trunks, args=(client,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        together.abort()
        monkeypatch.setattr(http_client, "TIMEOUT", 0.5)
        assert _trunks(client) == []
        assert [each.connection for each in server.requests][2:] in ([0, 2], [1, 2])


def test_an_answer_too_many_is_left_alone() -> None:
    """Data that is already in a connection is not the answer to the next request."""
    surplus = wire.document(200, {"trunks": [{}], "meta": {"key": "trunks"}})
    answers: list[list[Step]] = [[EMPTY + surplus], [EMPTY, 0.01, surplus]]
    for first in answers:
        with wire.answering(_in_turn(first, [EMPTY])) as server:
            client = _connect(server.url)
            assert _trunks(client) == []
            time.sleep(0.03)
            assert _trunks(client) == []
            assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("answers", "is_let_in", "requested"),
    [
        ([NO_ACCESS], False, 1),
        ([EMPTY, NO_ACCESS, EMPTY], True, 3),
        ([EMPTY, NO_ACCESS, NO_ACCESS, EMPTY], False, 3),
    ],
)
def test_a_lone_401_in_the_middle_is_asked_again(answers: list[bytes], is_let_in: bool, requested: int) -> None:
    steps: list[list[Step]] = [[each] for each in answers]
    with wire.answering(_in_turn(*steps)) as server, stamina.set_testing(True, attempts=6):
        client = _connect(server.url)
        if answers[0] is EMPTY:
            _trunks(client)
        with nullcontext() if is_let_in else pytest.raises(RefusedError, match=r"^Twilio answered 401, code 20003"):
            _trunks(client)
        assert len(server.requests) == requested


def test_some_429_are_waited_for() -> None:
    too_many = wire.document(429, {"status": 429, "code": 20429, "message": "Too Many Requests"})
    with (
        wire.answering(_in_turn([too_many], [too_many], [EMPTY])) as server,
        stamina.set_testing(True, attempts=6, cap=True),
    ):
        assert _trunks(_connect(server.url)) == []


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_emulator_is_asked_without_a_proxy(variable: str, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    with wire.answering(lambda _: [EMPTY]) as server:
        assert _trunks(_connect(server.url.replace("127.0.0.1", host))) == []


def test_a_test_reaches_its_emulator_in_spite_of_a_proxy(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    emulator.misbehave(kind="status", status=429)
    assert emulator.client().trunking.v1.trunks.list() == []
    assert emulator.request_count() == 2


PROXY_FAILURES: dict[str, tuple[list[Step], str]] = {
    "no login": ([wire.reply(407, TOKEN), End.CLOSE], "cannot be reached: ProxyError: check the URL and the proxy"),
    "hung up": ([End.CLOSE], "cannot be reached: check the network and run again"),
    "silence": ([9.0], LATE),
    "dripped": ([b"HTTP/1.1 200 OK\r\nX: ", *DRIPPED], LATE),
}


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("way", PROXY_FAILURES)
@pytest.mark.parametrize("name", operations.ONE_OF_EACH_VERB)
def test_a_proxy_that_fails(way: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twilio has seen nothing, and the proxy's login is not shown."""
    steps, line = PROXY_FAILURES[way]
    monkeypatch.setattr(http_client, "TIMEOUT", 0.1)
    with wire.answering(lambda _: steps) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("//", f"//me:{TOKEN}@"))
        began = time.monotonic()
        with pytest.raises(UnreachableError) as failed:
            OPERATIONS[name](_connect(None), SIDS)
        assert {each.method for each in proxy.requests} == {"CONNECT"}
    assert time.monotonic() - began < SOON
    assert not isinstance(failed.value, AmbiguousError)
    assert str(failed.value) in {f"Twilio at {api}.twilio.com {line}" for api in ("api", "trunking")}


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:9", "http://[", "//", "http://127.0.0.1:x", f"me:{TOKEN}@nohost"]
)
def test_a_proxy_that_cannot_be_one(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    for name in operations.ONE_OF_EACH_VERB:
        with pytest.raises(UnreachableError, match=r"check the URL and the proxy$") as failed:
            OPERATIONS[name](_connect(None), SIDS)
        assert not isinstance(failed.value, AmbiguousError)
        assert TOKEN not in str(failed.value)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with a certificate for 127.0.0.1 that vouches for itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = dt.datetime.now(dt.UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + dt.timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = built.add_extension(names, critical=True).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS, which the client trusts."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "answer", [[End.CLOSE], [End.RESET], [EMPTY[:-9], End.CLOSE], [b"HTTP/1.1 200 OK\r\n", *DRIPPED]]
)
def test_tls_that_breaks_off(answer: list[Step], tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server may have done what was sent by then."""
    with wire.answering(_in_turn([EMPTY], answer), tls) as server:
        client = _connect(server.url)
        assert _trunks(client) == []
        monkeypatch.setattr(http_client, "TIMEOUT", 0.2)
        with pytest.raises(AmbiguousError, match=r"^Twilio "):
            OPERATIONS["make credential list"](client, SIDS)
        with pytest.raises(UnreachableError) as failed:
            OPERATIONS["trunk"](client, SIDS)
        assert not isinstance(failed.value, AmbiguousError)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("name", operations.ONE_OF_EACH_VERB)
def test_silence_in_place_of_tls(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was sent yet."""
    monkeypatch.setattr(http_client, "TIMEOUT", 0.1)
    with wire.answering(lambda _: []) as server:
        began = time.monotonic()
        with pytest.raises(UnreachableError, match=LATE) as failed:
            OPERATIONS[name](_connect(server.url.replace("http:", "https:")), SIDS)
    assert not isinstance(failed.value, AmbiguousError)
    assert time.monotonic() - began < SOON


def test_a_certificate_of_an_unknown_authority(tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with wire.answering(lambda _: [EMPTY], tls) as server:
        with pytest.raises(UnreachableError, match=r"cannot be reached: SSLError: check the URL and the proxy$"):
            _trunks(_connect(server.url))
        assert server.requests == []
