"""Twilio's edge: a real Kamailio that decides from the emulator's own SQLite state."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from . import chroot

CONFIG = Path(__file__).with_name("kamailio.cfg")
TLS = """\
[server:default]
method = TLSv1.2+
certificate = /lab/certs/edge.pem
private_key = /lab/certs/edge.key
verify_certificate = no

[client:default]
method = TLSv1.2+
verify_certificate = yes
require_certificate = yes
ca_list = /lab/certs/ca.pem
"""


@frozen
class Edge:
    """A running edge."""

    folder: Path

    @property
    def log(self) -> str:
        """The calls that it accepted, refused and originated, one line each."""
        return (self.folder / "output").read_text(errors="replace")


@contextmanager
def edge(
    root: Path, host: str, state: Path, certificates: Path, *, inside: str, far_phone: str, resolver: str
) -> Iterator[Edge]:
    """An edge on `host` (UDP and TCP 5060, TLS 5061).

    Calls that it lets through go to `far_phone` (address and port); calls that reach `inside` (UDP 5060)
    leave `host` for the origination URLs of the called number's trunk, whose names `resolver` knows.
    """
    with tempfile.TemporaryDirectory(prefix="trunkline-edge-") as name:
        folder = Path(name)
        shutil.copytree(certificates, folder / "certs")
        (folder / "tls.cfg").write_text(TLS)
        (folder / "run").mkdir()
        text = CONFIG.read_text()
        for word, value in {"STATEFILE": state.name, "EDGE": host, "INSIDE": inside, "FARPHONE": far_phone}.items():
            text = text.replace(word, value)
        (folder / "kamailio.cfg").write_text(text)
        chroot.prepare(folder, resolver, state.parent)
        arguments = ("-DD", "-E", "-Y", "/lab/run", "-m", "32", "-M", "4", "-f", "/lab/kamailio.cfg")
        log = folder / "output"
        with chroot.running(chroot.family(root, folder, "kamailio", *arguments), log, stop_after=0) as process:
            chroot.until(lambda: _listens(host, 5060) and _listens(host, 5061), process, log)
            yield Edge(folder)


def _listens(host: str, port: int) -> bool:
    with socket.create_connection((host, port), timeout=1):
        return True
