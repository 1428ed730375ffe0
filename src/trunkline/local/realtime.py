"""Realtime tables in SQLite; Asterisk's `contrib/ast-db-manage` has none. Names and widths are Asterisk's.

Asterisk's sqlite3 driver misreads a NULL. So `create` makes narrow tables, which an Asterisk can read: without columns
that would be empty, except md5_cred and password, of which Asterisk reads one. `widen` adds the others.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from trunkline.model.asterisk import PLAIN

from .errors import LocalError

METADATA = sa.MetaData()


def _table(name: str, *columns: sa.Column[object]) -> sa.Table:
    return sa.Table(name, METADATA, sa.Column("id", sa.String(255), nullable=False, unique=True), *columns)


_table(
    "ps_auths",
    sa.Column("auth_type", sa.String(13)),
    sa.Column("username", sa.String(40)),
    sa.Column("password", sa.String(80)),
    sa.Column("md5_cred", sa.String(40)),
)
_table(
    "ps_aors",
    sa.Column("contact", sa.String(255)),
    sa.Column("max_contacts", sa.Integer),
    sa.Column("qualify_frequency", sa.Integer),
    sa.Column("qualify_2xx_only", sa.String(5)),
)
_table(
    "ps_endpoints",
    sa.Column("transport", sa.String(40)),
    sa.Column("aors", sa.String(2048)),
    sa.Column("outbound_auth", sa.String(2048)),
    sa.Column("context", sa.String(40)),
    sa.Column("disallow", sa.String(200)),
    sa.Column("allow", sa.String(200)),
    sa.Column("identify_by", sa.String(80)),
    sa.Column("media_encryption", sa.String(4)),
    sa.Column("direct_media", sa.String(5)),
    sa.Column("rewrite_contact", sa.String(5)),
    sa.Column("dtmf_mode", sa.String(9)),
    sa.Column("accountcode", sa.String(80)),
)
_table(
    "ps_endpoint_id_ips",
    sa.Column("endpoint", sa.String(255)),
    sa.Column("match", sa.String(80)),
)
sa.Table(
    "extensions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("context", sa.String(40), nullable=False),
    sa.Column("exten", sa.String(40), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("app", sa.String(40), nullable=False),
    sa.Column("appdata", sa.String(256), nullable=False),
    sa.UniqueConstraint("context", "exten", "priority"),
)

_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "deny": sa.String(95),
    "outbound_proxy": sa.String(255),
    "permit": sa.String(95),
    "rtp_timeout": sa.Integer(),
    "set_var": sa.Text(),
    "timers": sa.String(8),
}
"""Other types than that of most settings."""
_FURTHER: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "ps_endpoints": {name: _TYPES.get(name, sa.String(40)) for name in (*PLAIN, "deny", "permit", "set_var")},
    "ps_aors": {"qualify_timeout": sa.Float()},
    "ps_endpoint_id_ips": {"match_request_uri": sa.String(255), "match_header": sa.String(255)},
}
"""Columns with an argument, most of them empty for most endpoints."""


def url(database: Path) -> sa.URL:
    """The URL of the file for SQLAlchemy."""
    return sa.URL.create("sqlite", database=str(database))


def prepare(database: Path) -> None:
    """Add the missing tables and columns to the SQLite file, so that each argument has its column.

    Raises:
        LocalError: the file is not a database.
    """
    try:
        create(database)
        widen(database)
    except sa.exc.DatabaseError as error:
        raise LocalError(
            f"{database} cannot be used ({error.orig}): move it away, then run `trunkline local refresh` and "
            "`trunkline local up`, which write Asterisk's rows again"
        ) from None


def create(database: Path) -> None:
    """Make the missing tables in the SQLite file, narrow ones."""
    engine = sa.create_engine(url(database))
    METADATA.create_all(engine)
    engine.dispose()


def widen(database: Path) -> None:
    """Add the missing columns, so that each argument has its column."""
    engine = sa.create_engine(url(database))
    with engine.begin() as connection:
        for table, columns in _FURTHER.items():
            there = {column["name"] for column in sa.inspect(connection).get_columns(table)}
            for name, kind in columns.items():
                if name not in there:
                    connection.execute(sa.text(f"ALTER TABLE {table} ADD COLUMN {name} {kind.compile()}"))
    engine.dispose()
