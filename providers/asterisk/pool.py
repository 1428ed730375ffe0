"""The connections to one database, for more threads than the server has connections for."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from trunkline.providers.asterisk import database_errors
from trunkline.providers.asterisk.database_engine import CONNECTIONS
from trunkline.providers.pace import Pace

PATIENCE = 300.0
"""Seconds to wait for a connection: each of those that have one may run into several time limits."""


class Pool:
    """Connections for `CONNECTIONS` threads at once. The others wait.

    If the server refuses a login because this user, or the server, has no further connection, fewer threads have one
    from then on: as many as there are. Only if there is none, the login fails.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._pace = Pace(CONNECTIONS, CONNECTIONS)
        self._here = threading.local()

    @property
    def is_used_here(self) -> bool:
        """Whether this thread has a connection."""
        return getattr(self._here, "has_place", False)

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """A connection, closed at the end of the block. A thread that has one gets a second one at once.

        Raises:
            NoPlaceError: there was none in time.
        """
        if self.is_used_here:
            with self._engine.connect() as connection:
                yield connection
            return
        until, found = time.monotonic() + PATIENCE, None
        while found is None:
            with self._pace.place(until):
                if found := self._connect():
                    self._here.has_place = True
                    try:
                        with found:
                            yield found
                    finally:
                        self._here.has_place = False

    def _connect(self) -> sa.Connection | None:
        """A connection, or None: then another thread's connection must become free."""
        try:
            return self._engine.connect()
        except DBAPIError as error:
            if not database_errors.is_full(error) or not self._pace.refused():
                raise
            return None
