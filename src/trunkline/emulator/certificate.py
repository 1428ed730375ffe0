"""The certificate for HTTPS: self-signed, for 127.0.0.1 and localhost only, beside the state file."""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from trunkline.emulator.errors import StartError

DAYS = 825
"""The longest that Apple's clients accept."""

RENEWED_BEFORE = 24 * 60 * 60
"""In seconds."""

REQUEST = """
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = trunkline emulator
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
subjectKeyIdentifier = hash
"""
"""It is no authority: who trusts it trusts this server, and no other that its key could sign for."""


@dataclass(frozen=True)
class Certificate:
    """Two PEM files. A client trusts `certificate`; `key` is its owner's alone."""

    certificate: Path
    key: Path


def certificate(state: Path) -> Certificate:
    """The certificate beside a state file, `<state>.crt` and `<state>.key`.

    It is made if there is none, and again if it expires within a day.

    Raises:
        StartError: the program `openssl` is missing or refuses, or the files cannot be written.
    """
    files = Certificate(*(state.with_name(f"{state.name}.{ending}") for ending in ("crt", "key")))
    if not (files.key.exists() and _is_valid(files.certificate)):
        try:
            state.parent.mkdir(parents=True, exist_ok=True)
            _make(files)
        except OSError as error:
            raise StartError(f"cannot write the certificate {files.certificate}: {error.strerror}") from error
    return files


def _is_valid(path: Path) -> bool:
    return (
        path.exists() and not _openssl("x509", "-in", str(path), "-noout", "-checkend", str(RENEWED_BEFORE)).returncode
    )


def _make(files: Certificate) -> None:
    with tempfile.TemporaryDirectory(dir=files.key.parent) as folder:
        request, key, made = (Path(folder) / name for name in ("request", "key", "certificate"))
        request.write_text(REQUEST)
        os.close(os.open(key, os.O_CREAT | os.O_WRONLY, 0o600))
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", str(key))
        out = ("-config", str(request), "-days", str(DAYS), "-out", str(made))
        done = _openssl("req", "-x509", "-sha256", *curve, *out)
        if done.returncode:
            reason = done.stderr.strip().splitlines()[-1:]
            raise StartError(f"cannot make the certificate {files.certificate}: {''.join(reason)}")
        made.replace(files.certificate)
        key.replace(files.key)


def _openssl(*arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)  # noqa: S607 - the user's own program
    except FileNotFoundError:
        raise StartError("HTTPS needs the program openssl: install it, or leave out --tls") from None
