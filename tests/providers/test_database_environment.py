"""libpq's variables and files: they never say which database it is, and a Provider does not see them at all."""

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from trunkline.providers import connections
from trunkline.providers.asterisk import database_url
from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import NotConfiguredError
from trunkline.providers.settings import Settings

PROGRAM = """
import json, sys
import sqlalchemy as sa
from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import TrunklineError

def asked(url, alone):
    try:
        with Database(url, alone=alone).transaction() as connection:
            return connection.execute(sa.text("SELECT current_user, current_database(), current_schema()")).one()
    except TrunklineError as error:
        return str(error)

print(json.dumps([[*found] if not isinstance(found := asked(*each), str) else found for each in json.load(sys.stdin)]))
"""


class _Option(ctypes.Structure):
    _fields_ = (
        ("keyword", ctypes.c_char_p),
        ("variable", ctypes.c_char_p),
        *((name, ctypes.c_char_p) for name in ("compiled", "value", "label", "display")),
        ("size", ctypes.c_int),
    )


def _variables() -> set[str]:
    """All that this libpq reads, by its own word; it has three more for the session's settings."""
    (file,) = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libpq" in line}
    libpq = ctypes.CDLL(file)
    libpq.PQconndefaults.restype = ctypes.POINTER(_Option)
    options, found = libpq.PQconndefaults(), set[str]()
    for option in iter(options):
        if option.keyword is None:
            break
        found |= {option.variable.decode()} if option.variable else set()
    assert "PGHOST" in found
    return found | {"PGDATESTYLE", "PGTZ", "PGGEQO"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with each of libpq's files, all of them wrong."""
    (tmp_path / ".postgresql").mkdir()
    for name in ("postgresql.crt", "postgresql.key", "root.crt", "root.crl"):
        (tmp_path / ".postgresql" / name).write_text("nonsense")
    (tmp_path / ".pg_service.conf").write_text("nonsense")
    return tmp_path


def _asked(home: Path, variables: dict[str, str], *questions: tuple[str, bool]) -> list[list[str] | str]:
    """What a process finds out that has these variables: [user, database, schema], or the error's line."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        input=json.dumps(questions),
        env=kept | {"HOME": str(home)} | variables,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    found: list[list[str] | str] = json.loads(done.stdout)
    return found


def test_a_provider_sees_none_of_them(postgres_url: str, home: Path) -> None:
    """Each of them is nonsense."""
    name = make_url(postgres_url).username
    nonsense = dict.fromkeys(_variables(), "nonsense")
    assert _asked(home, nonsense, (postgres_url, True), (postgres_url, True)) == [[name, name, "public"]] * 2


def test_the_place_is_the_url_s(postgres_url: str, home: Path) -> None:
    """The state remembers the place, and the next shell may have other variables."""
    name = make_url(postgres_url).username
    moved = {
        "PGHOST": "127.0.0.1",
        "PGHOSTADDR": "127.0.0.1",
        "PGPORT": "1",
        "PGDATABASE": "postgres",
        "PGOPTIONS": "-csearch_path=pg_catalog",
        "PGTARGETSESSIONATTRS": "standby",
        "PGLOADBALANCEHOSTS": "random",
        "PGCLIENTENCODING": "LATIN1",
    }
    nameless = make_url(postgres_url)._replace(database=None).render_as_string(hide_password=False)
    found = _asked(home, moved, (postgres_url, False), (nameless, False))
    assert found == [[name, name, "public"]] * 2


def test_a_password_from_elsewhere(postgres_url: str, home: Path) -> None:
    """Either of them is for the settings; a Provider has its own."""
    url = make_url(postgres_url)
    name, password = str(url.username), str(url.password)
    open_url = url._replace(password=None).render_as_string()
    both = ((open_url, False), (open_url, True))
    (home / ".pgpass").write_text(f"*:*:*:{name}:{password}\n")
    (home / ".pgpass").chmod(0o600)
    for variables in ({}, {"PGPASSWORD": password}):
        found, refused = _asked(home, variables, *both)
        assert found == [name, name, "public"]
        assert isinstance(refused, str)
        assert ": user or password is wrong: check user and password in TRUNKLINE_DATABASE_URL" in refused
        (home / ".pgpass").unlink(missing_ok=True)


def test_a_service(postgres_url: str, home: Path) -> None:
    """In the URL it names the place; in the environment it may only say how to log in."""
    url = make_url(postgres_url)
    name, login = str(url.username), f"user={url.username}\npassword={url.password}\n"
    host = url.query.get("host") or url.host
    place = f"host={host}\nport={url.port or 5432}\ndbname={url.database}\n"
    (home / ".pg_service.conf").write_text(f"[whole]\n{place}{login}[login]\ndbname=postgres\n{login}")
    by_service = "postgresql://?service=whole"
    bare = url._replace(username=None, password=None).render_as_string()
    assert _asked(home, {}, (by_service, False)) == [[name, name, "public"]]
    found, again = _asked(home, {"PGSERVICE": "login"}, (bare, False), (postgres_url, True))
    assert found == again == [name, name, "public"]


@pytest.mark.parametrize(
    ("url", "lacking"),
    [
        ("postgresql://u:p@h", "no database"),
        ("postgresql://h/d", "no user"),
        ("postgresql:///d", "no user and no host"),
        ("postgresql://?service=asterisk", "no user and no host and no database"),
        ("mariadb://u:p@/d", "no host"),
        ("mysql://h/d", "no user"),
    ],
)
def test_what_a_provider_s_url_has_to_name(url: str, lacking: str) -> None:
    with pytest.raises(NotConfiguredError) as refused:
        Database(url, "database_url", alone=True)
    scheme = "postgresql" if url.startswith("postgresql") else "mariadb"
    assert str(refused.value) == (
        f"database_url: it names {lacking}, and none comes from the environment: "
        f"write {scheme}://user:password@host/name"
    )
    Database(url)
    with pytest.raises(NotConfiguredError, match=f"^database_url: it names {lacking}, and none comes from"):
        connections.database(Settings(database_url=url, explicit=True))
    connections.database(Settings(database_url=url))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@/d?host=%2Frun%2Fpostgresql",
        "postgresql://?user=u&host=h&dbname=d",
        "mariadb://u:p@/d?unix_socket=%2Frun%2Fmysqld.sock",
        "sqlite:////path",
    ],
)
def test_a_provider_s_url(url: str) -> None:
    Database(url, "database_url", alone=True)
    assert database_url.parse(url, "database_url", alone=True)
