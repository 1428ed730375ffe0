"""The documents, and an account in an emulator that the tests of a worker share."""

import secrets
from collections.abc import Iterator
from contextlib import closing

import pytest
import requests
import schemathesis
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from schemathesis.specs.openapi.schemas import OpenApiSchema

from trunkline.emulator.app import OPERATIONS
from trunkline.emulator.inventory import KINDS
from trunkline.emulator.seed import seed
from trunkline.emulator.store import Store
from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from .account import Account
from .documents import Document, published, shape, strict


def served() -> list[tuple[str, str]]:
    """What the emulator serves: method and path, one for each kind of number on sale as in the documents."""
    return [
        (method, each)
        for method, path, *_ in OPERATIONS
        for each in ([path.replace("{kind}", kind) for kind in KINDS] if "{kind}" in path else [path])
    ]


@pytest.fixture(autouse=True, scope="session")
def _asks_the_same_each_time() -> Iterator[None]:
    """Hypothesis tries constants of the project's loaded modules; here it must not know them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(providers, "_get_local_constants", Constants)
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "served" in metafunc.fixturenames:
        metafunc.parametrize("served", served(), ids=" ".join)


@pytest.fixture(scope="session")
def documents() -> Document:
    """What Twilio publishes of the paths that the emulator serves."""
    return published({shape(path) for _, path in served()})


@pytest.fixture(scope="session")
def strict_document(documents: Document) -> Document:
    return strict(documents)


@pytest.fixture(scope="session")
def schema(strict_document: Document, shared_emulator: Emulator) -> OpenApiSchema:
    schema = schemathesis.openapi.from_dict(strict_document)
    schema.config.update(base_url=shared_emulator.url)
    return schema


@pytest.fixture(scope="session")
def shared_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with twilio.running(tmp_path_factory.mktemp("openapi") / "twilio.sqlite3") as running:
        yield running


@pytest.fixture(scope="session")
def session() -> Iterator[requests.Session]:
    """Keeps its connection, and asks no environment about proxies and passwords."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def account(shared_emulator: Emulator, session: requests.Session) -> Account:
    account_sid, token = "AC" + secrets.token_hex(16), secrets.token_hex(16)
    environ = {"TWILIO_ACCOUNT_SID": account_sid, "TWILIO_AUTH_TOKEN": token}
    with closing(Store(shared_emulator.state)) as store:
        seed(store, environ, [f"+1614{secrets.randbelow(10**7):07}"])
    account = Account(shared_emulator, account_sid, token, session)
    account.furnish()
    return account
