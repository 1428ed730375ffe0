"""Rights in the database: a preview refuses what `up` fails on for lack of one, in the same line, and nothing else."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from trunkline.providers import read_only
from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import RefusedError

from ..support import inputs, rows
from ..support.inputs import with_column
from ..support.logics import EndpointLogic
from ..support.mariadb import MariadbServer
from ..support.postgres import PostgresServer

STRANGER = 65534
TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions")
VERBS = ("INSERT", "UPDATE", "DELETE")
EXTEN = {"context": "from-twilio", "exten": "+1", "priority": 1.0, "app": "Hangup", "appdata": ""}
FULL = inputs.endpoint(extensions={"from-twilio/+1/1": EXTEN})
CHANGED: Mapping[str, tuple[str, Any]] = {
    "ps_auths": ("auth_type", "md5"),
    "ps_aors": ("qualify_frequency", 30.0),
    "ps_endpoints": ("allow", "alaw"),
    "ps_endpoint_id_ips": ("match", "54.172.60.0/31"),
    "extensions": ("app", "Answer"),
}
"""{table: a column and its new value}"""


def _without_row(table: str) -> dict[str, Any]:
    """The endpoint without its last row in the table, which is not the one that has its own id."""
    return FULL | {table: dict(list(FULL[table].items())[:-1])}


CASES: Mapping[str, Callable[[str], tuple[dict[str, Any], dict[str, Any]]]] = {
    "INSERT": lambda _: ({}, FULL),
    "UPDATE": lambda table: (FULL, with_column(FULL, table, *CHANGED[table])),
    "DELETE": lambda table: (FULL, _without_row(table)),
    "nothing": lambda _: (FULL, FULL | {"adopt": True}),
}
"""{verb that a table needs: what is declared before and after}"""


def _needed(case: str, table: str) -> dict[str, set[str]]:
    """{table: verbs} that `up` needs, beside SELECT."""
    if case == "INSERT":
        return {each: {"INSERT"} for each in TABLES}
    return {table: {case}} if case in VERBS else {}


def _role(server: PostgresServer | MariadbServer, url: str) -> tuple[str, Callable[[str], None]]:
    """The user as GRANT names it, and what changes its rights."""
    parsed = make_url(url)
    name = str(parsed.username)
    role = name if isinstance(server, PostgresServer) else f"'{name}'@'%'"
    return role, lambda statement: server.execute(f"{statement} {role}", database=str(parsed.database))


def _prepare(url: str, olds: dict[str, Any]) -> None:
    if olds:
        EndpointLogic(Database(url)).create(olds)


def _cases() -> Iterator[tuple[str, str]]:
    """What `up` does, and in which table."""
    for case in CASES:
        yield from ((case, table) for table in (TABLES if case in {"UPDATE", "DELETE"} else TABLES[:1]))


@pytest.mark.parametrize(("case", "table"), [*_cases()])
def test_each_right(case: str, table: str, server: PostgresServer | MariadbServer, server_url: str) -> None:
    """One after the other is missing in one table after the other: refused if it is needed, and nothing is written."""
    olds, news = CASES[case](table)
    _prepare(server_url, olds)
    before = rows.read(server_url)
    role, change = _role(server, server_url)
    logic = EndpointLogic(database := Database(server_url))
    for missing, without in product(VERBS, TABLES):
        change(f"REVOKE {missing} ON {without} FROM")
        found = logic.inspect(olds, news)
        if missing in _needed(case, table).get(without, set()):
            assert found == [f"{database}: {_line(role, missing, without)}"]
            with pytest.raises(RefusedError) as refused:
                _up(logic, olds, news)
            assert [str(refused.value)] == found
        else:
            assert found == [], (missing, without)
        change(f"GRANT {missing} ON {without} TO")
    assert rows.read(server_url) == before
    assert logic.inspect(olds, news) == []
    _up(logic, olds, news)


@pytest.mark.parametrize("case", ["INSERT", "nothing"])
def test_a_table_that_may_not_be_read(case: str, server: PostgresServer | MariadbServer, server_url: str) -> None:
    olds, news = CASES[case]("")
    _prepare(server_url, olds)
    role, change = _role(server, server_url)
    for without in TABLES:
        change(f"REVOKE SELECT ON {without} FROM")
        line = f"{Database(server_url)}: {_line(role, 'SELECT', without)}"
        for attempt in (EndpointLogic.inspect, _up):
            with pytest.raises(RefusedError) as refused:
                attempt(EndpointLogic(Database(server_url)), olds, news)
            assert str(refused.value) == line
        change(f"GRANT SELECT ON {without} TO")
    assert EndpointLogic(Database(server_url)).inspect(olds, news) == []


def _line(role: str, verb: str, table: str) -> str:
    return f"{role} has no right to {verb} in {table}: GRANT {verb} ON {table} TO {role}"


def _up(logic: EndpointLogic, olds: dict[str, Any], news: dict[str, Any]) -> None:
    if olds:
        logic.update("twilio", olds, news)
    else:
        logic.create(news)


def test_all_that_is_missing_at_once(server: PostgresServer | MariadbServer, server_url: str) -> None:
    role, change = _role(server, server_url)
    change("REVOKE INSERT ON ps_auths FROM")
    change("REVOKE INSERT ON extensions FROM")
    database = Database(server_url)
    assert EndpointLogic(database).inspect({}, FULL) == [
        f"{database}: {role} has no right to INSERT in {table}: GRANT INSERT ON {table} TO {role}"
        for table in ("ps_auths", "extensions")
    ]


def test_rights_by_column(server: PostgresServer | MariadbServer, server_url: str) -> None:
    role, change = _role(server, server_url)
    _prepare(server_url, FULL)
    change("REVOKE UPDATE ON ps_aors FROM")
    change("GRANT UPDATE (contact, qualify_frequency) ON ps_aors TO")
    fits = with_column(FULL, "ps_aors", "qualify_frequency", 30.0)
    assert EndpointLogic(Database(server_url)).inspect(FULL, fits) == []
    EndpointLogic(Database(server_url)).update("twilio", FULL, fits)
    news = with_column(fits, "ps_aors", "max_contacts", 2.0) | {"adopt": True}
    news = with_column(news, "ps_aors", "qualify_frequency", 60.0)
    (line,) = EndpointLogic(Database(server_url)).inspect(fits, news)
    right = "UPDATE (max_contacts)"
    assert line.endswith(f": {role} has no right to {right} in ps_aors: GRANT {right} ON ps_aors TO {role}")
    with pytest.raises(RefusedError) as refused:
        EndpointLogic(Database(server_url)).update("twilio", fits, news)
    assert str(refused.value) == line


def test_a_rotation_needs_what_its_seal_does(server: PostgresServer | MariadbServer, server_url: str) -> None:
    """A switch to the stand-by and back changes the username too."""
    role, change = _role(server, server_url)
    olds, news = inputs.sealed(), inputs.sealed(password="Another-Password-1")
    _prepare(server_url, olds)
    change("REVOKE UPDATE ON ps_auths FROM")
    change("GRANT UPDATE (password, md5_cred) ON ps_auths TO")
    (line,) = EndpointLogic(Database(server_url)).inspect(olds, news)
    assert f"{role} has no right to UPDATE (username) in ps_auths: GRANT UPDATE (username) ON ps_auths TO" in line
    change("GRANT UPDATE (username) ON ps_auths TO")
    assert EndpointLogic(Database(server_url)).inspect(olds, news) == []


def test_what_is_not_known_yet(server: PostgresServer | MariadbServer, server_url: str) -> None:
    """Of a new row it needs no other right; of a row that is there, it is taken for a change."""
    role, change = _role(server, server_url)
    unknown = object()
    change("REVOKE UPDATE ON ps_auths FROM")
    late = with_column(FULL, "ps_auths", "password", unknown)
    late = late | {"ps_aors": unknown, "extensions": {"from-twilio/+1/1": EXTEN | {"appdata": unknown}}}
    assert EndpointLogic(Database(server_url)).inspect({}, late) == []
    _prepare(server_url, FULL)
    (line,) = EndpointLogic(Database(server_url)).inspect(FULL, late)
    assert f"{role} has no right to UPDATE in ps_auths: " in line


def test_another_id(server: PostgresServer | MariadbServer, server_url: str) -> None:
    """The engine makes the new endpoint and then deletes the old one."""
    _prepare(server_url, FULL)
    _, change = _role(server, server_url)
    change("REVOKE DELETE ON ps_endpoints FROM")
    (line,) = EndpointLogic(Database(server_url)).inspect(FULL, inputs.endpoint("office"))
    assert " has no right to DELETE in ps_endpoints: " in line
    with pytest.raises(RefusedError) as refused:
        EndpointLogic(Database(server_url)).delete("twilio", FULL)
    assert str(refused.value) == line


def test_a_role_that_only_reads_is_enough_for_a_run_that_only_previews(
    server: PostgresServer | MariadbServer, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepare(server_url, FULL)
    _, change = _role(server, server_url)
    for table in TABLES:
        change(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM")
    olds, news = CASES["UPDATE"](TABLES[1])
    assert EndpointLogic(Database(server_url)).inspect(olds, news)
    monkeypatch.setenv(read_only.VARIABLE, "true")
    assert EndpointLogic(Database(server_url)).inspect(olds, news) == []


def test_a_server_that_takes_no_writes(server: PostgresServer | MariadbServer, server_url: str) -> None:
    user, database = make_url(server_url).username, str(make_url(server_url).database)
    if isinstance(server, PostgresServer):
        close = f"ALTER ROLE {user} SET default_transaction_read_only = on"
        reopen = f"ALTER ROLE {user} IN DATABASE {database} SET default_transaction_read_only = off"
        fact = f"this user's transactions are read-only by default: {reopen}"
    else:
        close, reopen = "SET GLOBAL read_only = ON", "SET GLOBAL read_only = OFF"
        fact = "the server accepts no writes, like a replica: set the primary in the database's URL"
    server.execute(close)
    try:
        found = EndpointLogic(Database(server_url)).inspect({}, FULL)
        with pytest.raises(RefusedError) as refused:
            EndpointLogic(Database(server_url)).create(FULL)
    finally:
        server.execute(reopen)
    assert found == [str(refused.value)] == [f"{Database(server_url)}: {fact}"]
    assert EndpointLogic(Database(server_url)).inspect({}, FULL) == []
    EndpointLogic(Database(server_url)).create(FULL)


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_file_that_this_user_may_not_write(closed: str, sqlite_url: str) -> None:
    """As another user if the tests run as root, who may write everything."""
    file = Path(str(make_url(sqlite_url).database))
    EndpointLogic(Database(sqlite_url)).create(FULL)
    news = with_column(FULL, "ps_endpoints", "allow", "alaw")
    with _as_stranger(file):
        assert EndpointLogic(Database(sqlite_url)).inspect(FULL, news) == []
        (file if closed == "file" else file.parent).chmod(0o555)
        assert EndpointLogic(Database(sqlite_url)).inspect(FULL, FULL | {"adopt": True}) == []
        found = EndpointLogic(Database(sqlite_url)).inspect(FULL, news)
        with pytest.raises(RefusedError) as refused:
            EndpointLogic(Database(sqlite_url)).update("twilio", FULL, news)
        file.parent.chmod(0o755)
    what = "the file" if closed == "file" else "its folder"
    assert found == [str(refused.value)]
    assert f": this user may not write {what}: give it write access to the file and its folder" in found[0]


@contextmanager
def _as_stranger(file: Path) -> Iterator[None]:
    """Its owner, who is not root."""
    if os.geteuid():
        yield
        return
    for path in (file, file.parent):
        os.chown(path, STRANGER, STRANGER)
    opened = [(path, path.stat().st_mode) for path in file.parents if path.stat().st_uid == 0 and path != Path("/")]
    for path, mode in opened:
        path.chmod(mode | 0o111)
    os.seteuid(STRANGER)
    try:
        yield
    finally:
        os.seteuid(0)
        for path, mode in opened:
            path.chmod(mode)
