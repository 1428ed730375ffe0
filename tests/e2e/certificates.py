"""A test CA, and the two certificates that TLS between an Asterisk and Twilio's edge needs."""

import subprocess
from pathlib import Path

_EDGES = ("", ".ashburn", ".dublin", ".frankfurt", ".umatilla")
_NAMES = ["*.sip", *(f"{label}pstn{edge}" for edge in _EDGES for label in ("*.", ""))]
EDGE_NAMES = ",".join(f"DNS:{name}.twilio.com" for name in _NAMES)
"""As on Twilio's own: wildcards, and no address."""


def make(folder: Path, asterisk: str) -> None:
    """`ca.pem`, `edge.pem`/`edge.key` and `asterisk.pem`/`asterisk.key` (names: that address)."""
    authority(folder)
    certificate(folder, "edge", EDGE_NAMES)
    certificate(folder, "asterisk", f"IP:{asterisk}")


def authority(folder: Path) -> None:
    """Make `ca.pem` and `ca.key`."""
    ca = ("-x509", "-subj", "/CN=Trunkline test CA", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    _openssl("req", "-new", *_KEY, *ca, "-keyout", "ca.key", "-out", "ca.pem", cwd=folder)


_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30")


def certificate(folder: Path, name: str, names: str) -> None:
    """Make `<name>.pem` and `<name>.key`, signed by the authority, for these names."""
    signed = ("-x509", "-CA", "ca.pem", "-CAkey", "ca.key", "-subj", f"/CN={name}")
    usage = ("-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE")
    _openssl("req", "-new", *_KEY, *signed, *usage, "-keyout", f"{name}.key", "-out", f"{name}.pem", cwd=folder)


def _openssl(*arguments: str, cwd: Path) -> None:
    done = subprocess.run(["openssl", *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr}")
