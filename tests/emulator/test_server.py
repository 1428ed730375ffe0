"""The process: `trunkline emulator` from its first line to its end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from twilio.rest import Client

COMMAND = "import typer; from trunkline.emulator.command import emulator; typer.run(emulator)"
ACCOUNT, TOKEN = "AC" + "1" * 32, "2" * 32
ENVIRON = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the command on one state file."""
    processes = []

    def run(*arguments: str, environ: dict[str, str] = ENVIRON) -> subprocess.Popen[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")}
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "--state", str(tmp_path / "state.sqlite3"), *arguments],
            env={**inherited, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.communicate()


def ready(process: subprocess.Popen[str]) -> str:
    """The URL that the emulator greets with."""
    assert process.stdout is not None
    greeting = process.stdout.readline()
    match = re.fullmatch(r"trunkline emulator: (http://127\.0\.0\.1:\d+) \(state .*/state\.sqlite3\)\n", greeting)
    assert match, greeting
    return match[1]


def test_state_survives_a_restart(start: Start, connect: Callable[..., Client]) -> None:
    process = start("--port", "0", "--number", "+15125550100", "--number", "+15125550101")
    client = connect(ACCOUNT, TOKEN, url=ready(process))
    trunk = client.trunking.v1.trunks.create(friendly_name="kept")
    kept = [number.phone_number for number in client.api.account.incoming_phone_numbers.list()]
    process.terminate()
    assert process.communicate() == ("", "")
    assert process.returncode == 0

    other = {"TWILIO_ACCOUNT_SID": "AC" + "3" * 32, "TWILIO_AUTH_TOKEN": "4" * 32}
    process = start("--port", "0", environ=other)
    url = ready(process)
    assert connect(*other.values(), url=url).trunking.v1.trunks.list() == []
    assert connect(ACCOUNT, TOKEN, url=url).trunking.v1.trunks(trunk.sid).fetch().friendly_name == "kept"
    process.kill()
    process.wait()

    process = start("--port", "0", environ={**ENVIRON, "TWILIO_AUTH_TOKEN": "5" * 32})
    client = connect(ACCOUNT, "5" * 32, url=ready(process))
    assert [one.sid for one in client.trunking.v1.trunks.list()] == [trunk.sid]
    assert kept == ["+15125550100", "+15125550101"]
    assert [number.phone_number for number in client.api.account.incoming_phone_numbers.list()] == kept


def test_it_leaves_quickly_and_quietly_even_when_busy(start: Start) -> None:
    process = start("--port", "0", "--verbose")
    url = ready(process)
    fault = {"kind": "latency", "seconds": 60}
    requests.post(f"{url}/emulator/faults", json=fault, auth=(ACCOUNT, TOKEN), timeout=10)
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as waiting:
        waiting.sendall(b"GET /v1/Trunks HTTP/1.1\r\nHost: x\r\n\r\n")
        while not requests.get(f"{url}/emulator/requests", auth=(ACCOUNT, TOKEN), timeout=10).json()["count"]:
            time.sleep(0.01)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        output = process.communicate()

    assert time.monotonic() - began < 5
    assert output == ("", "trunkline emulator: GET /v1/Trunks None\n")
    assert process.returncode == 0


def test_a_busy_port_is_one_line(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start("--port", str(port))
        output = process.communicate()

    assert output == ("", f"trunkline emulator: cannot listen on 127.0.0.1:{port}: Address already in use\n")
    assert process.returncode == 1


def test_a_descriptor_that_is_no_socket_is_one_line(start: Start) -> None:
    output = start("--fd", "0").communicate()
    assert output == ("", "trunkline emulator: cannot listen on descriptor 0: Socket operation on non-socket\n")


def test_a_missing_account_is_one_line(start: Start) -> None:
    process = start("--port", "0", environ={})
    output = process.communicate()

    assert output == (
        "",
        "trunkline emulator: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the environment\n",
    )
    assert process.returncode == 1
