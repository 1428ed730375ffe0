"""The resources' logic without an engine, on the emulator and on both kinds of database."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
import stamina
from sqlalchemy.engine import make_url
from twilio.rest import Client

from trunkline.local import realtime
from trunkline.providers.asterisk.database import Database
from trunkline.providers.twilio.account import Account
from trunkline.testing.twilio import Emulator

from ..support import rows
from ..support.logics import (
    CredentialListLogic,
    CredentialListSealLogic,
    EndpointLogic,
    IpAccessControlListLogic,
    PlainLogic,
    TrunkLogic,
)


@pytest.fixture
def client(emulator: Emulator) -> Client:
    return emulator.client()


class _Runs:
    """A resource's logic, each of whose calls is in a process of its own, as in one run of `pulumi` after another."""

    def __init__(self, logic: type[PlainLogic], client: Client) -> None:
        self._logic: Any = logic
        self._client = client

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._logic(Account(self._client)), verb)


@pytest.fixture
def credential_lists(client: Client) -> CredentialListLogic:
    return cast("CredentialListLogic", _Runs(CredentialListLogic, client))


@pytest.fixture
def seals(client: Client) -> CredentialListSealLogic:
    return CredentialListSealLogic(Account(client), None)


@pytest.fixture
def ip_access_control_lists(client: Client) -> IpAccessControlListLogic:
    return cast("IpAccessControlListLogic", _Runs(IpAccessControlListLogic, client))


@pytest.fixture
def trunks(client: Client) -> TrunkLogic:
    return cast("TrunkLogic", _Runs(TrunkLogic, client))


@pytest.fixture
def endpoints(database_url: str) -> EndpointLogic:
    """On each kind of database in turn."""
    return EndpointLogic(Database(database_url))


@pytest.fixture
def wide(database_url: str) -> None:
    """The tables have a column for each argument."""
    if database_url.startswith("sqlite"):
        realtime.widen(Path(str(make_url(database_url).database)))


@pytest.fixture
def impatient() -> Iterator[None]:
    """Try again at once, a few times."""
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def as_owner(request: pytest.FixtureRequest, database_url: str) -> Callable[[str], None]:
    """Changes the schema, which the role that trunkline logs in with may not."""
    if database_url.startswith("sqlite"):
        return partial(rows.execute, database_url)
    server = request.getfixturevalue("mariadb_server" if database_url.startswith("mariadb") else "postgres_server")
    return partial(server.execute, database=str(make_url(database_url).database))
