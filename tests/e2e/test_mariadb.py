"""MariaDB beside PostgreSQL: the rows' own tests, its ways of saying no, and calls by an Asterisk that reads it."""

import os
import re
import subprocess
import sys
import time
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import NotConfiguredError, NotOursError, RefusedError, TrunklineError, UnreachableError
from trunkline.testing import realtime_db

from ..support import inputs, rows, tcp_proxy
from ..support.inputs import PASSWORD, with_column
from ..support.logics import EndpointLogic
from ..support.mariadb import VARIABLE, MariadbServer
from . import certificates
from .addresses import NOBODY
from .conftest import OpenBench
from .mariadb import Mariadb
from .realtime import MariadbByOdbc
from .test_guide import judge

pytestmark = pytest.mark.e2e

TESTS = (
    "endpoint",
    "schema",
    "extensions",
    "spelling",
    "auth_types",
    "columns",
    "rotation",
    "database_answers",
    "database_silence",
)
ALONE = ("privileges",)
"""Its tests make the whole server read-only for a moment."""
CHOSEN = "mariadb and not that_seals and not cannot_hold and not enum_labels"
"""One case each is enough: other tests here have the rest."""
CLIENT = (("cert", "pem"), ("key", "key"))
CANARY = "Canary-Database-5f1e"


@pytest.fixture
def url(mariadb_server: Mariadb) -> str:
    """A database of its own, for a user of least privilege."""
    return MariadbServer(make_url(mariadb_server.admin).set(drivername="mysql+pymysql")).create_database()


def _refusal(url: str) -> str:
    """The same line in a preview and a create."""
    lines = set()
    for attempt in ("inspect", "create"):
        logic = EndpointLogic(Database(url))
        with pytest.raises(TrunklineError) as failed:
            _ = logic.create(inputs.endpoint()) if attempt == "create" else logic.inspect({}, inputs.endpoint())
        lines.add(str(failed.value))
    (line,) = lines
    assert "\n" not in line
    assert CANARY not in line
    assert PASSWORD not in line
    return line


@pytest.mark.parametrize(("names", "workers"), [(TESTS, "2"), (ALONE, "0")])
def test_the_rows(names: tuple[str, ...], workers: str, mariadb_server: Mariadb) -> None:
    """The tests that `make test` runs on PostgreSQL and SQLite."""
    files = [str(Path("tests/providers", f"test_{name}.py")) for name in names]
    if names is TESTS:
        files.append(str(Path("tests/doctor/test_guide.py")))
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "-k", CHOSEN, *files]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command,
        cwd=root,
        env=os.environ | {VARIABLE: mariadb_server.admin},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout


def test_calls(open_bench: OpenBench, genuine_mariadb: MariadbByOdbc) -> None:
    """The database has only the digest of the password."""
    with open_bench(realtime=genuine_mariadb) as bench:
        judge(bench, "tls", authType="md5", setVar={"TRUNK": "grable", "SITE": "berlin;1"})
        assert rows.read(genuine_mariadb.url)["ps_auths"]["twilio"].keys() == {"auth_type", "username", "md5_cred"}
        shown = bench.ami.command("pjsip show endpoint twilio")
        assert re.search(r"TRUNK +: grable$", shown, re.MULTILINE)
        assert re.search(r"SITE +: berlin;1$", shown, re.MULTILINE)


def test_wrong_password(url: str) -> None:
    line = _refusal(make_url(url).set(password=CANARY).render_as_string(hide_password=False))
    assert (
        ": user or password is wrong, or this user needs a client certificate: check user and password in TRUNKLINE"
        in line
    )


def test_no_such_database(url: str) -> None:
    line = _refusal(make_url(url).set(database="nowhere").render_as_string(hide_password=False))
    assert ": there is no such database, or this user may not use it: check the name in TRUNKLINE_DATABASE_URL" in line


def test_no_server_listens() -> None:
    url = f"mysql://asterisk:{CANARY}@{NOBODY}:3306/asterisk"
    assert _refusal(url).startswith(f"database {NOBODY}/asterisk cannot be reached: ")
    with pytest.raises(UnreachableError):
        EndpointLogic(Database(url)).read("twilio", inputs.endpoint())


def test_a_certificate_that_is_not_there(url: str) -> None:
    line = _refusal(f"{url}?ssl_ca=/nowhere.pem")
    assert ": a file that the URL names cannot be read: check the TLS parameters in the query of" in line


def test_a_server_that_is_not_trusted(url: str, tmp_path: Path) -> None:
    """Its certificate is its own making."""
    certificates.make(tmp_path, "127.0.0.1")
    assert ": its certificate is not trusted: " in _refusal(f"{url}?ssl_ca={tmp_path / 'ca.pem'}")


def test_a_query_that_is_none(url: str) -> None:
    with pytest.raises(NotConfiguredError, match="its query has an unknown parameter: use one of ssl_ca"):
        Database(f"{url}?sslmode=require")


def test_a_missing_table(url: str, mariadb_server: Mariadb) -> None:
    mariadb_server.run(str(make_url(url).database), "DROP TABLE ps_aors")
    assert _refusal(url).endswith(
        "table ps_aors is missing: install Asterisk's realtime schema (contrib/ast-db-manage)"
    )


def test_no_privilege(url: str, mariadb_server: Mariadb) -> None:
    name = str(make_url(url).database)
    mariadb_server.run(name, f"REVOKE INSERT ON ps_aors FROM {name}")
    with pytest.raises(RefusedError) as refused:
        EndpointLogic(Database(url)).create(inputs.endpoint())
    assert f"has no right to INSERT in ps_aors: GRANT INSERT ON ps_aors TO '{name}'@" in str(refused.value)
    assert not any(rows.read(url).values())


def test_a_locked_table(url: str) -> None:
    logic = EndpointLogic(Database(url, timeout=1))
    _, outputs = logic.create(inputs.endpoint())
    with Database(url).transaction() as connection:
        connection.exec_driver_sql("UPDATE ps_auths SET username = 'held'")
        with pytest.raises(RefusedError, match="another session holds a lock on the table: run again when it is done"):
            logic.delete("twilio", outputs)
    assert rows.read(url)["ps_endpoints"]


def test_a_connection_that_is_killed_meanwhile(url: str, mariadb_server: Mariadb) -> None:
    database = Database(url)
    logic = EndpointLogic(database)
    _, outputs = logic.create(inputs.endpoint())
    with database.transaction() as connection:
        number = connection.exec_driver_sql("SELECT CONNECTION_ID()").scalar_one()
    mariadb_server.run("mysql", f"KILL {number}")
    assert logic.read("twilio", outputs) == outputs


def test_a_server_that_goes_silent_in_the_tls_handshake(url: str) -> None:
    place = make_url(url)
    with tcp_proxy.running((str(place.host), place.port or 3306)) as proxy:
        proxy.last_words = b"\x16\x03\x01"
        through = place.set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
        began = time.monotonic()
        with pytest.raises(UnreachableError, match="cannot be reached: no answer in time: check host and port in"):
            Database(through, timeout=0.2).table("ps_auths")
        assert time.monotonic() - began < 5


def test_every_connection_and_statement_has_a_time_out(url: str) -> None:
    with Database(url).transaction() as connection:
        names = "@@innodb_lock_wait_timeout, @@lock_wait_timeout, @@max_statement_time"
        limits = connection.exec_driver_sql(f"SELECT {names}").one()
        isolation, mode = connection.exec_driver_sql("SELECT @@transaction_isolation, @@sql_mode").one()
    assert limits == (10, 10, 15)
    assert isolation == "READ-COMMITTED"
    assert "STRICT_ALL_TABLES" in mode


@pytest.mark.parametrize("kind", ["BIGINT", "MEDIUMINT", "INT UNSIGNED"])
def test_dialplan_rows_of_others_get_their_usual_ids(kind: str, genuine_mariadb: MariadbByOdbc) -> None:
    """Ours are below 0, where that fits, which AUTO_INCREMENT does not count, not even when the table is made again."""

    def execute(statement: str) -> None:
        genuine_mariadb.server.run(genuine_mariadb.database, statement)

    def ids() -> dict[str, int]:
        stored = realtime_db.read(database, ["extensions"])["extensions"]
        return {row["exten"]: int(id_) for id_, row in stored.items()}

    execute(f"ALTER TABLE extensions MODIFY id {kind} NOT NULL AUTO_INCREMENT")
    database = Database(genuine_mariadb.url)
    logic = EndpointLogic(database)
    row = {"context": "from-twilio", "exten": "+11234567890", "priority": 1.0, "app": "Goto", "appdata": "office,s,1"}
    _, outputs = logic.create(inputs.endpoint(extensions={"from-twilio/+11234567890/1": row}))
    ours = ids()["+11234567890"]
    others = range(1 + max(ours, 0), 4 + max(ours, 0))
    for number in others:
        values = f"VALUES ('desk', '{number}', 1, 'Answer', '')"
        execute(f"INSERT INTO extensions (context, exten, priority, app, appdata) {values}")
        execute("ALTER TABLE extensions FORCE")
    assert (ours < 0) is (kind != "INT UNSIGNED")
    assert ids() == {"+11234567890": ours} | {str(number): number for number in others}
    assert logic.read("twilio", outputs) == outputs
    logic.delete("twilio", outputs)
    assert ids() == {str(number): number for number in others}


@pytest.mark.parametrize("id_", ["Twilio", "TWILIO", "twilio "])
@pytest.mark.parametrize("table", ["ps_auths", "ps_aors", "ps_endpoints"])
def test_an_id_that_the_collation_takes_for_ours(table: str, id_: str, url: str) -> None:
    """The column is unique by its collation, and Asterisk finds the row by ours."""
    rows.execute(url, f"INSERT INTO {table} (id) VALUES ('{id_}')")  # noqa: S608 - names of our own
    before = rows.read(url)
    logic = EndpointLogic(Database(url))
    with pytest.raises(NotOursError, match=rf"{table}: a row 'twilio' exists already, differs from the declared one"):
        logic.create(inputs.endpoint())
    assert logic.inspect({}, inputs.endpoint())
    assert rows.read(url) == before
    adopting = inputs.endpoint(adopt=True)
    _, outputs = logic.create(adopting)
    assert rows.read(url)[table] == adopting[table]
    assert logic.read("twilio", outputs) == adopting


def test_two_endpoints_by_the_collation(url: str) -> None:
    """The rows of the second stack are reported, and those of the first stay."""
    logic = EndpointLogic(Database(url))
    logic.create(inputs.endpoint("Twilio"))
    before = rows.read(url)
    with pytest.raises(NotOursError):
        logic.create(inputs.endpoint("twilio"))
    assert rows.read(url) == before


def test_what_the_server_s_character_set_has_not(url: str, mariadb_server: Mariadb) -> None:
    name = str(make_url(url).database)
    mariadb_server.run(name, "ALTER TABLE ps_endpoints MODIFY accountcode VARCHAR(80) CHARACTER SET latin1")
    lacking, storable = (
        with_column(inputs.endpoint(), "ps_endpoints", "accountcode", text) for text in ("日本", "Zürich")
    )
    line = (
        "ps_endpoints.twilio.accountcode: '日本' has a character that latin1 lacks: "
        "use another one, or convert the column to utf8mb4"
    )
    logic = EndpointLogic(Database(url))
    assert logic.inspect({}, lacking) == [line]
    with pytest.raises(RefusedError) as refused:
        logic.create(lacking)
    assert str(refused.value) == line
    assert not any(rows.read(url).values())
    logic.create(storable)
    assert rows.read(url)["ps_endpoints"]["twilio"]["accountcode"] == "Zürich"


def test_what_the_url_s_character_set_has_not(url: str) -> None:
    lacking = with_column(inputs.endpoint(), "ps_endpoints", "accountcode", "日本")
    (line,) = EndpointLogic(Database(f"{url}?charset=latin1")).inspect({}, lacking)
    assert "has a character that the character set in the URL lacks: use another one, or remove that parameter" in line
    EndpointLogic(Database(url)).create(lacking)


def test_tls(url: str, mariadb_server: Mariadb) -> None:
    """Each thing that a line says is done, until the login with a client certificate succeeds."""
    name = str(make_url(url).username)
    mariadb_server.run("mysql", f"ALTER USER {name} REQUIRE X509")
    assert ": user or password is wrong, or this user needs a client certificate: " in _refusal(url)
    ca = f"ssl_ca={mariadb_server.certificates / 'ca.pem'}"
    assert ": user or password is wrong, or this user needs a client certificate: " in _refusal(f"{url}?{ca}")
    files = "&".join(f"ssl_{part}={mariadb_server.certificates / f'client.{end}'}" for part, end in CLIENT)
    database = Database(f"{url}?{ca}&ssl_check_hostname=true&{files}", alone=True)
    EndpointLogic(database).create(inputs.endpoint())
    with database.transaction() as connection:
        assert connection.exec_driver_sql("SHOW STATUS LIKE 'Ssl_cipher'").one()[1]
    same = f"127.{int(IPv4Address(mariadb_server.host)) % 2**24}"  # a way to write the address that is not in it
    elsewhere = make_url(url).set(host=same).render_as_string(hide_password=False)
    assert ": its certificate is for another host name: " in _refusal(f"{elsewhere}?{ca}&{files}")
