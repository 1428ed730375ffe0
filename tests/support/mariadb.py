"""The MariaDB server at TRUNKLINE_TEST_MARIADB_URL (an administrator's), in which each test has its own database.

No registry has one for `make test`; `make e2e` starts Debian's and runs the tests of the rows on it.
"""

import itertools
import os
import secrets

import sqlalchemy as sa
from attrs import field, frozen
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.schema import CreateTable

from .realtime_schema import METADATA

VARIABLE = "TRUNKLINE_TEST_MARIADB_URL"

_DIALECT = mysql.dialect()
_TABLES = [str(CreateTable(table).compile(dialect=_DIALECT)).replace("`", '"') for table in METADATA.tables.values()]
_names = itertools.count(1)


@frozen
class MariadbServer:
    """A server in which each test gets a database of its own."""

    admin: URL = field(repr=False)

    def execute(self, *statements: str, database: str = "mysql") -> None:
        """The mode with `"` for names, as on PostgreSQL."""
        engine = sa.create_engine(self.admin.set(database=database), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in ("SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')", *statements):
                connection.execute(sa.text(statement))
        engine.dispose()

    def create_database(self, password: str = "Database-2024") -> str:  # noqa: S107
        """URL of a new database with the realtime tables, for a user who may only read and write their rows."""
        name = f"trunkline_{os.getpid()}_{next(_names)}_{secrets.token_hex(3)}"
        self.execute(
            f"CREATE DATABASE {name}",
            f"CREATE USER {name} IDENTIFIED BY '{password}'",
            f"USE {name}",
            *_TABLES,
            *(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {name}" for table in METADATA.tables),
        )
        url = self.admin.set(drivername="mariadb", database=name, username=name, password=password)
        return url.render_as_string(hide_password=False)


def server() -> MariadbServer:
    return MariadbServer(make_url(os.environ[VARIABLE]).set(drivername="mysql+pymysql"))
