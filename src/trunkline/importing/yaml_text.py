"""Reads and writes a stack's file. Everything in it stays, also the comments."""

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})


def read(text: str) -> Any:
    """The document, which can be changed and written again."""
    return _yaml().load(text)


def write(document: Any) -> str:
    sink = io.StringIO()
    _yaml().dump(document, sink)
    return sink.getvalue()


def plain(value: Any) -> Any:
    """`value` for a document, with quotes if an older YAML would not read it as text."""
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, str):
        return DoubleQuotedScalarString(value) if _needs_quotes(value) else str(value)
    return value


def _yaml() -> YAML:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.preserve_quotes = True
    yaml.width = 120
    return yaml


def _needs_quotes(text: str) -> bool:
    if not text or text.lower() in _WORDS:
        return True
    for number in (float, lambda digits: int(digits, 0)):
        try:
            number(text)
        except ValueError:
            continue
        return True
    return False
