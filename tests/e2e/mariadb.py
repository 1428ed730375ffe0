"""A real MariaDB for an Asterisk in the same rootfs: TCP on a loopback address, and passwords."""

import itertools
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pymysql
from attrs import frozen
from pymysql.constants import CLIENT

from . import certificates, chroot
from .postgres import PASSWORD, ROLE, TEMPLATE, USER

SETTINGS = (
    "--datadir=/lab/data",
    "--socket=/lab/socket",
    "--pid-file=/lab/pid",
    "--user=root",  # it owns the folder that it is shown as /lab, and sees little else
    "--ssl-ca=/lab/ca.pem",
    "--ssl-cert=/lab/server.pem",
    "--ssl-key=/lab/server.key",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-flush-method=nosync",
    "--innodb-log-file-size=8M",
    "--sync-frm=0",
    "--innodb-buffer-pool-size=32M",
)
TABLES = ("ps_auths", "ps_aors", "ps_endpoints", "ps_endpoint_id_ips", "extensions")

_numbers = itertools.count(1)


@frozen
class Mariadb:
    """A running server; Asterisk owns its databases, trunkline has a user of least privilege.

    Attributes:
        certificates: a folder with `ca.pem`, and `client.pem` with `client.key`.
    """

    host: str
    port: int
    certificates: Path

    def url(self, database: str) -> str:
        """For trunkline."""
        return f"mariadb://{ROLE}:{PASSWORD}@{self.host}:{self.port}/{database}"

    @property
    def admin(self) -> str:
        """For tests that make databases of their own."""
        return f"mariadb://{USER}:{PASSWORD}@{self.host}:{self.port}/mysql"

    def create(self, schema: str) -> str:
        """A new database with the schema; its name."""
        name = f"{TEMPLATE}{next(_numbers)}"
        self.run("mysql", f"CREATE DATABASE {name}")
        self.run(name, schema)
        self.run(name, "".join(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE};" for table in TABLES))
        return name

    def run(self, database: str, sql: str) -> None:
        """Run statements as the owner."""
        connecting = pymysql.connect(
            host=self.host,
            port=self.port,
            user=USER,
            password=PASSWORD,
            database=database,
            client_flag=CLIENT.MULTI_STATEMENTS,
            autocommit=True,
        )
        with (
            closing(connecting) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
            while cursor.nextset():
                pass


@contextmanager
def mariadb(root: Path, host: str, port: int) -> Iterator[Mariadb]:
    """A server on `host:port` with an empty data folder, in memory since it syncs much; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="trunkline-mariadb-", dir="/dev/shm") as name:
        folder = Path(name)
        chroot.prepare(folder)
        certificates.authority(folder)
        certificates.certificate(folder, "server", f"IP:{host}")
        certificates.certificate(folder, "client", "DNS:client")
        (folder / "first.sql").write_text(
            f"CREATE USER {USER}@'%' IDENTIFIED BY '{PASSWORD}';\nGRANT ALL ON *.* TO {USER}@'%' WITH GRANT OPTION;\n"
            f"CREATE USER {ROLE}@'%' IDENTIFIED BY '{PASSWORD}';\n"
        )
        install = ("mariadb-install-db", "--auth-root-authentication-method=socket", "--skip-test-db", *SETTINGS[:1])
        line = chroot.command(root, folder, *install, "--user=root")
        subprocess.run(line, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        server = ("mariadbd", "--no-defaults", *SETTINGS, f"--bind-address={host}", f"--port={port}")
        line = chroot.command(root, folder, *server, "--init-file=/lab/first.sql")
        log = folder / "output"
        running = Mariadb(host, port, folder)
        with chroot.running(line, log) as process:
            chroot.until(lambda: _answers(running), process, log)
            yield running


def _answers(server: Mariadb) -> bool:
    with suppress(pymysql.OperationalError):
        server.run("mysql", "SELECT 1")
        return True
    return False
