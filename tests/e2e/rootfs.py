"""A Debian sid in a cached folder, with the telephony that the calls need, and databases."""

import os
import shutil
import subprocess
from pathlib import Path

from .cache import cached

PACKAGES = (
    "asterisk",  # 22, with its PostgreSQL, ODBC and SQLite realtime modules
    "kamailio",  # 6.1
    "kamailio-sqlite-modules",
    "kamailio-tls-modules",
    "mariadb-client-core",
    "mariadb-server-core",  # 11.8: the server's programs without its service
    "odbc-mariadb",
    "pgbouncer",
    "postgresql",  # 18, with TLS and replication
    "sip-tester",  # sipp 3.8, with TLS and SRTP
)
RECIPE = "2"
"""Raise it when the steps below change."""

# The mirror's sid Release can be past its date; documentation and fsync are wasted on a throw-away folder.
APT_CONF = """\
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
APT::Install-Recommends "false";
DPkg::Options:: "--force-unsafe-io";
"""
DPKG_CONF = """\
path-exclude=/usr/share/doc/*
path-exclude=/usr/share/man/*
path-exclude=/usr/share/locale/*
"""


def rootfs() -> Path:
    """The folder to `chroot` into."""
    key = "\n".join((RECIPE, APT_CONF, DPKG_CONF, *PACKAGES))
    return cached("sid", key, _build, what="a Debian sid with Asterisk, Kamailio, sipp and databases: a minute, 600 MB")


def _build(folder: Path) -> None:
    if shutil.which("debootstrap") is None:
        _run("apt-get", "install", "-y", "--no-install-recommends", "debootstrap")
    _run("debootstrap", "--variant=minbase", "sid", str(folder))
    (folder / "etc/apt/apt.conf.d/99lab").write_text(APT_CONF)
    (folder / "etc/dpkg/dpkg.cfg.d/99lab").write_text(DPKG_CONF)
    sources = folder / "etc/apt/sources.list"
    sources.write_text(sources.read_text() + sources.read_text().replace("deb ", "deb-src "))
    policy = folder / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")  # no package starts its service
    policy.chmod(0o755)
    (folder / "etc/postgresql-common").mkdir()
    (folder / "etc/postgresql-common/createcluster.conf").write_text("create_main_cluster = false\n")
    _inside(folder, "apt-get", "update")
    _inside(folder, "apt-get", "install", "-y", *PACKAGES)
    source = "mkdir /srv/source && cd /srv/source && chown _apt . && apt-get source --download-only asterisk"
    _inside(folder, "sh", "-c", source)
    _inside(folder, "apt-get", "clean")
    (folder / "lab").mkdir()


def _inside(folder: Path, *command: str) -> None:
    _run("sh", "-c", 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"', str(folder), *command)


def _run(*command: str) -> None:
    # Namespaces of its own, and the kernel's word that they end with this process: an interrupted build
    # leaves neither a mount nor a running apt, only a folder that `cached` clears away.
    alone = ("--mount", "--propagation", "private", "--pid", "--fork", "--kill-child=KILL", "--mount-proc")
    done = subprocess.run(
        ["setpriv", "--pdeathsig=KILL", "unshare", *alone, *command],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed ({done.returncode}):\n{done.stdout[-4000:]}")
