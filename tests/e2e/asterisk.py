"""A real Asterisk: its configuration folder, and the process."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from . import certificates, chroot
from .realtime import Realtime

CONFIGURATION = Path(__file__).with_name("etc")
AMI_PORT, AMI_SECRET = 5038, "of-the-tests-own"


@frozen
class Asterisk:
    """A running Asterisk."""

    host: str
    folder: Path

    @property
    def log(self) -> str:
        """Everything it has said."""
        return (self.folder / "log/full").read_text(errors="replace")


@contextmanager
def asterisk(root: Path, host: str, realtime: Realtime, *, resolver: str, desk_phone: str) -> Iterator[Asterisk]:
    """An Asterisk on `host`, whose name server is `resolver`; `desk_phone` is its only user, over UDP."""
    with tempfile.TemporaryDirectory(prefix="trunkline-asterisk-") as name:
        folder = Path(name)
        for part in ("etc", "var", "spool", "run", "log", "certs"):
            (folder / part).mkdir()
        certificates.make(folder / "certs", host)
        chroot.prepare(folder, resolver, realtime.folder)
        values = {
            "host": host,
            "desk_phone": desk_phone,
            "port": str(AMI_PORT),
            "secret": AMI_SECRET,
            "preload": "\n".join(f"preload={module}.so" for module in realtime.modules),
            "source": realtime.source,
        }
        for file, text in (_configuration(values) | realtime.files()).items():
            (folder / "etc" / file).write_text(text)
        line = chroot.command(root, folder, "asterisk", "-f", "-C", "/lab/etc/asterisk.conf")
        with chroot.running(line, folder / "log/output") as process:
            running = Asterisk(host, folder)
            chroot.until(lambda: "Asterisk Ready" in running.log, process, folder / "log/output")
            yield running


def _configuration(values: dict[str, str]) -> dict[str, str]:
    files = {path.name: path.read_text() for path in CONFIGURATION.iterdir()}
    for word, value in values.items():
        files = {name: text.replace(f"{{{word}}}", value) for name, text in files.items()}
    return files
