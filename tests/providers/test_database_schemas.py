"""The realtime tables in a schema of their own, and databases whose encoding is not UTF-8."""

import secrets
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import RefusedError
from trunkline.providers.settings import Settings

from ..support import inputs, rows
from ..support.inputs import with_column
from ..support.logics import EndpointLogic
from ..support.postgres import PostgresServer
from ..support.realtime_schema import METADATA

TABLES = ", ".join(METADATA.tables)


def _with(url: str, options: str) -> str:
    return make_url(url).update_query_dict({"options": options}).render_as_string(hide_password=False)


@pytest.fixture
def tenant(postgres_server: PostgresServer) -> str:
    """A database whose tables are in two schemas, one of which has a name to quote; the URL names none."""
    url = make_url(postgres_server.create_state_database())
    for schema in ("tenant", "Tenant 2"):
        engine = sa.create_engine(postgres_server.admin.set(database=url.database))
        with engine.begin() as connection:
            connection.execute(sa.text(f'CREATE SCHEMA "{schema}"'))
            connection.execute(sa.text(f'SET search_path = "{schema}"'))
            METADATA.create_all(connection)
            connection.execute(sa.text(f'GRANT USAGE ON SCHEMA "{schema}" TO {url.username}'))
            connection.execute(sa.text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLES} TO {url.username}"))
        engine.dispose()
    return url.render_as_string(hide_password=False)


def test_a_schema_in_the_url(tenant: str) -> None:
    """Two endpoints of one name, each in its schema; in a URL as one writes it."""
    urls = [_with(tenant, options) for options in ("-csearch_path=tenant", r'-c geqo=on -c search_path="Tenant\ 2"')]
    for number, url in enumerate(urls):
        declared = with_column(inputs.endpoint(), "ps_aors", "max_contacts", number + 1.0)
        assert EndpointLogic(Database(url)).inspect({}, declared) == []
        EndpointLogic(Database(url)).create(declared)
    assert [rows.read(url)["ps_aors"]["twilio"]["max_contacts"] for url in urls] == [1, 2]
    places = [Settings(database_url=url).database for url in (*urls, tenant)]
    assert len({*places}) == len(places)


def test_a_schema_that_the_url_leaves_out(tenant: str, postgres_server: PostgresServer) -> None:
    """What the line says is done."""
    database = Database(tenant)
    with pytest.raises(RefusedError) as refused:
        EndpointLogic(database).inspect({}, inputs.endpoint())
    added = "options=-csearch_path%3D%22Tenant%5C%202%22"
    assert str(refused.value) == (
        f"{database}: table ps_auths is missing: it is in schema Tenant 2: "
        f"add {added} to the query of TRUNKLINE_DATABASE_URL (databaseUrl)"
    )
    url = make_url(tenant)
    followed = url.update_query_string(added).render_as_string(hide_password=False)
    assert EndpointLogic(Database(followed)).inspect({}, inputs.endpoint()) == []
    for schema in ('"Tenant 2"', "tenant"):
        postgres_server.execute(f"REVOKE USAGE ON SCHEMA {schema} FROM {url.username}", str(url.database))
    with pytest.raises(RefusedError) as refused:
        EndpointLogic(Database(tenant)).inspect({}, inputs.endpoint())
    grant = f'GRANT USAGE ON SCHEMA "Tenant 2" TO {url.username}'
    assert str(refused.value).endswith(f"it is in schema Tenant 2, which {url.username} may not use: {grant}")


def test_a_missing_right_names_the_schema(tenant: str, postgres_server: PostgresServer) -> None:
    url = make_url(tenant)
    postgres_server.execute(f"REVOKE INSERT ON tenant.ps_aors FROM {url.username}", str(url.database))
    logic = EndpointLogic(Database(_with(tenant, "-csearch_path=tenant")))
    (line,) = logic.inspect({}, inputs.endpoint())
    statement = line.rpartition(": ")[2]
    assert statement == f"GRANT INSERT ON tenant.ps_aors TO {url.username}"
    postgres_server.execute(statement, str(url.database))
    assert logic.inspect({}, inputs.endpoint()) == []


@pytest.mark.parametrize("options", ["-clock_timeout=soon", "-crole=no_such_role", "-cbogus=1", "-ccommit_delay=x"])
def test_options_that_the_server_refuses(options: str, postgres_url: str) -> None:
    with pytest.raises(RefusedError, match="in the query of TRUNKLINE_DATABASE_URL") as refused:
        EndpointLogic(Database(_with(postgres_url, options))).inspect({}, inputs.endpoint())
    assert "\n" not in str(refused.value)


def test_a_role_in_the_url(postgres_url: str, postgres_server: PostgresServer) -> None:
    """The login's own role may do nothing, and is a member of one that may."""
    url = make_url(postgres_url)
    member = f"member_{secrets.token_hex(3)}"
    postgres_server.execute(f"CREATE ROLE {member} LOGIN NOINHERIT PASSWORD 'Database-2024' IN ROLE {url.username}")
    own = url.set(username=member).render_as_string(hide_password=False)
    with pytest.raises(RefusedError, match=f"{member} has no right to SELECT"):
        EndpointLogic(Database(own)).inspect({}, inputs.endpoint())
    EndpointLogic(Database(_with(own, f"-crole={url.username}"))).create(inputs.endpoint())


ENCODINGS = {"UTF8": "", "LATIN1": "日本", "WIN1252": "日本", "EUC_JP": "5 €", "SQL_ASCII": "", "EUC_TW": "Straße"}
"""{encoding: a text that it lacks}"""


def _database(server: PostgresServer, encoding: str) -> str:
    name = f"encoded_{secrets.token_hex(3)}"
    server.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    engine = sa.create_engine(server.admin.set(database=name), connect_args={"client_encoding": "utf8"})
    METADATA.create_all(engine)
    engine.dispose()
    return server.admin.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def _declared(text: str) -> dict[str, Any]:
    return with_column(inputs.endpoint(), "ps_endpoints", "accountcode", text)


@pytest.mark.parametrize(("encoding", "lacking"), ENCODINGS.items())
def test_an_encoding(encoding: str, lacking: str, postgres_server: PostgresServer) -> None:
    """What it has is stored; what it lacks is refused in the preview, in the line of `up`."""
    url = _database(postgres_server, encoding)
    text = "日本" if encoding.startswith("EUC") else "Zürich"
    logic = EndpointLogic(Database(url))
    _, outputs = logic.create(_declared(text))
    assert logic.read("twilio", outputs) == outputs
    assert rows.read(url)["ps_endpoints"]["twilio"]["accountcode"] == text
    if lacking:
        line = (
            f"ps_endpoints.twilio.accountcode: '{lacking}' has a character that {encoding} lacks: "
            "use another one, or create the database in UTF-8"
        )
        assert logic.inspect(outputs, _declared(lacking)) == [line]
        with pytest.raises(RefusedError) as refused:
            logic.update("twilio", outputs, _declared(lacking))
        assert str(refused.value) == line
    assert logic.read("twilio", outputs) == outputs


def test_a_secret_with_a_character_that_the_encoding_lacks(postgres_server: PostgresServer) -> None:
    logic = EndpointLogic(Database(_database(postgres_server, "LATIN1")))
    (line,) = logic.inspect({}, with_column(inputs.endpoint(), "ps_auths", "password", "日本-Canary"))
    assert line.startswith("ps_auths.twilio.password: the value (not shown) has a character that LATIN1 lacks")
    assert "日" not in line


def test_a_character_that_the_url_s_encoding_lacks(postgres_url: str) -> None:
    narrow = make_url(postgres_url).update_query_dict({"client_encoding": "latin1"})
    logic = EndpointLogic(Database(narrow.render_as_string(hide_password=False)))
    (line,) = logic.inspect({}, _declared("日本"))
    assert line == (
        "ps_endpoints.twilio.accountcode: '日本' has a character that the character set in the URL lacks: "
        "use another one, or remove that parameter"
    )
    assert logic.inspect({}, _declared("Zürich")) == []
