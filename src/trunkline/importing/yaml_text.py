"""A stack's file as text: what is in it stays, comments and all."""

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})


def read(text: str) -> Any:
    """What the text says, to be changed and written again."""
    return _yaml().load(text)


def write(document: Any) -> str:
    sink = io.StringIO()
    _yaml().dump(document, sink)
    return sink.getvalue()


def plain(value: Any) -> Any:
    """`value` to be put into a document, with quotes where an older YAML sees no text."""
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
