"""sipp as the far phone, and as callers of all sorts."""

import itertools
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from . import chroot

SCENARIOS = Path(__file__).with_name("scenarios")
MESSAGES = "messages.log"
SRTP = "a=crypto:[cryptotag1audio] [cryptosuiteaescm128sha1801audio] inline:[cryptokeyparams1audio]"
TRANSPORTS = {"udp": "u1", "tcp": "t1", "tls": "l1"}
TIMING = ("-nostdin", "-timer_resol", "10", "-recv_timeout", "20000")
MEDIA_PORTS = ("-min_rtp_port", "30000", "-max_rtp_port", "31000")
PORTS = itertools.cycle(range(20000, 30000))
"""Each caller has its own: two that look for a free one can find the same."""
BUSY, EARLY, EARLY_REFUSED, OTHER_CODEC = "+10987650486", "+10987650183", "+10987650404", "+10987650008"
"""Numbers at which the far phone does not simply answer."""
LOGS = ("-trace_msg", "-message_file", f"/lab/{MESSAGES}", "-trace_err", "-error_file", "/lab/errors.log")


@frozen
class FarPhone:
    """A sipp that takes calls."""

    folder: Path

    @property
    def messages(self) -> str:
        """Every SIP message so far."""
        return (self.folder / MESSAGES).read_text(errors="replace")


@contextmanager
def far_phone(root: Path, host: str, port: int, *, secure: bool) -> Iterator[FarPhone]:
    """A phone that answers every call but those to the numbers above, and sends back what it hears."""
    with tempfile.TemporaryDirectory(prefix="trunkline-sipp-") as name:
        folder = Path(name)
        chroot.prepare(folder)
        numbers = {"BUSY": BUSY, "EARLY": EARLY, "EARLY_REFUSED": EARLY_REFUSED, "OTHER_CODEC": OTHER_CODEC}
        values = {name: number.removeprefix("+") for name, number in numbers.items()}
        _write_scenario("answer", folder, secure=secure, **values)
        line = _line(root, folder, "-i", host, "-p", str(port), "-mi", host)
        with chroot.running(line, folder / "output") as process:
            chroot.until(lambda: _bound(host, port), process, folder / "output")
            yield FarPhone(folder)


def call(
    root: Path,
    source: str,
    target: str,
    *,
    called: str,
    caller: str,
    transport: str,
    secure: bool,
    certificates: Path,
    header: str = "",
    talk: int = 1000,
) -> list[int]:
    """Call the SIP URI `called` at `target` (address:port), and talk (ms); the SIP codes that came to the INVITE."""
    with tempfile.TemporaryDirectory(prefix="trunkline-sipp-") as name:
        folder = Path(name)
        chroot.prepare(folder)
        further = f"\n      {header}" if header else ""
        _write_scenario("call", folder, secure=secure, CALLED=called, CALLER=caller, FURTHER=further, TALK=str(talk))
        for file in ("edge.pem", "edge.key"):
            shutil.copy(certificates / file, folder)
        tls = ("-tls_cert", "/lab/edge.pem", "-tls_key", "/lab/edge.key")
        there = (target, "-t", TRANSPORTS[transport], *(tls if transport == "tls" else ()))
        line = _line(root, folder, *there, "-i", source, "-p", str(next(PORTS)), "-mi", source, "-m", "1")
        # Its exit code has an opinion on the media that comes and goes with good calls.
        run = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
        answers = _answers((folder / MESSAGES).read_text(errors="replace"))
        if not answers:
            raise RuntimeError(f"no answer from {target} to the call of {source}; sipp said: {run.stderr[-500:]}")
        return answers


def _write_scenario(name: str, folder: Path, *, secure: bool, **values: str) -> None:
    """`scenarios/name.xml` in `folder`, with media as the trunk wants it."""
    text = (SCENARIOS / f"{name}.xml").read_text()
    media = {"PROFILE": "RTP/SAVP", "CRYPTO": SRTP} if secure else {"PROFILE": "RTP/AVP", "CRYPTO": "a=ptime:20"}
    for word, value in (media | values).items():
        text = text.replace(f"{{{word}}}", value)
    (folder / "scenario.xml").write_text(text)


def _line(root: Path, folder: Path, *arguments: str) -> list[str]:
    scenario = ("-sf", "/lab/scenario.xml", "-bind_local")  # without it -i is not the source
    return chroot.command(root, folder, "sipp", *scenario, *arguments, *TIMING, *MEDIA_PORTS, *LOGS)


def _answers(messages: str) -> list[int]:
    codes = re.findall(r"^SIP/2.0 (\d+) .*?^CSeq: \d+ (\w+)", messages, re.MULTILINE | re.DOTALL)
    return [int(code) for code, method in codes if method == "INVITE"]


def _bound(host: str, port: int) -> bool:
    """Whether a UDP socket is bound there."""
    octets = "".join(f"{int(part):02X}" for part in reversed(host.split(".")))
    return f"{octets}:{port:04X}" in Path("/proc/net/udp").read_text()
