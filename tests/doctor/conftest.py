"""Tables that the doctor's user may only read, and somebody else who changes them by hand."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import frozen
from sqlalchemy.engine import make_url

from ..support import rows

if TYPE_CHECKING:
    from ..support.mariadb import MariadbServer
    from ..support.postgres import PostgresServer

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions")
KEEP = "CREATE TABLE kept_{0} AS SELECT * FROM {0}"
RESTORE = ("DELETE FROM {0}", "INSERT INTO {0} SELECT * FROM kept_{0}", "DROP TABLE kept_{0}")


@frozen
class ByHand:
    """Somebody who may change the tables.

    Attributes:
        run: executes statements.
        revoke: leaves only SELECT to the user of the database's URL.
        undone: puts the tables back as they were.
    """

    run: Callable[..., None]
    revoke: Callable[[], None]
    undone: Callable[[], AbstractContextManager[None]]


@pytest.fixture
def by_hand(request: pytest.FixtureRequest, database_url: str) -> ByHand:
    url = make_url(database_url)
    if database_url.startswith("sqlite"):
        run = partial(_each, partial(rows.execute, database_url))
        return ByHand(run, lambda: None, partial(_restored, Path(str(url.database))))
    if database_url.startswith("mariadb"):
        mariadb: MariadbServer = request.getfixturevalue("mariadb_server")
        run = partial(mariadb.execute, database=str(url.database))
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres_server")
        run = partial(_at_once, partial(postgres.execute, database=str(url.database)))
    revoke = partial(run, *(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {url.username}" for table in TABLES))
    return ByHand(run, revoke, partial(_copied, run))


def _each(execute: Callable[[str], None], *statements: str) -> None:
    for statement in statements:
        execute(statement)


def _at_once(execute: Callable[[str], None], *statements: str) -> None:
    execute("; ".join(statements))


@contextmanager
def _restored(file: Path) -> Iterator[None]:
    before = file.read_bytes()
    yield
    file.write_bytes(before)


@contextmanager
def _copied(run: Callable[..., None]) -> Iterator[None]:
    run(*(KEEP.format(table) for table in TABLES))
    yield
    run(*(statement.format(table) for table in TABLES for statement in RESTORE))
