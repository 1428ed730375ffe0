"""The documents' own examples of answers are answers to trunkline's client."""

import json
import re
from typing import Any

from trunkline.providers.twilio.answers import Request, judge
from trunkline.providers.twilio.shapes import SHAPES

from .documents import Document, operations

ACCOUNT = f"AC{'a' * 32}"
PREFIXES = {"AccountSid": "AC", "TrunkSid": "TK", "CredentialListSid": "CL", "IpAccessControlListSid": "AL"}


def test_each_example_passes(documents: Document) -> None:
    judged = set()
    for method, path, operation in operations(documents):
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    asked = Request(method, _url(path, example["value"]))
                    assert asked.shape, path
                    judge(asked, int(status), json.dumps(example["value"]), ACCOUNT)
                    judged.add(asked.shape.key)
    assert judged == {shape.key for shape in SHAPES.values()}


def _url(path: str, value: Any) -> str:
    """The URL that an example answers to; the SIDs of the examples are a prefix and 32 times `a`."""
    own = value.get("uri") or value.get("meta", {}).get("url")
    if own and "sid" not in value:
        return str(own)
    sids = {name: prefix + "a" * 32 for name, prefix in PREFIXES.items()} | {"Sid": value.get("sid")}
    return "https://x" + re.sub(r"{(\w+)}", lambda name: str(sids[name[1]]), path)
