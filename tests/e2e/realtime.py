"""The databases that Asterisk's realtime is tried on."""

from pathlib import Path
from typing import ClassVar, Protocol

from attrs import frozen

from .mariadb import Mariadb
from .postgres import PASSWORD, USER, Postgres


class Realtime(Protocol):
    """The facts about the common database that Asterisk and `pulumi up` need."""

    modules: ClassVar[tuple[str, ...]]
    """Asterisk's modules for it, in the order in which they are loaded."""
    source: ClassVar[str]
    """The line of extconfig.conf for each table."""

    @property
    def folder(self) -> Path | None:
        """A folder that Asterisk sees as /lab/state."""

    @property
    def url(self) -> str:
        """For TRUNKLINE_DATABASE_URL."""

    def files(self) -> dict[str, str]:
        """The driver's own configuration."""


@frozen
class Postgresql:
    """Realtime on PostgreSQL, with the genuine schema."""

    modules: ClassVar[tuple[str, ...]] = ("res_config_pgsql",)
    source: ClassVar[str] = "pgsql,general"

    server: Postgres
    database: str
    folder: Path | None = None

    @property
    def url(self) -> str:
        return self.server.url(self.database)

    def files(self) -> dict[str, str]:
        login = f"dbname={self.database}\ndbuser={USER}\ndbpass={PASSWORD}\nrequirements=warn\n"
        return {"res_pgsql.conf": f"[general]\ndbhost={self.server.host}\ndbport={self.server.port}\n{login}"}


@frozen
class MariadbByOdbc:
    """Realtime on MariaDB, with the genuine schema, through ODBC: Debian's Asterisk has no MySQL driver of its own."""

    modules: ClassVar[tuple[str, ...]] = ("res_odbc_transaction", "res_odbc", "res_config_odbc")
    source: ClassVar[str] = "odbc,asterisk"

    server: Mariadb
    database: str
    folder: Path | None = None

    @property
    def url(self) -> str:
        return self.server.url(self.database)

    def files(self) -> dict[str, str]:
        server = f"SERVER={self.server.host}\nPORT={self.server.port}\nDATABASE={self.database}\n"
        login = f"username => {USER}\npassword => {PASSWORD}\n"
        return {
            "odbc.ini": f"[realtime]\nDriver=/usr/lib/x86_64-linux-gnu/odbc/libmaodbc.so\n{server}",
            "res_odbc.conf": "[ENV]\nODBCINI => /lab/etc/odbc.ini\n\n"
            f"[asterisk]\nenabled => yes\ndsn => realtime\n{login}pre-connect => yes\nmax_connections => 8\n",
        }


@frozen
class Sqlite:
    """Realtime on an SQLite file, with the local stack's tables."""

    modules: ClassVar[tuple[str, ...]] = ("res_config_sqlite3",)
    source: ClassVar[str] = "sqlite3,asterisk"

    file: Path

    @property
    def folder(self) -> Path | None:
        return self.file.parent

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    def files(self) -> dict[str, str]:
        """`batch=>0`: Asterisk's default holds a read transaction open, and writers meet a lock."""
        place = f"/lab/state/{self.file.name}"
        return {"res_config_sqlite3.conf": f"[asterisk]\ndbfile => {place}\nbatch => 0\ndebug => no\n"}
