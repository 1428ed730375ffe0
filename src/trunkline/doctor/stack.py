"""What a stack says: connection settings from its config, declarations from its state, both by the real `pulumi`."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from trunkline.engine import EngineError, find_or_install
from trunkline.providers.settings import Settings

from .errors import DoctorError
from .snapshot import Declared

_SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the key by which Pulumi marks a special value
_KINDS = {
    "pulumi-python:dynamic/twilio:Trunk": "trunks",
    "pulumi-python:dynamic/twilio:CredentialList": "credential_lists",
    "pulumi-python:dynamic/twilio:IpAccessControlList": "ip_access_control_lists",
    "pulumi-python:dynamic/asterisk:Endpoint": "endpoints",
}
_SECONDS = 120


def read(stack: str) -> tuple[Settings, Declared]:
    """The settings (the environment first) and the declarations of `stack`, whose project is in this folder.

    Raises:
        DoctorError: there is no engine, no such stack, or nothing of trunkline's in it.
    """
    pulumi = _pulumi()
    state = _run(pulumi, "stack", "export", "--show-secrets", "--stack", stack)
    resources = (state.get("deployment") or {}).get("resources") or []
    made: dict[str, dict[str, Any]] = {kind: {} for kind in _KINDS.values()}
    for resource in resources:
        if kind := _KINDS.get(resource["type"]):
            made[kind][resource["id"]] = _plain(resource.get("inputs") or {})
    if not made["trunks"] and not made["endpoints"]:
        raise DoctorError(
            f"stack {stack!r} has made no trunk yet: run `pulumi up --stack {stack}`, or leave --stack out"
        )
    config = _run(pulumi, "config", "--show-secrets", "--json", "--stack", stack)
    project = resources[0]["urn"].split("::")[1]
    settings = Settings.find(lambda key: config.get(f"{project}:{key}", {}).get("value"))
    return settings, Declared(stack=stack, **made)


def _pulumi() -> Path:
    found = shutil.which("pulumi")
    if found:
        return Path(found)
    try:
        return find_or_install() / "pulumi"
    except EngineError as error:
        raise DoctorError(str(error)) from None


def _run(pulumi: Path, *arguments: str) -> dict[str, Any]:
    """What it answers, which holds secrets; its error, which holds none."""
    try:
        ended = subprocess.run(
            [pulumi, *arguments, "--non-interactive"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DoctorError(f"`pulumi {' '.join(arguments)}` does not end: run it by hand") from None
    if ended.returncode:
        told = [line.removeprefix("error: ") for line in ended.stderr.splitlines() if line.strip()]
        fact = next((line for line in told if line), "it says nothing")
        raise DoctorError(f"`pulumi {' '.join(arguments)}` failed: {fact}: run it by hand in the project's folder")
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def _plain(value: Any) -> Any:
    """The value without Pulumi's wrapping of secrets."""
    if isinstance(value, dict):
        if _SECRET in value:
            return _plain(json.loads(value["plaintext"])) if "plaintext" in value else None
        return {key: _plain(each) for key, each in value.items() if key != "__provider"}
    return [_plain(each) for each in value] if isinstance(value, list) else value
