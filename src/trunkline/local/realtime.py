"""Realtime tables for the local stack: just the columns that trunkline writes.

A real Asterisk gets its tables from `contrib/ast-db-manage`, which does not support SQLite. Names and widths
are Asterisk's; the sqlite3 driver misreads a NULL, so there is no column here that would be left empty, but for
md5_cred and password, of which Asterisk takes either.
"""

from pathlib import Path

import sqlalchemy as sa

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


def url(database: Path) -> sa.URL:
    """The file as SQLAlchemy names it."""
    return sa.URL.create("sqlite", database=str(database))


def create(database: Path) -> None:
    """Make the tables that are missing in the SQLite file."""
    engine = sa.create_engine(url(database))
    METADATA.create_all(engine)
    engine.dispose()
