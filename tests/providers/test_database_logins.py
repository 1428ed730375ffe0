"""Logins that fail: the fact in our own words, since the driver's repeat pieces of the URL."""

import socket
import threading
from contextlib import suppress

import psycopg2
import pymysql
import pytest
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk import database_login
from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import TrunklineError, UnreachableError

from ..support import inputs
from ..support.logics import EndpointLogic
from ..support.postgres import PostgresServer

AT = 'connection to server at "p@ss", port 5432 failed: '
SETTING = "TRUNKLINE_DATABASE_URL (databaseUrl)"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (
            'translate host name "p@ss" to address: Unknown',
            "d cannot be reached: its host name is not found: check host and",
        ),
        (f"{AT}Connection refused", "d cannot be reached: the connection is refused: check host and port in"),
        (f"{AT}timeout expired", "d cannot be reached: no answer in time: check host and port in"),
        (
            f"{AT}FATAL:  the database system is starting up",
            "d cannot be reached: it is not open: the server is starting",
        ),
        (
            f"{AT}FATAL:  sorry, too many clients already",
            "d cannot be reached: it is full: the server has no free conn",
        ),
        (
            f'{AT}FATAL:  database "p@ss" does not exist',
            "d: there is no such database, or this user may not use it: check the",
        ),
        (f'{AT}FATAL:  role "p@ss" does not exist', "d: user or password is wrong: check user and password in"),
        (f"{AT}FATAL:  SASL authentication failed", "d: user or password is wrong: check user and password in"),
        (f"{AT}FATAL:  no such user", "d: user or password is wrong: check user and password in"),
        (
            f"{AT}FATAL:  unsupported startup parameter: options",
            "d: PgBouncer accepts no such option: set it on the server",
        ),
        (
            f"{AT}FATAL:  server login has been failing, cached error: connect failed (server_login_retry)",
            "d cannot be reached: PgBouncer does not reach its server: check that it runs, and PgBouncer's log",
        ),
        (f"{AT}FATAL:  query_wait_timeout", "d cannot be reached: PgBouncer does not reach its server: check that"),
        (f"{AT}FATAL:  connection requires a valid client certificate", "d: it requires a client certificate: set ssl"),
        (f"{AT}fe_sendauth: no password supplied", "d: user or password is wrong: check user and password in"),
        (f'{AT}FATAL:  no pg_hba.conf entry for host "1", user "p@ss", SSL off', "d: its pg_hba.conf does not let"),
        (f"{AT}server does not support SSL, but SSL was required", "d: it has no TLS: check the TLS parameters in"),
        (f"{AT}SSL error: certificate verify failed", "d: its certificate is not trusted: check the TLS parameters"),
        ('root certificate file "/p@ss" does not exist', "d: the CA's certificate cannot be read: set sslrootcert in"),
        ('certificate present, but not private key file "/p@ss"', "d: the client certificate cannot be used: set ssl"),
        ('private key file "/p@ss" has group or world access', "d: others may read the client certificate's key: run"),
        ('invalid sslmode value: "p@ss"', "d: a parameter has a wrong value: check the parameters in the query of"),
        (
            f"{AT}FATAL:  Datenbank »p@ss« existiert nicht",
            "d: the server refuses the login: check user, password and name in",
        ),
        (
            f"{AT}ВАЖНО:  пользователь «p@ss» не прошёл проверку",
            "d: the server refuses the login: check user, passw",
        ),
        ("an unknown error p@ss", f"d cannot be reached: the login did not complete: check {SETTING}"),
    ],
)
def test_a_login_that_fails(said: str, line: str) -> None:
    told = str(database_login.login_error(psycopg2.OperationalError(f"{said}\n"), "d", SETTING))
    assert told.startswith(line)
    assert "p@ss" not in told


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (1045, "d: user or password is wrong, or this user needs a client certificate: check user and password in"),
        (1049, "d: there is no such database, or this user may not use it: check the name in"),
        (1040, "d cannot be reached: it is full: the server has no free connection"),
        (1053, "d cannot be reached: it is not open: the server is starting or shutting down"),
        (1130, "d: the server refuses the login: allow this user to come from this machine's address"),
        (1862, "d: the server refuses the login: give this user a new password on the server"),
        (2013, "d cannot be reached: it closes the connection: check host and port in"),
        (3159, "d: the server refuses the login: check the TLS parameters in the query of"),
        (9999, "d: the server refuses the login: check user, password and name in"),
    ],
)
def test_a_login_to_mariadb_that_fails(number: int, line: str) -> None:
    told = str(database_login.login_error(pymysql.OperationalError(number, "for user 'p@ss'"), "d", SETTING))
    assert told.startswith(line)
    assert "p@ss" not in told


def test_a_server_of_another_kind() -> None:
    """Such as an SSH server, which speaks first."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_speak, args=[listener], daemon=True).start()
        for scheme in ("postgresql", "mariadb"):
            with pytest.raises(TrunklineError) as failed:
                Database(f"{scheme}://u:p@127.0.0.1:{listener.getsockname()[1]}/d", timeout=1).table("ps_auths")
            assert str(failed.value).startswith("database 127.0.0.1/d cannot be reached: "), failed.value


def _speak(listener: socket.socket) -> None:
    with suppress(OSError):  # the test is over
        while True:
            connection, _address = listener.accept()
            with connection, suppress(OSError):
                connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                connection.recv(64)


def test_too_many_connections(postgres_server: PostgresServer, postgres_url: str) -> None:
    postgres_server.execute(f"ALTER ROLE {make_url(postgres_url).username} CONNECTION LIMIT 0")
    with pytest.raises(UnreachableError, match="cannot be reached: it is full: the server has no free connection"):
        EndpointLogic(Database(postgres_url)).read("twilio", inputs.endpoint())
