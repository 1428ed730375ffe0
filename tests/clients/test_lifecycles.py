"""One trunk from its first list to its last delete, by each client, over HTTPS as docs/how-to/testing.md says."""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import frozen

from . import installs

TIMEOUT = 120


@frozen
class Server:
    """The emulator over HTTPS, with an account of its own.

    Attributes:
        environment: the account, and where the emulator is, as a lifecycle's program reads it.
        certificate: what a client has to trust.
    """

    environment: dict[str, str]
    certificate: Path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    account = {"TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}", "TWILIO_AUTH_TOKEN": secrets.token_hex(16)}
    command = [sys.executable, "-m", "trunkline", "emulator", "--tls", "--port", "0", "--state", "state.sqlite3"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=os.environ | account, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        greeting = process.stdout.readline()
        match = re.search(r"(https://127\.0\.0\.1:\d+) ", greeting)
        assert match, greeting
        yield Server(account | {"TWILIO_URL": match[1]}, tmp_path / "state.sqlite3.crt")
        process.terminate()


def _python(version: str) -> Callable[[Server], tuple[list[str], dict[str, str]]]:
    return lambda server: (installs.python(version), {"REQUESTS_CA_BUNDLE": str(server.certificate)})


def _javascript(server: Server) -> tuple[list[str], dict[str, str]]:
    *command, modules = installs.javascript()
    return command, {"NODE_PATH": modules, "NODE_EXTRA_CA_CERTS": str(server.certificate)}


def _go(server: Server) -> tuple[list[str], dict[str, str]]:
    return installs.go(), {"SSL_CERT_FILE": str(server.certificate)}


def _java(server: Server) -> tuple[list[str], dict[str, str]]:
    command, store = installs.java(), server.certificate.with_name("trust.p12")
    keytool = [str(Path(command[0]).with_name("keytool")), "-importcert", "-noprompt", "-storepass", "changeit"]
    files = ["-file", str(server.certificate), "-keystore", str(store)]
    subprocess.run([*keytool, *files], check=True, capture_output=True)
    trust = [f"-Djavax.net.ssl.trustStore={store}", "-Djavax.net.ssl.trustStorePassword=changeit"]
    return [command[0], *trust, *command[1:], "Lifecycle"], {}


CLIENTS: dict[str, Callable[[Server], tuple[list[str], dict[str, str]]]] = {
    "python-7": _python("7"),
    "python-8": _python("8"),
    "python-9": _python("9"),
    "javascript": _javascript,
    "go": _go,
    "java": _java,
}
"""{client: for a server, the command and the variables with which it runs}"""


@pytest.mark.long
@pytest.mark.parametrize("name", CLIENTS)
def test_lifecycle(name: str, server: Server) -> None:
    command, variables = CLIENTS[name](server)
    environment = {"PATH": os.environ["PATH"], **server.environment, **variables}

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "username": "grable",
        "weakPassword": [400, 21240],
        "address": ["206.189.160.179/32", "206.189.160.180/30"],
        "trunk": {
            "domainName": "grable.pstn.twilio.com",
            "secure": True,
            "authTypeSet": [],
            "recording": {"mode": "do-not-record", "trim": "do-not-trim"},
        },
        "datesAreDates": True,
        "domainTwice": [400, 21245],
        "recording": [{"mode": "record-from-answer-dual", "trim": "trim-silence"}] * 2,
        "associatedSidIsTheLists": True,
        "associatedTwice": [400, 21245],
        "listInUse": [400, 21241],
        "authType": "IP_ACL,CREDENTIAL_LIST",
        "originationUrl": {
            "sipUrl": "sip:grable.voip.zoftko.com;transport=tls",
            "enabled": [True, False],
            "weight": [10, 20],
        },
        "numberIsOnTheTrunk": True,
        "numbersOfTheTrunk": ["+11234567890"],
        "pages": [2, 2, 1],
        "listed": 5,
        "listedLists": 4,
        "cleared": {"friendlyName": "renamed", "disasterRecoveryUrl": None, "secure": True},
        "domainAfterwards": [400, 21248],
        "gone": [[404, 20404]] * 3,
        "left": {"trunks": 0, "credentialLists": 0, "ipAccessControlLists": 0, "numberIsThere": True},
    }
