"""Markdown as GitHub shows it."""

import re
from collections.abc import Iterable, Sequence

MADE = "<!-- Made from the docstrings by `make docs`: change them, not this page. -->"

LINKS = {
    "arguments.md": (
        "SipTrunkArgs",
        "OriginationUrl",
        "NumberToBuy",
        "TwilioTrunkArgs",
        "AsteriskEndpointArgs",
        "ProviderArgs",
    ),
    "outputs.md": ("SipTrunk", "TwilioTrunk", "AsteriskEndpoint", "Provider"),
    "testing.md": ("Emulator", "RealtimeDb", "Stacks"),
    "errors.md": (
        "InvalidArgs",
        "TrunklineError",
        "NotConfiguredError",
        "RefusedError",
        "NotFoundError",
        "UnreachableError",
        "AmbiguousError",
        "NotOursError",
    ),
}
"""{page: the classes that have a heading in it}"""

_TARGETS = {name: f"{file}#{name.lower()}" for file, names in LINKS.items() for name in names} | {
    "TrunkSettings": "arguments.md#twilio",
    "EndpointSettings": "arguments.md#asterisk",
}


def page(*blocks: str, made: str = MADE) -> str:
    """A page, whose first block is its heading."""
    return "\n\n".join([blocks[0], made, *filter(None, blocks[1:])]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def code(text: object) -> str:
    return f"`{text}`"


def source(text: str, language: str = "python") -> str:
    return f"```{language}\n{text.strip()}\n```"


def prose(docstring: str) -> str:
    """A docstring's text, a line for each paragraph; `<` and `*` outside code are what they are."""
    paragraphs = re.split(r"\n\s*\n", docstring.strip())
    return "\n\n".join(_paragraph(" ".join(paragraph.split())) for paragraph in paragraphs)


def _paragraph(text: str) -> str:
    pieces = re.split(r"(`[^`]+`)", text)
    return "".join(_link(piece) if piece.startswith("`") else _plain(piece) for piece in pieces)


def _link(span: str) -> str:
    target = _TARGETS.get(span.strip("`").partition(".")[0])
    return f"[{span}]({target})" if target else span


def _plain(text: str) -> str:
    escaped = text.replace("<", "&lt;").replace("*", r"\*")
    return re.sub(r"https://\S+[^\s.,:)]", r"<\g<0>>", escaped)
