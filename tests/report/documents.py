"""Previews and comments, as a test takes them apart."""

import json
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from trunkline.report import markdown, preview

from .record import PREVIEWS

SIP_TRUNK = "urn:pulumi:test::trunkline::trunkline:index:SipTrunk"


def recorded(name: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((PREVIEWS / f"{name}.json").read_text())
    return made


def comment(document: dict[str, Any]) -> str:
    return markdown.comment(preview.read(json.dumps(document).encode(), "preview.json"))


def step(kind: str, old: dict[str, Any] | None, new: dict[str, Any] | None, name: str = "twilio") -> dict[str, Any]:
    """A step of a resource in the SipTrunk of that name; `kind` such as `twilio:Trunk`."""
    made: dict[str, Any] = {
        "op": "create" if old is None else "delete" if new is None else "update",
        "urn": f"{SIP_TRUNK}$pulumi-python:dynamic/{kind}::{name}-{kind.rpartition(':')[2]}",
    }
    for key, inputs in (("oldState", old), ("newState", new)):
        if inputs is not None:
            made[key] = {"parent": f"{SIP_TRUNK}::{name}", "inputs": inputs}
    return made


def document(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"steps": list(steps), "duration": 1, "changeSummary": {}, **more}


def alerts(document: dict[str, Any]) -> dict[str, list[str]]:
    """The lines of each kind of alert."""
    found: dict[str, list[str]] = {}
    for line in comment(document).splitlines():
        if line.startswith("> [!"):
            kind = line[4:-1]
        elif line.startswith("> - "):
            found.setdefault(kind, []).append(line[4:])
    return found


def parsed(text: str) -> list[Token]:
    """The comment's blocks, as CommonMark with tables has them."""
    return MarkdownIt("commonmark").enable("table").parse(text)
