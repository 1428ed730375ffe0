"""Asterisk's genuine schema, made by its own alembic tree from Debian's source package."""

import subprocess
import sys
import tarfile
from pathlib import Path

from .cache import cached

ALEMBIC = ("alembic==1.20.1", "psycopg2-binary==2.9.13", "sqlalchemy==2.1.9")
TREE = "contrib/ast-db-manage/"
MYSQL = "contrib/realtime/mysql/mysql_config.sql"


def postgresql_schema(rootfs: Path) -> str:
    """The SQL that the tree's `config` branch issues for PostgreSQL, from nothing to its head."""
    return (_made(rootfs) / "schema.sql").read_text()


def mariadb_schema(rootfs: Path) -> str:
    """The same for MySQL and MariaDB, as it is in the source package."""
    return next(_made(rootfs).glob(f"*/{MYSQL}")).read_text()


def _made(rootfs: Path) -> Path:
    source = next((rootfs / "srv/source").glob("asterisk_*.orig.tar.xz"))

    def build(folder: Path) -> None:
        with tarfile.open(source) as archive:
            wanted = [member for member in archive if f"/{TREE}" in member.name or member.name.endswith(MYSQL)]
            archive.extractall(folder, wanted, filter="data")
        tree = next(folder.glob(f"*/{TREE}"))
        config = tree / "lab.ini"
        # The sample's logging goes; the URL only names the dialect, as `--sql` opens no connection.
        config.write_text("[alembic]\nscript_location = config\nsqlalchemy.url = postgresql+psycopg2://lab/lab\n")
        # `-m`: a venv that was renamed has the old path in its scripts.
        upgrade = ["-W", "ignore", "-m", "alembic", "-c", config.name, "upgrade", "head", "--sql"]
        done = subprocess.run(
            [_alembic() / "bin/python", *upgrade], cwd=tree, check=True, stdout=subprocess.PIPE, text=True
        )
        (folder / "schema.sql").write_text(done.stdout)

    key = f"{source.name}\n{ALEMBIC}\n{MYSQL}"
    return cached("schema", key, build, what="Asterisk's schema by its alembic tree: 3 seconds")


def _alembic() -> Path:
    def build(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([folder / "bin/python", *pip, *ALEMBIC], check=True)

    return cached("alembic", f"{sys.version}\n{ALEMBIC}", build, what="a venv with alembic: 5 seconds")
