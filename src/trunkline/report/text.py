"""Writes values for Markdown and Mermaid: no part of a value becomes markup or mentions a user."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

WIDTH = 100
"""The most characters that are shown of a value."""
NAMES = 8
"""The most values that are listed one by one."""

_CODE = re.compile(r"[^`|\\]+")
_LABEL = re.compile(r"[A-Za-z0-9 .,:;/=@+_-]*")


def clean(value: object, width: int = WIDTH) -> str:
    """One line of visible characters: no control characters, none that change the writing direction, no surrogates."""
    if isinstance(value, bool):
        return "true" if value else "false"
    categories = ((character, unicodedata.category(character)) for character in str(value)[: 4 * width])
    shown = "".join(
        " " if kind[0] == "Z" or character in "\t\r\n" else character
        for character, kind in categories
        if kind[0] != "C" or character in "\t\r\n"
    )
    line = " ".join(shown.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def code(value: object, width: int = WIDTH) -> str:
    """The value as code, which GitHub does not link or mention; it is safe in a table."""
    line = clean(value, width)
    if not line:
        return '`""`'
    if _CODE.fullmatch(line):
        return f"`{line}`"
    return html_code(line, width)


def html_code(value: object, width: int = WIDTH) -> str:
    """The same as HTML, for places in which GitHub does not read Markdown."""
    line = clean(value, width)
    return f"<code>{''.join(each if each.isalnum() or each == ' ' else f'&#{ord(each)};' for each in line)}</code>"


def listed(values: Iterable[object]) -> str:
    """Some values as code, and the number of the others."""
    every = list(values)
    shown = every[:NAMES] if len(every) > NAMES + 1 else every
    rest = f" and {len(every) - len(shown):,} more" if len(every) > len(shown) else ""
    return ", ".join(map(code, shown)) + rest


def named(noun: str, values: Sequence[object]) -> str:
    """The values with what they are: `number a`, `numbers a, b and 12 more`."""
    return f"{noun}{'' if len(values) == 1 else 's'} {listed(values)}"


def label(lines: Iterable[object]) -> str:
    """A quoted text of Mermaid, of several lines.

    Mermaid can read an entity in a line with a colon as a style. So if one entity is needed, every character is one.
    """
    shown = [clean(line, 60) for line in lines]
    if not all(_LABEL.fullmatch(line) for line in shown):
        shown = ["".join(e if e.isalnum() or e == " " else f"#{ord(e)};" for e in line) for line in shown]
    return f'"{"<br>".join(shown)}"'


def several(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
