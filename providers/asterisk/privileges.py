"""Finds out what a database would refuse this user, before anything is written. It only reads.

It cannot foresee what a trigger, a view or a row's security policy refuses.
"""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa
from attrs import frozen
from sqlalchemy.exc import DBAPIError

from trunkline.providers.asterisk import schemas
from trunkline.providers.asterisk.database_errors import code_of
from trunkline.providers.asterisk.writes import Verb, Write

_DENIED = frozenset({"1142", "1143"})
"""MariaDB's errors for a statement that the user may not execute."""


@frozen
class Need:
    """A privilege that a statement needs.

    Attributes:
        table: the table's name.
        verb: what the statement does.
        columns: the columns that it names; none for DELETE, which is for the whole table.
    """

    table: str
    verb: Verb
    columns: frozenset[str] = frozenset()


def refusals(connection: sa.Connection, name: str, writes: Sequence[Write]) -> list[str]:
    """A line for each reason why these statements would be refused.

    Args:
        connection: in a transaction like that of the statements.
        name: the database's name in an error.
        writes: the statements.
    """
    if not writes:
        return []
    found = [*_READ_ONLY[connection.dialect.name](connection)]
    if not found and (find := _DENIALS.get(connection.dialect.name)):
        found = _grants(connection, find(connection, writes))
    return [f"{name}: {line}" for line in found]


def unreadable(
    connection: sa.Connection, tables: Iterable[sa.Table], closed: Iterable[str] = (), verbs: Collection[Verb] = ()
) -> list[str]:
    """The same for reading whole rows.

    Args:
        connection: in any transaction.
        tables: the tables to check in PostgreSQL. In others, a SELECT has found `closed`.
        closed: names of tables that this user may not read.
        verbs: further rights on a table that cannot be read; PostgreSQL is asked for them.
    """
    lacking = [Need(name, "SELECT") for name in closed]
    if connection.dialect.name == "postgresql":
        needs = [Need(table.name, "SELECT", frozenset(table.columns.keys())) for table in tables]
        lacking += _lacking(connection, needs)
        lacking += _lacking(connection, [Need(need.table, verb) for need in lacking for verb in verbs])
    return _grants(connection, lacking)


def _needs(writes: Iterable[Write]) -> list[Need]:
    """One for each verb and table."""
    columns: dict[tuple[str, Verb], set[str]] = {}
    for write in writes:
        columns.setdefault((write.table.name, write.verb), set()).update(write.values)
    return [Need(table, verb, frozenset(each)) for (table, verb), each in columns.items()]


def _lacking(connection: sa.Connection, needs: Collection[Need]) -> list[Need]:
    """The privileges that PostgreSQL has not granted. This asks for them, as PostgreSQL logs a refused statement."""
    asked = [(need.table, need.verb, column) for need in needs for column in sorted(need.columns) or (None,)]
    ask = sa.text(
        "SELECT t, v, c FROM unnest(CAST(:t AS text[]), CAST(:v AS text[]), CAST(:c AS text[])) AS asked (t, v, c) "
        "WHERE NOT CASE WHEN c IS NULL THEN has_table_privilege(t, v) ELSE has_column_privilege(t, c, v) END"
    )
    if not asked:
        return []
    tables, verbs, columns = (list(each) for each in zip(*asked, strict=True))
    denied = {tuple(row) for row in connection.execute(ask, {"t": tables, "v": verbs, "c": columns})}
    found = []
    for need in needs:
        lacking = frozenset(column for column in need.columns if (need.table, need.verb, column) in denied)
        if lacking or (need.table, need.verb, None) in denied:
            found.append(Need(need.table, need.verb, lacking if lacking < need.columns else frozenset()))
    return found


def _postgresql(connection: sa.Connection, writes: Sequence[Write]) -> list[Need]:
    return _lacking(connection, _needs(writes))


def _mariadb(connection: sa.Connection, writes: Sequence[Write]) -> list[Need]:
    """The privileges that MariaDB has not granted. EXPLAIN needs those of the statement, and does nothing."""
    found = []
    for need in _needs(writes):
        if not _may(connection, _explained(connection, need)):
            alone = [_explained(connection, Need(need.table, need.verb, frozenset({each}))) for each in need.columns]
            lacking = {each for each, ask in zip(need.columns, alone, strict=True) if not _may(connection, ask)}
            found.append(Need(need.table, need.verb, frozenset(lacking if lacking < need.columns else ())))
    return found


def _explained(connection: sa.Connection, need: Need) -> sa.Executable:
    quote = connection.dialect.identifier_preparer.quote
    table, columns = quote(need.table), [quote(column) for column in sorted(need.columns)]
    statements: Mapping[Verb, str] = {
        "INSERT": f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('NULL' for _ in columns)})",  # noqa: S608
        "UPDATE": f"UPDATE {table} SET {', '.join(f'{column} = NULL' for column in columns)} WHERE FALSE",  # noqa: S608
        "DELETE": f"DELETE FROM {table} WHERE FALSE",  # noqa: S608
    }
    return sa.text(f"EXPLAIN {statements[need.verb]}")


def _may(connection: sa.Connection, explain: sa.Executable) -> bool:
    try:
        connection.execute(explain).all()
    except DBAPIError as error:
        if code_of(error.orig) in _DENIED:
            return False
        raise
    return True


def _grants(connection: sa.Connection, lacking: Collection[Need]) -> list[str]:
    """A line for each table, with the statement that grants everything that is missing."""
    user = _user(connection) if lacking else ""
    quote = connection.dialect.identifier_preparer.quote
    lines = []
    for table in dict.fromkeys(need.table for need in lacking):
        schema = schemas.qualifier(connection, table)
        rights = [_right(need, quote) for need in lacking if need.table == table]
        lines.append(
            f"{user} has no right to {' and '.join(rights)} in {table}: "
            f"GRANT {', '.join(rights)} ON {schema}{quote(table)} TO {user}"
        )
    return lines


def _right(need: Need, quote: Callable[[str], str]) -> str:
    columns = f" ({', '.join(map(quote, sorted(need.columns)))})" if need.columns else ""
    return f"{need.verb}{columns}"


def _user(connection: sa.Connection) -> str:
    """This user, as GRANT names one."""
    if connection.dialect.name == "postgresql":
        return str(connection.scalar(sa.text("SELECT quote_ident(current_user)")))
    user, _, host = str(connection.scalar(sa.text("SELECT CURRENT_USER()"))).rpartition("@")
    return f"'{user}'@'{host}'"


def _read_only_postgresql(connection: sa.Connection) -> list[str]:
    ask = (
        "SELECT current_setting('transaction_read_only') = 'on', pg_is_in_recovery(), source FROM pg_settings "
        "WHERE name = 'default_transaction_read_only'"
    )
    is_read_only, is_standby, source = connection.execute(sa.text(ask)).one()
    if not is_read_only:
        return []
    if is_standby:
        return ["the server is a stand-by and accepts no writes: set the primary in the database's URL"]
    if source == "client":
        remedy = "remove default_transaction_read_only from the options in the database's URL"
    else:
        role = f"{_user(connection)} IN DATABASE {connection.scalar(sa.text('SELECT quote_ident(current_database())'))}"
        remedy = f"ALTER ROLE {role} SET default_transaction_read_only = off"
    return [f"this user's transactions are read-only by default: {remedy}"]


def _read_only_mariadb(connection: sa.Connection) -> list[str]:
    names = "'read_only', 'super_read_only', 'tx_read_only', 'transaction_read_only'"
    found = connection.execute(sa.text(f"SHOW VARIABLES WHERE Variable_name IN ({names})")).all()
    on = {str(name).lower() for name, value in found if str(value).upper() not in {"OFF", "0"}}
    if on & {"tx_read_only", "transaction_read_only"}:
        return ["transactions are read-only by default: SET GLOBAL TRANSACTION READ WRITE"]
    if "super_read_only" in on or ("read_only" in on and not _may_write_all_the_same(connection)):
        return ["the server accepts no writes, like a replica: set the primary in the database's URL"]
    return []


def _may_write_all_the_same(connection: sa.Connection) -> bool:
    """Whether this user may write in spite of `read_only`."""
    above = {"SUPER", "READ_ONLY ADMIN", "READ ONLY ADMIN", "CONNECTION_ADMIN"}
    ask = sa.text("SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = :user")
    return bool(above & {*connection.scalars(ask, {"user": _user(connection)})})


def _read_only_sqlite(connection: sa.Connection) -> list[str]:
    file = Path(str(connection.scalar(sa.text("SELECT file FROM pragma_database_list WHERE name = 'main'"))))
    closed = [path for path in (file, file.parent) if not _is_writable(path)]
    if not closed:
        return []
    what = "the file" if closed[0] == file else "its folder"
    return [f"this user may not write {what}: give it write access to the file and its folder, such as by chown"]


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


_READ_ONLY: Mapping[str, Callable[[sa.Connection], list[str]]] = {
    "postgresql": _read_only_postgresql,
    "mysql": _read_only_mariadb,
    "mariadb": _read_only_mariadb,
    "sqlite": _read_only_sqlite,
}
_DENIALS: Mapping[str, Callable[[sa.Connection, Sequence[Write]], list[Need]]] = {
    "postgresql": _postgresql,
    "mysql": _mariadb,
    "mariadb": _mariadb,
}
