"""Debian's PostgreSQL, with TLS on both loopback addresses: a primary, a stand-by of it, and PgBouncer before it."""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
from attrs import frozen
from sqlalchemy.engine import URL

from ..support.postgres import PostgresServer
from . import certificates, chroot

PASSWORD = "of-the-tests-own"
OWNER = "postgres"
CERTIFIED, UNENCRYPTED = "certified", "unencrypted"
"""Roles that pg_hba.conf lets in with a client certificate only, and by TCP without TLS only."""

HBA = f"""\
local all all trust
hostssl all {CERTIFIED} all cert
hostnossl all {UNENCRYPTED} all scram-sha-256
hostnossl all {OWNER} all scram-sha-256
hostssl all {UNENCRYPTED} all reject
hostssl all all all scram-sha-256
hostnossl replication all all scram-sha-256
"""
SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "ssl=on",
    "ssl_ca_file=/lab/ca.pem",
    "ssl_cert_file=/lab/server.pem",
    "ssl_key_file=/lab/server.key",
    "unix_socket_directories=/lab",
)
BOUNCER = """\
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = /lab/users.txt
auth_user = {owner}
pool_mode = transaction
default_pool_size = 1
"""
"""Its defaults, except for the place, the login and the mode; one connection shows all that a session keeps."""


@frozen
class Debian:
    """A server.

    Attributes:
        folder: has `ca.pem`, and `certified.pem` with `certified.key`, the client certificate of `CERTIFIED`.
    """

    root: Path
    folder: Path
    port: int

    @property
    def server(self) -> PostgresServer:
        """For databases and roles of each test."""
        return PostgresServer(URL.create("postgresql+psycopg2", OWNER, PASSWORD, "127.0.0.1", self.port, "postgres"))


@contextmanager
def primary(root: Path) -> Iterator[Debian]:
    with _folder() as folder:
        certificates.authority(folder)
        certificates.certificate(folder, "server", "DNS:localhost,IP:127.0.0.1,IP:::1")
        certificates.certificate(folder, CERTIFIED, f"DNS:{CERTIFIED}")
        (folder / "password").write_text(PASSWORD)
        _own(root, folder)
        made = ("-U", OWNER, "--pwfile=/lab/password", "--auth=scram-sha-256", "--no-sync", "--encoding=UTF8")
        _run(root, folder, "initdb", "-D", "/lab/data", "--locale=C", *made)
        (folder / "data/pg_hba.conf").write_text(HBA)
        with _running(root, folder) as port:
            yield Debian(root, folder, port)


@contextmanager
def standby(primary: Debian) -> Iterator[URL]:
    """A stand-by that streams from the primary; its address."""
    with _folder() as folder:
        for name in ("ca.pem", "server.pem", "server.key"):
            (folder / name).write_bytes((primary.folder / name).read_bytes())
            (folder / name).chmod(0o600)
        _own(primary.root, folder)
        at = f"host=127.0.0.1 port={primary.port} user={OWNER} password={PASSWORD} sslmode=disable"
        _run(primary.root, folder, "pg_basebackup", "-D", "/lab/data", "-R", "-X", "stream", "-c", "fast", "-d", at)
        with _running(primary.root, folder) as port:
            yield URL.create("postgresql", host="127.0.0.1", port=port)


@contextmanager
def pgbouncer(primary: Debian) -> Iterator[int]:
    """PgBouncer on a port of 127.0.0.1. It has one connection for all clients of a role."""
    with _folder() as folder:
        port = _free_port()
        settings = BOUNCER.format(server=primary.port, port=port, owner=OWNER)
        (folder / "pgbouncer.ini").write_text(settings)
        (folder / "users.txt").write_text(f'"{OWNER}" "{PASSWORD}"\n')
        _own(primary.root, folder)
        line = _inside(primary.root, folder, "pgbouncer", "/lab/pgbouncer.ini")
        with chroot.running(line, folder / "output") as process:
            chroot.until(lambda: _listens(port), process, folder / "output")
            yield port


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="trunkline-debian-", dir="/dev/shm") as name:
        folder = Path(name)
        folder.chmod(0o755)
        chroot.prepare(folder)
        yield folder


@contextmanager
def _running(root: Path, folder: Path) -> Iterator[int]:
    """The server, on a port of its own."""
    port = _free_port()
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    line = _inside(root, folder, _program(root, "postgres"), "-D", "/lab/data", "-h", "127.0.0.1,::1", "-p", port)
    by = signal.SIGINT  # a fast shutdown, not waiting for its clients
    with chroot.running([*line, *settings], folder / "output", stop_by=by) as process:
        chroot.until(lambda: _answers(port), process, folder / "output")
        yield port


def _answers(port: int) -> bool:
    with suppress(psycopg2.OperationalError):
        psycopg2.connect(host="127.0.0.1", port=port, user=OWNER, password=PASSWORD, dbname="postgres").close()
        return True
    return False


def _listens(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), 1):
        return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _run(root: Path, folder: Path, program: str, *arguments: str) -> None:
    line = _inside(root, folder, _program(root, program), *arguments)
    subprocess.run(line, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _program(root: Path, name: str) -> str:
    (found,) = root.glob(f"usr/lib/postgresql/*/bin/{name}")
    return f"/{found.relative_to(root)}"


def _inside(root: Path, folder: Path, *program: object) -> list[str]:
    """As `OWNER`: neither server runs as root. It ends with the test run."""
    user = (f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups", "--pdeathsig=INT")
    return chroot.command(root, folder, "setpriv", *user, *map(str, program))


def _own(root: Path, folder: Path) -> None:
    """Give the folder to `OWNER` of the rootfs."""
    users = (line.split(":") for line in (root / "etc/passwd").read_text().splitlines())
    (ids,) = ((int(user[2]), int(user[3])) for user in users if user[0] == OWNER)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, *ids, follow_symlinks=False)
