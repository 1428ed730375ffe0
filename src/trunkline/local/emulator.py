"""The local stack's emulator: a separate process that runs until `make stop`."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import requests

from . import ending, files
from .errors import LocalError
from .folder import LocalFolder

START_SECONDS = 15.0

_here = requests.Session()
_here.trust_env = False  # no proxy leads to this machine


def ensure(folder: LocalFolder, seconds: float = START_SECONDS, stop_seconds: float = ending.SECONDS) -> str:
    """The URL of the emulator, which is started if it does not run. No other process may be at work in the folder.

    Args:
        folder: the folder of the local stack.
        seconds: how long it may take to start.
        stop_seconds: how long an emulator may take to stop that does not answer, or is of another account. Then it is
            killed.

    Raises:
        LocalError: it does not start, or a former one does not stop.
    """
    port = _known_port(folder)
    running = ending.emulators(_state(folder))
    if len(running) == 1 and _answers(folder, _url(port), stop_seconds):
        return _url(port)
    if running:
        stop(folder, stop_seconds)
    return _start(folder, port, seconds)


def stop(folder: LocalFolder, seconds: float = ending.SECONDS) -> bool:
    """Stop the folder's emulator. Returns whether one was running."""
    try:
        return ending.end_emulators(_state(folder), seconds)
    except ending.NotEndedError as error:
        raise LocalError(str(error)) from None


def lift_reservations(folder: LocalFolder, url: str) -> None:
    """Release the domains of deleted trunks at once. Twilio itself blocks them for up to 30 days."""
    account = folder.account()
    _here.delete(
        f"{url}/emulator/reserved-domains", auth=(account["sid"], account["token"]), timeout=10
    ).raise_for_status()


def _start(folder: LocalFolder, preferred: int, seconds: float) -> str:
    account = folder.account()
    with _listen(preferred) as listener, folder.emulator_log.open("wb") as log:
        port = listener.getsockname()[1]
        files.write(folder.emulator_process, json.dumps({"port": port, "url": _url(port)}))
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "trunkline",
                "emulator",
                "--fd",
                str(listener.fileno()),
                "--state",
                str(_state(folder)),  # the last word, by which `ending` finds the process
            ],
            env=_without_twilio(os.environ)
            | {"TWILIO_ACCOUNT_SID": account["sid"], "TWILIO_AUTH_TOKEN": account["token"]},
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    # From now on the port accepts connections. The emulator answers when it is ready.
    if not _answers(folder, _url(port), seconds):
        with suppress(subprocess.TimeoutExpired):
            child.wait(1)
        fact = "does not answer" if child.poll() is None else "has ended"
        child.kill()
        child.wait()
        raise LocalError(_last_line(folder.emulator_log, fact))
    return _url(port)


def _state(folder: LocalFolder) -> Path:
    return folder.emulator_state.resolve()


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _known_port(folder: LocalFolder) -> int:
    """The port that it had before; 0 for any."""
    port = files.read(folder.emulator_process).get("port")
    return port if isinstance(port, int) and 0 < port < 1 << 16 else 0


def _without_twilio(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("TWILIO_")}


def _listen(preferred: int) -> socket.socket:
    """A socket for the child: another program could bind a port that is only chosen."""
    try:
        return socket.create_server(("127.0.0.1", preferred))
    except OSError:
        return socket.create_server(("127.0.0.1", 0))


def _answers(folder: LocalFolder, url: str, seconds: float) -> bool:
    """Whether the emulator of this account answers. Another program may have the port."""
    account = folder.account()
    try:
        response = _here.get(f"{url}/emulator/requests", auth=(account["sid"], account["token"]), timeout=seconds)
    except requests.RequestException:
        return False
    return response.status_code == HTTPStatus.OK


def _last_line(log: Path, fact: str) -> str:
    lines = log.read_text(errors="replace").splitlines()
    return lines[-1] if lines else f"the emulator {fact}, and {log} is empty: run the command again"
