"""Logs in to PostgreSQL by libpq, which would ask the environment and the home folder for all that a URL leaves out.

Which database it is, only the URL says, since a state remembers it. How to log in, the environment and the home folder
may say too, except for a Provider in the program. Source: https://www.postgresql.org/docs/current/libpq-envars.html
"""

import os
import threading
from collections.abc import Mapping
from typing import Any

import psycopg2
from psycopg2.extensions import make_dsn

from trunkline.providers.asterisk.deadline import PostgresqlConnection

NOWHERE = "/dev/null/none"
"""A file that is never there. libpq takes its usual one in the home folder for an empty name."""

_PLACE = {
    "host": "",
    "hostaddr": "",
    "port": "5432",
    "dbname": "",
    "options": "",
    "target_session_attrs": "any",
    "load_balance_hosts": "disable",
}
_LOGIN = {
    "user": "",
    "password": "",
    "passfile": NOWHERE,
    "channel_binding": "prefer",
    "sslmode": "prefer",
    "sslnegotiation": "postgres",
    "sslcompression": "0",
    "sslcert": NOWHERE,
    "sslkey": NOWHERE,
    "sslcertmode": "allow",
    "sslrootcert": NOWHERE,
    "sslcrl": NOWHERE,
    "sslcrldir": "",
    "sslsni": "1",
    "requirepeer": "",
    "require_auth": "password,md5,scram-sha-256,gss,sspi,none",
    "ssl_min_protocol_version": "TLSv1.2",
    "ssl_max_protocol_version": "",
    "gssencmode": "disable",
    "krbsrvname": "postgres",
    "gsslib": "",
    "gssdelegation": "0",
    "min_protocol_version": "3.0",
    "max_protocol_version": "3.0",
}
_UNASKED = ("PGSERVICE", "PGDATESTYLE", "PGTZ", "PGGEQO")
"""Variables that no parameter overrides."""

_hidden = {name: os.environ[name] for name in _UNASKED if name in os.environ}
_environment = threading.Lock()


def is_known(parameter: str) -> bool:
    """Whether this libpq has the parameter."""
    try:
        return parameter != "dsn" and bool(make_dsn(**{parameter: "x"}))
    except psycopg2.ProgrammingError:
        return False


def connect(seconds: float, options: Mapping[str, Any], *, alone: bool) -> PostgresqlConnection:
    """A connection.

    Args:
        seconds: see `PostgresqlConnection`.
        options: libpq's parameters. A `service` may name the place.
        alone: whether to log in by these parameters alone.
    """
    fixed = ({} if "service" in options else _PLACE) | (_LOGIN if alone else {})
    given = {**{name: value for name, value in fixed.items() if is_known(name)}, **options}
    if not _hidden:
        return PostgresqlConnection.open(seconds, given)
    with _environment:  # one login at a time: another one may need what is taken out here
        for name in _hidden if alone else ():
            os.environ.pop(name)
        try:
            return PostgresqlConnection.open(seconds, given)
        finally:
            os.environ.update(_hidden)
