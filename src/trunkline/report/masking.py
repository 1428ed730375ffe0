"""Hides the secrets of a preview: it finds them by their keys, even if the engine has not masked them."""

import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from trunkline.model import asterisk
from trunkline.providers import differences, settings

SECRET = "[secret]"  # noqa: S105 - the engine's mask
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The engine's mark of a value that is known only after the update."""

Path = tuple[str, ...]

_KEYS = differences.SECRET | asterisk.SECRET | settings.SECRETS | settings.SECRET_KEYS | {"set_var"}
_WRAPPED = "4dabf18193072939515e22adb298388d"
_SHORTEST = 8
"""A secret with fewer characters is not searched in other texts."""
_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.\[\]]+)')
_USER_INFO = re.compile(r"(?<=[:/])[^:/@\s]*:[^/@\s]*(?=@)")
_QUERY = re.compile(r"(?<=\?).+")


@frozen
class Mask:
    """Hides the secrets in a value, and every text that repeats one.

    Attributes:
        known: secrets as plain text, if the preview shows them.
    """

    known: frozenset[str]

    @classmethod
    def of(cls, document: Any) -> "Mask":
        found = {leaf.strip('"') for _, leaf in secrets_in(document) if isinstance(leaf, str)} - {SECRET, UNKNOWN}
        return cls(frozenset(leaf for leaf in found if len(leaf) >= _SHORTEST))

    def text(self, text: str) -> str:
        for secret in sorted(self.known, key=len, reverse=True):
            text = text.replace(secret, SECRET)
        return text

    def value(self, value: Any, *, hidden: bool = False) -> Any:
        """The value with `SECRET` for each secret leaf. Usernames are keys, and stay."""
        if isinstance(value, dict):
            if _WRAPPED in value:
                return SECRET
            return {key: self.value(below, hidden=hidden or _is_secret(key)) for key, below in value.items()}
        if isinstance(value, list) and not hidden:
            return [self.value(below) for below in value]
        if hidden:
            return SECRET
        return self.text(_without_access(value)) if isinstance(value, str) else value


def secrets_in(value: Any, path: Path = (), *, hidden: bool = False) -> Iterator[tuple[Path, Any]]:
    """The secret leaves, each with its path."""
    if isinstance(value, dict):
        if _WRAPPED in value:
            for key in value.keys() - {_WRAPPED}:
                yield from secrets_in(value[key], path, hidden=True)
            return
        for key, below in value.items():
            yield from secrets_in(below, (*path, key), hidden=hidden or _is_secret(key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from secrets_in(below, (*path, str(index)), hidden=hidden)
    elif hidden:
        yield path, value


def changed_secrets(old: dict[str, Any], new: dict[str, Any], detailed: dict[Path, Any]) -> frozenset[Path]:
    """Paths of the secrets that change. The engine masks both values; only its detailed diff shows the change."""
    before, after = dict(secrets_in(old)), dict(secrets_in(new))
    detected = {path for path, diff in detailed.items() if "update" in str(diff)}
    return frozenset(
        {path for path in before.keys() & after.keys() if before[path] != after[path]}
        | {path for path in detected if _KEYS & set(path)}
    )


def _is_secret(key: str) -> bool:
    """Whether the value at this key is secret. Keys of a config and of a provider begin with the project's name."""
    return key.rpartition(":")[2] in _KEYS


def parsed(path: str) -> Path:
    """The steps of a property path as the engine writes it: `ps_auths.twilio["a key"][0]`."""
    return tuple(re.sub(r"\\(.)", r"\1", quoted) or index or plain for quoted, index, plain in _STEP.findall(path))


def _without_access(text: str) -> str:
    """A URL without its password and its query."""
    if "://" not in text and not text.startswith(("sip:", "sips:")):
        return text
    return _QUERY.sub("…", _USER_INFO.sub("…", text))
