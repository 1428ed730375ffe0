"""The resources' logic without an engine, on the emulator and on both kinds of database."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
import stamina
from sqlalchemy.engine import make_url
from twilio.rest import Client

from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.endpoint import EndpointLogic
from trunkline.providers.twilio.credential_list import CredentialListLogic
from trunkline.providers.twilio.credential_list_seal import CredentialListSealLogic
from trunkline.providers.twilio.ip_access_control_list import IpAccessControlListLogic
from trunkline.providers.twilio.trunk import TrunkLogic

from ..support import postgres, rows
from ..support.twilio import Emulator


@pytest.fixture
def client(emulator: Emulator) -> Client:
    return emulator.client()


@pytest.fixture
def credential_lists(client: Client) -> CredentialListLogic:
    return CredentialListLogic(client)


@pytest.fixture
def seals(client: Client) -> CredentialListSealLogic:
    return CredentialListSealLogic(client, None)


@pytest.fixture
def ip_access_control_lists(client: Client) -> IpAccessControlListLogic:
    return IpAccessControlListLogic(client)


@pytest.fixture
def trunks(client: Client) -> TrunkLogic:
    return TrunkLogic(client)


@pytest.fixture
def endpoints(database_url: str) -> EndpointLogic:
    """On each kind of database in turn."""
    return EndpointLogic(Database(database_url))


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
    server: postgres.PostgresServer = request.getfixturevalue("postgres_server")
    return partial(server.execute, database=str(make_url(database_url).database))
