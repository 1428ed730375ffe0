"""Trunks as a stack's config states them: camelCase keys, checked before anything is made of them."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

import attrs
import pulumi
from pulumi.runtime.config import CONFIG, is_config_secret

from trunkline.providers.settings import CONFIG_KEYS, SECRET_KEYS, Settings

from .errors import InvalidArgs
from .sip_trunk import SipTrunkArgs

KEYS = frozenset({"trunks", "trunkDefaults", *CONFIG_KEYS})
"""The keys that a stack's config may have; Pulumi.yaml says what each is for."""

OF_ONE_TRUNK = frozenset({"password", "furtherCredentials"})
"""Arguments that trunks do not share."""

_PLAIN = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


def stack_trunks() -> dict[str, SipTrunkArgs]:
    """The arguments of each trunk under `trunks`, by name; what it does not state is taken from `trunkDefaults`.

    Raises:
        InvalidArgs: a line for each value that is missing, with the command that sets it, those that the providers
            need among them; or a key is unknown, in clear, or not of the right shape.
    """
    config = pulumi.Config()
    _refuse_keys(config)
    trunks = _stated(config)
    _refuse_clear_passwords(trunks)
    if len(trunks) > 1 and not all(trunk.shared_asterisk for trunk in trunks.values()):
        pulumi.log.warn(
            "config trunks: several trunks, and not each says sharedAsterisk: on one Asterisk, inbound calls of all of "
            "them land in the context of one"
        )
    return trunks


def trunk_args(where: str, given: Any, stack: str | None = None) -> SipTrunkArgs:
    """The arguments that the mapping `given` at `trunks.<name>` states; `stack` is named in the remedies.

    Raises:
        InvalidArgs: a key is unknown, missing, or not of the right shape, or a password waits to be set.
    """
    arguments = _arguments(SipTrunkArgs, where, given, stack)
    further = {secret_path(where, name): password for name, password in given.get("furtherCredentials", {}).items()}
    for path, password in ({secret_path(where): arguments.get("password")} | further).items():
        if password == "":
            raise InvalidArgs(f"config {path}: it is not set yet: run `{set_secret(path, stack)}`")
    return SipTrunkArgs(**arguments)


def secret_path(where: str, username: str | None = None) -> str:
    """Where in the config the password of the trunk at `where` stands, or that of a further credential."""
    if username is None:
        return f"{where}.password"
    plain = re.fullmatch(r"[A-Za-z0-9_-]+", username)
    return f"{where}.furtherCredentials{f'.{username}' if plain else f'[{json.dumps(username)}]'}"


def set_secret(path: str, stack: str | None = None) -> str:
    """The command that sets the password there; it asks for it."""
    return f"pulumi config set --secret --path {shlex.quote(path)}{_at(stack)}"


def _refuse_keys(config: pulumi.Config) -> None:
    given = {key.removeprefix(f"{config.name}:") for key in CONFIG.get() if key.startswith(f"{config.name}:")}
    if unknown := sorted(given - KEYS):
        raise InvalidArgs(f"config {config.name}:{unknown[0]}: unknown key: known are {', '.join(sorted(KEYS))}")
    for key in SECRET_KEYS:
        if config.get(key) and not is_config_secret(f"{config.name}:{key}"):
            raise InvalidArgs(
                f"config {key}: it stands in clear in the stack's file: "
                f"run `pulumi config set --secret {key}{_at(pulumi.get_stack())}`"
            )


def _stated(config: pulumi.Config) -> dict[str, SipTrunkArgs]:
    """The trunks, and in one error all that is missing."""
    shared, stack = _shared(_parsed(config, "trunkDefaults")), pulumi.get_stack()
    given = _parsed(config, "trunks")
    if not isinstance(given, dict):
        raise InvalidArgs("config trunks: not a mapping of names to trunks: see stacks/Pulumi.local.yaml")
    trunks: dict[str, SipTrunkArgs] = {}
    findings = Settings.find(config.get).missing(stack)
    for name, trunk in (given or {"twilio": {}}).items():
        try:
            trunks[name] = trunk_args(f"trunks.{name}", shared | trunk if isinstance(trunk, dict) else trunk, stack)
        except InvalidArgs as error:
            findings.append(str(error))
    if findings:
        raise InvalidArgs("\n".join(findings))
    return trunks


def _parsed(config: pulumi.Config, key: str) -> Any:
    """The mapping as the engine hands it over; a text that somebody has set in its place may hold a password."""
    try:
        return json.loads(config.get(key) or "{}")
    except ValueError:
        raise InvalidArgs(f"config {key}: a text given: a mapping is needed: see stacks/Pulumi.local.yaml") from None


def _refuse_clear_passwords(trunks: Mapping[str, SipTrunkArgs]) -> None:
    known = any(trunk.password is not None or trunk.further_credentials for trunk in trunks.values())
    if known and not is_config_secret(f"{pulumi.get_project()}:trunks"):
        raise InvalidArgs(
            "config trunks: a password stands in clear in the stack's file: "
            f"run `{set_secret('trunks.<name>.password', pulumi.get_stack())}`"
        )


def _shared(given: Any) -> dict[str, Any]:
    _fields(SipTrunkArgs, "trunkDefaults", given)
    if own := sorted(given.keys() & OF_ONE_TRUNK):
        raise InvalidArgs(f"config trunkDefaults.{own[0]}: trunks do not share it: say trunks.<name>.{own[0]}")
    return dict(given)


def _arguments(kind: type[attrs.AttrsInstance], where: str, given: Any, stack: str | None = None) -> dict[str, Any]:
    """`given` with its camelCase keys turned into the names of the attrs class `kind`."""
    fields = _fields(kind, where, given)
    missing = [
        f"config {where}.{key}: missing: run `pulumi config set --path '{where}.{key}{_first(field)}' …{_at(stack)}`"
        for key, field in fields.items()
        if field.default is attrs.NOTHING and key not in given
    ]
    if missing:
        raise InvalidArgs("\n".join(missing))
    return {fields[key].name: _made(fields[key].type, f"{where}.{key}", value) for key, value in given.items()}


def _fields(kind: type[attrs.AttrsInstance], where: str, given: Any) -> dict[str, "attrs.Attribute[Any]"]:
    """The fields of `kind` by their camelCase keys, where each of `given` is one of them and of its shape."""
    if not isinstance(given, Mapping):
        raise InvalidArgs(f"config {where}: {type(given).__name__} given: a mapping is needed")
    fields = {camel(field.name): field for field in attrs.fields(kind)}
    if unknown := sorted(given.keys() - fields.keys()):
        raise InvalidArgs(f"config {where}.{unknown[0]}: unknown key: known are {', '.join(fields)}")
    for key, value in given.items():
        if not _fits(fields[key].type, value):
            needed = " or ".join(dict.fromkeys(_shapes(fields[key].type)))
            raise InvalidArgs(f"config {where}.{key}: {type(value).__name__} given: {needed} is needed")
    return fields


def _first(field: "attrs.Attribute[Any]") -> str:
    """What follows the key of a list in the path of its first element."""
    return "[0]" if any(get_origin(each) is Sequence for each in (field.type, *get_args(field.type))) else ""


def _at(stack: str | None) -> str:
    return f" --stack {stack}" if stack else ""


def _made(annotation: Any, where: str, value: Any) -> Any:
    """A config's value as the argument takes it: a list of mappings becomes one of their attrs class."""
    for each in (annotation, *get_args(annotation)):
        if get_origin(each) is Sequence and attrs.has(kind := get_args(each)[0]):
            return [kind(**_arguments(kind, f"{where}[{index}]", element)) for index, element in enumerate(value)]
    return value


def _fits(annotation: Any, value: Any) -> bool:
    """Whether a config's value has the shape that an argument's annotation asks for."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Sequence:
        return isinstance(value, list) and all(_fits(inner[0], element) for element in value)
    if origin is Mapping:
        return isinstance(value, dict) and all(_fits(inner[1], element) for element in value.values())
    if inner:
        return any(_fits(each, value) for each in inner)
    if attrs.has(annotation):
        return isinstance(value, dict)
    return annotation is Any or (annotation is float and type(value) is int) or type(value) is annotation


def _shapes(annotation: Any) -> Iterator[str]:
    """What `_fits` takes, in words."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Sequence:
        yield "a list of mappings" if attrs.has(inner[0]) else "a list of texts, numbers in quotes (`--type string`)"
    elif origin is Mapping or attrs.has(annotation):
        yield "a mapping"
    elif inner:
        for each in inner:
            yield from _shapes(each)
    elif annotation in _PLAIN:
        yield _PLAIN[annotation]


def camel(name: str) -> str:
    """The key of an argument."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
