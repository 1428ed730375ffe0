"""The schemas of a PostgreSQL database, of which `search_path` says which ones are looked into."""

import re
from urllib.parse import quote

import sqlalchemy as sa

_FIND = """
SELECT nspname, quote_ident(nspname), has_schema_privilege(pg_namespace.oid, 'USAGE'), quote_ident(current_user)
FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid
WHERE relname = :table AND relkind IN ('r', 'p', 'v', 'f') ORDER BY 3 DESC, 1
"""
_OF = """
SELECT quote_ident(nspname) FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid
WHERE relname = :table AND pg_table_is_visible(pg_class.oid) AND nspname <> 'public'
"""


def find(connection: sa.Connection, table: str, setting: str) -> str | None:
    """The remedy if the table is there, but in a schema that `search_path` leaves out, or that this user may not use.

    Args:
        connection: in any transaction.
        table: a name that leads to no table.
        setting: the URL's setting as the user knows it.
    """
    if connection.dialect.name != "postgresql":
        return None
    found = connection.execute(sa.text(_FIND), {"table": table}).first()
    if not found:
        return None
    name, quoted, is_usable, role = found
    if not is_usable:
        return f"it is in schema {name}, which {role} may not use: GRANT USAGE ON SCHEMA {quoted} TO {role}"
    value = quote(re.sub(r"([\s\\])", r"\\\1", quoted))
    return f"it is in schema {name}: add options=-csearch_path%3D{value} to the query of {setting}"


def qualifier(connection: sa.Connection, table: str) -> str:
    """`schema.`, or nothing for a table in `public` or in a database without schemas."""
    if connection.dialect.name != "postgresql":
        return ""
    name = connection.scalar(sa.text(_OF), {"table": table})
    return f"{name}." if name else ""
