"""Jars come from the mirror that the user's settings name, and only if they are the pinned ones."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from . import installs

JAR = b"a jar"
SETTINGS = """<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0"><mirrors>
  <mirror><id>other</id><mirrorOf>snapshots</mirrorOf><url>http://127.0.0.1:9/</url></mirror>
  <mirror><id>ours</id><mirrorOf>{mirror_of}</mirrorOf><url>{url}</url></mirror>
</mirrors></settings>"""


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    jar = tmp_path / "mirror" / "org" / "example" / "thing" / "1.0" / "thing-1.0.jar"
    jar.parent.mkdir(parents=True)
    jar.write_bytes(JAR)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "mirror"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.long
@pytest.mark.parametrize(
    ("mirror_of", "pinned", "error"),
    [("central", JAR, ""), ("*, !snapshots", b"another jar", "org.example:thing:1.0: its SHA-256 is ")],
)
def test_fetch(mirror_of: str, pinned: bytes, error: str, mirror: str, tmp_path: Path) -> None:
    (tmp_path / ".m2").mkdir()
    (tmp_path / ".m2" / "settings.xml").write_text(SETTINGS.format(mirror_of=mirror_of, url=mirror))
    lock = tmp_path / "jars.txt"
    lock.write_text(f"org.example:thing:1.0 {hashlib.sha256(pinned).hexdigest()}\n")
    program = [str(installs.java_tools() / "venv" / "bin" / "python"), str(installs.HERE / "java" / "fetch.py")]

    done = subprocess.run(
        [*program, str(lock), str(tmp_path)],
        env=os.environ | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == bool(error), done.stderr
    assert done.stderr.startswith(error)
    assert (tmp_path / "thing-1.0.jar").read_bytes() == JAR
