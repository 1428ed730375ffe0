"""PostgreSQL as people run it: behind PgBouncer, with TLS and certificates, by IPv6, a stand-by, limits of its own."""

import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from sqlalchemy.engine import URL, make_url

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import RefusedError, TrunklineError
from trunkline.testing.twilio import Emulator

from ..support import inputs, rows
from ..support.inputs import with_column
from ..support.logics import EndpointLogic
from ..support.project import GUIDE, Project
from . import debian_postgres
from .debian_postgres import CERTIFIED, UNENCRYPTED, Debian

pytestmark = pytest.mark.e2e

NEW = "Rotated-Trunk-2025"
SETTING = "TRUNKLINE_DATABASE_URL (databaseUrl)"
SESSION = """
SELECT (SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
        WHERE source = 'session' AND name NOT IN ('application_name', 'transaction_read_only')),
    (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
"""


@pytest.fixture(scope="module")
def debian(rootfs: Path) -> Iterator[Debian]:
    with debian_postgres.primary(rootfs) as running:
        for role in (CERTIFIED, UNENCRYPTED):
            running.server.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'Database-2024'")
        yield running


@pytest.fixture(scope="module")
def bouncer(debian: Debian) -> Iterator[int]:
    with debian_postgres.pgbouncer(debian) as port:
        yield port


@pytest.fixture
def url(debian: Debian) -> URL:
    return make_url(debian.server.create_database())


def _text(url: URL, **query: str) -> str:
    return url.update_query_dict(query).render_as_string(hide_password=False)


def _line(url: str) -> str:
    """The same line in a preview and a create, without a secret, for the settings and for a Provider."""
    lines = set()
    for alone in (False, True):
        for attempt in ("inspect", "create"):
            logic = EndpointLogic(Database(url, alone=alone))
            with pytest.raises(TrunklineError) as failed:
                _ = logic.create(inputs.endpoint()) if attempt == "create" else logic.inspect({}, inputs.endpoint())
            lines.add(str(failed.value))
    (line,) = lines
    assert "\n" not in line
    assert "Database-2024" not in line
    return line


def _trunkline(project: Project, *arguments: str) -> str:
    return project.run([sys.executable, "-m", "trunkline", *arguments]).output


def _kept(url: URL) -> Any:
    """What the server's session keeps, the one that all clients of the role share."""
    with closing(psycopg2.connect(_text(url))) as connection, connection.cursor() as cursor:
        cursor.execute(SESSION)
        return cursor.fetchone()


def test_a_life_behind_pgbouncer(url: URL, bouncer: int, emulator: Emulator, engine: Path, tmp_path: Path) -> None:
    """In transaction mode, with one connection to the server; nothing of a run is left in its session."""
    direct, through = _text(url), _text(url.set(port=bouncer))
    fresh = _kept(url.set(port=bouncer))
    (tmp_path / "first").mkdir()
    project = Project.create(tmp_path / "first", engine, emulator.environment | {"TRUNKLINE_DATABASE_URL": through})
    project.up(preview=True).ok()
    project.preview().has_no_changes()
    project.configure(twilio=GUIDE | {"password": NEW})
    project.up(preview=True).ok()
    assert rows.read(direct)["ps_auths"]["twilio"]["password"] == NEW
    project.refresh().has_no_changes()
    for command in (("doctor", "--stack", "test"), ("import",)):
        printed = _trunkline(project, *command)
        project.variables["TRUNKLINE_DATABASE_URL"] = direct
        assert printed.replace(str(bouncer), str(url.port)) == _trunkline(project, *command)
        assert "grable" in printed
        project.variables["TRUNKLINE_DATABASE_URL"] = through
    project.destroy().ok()
    assert not any(rows.read(direct).values())
    assert _kept(url.set(port=bouncer)) == fresh


def test_two_runs_at_once_behind_pgbouncer(url: URL, bouncer: int) -> None:
    """Of two runs that make the same rows, both end well, or one says that they are another stack's."""
    through = _text(url.set(port=bouncer))

    def run(number: int) -> str | None:
        declared = with_column(inputs.endpoint(), "ps_aors", "max_contacts", number + 1.0)
        try:
            EndpointLogic(Database(through)).create(declared)
        except TrunklineError as error:
            return str(error)
        return None

    with ThreadPoolExecutor() as pool:
        first, *errors = sorted(pool.map(run, range(3)), key=lambda line: line is not None)
    assert first is None
    assert all("a row 'twilio' exists already, differs from the declared one" in str(line) for line in errors)


def test_a_lock_is_waited_for_behind_pgbouncer(url: URL, bouncer: int) -> None:
    through = _text(url.set(port=bouncer))
    logic = EndpointLogic(Database(through, timeout=0.5))
    _, outputs = logic.create(inputs.endpoint())
    with Database(_text(url)).transaction() as connection:
        connection.exec_driver_sql("UPDATE ps_auths SET username = 'held'")
        with pytest.raises(RefusedError, match="another session holds a lock on the table: run again when it is done"):
            logic.delete("twilio", outputs)
        connection.rollback()
    logic.delete("twilio", outputs)


def test_a_schema_behind_pgbouncer(url: URL, bouncer: int, debian: Debian) -> None:
    """PgBouncer refuses options at the start, so the schema is set for each transaction, and no other client has it."""
    name = str(url.database)
    tables = ["ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions"]
    moves = "; ".join(f"ALTER TABLE {table} SET SCHEMA tenant" for table in tables)
    debian.server.execute(f"CREATE SCHEMA tenant; GRANT USAGE ON SCHEMA tenant TO {url.username}; {moves}", name)
    behind = url.set(port=bouncer)
    remedy = f"it is in schema tenant: add options=-csearch_path%3Dtenant to the query of {SETTING}"
    assert _line(_text(behind)).endswith(remedy)
    EndpointLogic(Database(_text(behind, options="-csearch_path=tenant"))).create(inputs.endpoint())
    assert rows.read(_text(url, options="-csearch_path=tenant"))["ps_endpoints"].keys() == {"twilio"}
    assert _kept(behind) == (None, 0, 0)


def test_what_pgbouncer_refuses(url: URL, bouncer: int) -> None:
    behind = url.set(port=bouncer)
    assert _line(_text(behind, options="-cgeqo=off")).endswith(
        ": PgBouncer accepts no such option: set it on the server by ALTER ROLE, "
        f"and remove it from the options in the query of {SETTING}"
    )
    assert ": there is no such database, or this user may not use it: " in _line(_text(behind.set(database="nowhere")))
    assert ": user or password is wrong: " in _line(_text(behind.set(password="wrong-one")))
    assert ": user or password is wrong: " in _line(_text(behind.set(username="no_such_user")))
    assert ": it has no TLS: " in _line(_text(behind, sslmode="require"))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
@pytest.mark.parametrize("mode", ["prefer", "require", "verify-ca", "verify-full"])
def test_tls(mode: str, host: str, url: URL, debian: Debian) -> None:
    """Also by IPv6. Without a mode, a server that offers TLS has it."""
    query = {"sslmode": mode, "sslrootcert": str(debian.folder / "ca.pem")} if mode != "prefer" else {}
    for alone in (False, True):
        database = Database(_text(url.set(host=host), **query), alone=alone)
        EndpointLogic(database).create(inputs.endpoint())
        with database.transaction() as connection:
            assert connection.exec_driver_sql("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").scalar_one()


def test_a_certificate_that_is_not_the_server_s(url: URL, debian: Debian) -> None:
    place, ca = url, str(debian.folder / "ca.pem")
    other = place.set(host="another.invalid")
    not_there = (
        f"the CA's certificate cannot be read: set sslrootcert in the query of {SETTING} to its file, or to system"
    )
    lines = {
        _text(
            other, sslmode="verify-full", sslrootcert=ca, hostaddr="127.0.0.1"
        ): "its certificate is for another host",
        _text(place, sslmode="verify-ca", sslrootcert=str(debian.folder / "certified.pem")): "is not trusted",
        _text(place, sslmode="verify-full", sslrootcert="system"): "its certificate is not trusted",
        _text(place, sslmode="verify-ca", sslrootcert="/nowhere.pem"): not_there,
        _text(place, sslmode="verify-ca", sslrootcert=str(Path(__file__))): not_there,
        _text(place, sslmode="disable"): "its pg_hba.conf does not let this user in from here",
    }
    for each, line in lines.items():
        assert line in _line(each)


def test_a_client_certificate(url: URL, debian: Debian, tmp_path: Path) -> None:
    debian.server.execute(f"GRANT {url.username} TO {CERTIFIED}")
    for name in ("certified.pem", "certified.key"):
        shutil.copy(debian.folder / name, tmp_path)
    certificate, key = str(tmp_path / "certified.pem"), tmp_path / "certified.key"
    key.chmod(0o600)
    files = {"sslcert": certificate, "sslkey": str(key)}
    place = url._replace(username=CERTIFIED, password=None)
    role = {"options": f"-crole={url.username}"}
    full = {"sslmode": "verify-full", "sslrootcert": str(debian.folder / "ca.pem")}
    EndpointLogic(Database(_text(place, **role, **files, **full), alone=True)).create(inputs.endpoint())
    given = f"set sslcert and sslkey in the query of {SETTING} to its files"
    assert _line(_text(place, **role)).endswith(f": it requires a client certificate: {given}")
    wrong = files | {"sslkey": str(debian.folder / "ca.key")}
    for each in (wrong, files | {"sslkey": "/nowhere.key"}, {"sslcert": certificate}):
        assert _line(_text(place, **role, **each)).endswith(f": the client certificate cannot be used: {given}")
    other = place.set(username=str(url.username))
    key.chmod(0o644)
    assert _line(_text(place, **role, **files)).endswith(
        ": others may read the client certificate's key: run `chmod 600` on the file in sslkey"
    )
    assert ": user or password is wrong: " in _line(_text(other, **full))


def test_a_role_that_may_not_use_tls(url: URL, debian: Debian) -> None:
    """Without a mode, libpq tries both."""
    debian.server.execute(f"GRANT {url.username} TO {UNENCRYPTED}")
    role = {"options": f"-crole={url.username}"}
    place = url.set(username=UNENCRYPTED)
    assert EndpointLogic(Database(_text(place, **role))).inspect({}, inputs.endpoint()) == []
    assert "pg_hba.conf does not let this user in from here" in _line(_text(place, sslmode="require", **role))


def test_a_standby(debian: Debian, url: URL) -> None:
    """It can be read, by the doctor too; a change is refused in the preview, in the line of `up`."""
    logic = EndpointLogic(Database(_text(url)))
    _, outputs = logic.create(inputs.endpoint())
    changed = with_column(inputs.endpoint(), "ps_aors", "max_contacts", 2.0)
    with debian_postgres.standby(debian) as address:
        place = url.set(port=address.port)
        on_standby = EndpointLogic(Database(_text(place)))
        assert on_standby.read("twilio", outputs) == outputs
        assert on_standby.inspect(outputs, inputs.endpoint()) == []
        line = (
            f"database 127.0.0.1/{url.database}: the server is a stand-by and accepts no writes: "
            "set the primary in the database's URL"
        )
        assert on_standby.inspect(outputs, changed) == [line]
        with pytest.raises(RefusedError) as refused:
            on_standby.update("twilio", outputs, changed)
        assert str(refused.value) == line
        both = url._replace(host=None, port=None).update_query_dict(
            {"host": [f"127.0.0.1:{address.port}", f"127.0.0.1:{url.port}"], "target_session_attrs": "read-write"}
        )
        assert EndpointLogic(Database(_text(both))).inspect(outputs, changed) == []


@pytest.mark.parametrize(
    "limits",
    [
        {"statement_timeout": "200ms", "lock_timeout": "1ms", "idle_in_transaction_session_timeout": "50ms"},
        {"idle_session_timeout": "50ms", "transaction_timeout": "100ms"},
        {"default_transaction_isolation": "serializable"},
    ],
)
def test_limits_of_the_role(limits: dict[str, str], url: URL, debian: Debian) -> None:
    """Ours are set for each transaction, and a connection that was ended while idle is opened again."""
    for name, value in limits.items():
        debian.server.execute(f"ALTER ROLE {url.username} SET {name} = '{value}'")
    logic = EndpointLogic(database := Database(_text(url)))
    _, outputs = logic.create(inputs.endpoint())
    with database.transaction() as connection:
        connection.exec_driver_sql("SELECT 1")
        time.sleep(0.2)
        connection.exec_driver_sql("SELECT pg_sleep(0.4)")
    time.sleep(0.2)
    assert logic.read("twilio", outputs) == outputs
    logic.delete("twilio", outputs)
