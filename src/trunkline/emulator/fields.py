"""Form fields: what a request can set, and the rule for each value."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from trunkline.emulator.errors import InvalidParameterError, TwilioError
from trunkline.emulator.store import SqlValue

Parser = Callable[[str, str], SqlValue]
"""(field's name, its text) -> the column's value. Raises `TwilioError`."""

Fields = Mapping[str, tuple[str, Parser]]
"""{form field: (its column, its rule)}."""


def parse(form: Mapping[str, str], fields: Fields) -> dict[str, SqlValue]:
    """The columns that the form sets. A field that Twilio does not know is ignored, as Twilio does."""
    return {column: rule(name, form[name]) for name, (column, rule) in fields.items() if name in form}


def require(form: Mapping[str, str], *names: str, error: type[TwilioError] = InvalidParameterError) -> None:
    for name in names:
        if not form.get(name, "").strip():
            raise error(f"Missing required parameter {name} in the post body")


def text(width: int, error: type[TwilioError] = InvalidParameterError) -> Parser:
    def rule(name: str, value: str) -> str:
        if len(value) > width:
            raise error(f"{name} must be at most {width} characters long")
        return value

    return rule


def choice(*allowed: str) -> Parser:
    def rule(name: str, value: str) -> str:
        if value not in allowed:
            raise InvalidParameterError(f"Invalid {name}: {value}; must be one of {', '.join(allowed)}")
        return value

    return rule


http_method = choice("GET", "POST")


def or_cleared(rule: Parser) -> Parser:
    """The same rule, except that an empty value clears the field."""
    return lambda name, value: rule(name, value) if value else None


def boolean(name: str, value: str) -> bool:
    if value.lower() not in {"true", "false"}:
        raise InvalidParameterError(f"Invalid {name}: {value}; must be true or false")
    return value.lower() == "true"


def integer(low: int, high: int, error: type[TwilioError] = InvalidParameterError) -> Callable[[str, str], int]:
    def rule(name: str, value: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,10}", value) or not low <= int(value) <= high:
            raise error(f"Invalid {name}: {value}; must be an integer from {low} to {high}")
        return int(value)

    return rule


@or_cleared
def url(name: str, value: str) -> str:
    """An http or https URL; an empty one clears the field."""
    try:
        parts = urlsplit(value)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", value)
    except ValueError:
        valid = False
    if not valid:
        raise InvalidParameterError(f"Invalid {name}: {value}; must be an http or https URL")
    return value


def sid(prefix: str) -> Parser:
    """A SID; an empty one clears the field."""

    def rule(name: str, value: str) -> str:
        if not re.fullmatch(f"{prefix}[0-9a-fA-F]{{32}}", value):
            raise InvalidParameterError(f"Invalid {name}: {value}; must be {prefix} and 32 hex digits")
        return value

    return or_cleared(rule)
