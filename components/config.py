"""The trunks of a stack's config: camelCase keys, all checked before anything is made."""

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import pulumi
from pulumi.runtime.config import CONFIG, is_config_secret

from trunkline.model import command
from trunkline.model.config_names import renamed
from trunkline.model.kinds import Kind, ListOf, unknown_key, unwrapped
from trunkline.model.path import SHARED, ConfigPath, Problem, camel
from trunkline.providers.settings import CONFIG_KEYS, SECRET_KEYS, Settings

from .arguments import record, refuse
from .errors import InvalidArgs
from .number_to_buy import NumberToBuy
from .outputs import plain
from .sip_trunk import SipTrunkArgs
from .trunk_settings import OriginationUrl

TRUNKS = "trunks"
KEYS = frozenset({TRUNKS, SHARED, *CONFIG_KEYS})
"""The keys that a stack's config can have. Pulumi.yaml describes them."""

OF_ONE_TRUNK = frozenset({"domain_name", "password", "further_credentials"})
"""Arguments that trunks cannot share."""


def stack_trunks() -> dict[str, SipTrunkArgs]:
    """The trunks in the stack's config, for a program that makes a `SipTrunk` of each.

    The arguments of a trunk are at `trunks.<name>`, with camelCase keys. `trunkDefaults` has the arguments that all
    trunks share. `trunkline import` writes such a config.

    Returns:
        {name of the trunk: its arguments}.

    Raises:
        InvalidArgs: a line for each problem: a key that is unknown or missing, with the command that sets it; a value
            that breaks the rule of its argument; a password as plain text; a missing setting of the providers.
    """
    config, stack = pulumi.Config(), pulumi.get_stack()
    problems: list[Any] = [*_keys(config), *Settings.find(config.get, stack).missing()]
    trunks: dict[str, SipTrunkArgs] = {}
    shared, given = _mapping(config, SHARED), _mapping(config, TRUNKS)
    problems += [each for each in (shared, given) if isinstance(each, str)]
    if isinstance(shared, dict) and isinstance(given, dict):
        problems += _unshared(shared, stack)
        for name, own in (given or {"twilio": {}}).items():
            try:
                trunks[name] = trunk_args(name, own, shared, stack)
            except InvalidArgs as error:
                problems += str(error).splitlines()
        problems += _passwords_in_clear(given, stack)
        problems += _shared_by_two(trunks)
    if problems:
        raise InvalidArgs("\n".join(dict.fromkeys(map(str, problems))))
    return trunks


def trunk_args(name: str, own: Any, shared: Mapping[str, Any] | None = None, stack: str | None = None) -> SipTrunkArgs:
    """The arguments at `trunks.<name>`.

    Args:
        name: the trunk's name.
        own: the config at `trunks.<name>`.
        shared: the config at `trunkDefaults`.
        stack: the stack for the commands in errors.

    Raises:
        InvalidArgs: a line for each problem.
    """
    kind, at = record(SipTrunkArgs), ConfigPath(str(ConfigPath(TRUNKS).key(name)), stack=stack)
    if not isinstance(own, Mapping):
        refuse(name, kind.problems(own, at))
    names = {camel(each): each for each in kind.fields}
    path = attrs.evolve(at, shared=frozenset(names[key] for key in (shared or {}).keys() - own.keys() if key in names))
    given = renamed(kind, {**(shared or {}), **own}, path)
    unset = list(_unset_passwords(given, path))
    waiting = {each.path.steps for each in unset}
    refuse(name, [each for each in kind.problems(given, path) if each.path.steps not in waiting] + unset)
    args = SipTrunkArgs.from_dict({key: _made(kind.fields[key], value) for key, value in given.items()})
    args.path = path
    refuse(name, args.problems(name))
    return args


def set_secret(path: object, stack: str | None = None) -> str:
    """The command that sets the password there. It asks for the password."""
    return command.pulumi(f"config set --secret --path {shlex.quote(str(path))}", stack)


def _keys(config: pulumi.Config) -> Iterator[str]:
    given = {key.removeprefix(f"{config.name}:") for key in CONFIG.get() if key.startswith(f"{config.name}:")}
    for key in sorted(given - KEYS):
        yield f"config {config.name}:{key}: {unknown_key(key, sorted(KEYS))}"
    for key in sorted(SECRET_KEYS):
        if config.get(key) and not is_config_secret(f"{config.name}:{key}"):
            yield (
                f"config {key}: the secret is plain text in the stack's file: "
                f"run `{command.pulumi(f'config set --secret {key}', pulumi.get_stack())}`"
            )


def _mapping(config: pulumi.Config, key: str) -> dict[str, Any] | str:
    """The mapping at that key, or the problem, which does not show the value: it can have a password."""
    try:
        found = json.loads(config.get(key) or "{}")
    except ValueError:
        return f"config {key}: a text given: a mapping is needed: write it as docs/reference/configuration.md shows"
    return (
        found
        if isinstance(found, dict)
        else f"config {key}: a list given: a mapping is needed: write it as docs/reference/configuration.md shows"
    )


def _unshared(shared: Mapping[str, Any], stack: str) -> Iterator[Problem]:
    kind, path = record(SipTrunkArgs), ConfigPath(SHARED, stack=stack)
    given = renamed(kind, shared, path)
    set_ones = {name: each for name, each in given.items() if each is not None or name not in kind.required}
    yield from attrs.evolve(kind, required=frozenset(), checks=(), excludes={}).problems(set_ones, path)
    for name in sorted(OF_ONE_TRUNK):
        if camel(name) in shared:
            yield Problem(path.field(name), f"trunks cannot share it: set {TRUNKS}.<name>.{camel(name)}")


def _unset_passwords(given: Mapping[str, Any], path: ConfigPath) -> Iterator[Problem]:
    """A problem for each empty password."""
    further = given.get("further_credentials")
    places = {path.field("password"): given.get("password")}
    if isinstance(further, Mapping):
        places |= {path.field("further_credentials").key(username): each for username, each in further.items()}
    for place, password in places.items():
        if password == "":
            yield Problem(place, f"it is not set yet: run `{set_secret(place, path.stack)}`")


def _passwords_in_clear(given: Mapping[str, Any], stack: str) -> Iterator[str]:
    trunks = [each for each in given.values() if isinstance(each, Mapping)]
    has_any = any(each.get("password") or each.get("furtherCredentials") for each in trunks)
    if has_any and not is_config_secret(f"{pulumi.get_project()}:{TRUNKS}"):
        yield (
            f"config {TRUNKS}: a password is plain text in the stack's file: "
            f"run `{set_secret(f'{TRUNKS}.<name>.password', stack)}`"
        )


def _shared_by_two(trunks: Mapping[str, SipTrunkArgs]) -> Iterator[Problem]:
    """A domain, an endpoint id or a number that two trunks have."""
    taken: dict[tuple[str, Any], str] = {}
    for name, args in trunks.items():
        own = [("domain_name", args.domain_name), ("endpoint_id", args.endpoint_id or name)]
        for argument, value in [*own, *(("phone_numbers", number) for number in plain(args.phone_numbers))]:
            if (argument, value) in taken:
                text = f"{TRUNKS}.{taken[argument, value]} has {value!r} already: each trunk needs its own"
                yield Problem(args.path.field(argument), text)
            taken.setdefault((argument, value), name)


def _made(kind: Kind, value: Any) -> Any:
    """A list of mappings as a list of objects."""
    listed = unwrapped(kind)
    element = unwrapped(listed.kind) if isinstance(listed, ListOf) else listed
    classes = (each for each in (OriginationUrl, NumberToBuy) if element == record(each))
    return next(([each(**given) for given in value] for each in classes), value)
