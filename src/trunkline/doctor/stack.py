"""Reads a stack with the real `pulumi`: its connection settings from the config, its declarations from the state."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeVar

from attrs import evolve, frozen

from trunkline.engine import EngineError, pulumi_command
from trunkline.model import twilio
from trunkline.model.asterisk import AORS, Endpoint, domains
from trunkline.model.properties import Properties
from trunkline.providers import native
from trunkline.providers.names import to_python
from trunkline.providers.settings import EXPLICIT, Settings

from .errors import DoctorError
from .snapshot import Declared

T = TypeVar("T", bound=Properties)

_SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 - with this key, Pulumi marks a special value
_TRUNK, _CREDENTIAL_LIST, _IP_ACCESS_CONTROL_LIST, _ENDPOINT = (
    "twilio:Trunk",
    "twilio:CredentialList",
    "twilio:IpAccessControlList",
    "asterisk:Endpoint",
)
_KINDS: Mapping[str, type[Properties]] = {
    _TRUNK: twilio.Trunk,
    _CREDENTIAL_LIST: twilio.CredentialList,
    _IP_ACCESS_CONTROL_LIST: twilio.IpAccessControlList,
    _ENDPOINT: Endpoint,
}
_DYNAMIC, _NATIVE = "pulumi-python:dynamic/", f"{native.PACKAGE}:"


@frozen
class _Made:
    """A resource in a state.

    Attributes:
        kind: its type, without what says whether it is dynamic or native.
        is_native: whether the plugin made it.
        urn: its URN.
        id: its id; empty if it is not a custom resource.
        provider: the reference of its provider, `<URN>::<id>`, or empty.
        inputs: its inputs by their Python names, with secrets as plain text.
    """

    kind: str
    is_native: bool
    urn: str
    id: str
    provider: str
    inputs: Mapping[str, Any]

    @classmethod
    def load(cls, each: Mapping[str, Any]) -> Self:
        inputs, type_ = _plain(each.get("inputs") or {}), each["type"]
        kind = type_.removeprefix(_DYNAMIC).removeprefix(_NATIVE)
        if is_native := type_.startswith(_NATIVE) and kind in _KINDS:
            inputs = to_python(_KINDS[kind], inputs)
        return cls(kind, is_native, each["urn"], each.get("id", ""), each.get("provider", ""), inputs)


def read(stack: str) -> list[tuple[Settings, Declared]]:
    """The settings (the environment wins) and what `stack` declares; its project is in this folder.

    There is one pair for each account and database in which the stack has something, with all trunks of the account.
    The stack's own account and database come first.

    Raises:
        DoctorError: there is no engine, no such stack, or the stack has no trunk and no endpoint.
    """
    state = _ask("stack", "export", "--show-secrets", "--stack", stack)
    made = [_Made.load(each) for each in (state.get("deployment") or {}).get("resources") or []]
    if not any(each.kind in _KINDS for each in made):
        raise DoctorError(
            f"stack {stack!r} has made no trunk and no endpoint yet: "
            f"run `pulumi up --stack {stack}`, or leave --stack out"
        )
    config = _ask("config", "--show-secrets", "--json", "--stack", stack)
    project = made[0].urn.split("::")[1]
    namespace = native.PACKAGE if any(each.is_native for each in made) else project
    found = Settings.find(lambda key: config.get(f"{namespace}:{key}", {}).get("value"), stack)
    common = evolve(found.account, database_url=found.database_url)
    by_database = _by_database(stack, project, made, common)
    in_config = f"{project}:trunks" in config
    return [(settings, evolve(declared, in_config=in_config)) for settings, declared in by_database]


def _by_database(stack: str, project: str, made: Sequence[_Made], common: Settings) -> list[tuple[Settings, Declared]]:
    """An endpoint is with the trunk that its contacts lead to, because its provider may name no account."""
    inputs_of = {each.urn: each.inputs for each in made}
    settings = {each.urn: _settings(inputs_of, each, project, common) for each in made if each.kind in _KINDS}
    trunks = {each.urn: twilio.Trunk.load(each.inputs) for each in made if each.kind == _TRUNK}
    accounts = {trunk.domain_name: settings[urn].account for urn, trunk in trunks.items()}
    endpoints = defaultdict[Settings, dict[str, Endpoint]](dict)
    for each in made:
        if each.kind == _ENDPOINT:
            endpoint, own = Endpoint.load(each.inputs), settings[each.urn]
            names = domains(endpoint.rows(AORS))
            account = next((accounts[name] for name in names if name in accounts), own.account)
            endpoints[evolve(account, database_url=own.database_url, alone=own.alone)][each.id] = endpoint
    of_twilio = {settings[each.urn].account for each in made if each.kind in _KINDS and each.kind != _ENDPOINT}
    for account in of_twilio - {each.account for each in endpoints}:
        endpoints[evolve(account, database_url=common.database_url)] = {}

    def of(kind: str, record: type[T], account: Settings) -> dict[str, T]:
        of_account = [each for each in made if each.kind == kind and settings[each.urn].account == account]
        return {each.id: record.load(each.inputs) for each in of_account}

    return [
        (
            found,
            Declared(
                stack,
                of(_TRUNK, twilio.Trunk, found.account),
                of(_CREDENTIAL_LIST, twilio.CredentialList, found.account),
                of(_IP_ACCESS_CONTROL_LIST, twilio.IpAccessControlList, found.account),
                declared,
            ),
        )
        for found, declared in sorted(endpoints.items(), key=lambda each: each[0] != common)
    ]


def _settings(inputs_of: Mapping[str, Mapping[str, Any]], made: _Made, project: str, common: Settings) -> Settings:
    """The settings of a resource: those of its own provider, if the program made one, then those of the stack."""
    urn = made.provider.rpartition("::")[0]
    given, prefix = inputs_of.get(urn, {}), "" if made.is_native else f"{project}:"
    if not (native.is_explicit(urn) if made.is_native else given.get(f"{prefix}{EXPLICIT}")):
        return common
    provider = {key.removeprefix(prefix): value for key, value in given.items()} | {EXPLICIT: "true"}
    own = Settings.find(provider.get, common.stack)
    account = own.account if own.twilio_account_sid else common
    url = own.database_url or common.database_url
    return evolve(account, database_url=url, alone=bool(own.database_url), explicit=False)


def _ask(*arguments: str) -> Any:
    """The answer of `pulumi`, which has secrets. Its error has none."""
    try:
        return json.loads(pulumi_command.run(*arguments))
    except EngineError as error:
        raise DoctorError(str(error)) from None


def _plain(value: Any) -> Any:
    """The value without Pulumi's wrapping of secrets."""
    if isinstance(value, dict):
        if _SECRET in value:
            return _plain(json.loads(value["plaintext"])) if "plaintext" in value else None
        return {key: _plain(each) for key, each in value.items() if key != "__provider"}
    return [_plain(each) for each in value] if isinstance(value, list) else value
