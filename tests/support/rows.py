"""The realtime tables, as a test reads and disturbs them."""

from typing import Any

import sqlalchemy as sa

from trunkline.providers.asterisk.database import Database
from trunkline.testing import realtime_db

ENDPOINT_TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips")


def read(place: str | Database) -> dict[str, dict[str, dict[str, Any]]]:
    """{table: {row id: {column: stored value}}}, without what is NULL; `place` is a URL or what is connected to it."""
    return realtime_db.read(Database(place) if isinstance(place, str) else place, ENDPOINT_TABLES)


def execute(url: str, statement: str) -> None:
    """Change something by hand, with `"` for names."""
    with Database(url).transaction() as connection:
        if url.startswith("mariadb"):
            connection.execute(sa.text("SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')"))
        connection.execute(sa.text(statement))
