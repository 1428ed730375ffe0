"""GitHub refuses a comment of more than 65,536 characters."""

import json
import re
from typing import Any

import pytest

from trunkline.report.markdown import LIMIT

from .documents import comment, document, recorded, step


def _hundred(name: str) -> dict[str, Any]:
    """The recorded preview with each of its trunk's steps a hundred times."""
    printed = json.dumps([step for step in recorded(name)["steps"] if "pulumi:pulumi:Stack::" not in step["urn"]])
    copies = [json.loads(re.sub(r"::twilio(?=[\"-])", f"::twilio{number}", printed)) for number in range(100)]
    return document(*(each for copy in copies for each in copy))


@pytest.mark.parametrize("name", ["rotated", "settings", "unreachable", "edges", "destroyed"])
def test_a_hundred_trunks(name: str) -> None:
    text = comment(_hundred(name))
    assert len(text) <= LIMIT
    assert f"\n100 trunks to {'delete' if name == 'destroyed' else 'update'} (resources: " in text
    shown = len(re.findall(r"^\| `twilio\d+`", text, re.MULTILINE))
    left_out = re.search(r"^\| and (\d+) more \| \| \|$", text, re.MULTILINE)
    assert shown + (int(left_out[1]) if left_out else 0) == 100
    assert shown >= 20
    assert text.count("```mermaid") == 3
    assert "No picture of the other 97 trunks that change." in text


def test_the_longest_values() -> None:
    names = [f"{number}{'|' * 300}" for number in range(40)]
    steps = [
        step(
            "twilio:Trunk",
            {"domain_name": "a", "phone_numbers": names, "origination_urls": {}},
            {"domain_name": names[0], "phone_numbers": [], "origination_urls": {name: {} for name in names}},
            name=name,
        )
        for name in names
    ]
    said = [{"severity": severity, "message": name * 10} for name in names for severity in ("error", "warning")]
    text = comment(document(*steps, diagnostics=said))
    assert len(text) <= LIMIT
    assert re.search(r"^> - and \d+ more$", text, re.MULTILINE)
    assert re.search(r"^> - and \d+ more of these$", text, re.MULTILINE)


def test_large_pictures_are_folded_and_bounded() -> None:
    numbers = [f"+1415555{number:04}" for number in range(50)]
    small = comment(document(step("twilio:Trunk", {"phone_numbers": []}, {"phone_numbers": numbers[:9]})))
    assert f"<br>{numbers[8]}" in small
    assert "<details>" not in small

    large = comment(document(step("twilio:Trunk", {"phone_numbers": numbers[:20]}, {"phone_numbers": numbers[20:]})))
    assert f"<br>{numbers[27]}<br>and 22 more" in large
    assert "<details><summary>Picture of <code>twilio</code> after the update</summary>\n\n```mermaid\n" in large
    assert large.endswith("\n```\n\n</details>")
