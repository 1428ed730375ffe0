"""Every column of Asterisk's own schema, on both servers that its alembic tree is for."""

import pytest

from ..support import columns, rows
from .postgres import Postgres
from .realtime import MariadbByOdbc

pytestmark = pytest.mark.e2e

FEWEST = {"ps_auths": 12, "ps_aors": 15, "ps_endpoints": 130, "ps_endpoint_id_ips": 5}
"""Columns of each table at Asterisk 22, or somewhat less."""


@pytest.mark.parametrize("table", rows.ENDPOINT_TABLES)
def test_on_postgresql(table: str, database_server: Postgres) -> None:
    assert columns.walk(database_server.url(database_server.create()), table) >= FEWEST[table]


@pytest.mark.parametrize("table", rows.ENDPOINT_TABLES)
def test_on_mariadb(table: str, genuine_mariadb: MariadbByOdbc) -> None:
    assert columns.walk(genuine_mariadb.url, table) >= FEWEST[table]
