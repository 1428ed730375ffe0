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
    port = _free_port(process["port"] if process else 0)
    url = f"http://127.0.0.1:{port}"
    with folder.emulator_log.open("ab") as log:
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "trunkline",
                "emulator",
                "--port",
                str(port),
                "--state",
                str(folder.emulator_state),
            ],
            env=_without_twilio(os.environ)
            | {"TWILIO_ACCOUNT_SID": folder.account()["sid"], "TWILIO_AUTH_TOKEN": folder.account()["token"]},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if child.poll() is not None or time.monotonic() > deadline:
            child.kill()
            raise LocalError(f"the emulator did not start: see {folder.emulator_log}")
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


def _free_port(preferred: int) -> int:
    for port in (preferred, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise LocalError("no free port on 127.0.0.1: end some program that listens there")
