"""An engine for PostgreSQL."""

import math
import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL

from trunkline.providers.asterisk import libpq
from trunkline.providers.asterisk.database_engine import ABANDONED, SILENCE, STATEMENT, pooled, text
from trunkline.providers.asterisk.database_errors import SET_LOCAL
from trunkline.providers.server_options import ServerOptions

_LIMIT = re.compile(r"(\d+(?:\.\d+)?) ?([a-z]*)")
_UNITS = {"us": 1e-6, "": 1e-3, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_DAY = 86400.0
_UNLIMITED = 3600.0
"""Seconds that a statement may take if the user has set its limit to 0."""
_OF_STATEMENTS = ("statement_timeout", "lock_timeout")
_OF_17 = {"transaction_timeout": 0}
"""The limits of the parts are enough. PostgreSQL 16 does not know it."""
_LOCAL = frozenset({*_OF_STATEMENTS, *_OF_17, "idle_in_transaction_session_timeout", "search_path", "role"})
"""Options in the URL that can be set for a transaction."""


def engine(url: URL, timeout: float, *, alone: bool) -> sa.Engine:
    """See `create_engine`."""
    milliseconds = math.ceil(1000 * timeout)
    usual: dict[str, Any] = {
        "application_name": "trunkline",
        "client_encoding": "utf8",  # the database converts; its own encoding may be none that Python has
        "connect_timeout": math.ceil(timeout),
        "keepalives_idle": math.ceil(timeout),  # so no firewall forgets a connection while a run waits
        "keepalives_interval": math.ceil(timeout / 3),
        "keepalives_count": 3,
        "tcp_user_timeout": milliseconds,
    }
    given = ServerOptions.parse(text(url, "options"))
    local: dict[str, Any] = {
        "lock_timeout": milliseconds,
        "statement_timeout": round(STATEMENT * milliseconds),
        "idle_in_transaction_session_timeout": round(ABANDONED * milliseconds),
    } | {name: value for name, value in given.settings.items() if name in _LOCAL}
    own = [_seconds(given.settings[name]) for name in _OF_STATEMENTS if name in given.settings]
    seconds = [SILENCE * timeout, *(SILENCE * (limit or _UNLIMITED) for limit in own)]
    rest = given.without(_LOCAL)
    made = pooled(
        url.difference_update_query(["options"]).update_query_dict({"options": rest} if rest else {}),
        lambda **options: libpq.connect(min(max(seconds), _DAY), usual | options, alone=alone),
        timeout,
        use_native_hstore=False,  # otherwise each login asks for its type
    )

    def limit(connection: sa.Connection) -> None:
        """For each transaction: PgBouncer refuses these at the start, and passes a session's on to other clients."""
        version = connection.dialect.server_version_info or ()
        values = (_OF_17 if version >= (17,) else {}) | local
        setting = f"SELECT {', '.join([f'{SET_LOCAL}(%s, %s, true)'] * len(values))}"
        connection.exec_driver_sql(setting, tuple(str(each) for pair in values.items() for each in pair))

    sa.event.listen(made, "begin", limit)
    return made


def _seconds(limit: str) -> float:
    """A time limit of PostgreSQL in seconds; 0 is none, as is a text that it will refuse."""
    found = _LIMIT.fullmatch(limit.strip("' "))
    return float(found[1]) * _UNITS.get(found[2], 1.0) if found else 0.0
