"""Reads a stack with the real `pulumi`: its connection settings from the config, its declarations from the state."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from trunkline.engine import EngineError, pulumi_command
from trunkline.providers.settings import EXPLICIT, Settings

from .errors import DoctorError
from .snapshot import Declared
from .view import domain_names

_SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 - with this key, Pulumi marks a special value
_KINDS = {
    "pulumi-python:dynamic/twilio:Trunk": "trunks",
    "pulumi-python:dynamic/twilio:CredentialList": "credential_lists",
    "pulumi-python:dynamic/twilio:IpAccessControlList": "ip_access_control_lists",
}
_ENDPOINT = "pulumi-python:dynamic/asterisk:Endpoint"


def read(stack: str) -> list[tuple[Settings, Declared]]:
    """The settings (the environment wins) and what `stack` declares; its project is in this folder.

    There is one pair for each account and database in which the stack has something, with all trunks of the account.
    The stack's own account and database come first.

    Raises:
        DoctorError: there is no engine, no such stack, or the stack has no trunk and no endpoint.
    """
    state = _ask("stack", "export", "--show-secrets", "--stack", stack)
    resources = (state.get("deployment") or {}).get("resources") or []
    if not any(resource["type"] in {*_KINDS, _ENDPOINT} for resource in resources):
        raise DoctorError(
            f"stack {stack!r} has made no trunk and no endpoint yet: "
            f"run `pulumi up --stack {stack}`, or leave --stack out"
        )
    config = _ask("config", "--show-secrets", "--json", "--stack", stack)
    project = resources[0]["urn"].split("::")[1]
    found = Settings.find(lambda key: config.get(f"{project}:{key}", {}).get("value"))
    common = evolve(found.account, database_url=found.database_url)
    by_database = _by_database(project, resources, common)
    in_config = f"{project}:trunks" in config
    return [
        (settings, Declared(stack=stack, in_config=in_config, **trunks, endpoints=endpoints))
        for settings, trunks, endpoints in by_database
    ]


def _by_database(
    project: str, resources: Sequence[dict[str, Any]], common: Settings
) -> list[tuple[Settings, dict[str, dict[str, Any]], dict[str, Any]]]:
    """[(settings, {kind: {SID: inputs}}, {endpoint id: inputs})].

    An endpoint is with the trunk that its contacts lead to, because its provider may name no account.
    """
    inputs_of = {each["urn"]: _plain(each.get("inputs") or {}) for each in resources}
    trunks = defaultdict[Settings, dict[str, dict[str, Any]]](lambda: {kind: {} for kind in _KINDS.values()})
    accounts = dict[str, Settings]()
    endpoints = defaultdict[Settings, dict[str, Any]](dict)
    for each in resources:
        if kind := _KINDS.get(each["type"]):
            inputs = inputs_of[each["urn"]]
            account = _settings(inputs_of, each, project, common).account
            trunks[account][kind][each["id"]] = inputs
            if "domain_name" in inputs:
                accounts[inputs["domain_name"]] = account
    for each in resources:
        if each["type"] == _ENDPOINT:
            inputs = inputs_of[each["urn"]]
            settings = _settings(inputs_of, each, project, common)
            account = next((accounts[name] for name in domain_names(inputs) if name in accounts), settings.account)
            endpoints[evolve(account, database_url=settings.database_url)][each["id"]] = inputs
    for account in trunks.keys() - {settings.account for settings in endpoints}:
        endpoints[evolve(account, database_url=common.database_url)] = {}
    return [
        (settings, trunks[settings.account], declared)
        for settings, declared in sorted(endpoints.items(), key=lambda each: each[0] != common)
    ]


def _settings(inputs_of: Mapping[str, Any], made: dict[str, Any], project: str, common: Settings) -> Settings:
    """The settings of a resource: those of its own provider, if the program made one, then those of the stack."""
    provider = inputs_of.get(made.get("provider", "").rpartition("::")[0], {})
    if not provider.get(f"{project}:{EXPLICIT}"):
        return common
    own = Settings.find(lambda key: provider.get(f"{project}:{key}"))
    account = own.account if own.twilio_account_sid else common
    return evolve(account, database_url=own.database_url or common.database_url, explicit=False)


def _ask(*arguments: str) -> dict[str, Any]:
    """The answer of `pulumi`, which has secrets. Its error has none."""
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
