"""What a stack says: connection settings from its config, declarations from its state, both by the real `pulumi`."""

import json
from typing import Any

from attrs import evolve

from trunkline.engine import EngineError, pulumi_command
from trunkline.providers.settings import EXPLICIT, Settings

from .errors import DoctorError
from .snapshot import Declared

_SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the key by which Pulumi marks a special value
_KINDS = {
    "pulumi-python:dynamic/twilio:Trunk": "trunks",
    "pulumi-python:dynamic/twilio:CredentialList": "credential_lists",
    "pulumi-python:dynamic/twilio:IpAccessControlList": "ip_access_control_lists",
}
_ENDPOINT = "pulumi-python:dynamic/asterisk:Endpoint"


def read(stack: str) -> list[tuple[Settings, Declared]]:
    """The settings (the environment first) and the declarations of `stack`, whose project is in this folder.

    One for each database that has endpoints of the stack, its own first; each with all of its trunks.

    Raises:
        DoctorError: there is no engine, no such stack, or nothing of trunkline's in it.
    """
    state = _ask("stack", "export", "--show-secrets", "--stack", stack)
    resources = (state.get("deployment") or {}).get("resources") or []
    if not any(resource["type"] in {*_KINDS, _ENDPOINT} for resource in resources):
        raise DoctorError(
            f"stack {stack!r} has made no trunk yet: run `pulumi up --stack {stack}`, or leave --stack out"
        )
    config = _ask("config", "--show-secrets", "--json", "--stack", stack)
    project = resources[0]["urn"].split("::")[1]
    common = Settings.find(lambda key: config.get(f"{project}:{key}", {}).get("value"))
    made = {
        kind: {each["id"]: _plain(each.get("inputs") or {}) for each in resources if each["type"] == token}
        for token, kind in _KINDS.items()
    }
    endpoints: dict[Settings, dict[str, dict[str, Any]]] = {common: {}}
    for each in resources:
        if each["type"] == _ENDPOINT:
            own = _own_settings(resources, each, project)
            settings = evolve(common, database_url=own.database_url) if own else common
            endpoints.setdefault(settings, {})[each["id"]] = _plain(each.get("inputs") or {})
    if len(endpoints) > 1 and not endpoints[common]:
        del endpoints[common]
    return [(settings, Declared(stack=stack, **made, endpoints=found)) for settings, found in endpoints.items()]


def _own_settings(resources: list[dict[str, Any]], endpoint: dict[str, Any], project: str) -> Settings | None:
    """What the endpoint's provider is told, where it has one of its own (`AsteriskEndpointArgs.database_url`)."""
    urn = endpoint.get("provider", "").rpartition("::")[0]
    told: dict[str, Any] = next((_plain(each.get("inputs") or {}) for each in resources if each["urn"] == urn), {})
    if not told.get(f"{project}:{EXPLICIT}"):
        return None
    return Settings.find(lambda key: told.get(f"{project}:{key}"))


def _ask(*arguments: str) -> dict[str, Any]:
    """What `pulumi` answers, which holds secrets; its error, which holds none."""
    try:
        answer: dict[str, Any] = json.loads(pulumi_command.run(*arguments))
    except EngineError as error:
        raise DoctorError(str(error)) from None
    return answer


def _plain(value: Any) -> Any:
    """The value without Pulumi's wrapping of secrets."""
    if isinstance(value, dict):
        if _SECRET in value:
            return _plain(json.loads(value["plaintext"])) if "plaintext" in value else None
        return {key: _plain(each) for key, each in value.items() if key != "__provider"}
    return [_plain(each) for each in value] if isinstance(value, list) else value
