"""The local stack's emulator: a process of its own that stays until `make stop`."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests

from .errors import LocalError
from .folder import LocalFolder

START_SECONDS = 15
STOP_SECONDS = 5


def ensure(folder: LocalFolder) -> str:
    """The URL of the running emulator, started first if need be."""
    process = _process(folder)
    if process and _answers(process["url"]):
        return str(process["url"])
    with _listen(process["port"] if process else 0) as listener, folder.emulator_log.open("wb") as log:
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "trunkline",
                "emulator",
                "--fd",
                str(listener.fileno()),
                "--state",
                str(folder.emulator_state),
            ],
            env=_without_twilio(os.environ)
            | {"TWILIO_ACCOUNT_SID": folder.account()["sid"], "TWILIO_AUTH_TOKEN": folder.account()["token"]},
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if child.poll() is not None or time.monotonic() > deadline:
            child.kill()
            child.wait()
            raise LocalError(_last_line(folder.emulator_log))
        time.sleep(0.05)
    folder.emulator_process.write_text(json.dumps({"pid": child.pid, "port": port, "url": url}))
    return url


def stop(folder: LocalFolder) -> bool:
    """End the emulator that `ensure` started; whether there was one."""
    process = _process(folder)
    if not process or not _answers(process["url"]):
        return False
    with suppress(ProcessLookupError):
        os.kill(process["pid"], signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while _answers(process["url"]):
        if time.monotonic() > deadline:
            raise LocalError(f"the emulator (process {process['pid']}) does not end: see {folder.emulator_log}")
        time.sleep(0.05)
    folder.emulator_process.unlink()
    return True


def lift_reservations(folder: LocalFolder, url: str) -> None:
    """Let the deleted trunks' domains be used again at once; Twilio itself keeps them for up to 30 days."""
    account = folder.account()
    requests.delete(
        f"{url}/emulator/reserved-domains", auth=(account["sid"], account["token"]), timeout=10
    ).raise_for_status()


def _without_twilio(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("TWILIO_")}


def _process(folder: LocalFolder) -> dict[str, Any] | None:
    try:
        process: dict[str, Any] = json.loads(folder.emulator_process.read_text())
    except FileNotFoundError:
        return None
    return process


def _answers(url: object) -> bool:
    try:
        return requests.get(f"{url}/emulator/health", timeout=2).ok
    except requests.RequestException:
        return False


def _listen(preferred: int) -> socket.socket:
    """For the child to inherit: a port that is only chosen can be somebody else's before it binds."""
    try:
        return socket.create_server(("127.0.0.1", preferred))
    except OSError:
        return socket.create_server(("127.0.0.1", 0))


def _last_line(log: Path) -> str:
    lines = log.read_text().splitlines()
    return lines[-1] if lines else f"the emulator does not start, and {log} is empty: run this again"
