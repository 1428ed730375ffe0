"""HTTPS: clients that trust the certificate get in, others do not, and it stays the same until it expires."""

import re
import subprocess
import time
from pathlib import Path

import pytest
import requests

from trunkline.emulator.certificate import certificate
from trunkline.emulator.errors import StartError

from .test_server import ACCOUNT, TOKEN, Start, start  # noqa: F401 - a fixture


def ready(process: subprocess.Popen[str]) -> tuple[str, Path]:
    """The URL and the certificate that the emulator greets with."""
    assert process.stdout is not None
    greeting = process.stdout.readline()
    match = re.fullmatch(
        r"trunkline emulator: (https://127\.0\.0\.1:\d+) \(state .*/state\.sqlite3, certificate (.*)\)\n", greeting
    )
    assert match, greeting
    return match[1], Path(match[2])


def test_clients_that_trust_it_get_in(start: Start, tmp_path: Path) -> None:  # noqa: F811
    process = start("--port", "0", "--tls")
    url, trusted = ready(process)
    assert trusted == tmp_path / "state.sqlite3.crt"
    assert (tmp_path / "state.sqlite3.key").stat().st_mode & 0o777 == 0o600
    accounts = f"/2010-04-01/Accounts/{ACCOUNT}.json"

    with requests.Session() as session:
        session.trust_env = False
        session.auth = (ACCOUNT, TOKEN)
        for host in ("127.0.0.1", "localhost"):
            address = url.replace("127.0.0.1", host) + accounts
            assert session.get(address, verify=str(trusted), timeout=10).json()["sid"] == ACCOUNT
        with pytest.raises(requests.exceptions.SSLError, match=r"self.signed"):
            session.get(url + accounts, timeout=10)
        drop = {"kind": "drop", "path": "/v1/Trunks"}
        session.post(f"{url}/emulator/faults", json=drop, verify=str(trusted), timeout=10)
        with pytest.raises(requests.exceptions.ConnectionError):
            session.get(f"{url}/v1/Trunks", verify=str(trusted), timeout=10)
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(url.replace("https", "http"), timeout=10)

    curl = [
        "curl",
        "--silent",
        "--noproxy",
        "*",
        "--cacert",
        str(trusted),
        "--user",
        f"{ACCOUNT}:{TOKEN}",
        url + accounts,
    ]
    assert ACCOUNT in subprocess.run(curl, capture_output=True, text=True, check=True).stdout
    process.terminate()
    assert process.communicate() == ("", "")


def test_it_stays_the_same(tmp_path: Path) -> None:
    made = certificate(tmp_path / "new" / "state.sqlite3")
    before = made.certificate.read_bytes(), made.key.read_bytes()
    assert certificate(tmp_path / "new" / "state.sqlite3") == made
    assert (made.certificate.read_bytes(), made.key.read_bytes()) == before
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["state.sqlite3.crt", "state.sqlite3.key"]


@pytest.mark.parametrize("missing", ["certificate", "key", "validity", "sense"])
def test_it_is_made_again_if_it_does_not_serve(tmp_path: Path, missing: str) -> None:
    state = tmp_path / "state.sqlite3"
    made = certificate(state)
    before = made.certificate.read_bytes()
    if missing == "certificate":
        made.certificate.unlink()
    elif missing == "key":
        made.key.unlink()
    elif missing == "sense":
        made.certificate.write_text("no certificate")
    else:
        short = ["openssl", "x509", "-in", str(made.certificate), "-signkey", str(made.key), "-days", "0", "-out"]
        subprocess.run([*short, str(made.certificate)], check=True, capture_output=True)
        time.sleep(1.1)

    assert certificate(state).certificate.read_bytes() != before
    text = ["openssl", "x509", "-in", str(made.certificate), "-noout", "-text"]
    described = subprocess.run(text, check=True, capture_output=True, text=True).stdout
    assert "DNS:localhost, IP Address:127.0.0.1" in described
    assert "CA:FALSE" in described


def test_without_openssl_it_is_one_line(start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # noqa: F811
    monkeypatch.setenv("PATH", str(tmp_path))
    process = start("--port", "0", "--tls")
    message = "trunkline emulator: HTTPS needs the program openssl: install it, or leave out --tls\n"
    assert process.communicate() == ("", message)
    assert process.returncode == 1


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite3.crt").mkdir()
    with pytest.raises(StartError, match=r"cannot write the certificate .*crt: Is a directory"):
        certificate(tmp_path / "state.sqlite3")
    assert [path.name for path in tmp_path.iterdir()] == ["state.sqlite3.crt"]
