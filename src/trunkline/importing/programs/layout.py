"""Literals in brackets, on one line or on several, for all writers."""

import json
from collections.abc import Sequence

WIDTH = 100
"""Characters of a literal that stays on one line."""


def block(opening: str, parts: Sequence[str], closing: str, indent: str, *, pad: str = "") -> str:
    """The parts between the brackets: on one line if they fit, else each on its own, indented.

    `pad` is between the brackets and what they enclose on one line.
    """
    line = f"{opening}{pad}{', '.join(parts)}{pad}{closing}" if parts else f"{opening}{closing}"
    if len(line) <= WIDTH and "\n" not in line:
        return line
    return lines(opening, parts, closing, indent)


def lines(opening: str, parts: Sequence[str], closing: str, indent: str) -> str:
    """The parts between the brackets, each on its own line."""
    inner = "".join(f"{indented(part, indent)},\n" for part in parts)
    return f"{opening}\n{inner}{closing}"


def indented(text: str, indent: str) -> str:
    return "\n".join(f"{indent}{line}" if line else line for line in text.split("\n"))


def quoted(text: str) -> str:
    """A string literal of Python, TypeScript and Go."""
    return json.dumps(text, ensure_ascii=False)
