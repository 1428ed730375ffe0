"""The comments for recorded previews of the real engine: `comments/` has each as GitHub gets it."""

import json
import re
from typing import Any

import pytest

from trunkline.providers import dynamic
from trunkline.providers.names import to_wire

from .documents import comment, recorded
from .record import COMMENTS, PREVIEWS

NAMES = sorted(path.stem for path in PREVIEWS.iterdir())
FAILED = ["foreign", "misspelt", "refused"]


@pytest.mark.parametrize("name", NAMES)
def test_comment(name: str) -> None:
    assert comment(recorded(name)) + "\n" == (COMMENTS / f"{name}.md").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_native_resources_have_the_same_comment(name: str) -> None:
    document = recorded(name)
    native = {**document, "steps": [_native(step) for step in document["steps"]]}
    assert comment(json.loads(_with_native_types(json.dumps(native)))) == _with_native_types(comment(document))


SHELLS = {f"pulumi-python:{shell._resource_type_name}": shell for shell in dynamic.SHELLS}


def _with_native_types(text: str) -> str:
    for kind, shell in SHELLS.items():
        text = text.replace(kind, shell.NATIVE_TYPE)
    return text


def _native(step: dict[str, Any]) -> dict[str, Any]:
    """A step with the names of the properties that the plugin gives."""
    shell = SHELLS.get(step["urn"].split("::")[2].rpartition("$")[2])
    if not shell:
        return step
    record = shell.PROVIDER.RECORD
    states = {
        key: {name: to_wire(record, value) if name in {"inputs", "outputs"} else value for name, value in state.items()}
        for key in ("oldState", "newState")
        if (state := step.get(key))
    }
    paths = {
        re.sub(r"^\w+", lambda name: next(iter(to_wire(record, {name[0]: None}))), path): difference
        for path, difference in (step.get("detailedDiff") or {}).items()
    }
    reasons = [*to_wire(record, dict.fromkeys(step.get("diffReasons") or ()))]
    return step | states | {"detailedDiff": paths, "diffReasons": reasons}


def test_no_comment_is_left_over() -> None:
    assert sorted(path.stem for path in COMMENTS.iterdir()) == NAMES


def test_nothing_to_do_is_two_lines() -> None:
    assert comment(recorded("unchanged")).splitlines() == [
        "<!-- trunkline trunkline/test -->",
        "### Stack `trunkline/test`: nothing to do, 1 trunk unchanged (resources: 4 unchanged)",
    ]


def test_a_preview_of_nothing_names_no_stack() -> None:
    assert comment({"config": {}, "duration": 1}) == "<!-- trunkline -->\n### Stack: nothing to do, resources: none"


@pytest.mark.parametrize("name", FAILED)
def test_errors_come_first(name: str) -> None:
    document = recorded(name)
    error = document["diagnostics"][0]["message"].removeprefix("error: ").strip()
    lines = comment(document).splitlines()
    assert lines[1].endswith(": the preview failed")
    assert lines[3:6] == ["> [!CAUTION]", f"> - `{error}`", ""]
    assert "```mermaid" not in lines


@pytest.mark.parametrize("name", NAMES)
def test_no_bookkeeping_and_nothing_of_this_machine_is_shown(name: str) -> None:
    for text in (comment(recorded(name)), (PREVIEWS / f"{name}.json").read_text()):
        assert not re.search(r"/(?:root|home|work|tmp)/|gASV|127\.0\.0\.1", text)
    assert not re.search(r"sealed|__|04da6b54", comment(recorded(name)))


def test_unchanged_resources_come_from_the_outputs() -> None:
    document = recorded("rotated")
    kept = {step["urn"].rpartition("::")[2] for step in document["steps"]}
    assert kept == {"trunkline-test", "twilio-addresses", "twilio-credentials", "twilio-endpoint"}
    assert 't["trunk<br>grable.pstn.twilio.com"]' in comment(document)
    document["steps"][0]["oldState"]["outputs"] = {}
    assert 't["trunk<br>twilio"]' in comment(document)
