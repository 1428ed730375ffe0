"""The reference is what the docstrings say, and the docstrings say all that there is, as it is."""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import attrs
import griffe
import pytest

import trunkline
import trunkline.testing
from trunkline.components.config import OF_ONE_TRUNK
from trunkline.components.endpoint_settings import EndpointSettings
from trunkline.components.trunk_settings import TrunkSettings
from trunkline.model.path import camel
from trunkline.providers import errors

from ..support import mocks
from ..support.project import ROOT

REFERENCE = ROOT / "docs" / "reference"
PUBLIC = {name: getattr(trunkline, name) for name in trunkline.__all__} | {
    name: getattr(trunkline.testing, name) for name in trunkline.testing.__all__
}
CLASSES = {name: kind for name, kind in PUBLIC.items() if inspect.isclass(kind)}
SETTINGS: tuple[type[attrs.AttrsInstance], ...] = (TrunkSettings, EndpointSettings)
ARGS = {
    name: kind for name, kind in CLASSES.items() if attrs.has(kind) and kind.__module__.startswith("trunkline.comp")
}
DESCRIBED = CLASSES | {kind.__name__: kind for kind in SETTINGS}
ERRORS = [kind for kind in vars(errors).values() if inspect.isclass(kind)]
TEST_OF_A_PROJECT = "src/trunkline/new/template/test_trunk.py"
BEFORE = f"""{mocks.BEFORE}
from trunkline import Provider, ProviderArgs, SipTrunk, SipTrunkArgs
pulumi.runtime.set_all_config({{"project:password": "Grable-Trunk-2024"}}, ["project:password"])
config, token, url = pulumi.Config(), "token", "sqlite:////asterisk"
args = SipTrunkArgs(domain_name="b.pstn.twilio.com", username="b", asterisk_addresses=["192.0.2.1"])
"""
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.slow
def test_what_is_made_is_made_of_what_is_there(tmp_path: Path) -> None:
    """The pages, the JSON Schema and the dicts of arguments."""
    subprocess.run([sys.executable, ROOT / "docs" / "make_reference.py", tmp_path], check=True)
    made = {str(file.relative_to(tmp_path)): file.read_text() for file in tmp_path.rglob("*") if file.is_file()}
    assert made.keys() >= {str(page.relative_to(ROOT)) for page in REFERENCE.glob("*")}
    stale = sorted(name for name, text in made.items() if (ROOT / name).read_text() != text)
    assert not stale, "run `make docs`"


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_name_stands_in_a_page(name: str) -> None:
    assert _docstring(name)
    assert re.search(rf"^###? .*\b{name}\b|^\| `{name}` \|", _reference(), re.MULTILINE)


@pytest.mark.parametrize("kind", ERRORS)
def test_each_error_stands_in_a_page(kind: type[Exception]) -> None:
    assert kind.__dict__["__doc__"]
    assert f"### {kind.__name__}\n" in (REFERENCE / "errors.md").read_text()


@pytest.mark.parametrize("kind", DESCRIBED.values())
def test_each_method_has_a_docstring(kind: type) -> None:
    bare = [
        name
        for name, member in vars(kind).items()
        if isinstance(member, FunctionType | property | classmethod | staticmethod)
        and not name.startswith("_")
        and not inspect.getdoc(member)
    ]
    assert not bare


@pytest.mark.parametrize("kind", [kind for kind in DESCRIBED.values() if attrs.has(kind)])
def test_each_field_has_an_entry_and_each_entry_a_field(kind: type[attrs.AttrsInstance]) -> None:
    entries = _entries(kind).keys()
    assert entries <= attrs.fields_dict(kind).keys()
    assert {field.name for field in attrs.fields(kind) if field.init and not field.inherited} <= entries


@pytest.mark.parametrize("kind", [trunkline.SipTrunk, trunkline.TwilioTrunk, trunkline.AsteriskEndpoint])
def test_each_output_has_an_entry_and_each_entry_an_output(kind: type) -> None:
    annotated = {
        name
        for base in kind.__mro__
        if base.__module__.startswith("trunkline.")
        for name in inspect.get_annotations(base)
        if not name.startswith("_") and name != "TYPE"
    }
    assert _entries(kind).keys() == annotated


@pytest.mark.parametrize("kind", [*ARGS.values(), *SETTINGS])
def test_each_args_class_names_its_source(kind: type) -> None:
    assert re.search(r"^ *Source: https://\S+$", str(kind.__doc__), re.MULTILINE)


@pytest.mark.parametrize("kind", [*ARGS.values(), *SETTINGS])
def test_each_default_is_said_as_it_is(kind: type[attrs.AttrsInstance]) -> None:
    entries = _entries(kind)
    for name, field in attrs.fields_dict(kind).items():
        if name in entries:
            documented = _documented(entries[name])
            if isinstance(field.default, str | bool | int | tuple):
                assert documented == _written(field.default), name
            elif field.default is attrs.NOTHING:
                assert documented is None, name
            else:
                assert documented or "Asterisk's default" in entries[name], name


def test_a_stack_exports_what_the_page_says() -> None:
    """Outputs of the program that are not in `SipTrunk.outputs()`."""
    page = (REFERENCE / "outputs.md").read_text()
    listed = re.findall(r"^\| `<trunk>_(\w+)` \| (yes|no) \|", page, re.MULTILINE)
    program = ast.unparse(ast.parse((ROOT / "__main__.py").read_text()))
    assert [name for name, secret in listed if secret == "yes"] == re.findall(r"f'\{name\}_(\w+)'", program)
    source = inspect.getsource(trunkline.SipTrunk.outputs)
    assert [name for name, secret in listed if secret == "no"] == re.findall(r'^ *"(\w+)":', source, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_somewhere(page: Path) -> None:
    dead = [link for link in _links(page) if not _leads_somewhere(page, link)]
    assert not dead


def _docstring(name: str) -> str | None:
    """The docstring of a class or function, or the text below a constant."""
    if inspect.isclass(PUBLIC[name]) or inspect.isfunction(PUBLIC[name]):
        return inspect.getdoc(PUBLIC[name])
    documented = _signalling()[name].docstring
    return documented.value if documented else None


@cache
def _signalling() -> Any:
    return griffe.load("trunkline.model.signalling", search_paths=[ROOT / "src"])


def _reference() -> str:
    return "\n".join(file.read_text() for file in REFERENCE.glob("*.md"))


def _entries(kind: type) -> dict[str, str]:
    """{name: meaning} under `Attributes:`."""
    docstring = griffe.Docstring(inspect.cleandoc(str(kind.__dict__["__doc__"])), parser="google")
    sections = [section.value for section in docstring.parsed if section.kind is griffe.DocstringSectionKind.attributes]
    return {each.name: " ".join(each.description.split()) for section in sections for each in section}


def _documented(meaning: str) -> str | None:
    """The default that a meaning states, without the marks of code."""
    marked = re.search(r"`([^`]+)` \(default\)", meaning)
    if marked:
        return marked[1]
    sentence = re.search(r"(?:^|\. )Default:? (.+?)(?=[.:;,] (?!`)|\.$|$)", meaning)
    return sentence[1].replace("`", "") if sentence else None


def _written(default: Any) -> str:
    if isinstance(default, tuple):
        return ", ".join(default) or "none"
    return str(default)


def _links(page: Path) -> Iterator[str]:
    """The links to files of the repository, outside code."""
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not link.startswith(("https:", "http:", "mailto:")):
            yield link


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.is_relative_to(ROOT.resolve()) or not target.exists():
        return False
    return not anchor or target.suffix != ".md" or anchor in _anchors(target)


def _anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    "file",
    [
        REFERENCE / "configuration.md",
        ROOT / "Pulumi.yaml",
        ROOT / "src" / "trunkline" / "new" / "template" / "Pulumi.yaml",
    ],
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_the_keys_that_trunks_cannot_share_are_named(file: Path) -> None:
    text = " ".join(file.read_text().split())
    found = re.findall(r"(?:takes all of them|Every key of a trunk is allowed) except (.*?)\.", text)
    named = [{*re.findall(r"\w+", keys)} - {"and"} for keys in found]
    assert named
    assert all(keys == {*map(camel, OF_ONE_TRUNK)} for keys in named)


def test_each_program_runs_or_is_a_file_that_the_tests_run() -> None:
    """The examples of docstrings run under mocks, with the names that a reader has."""
    files = {(ROOT / name).read_text() for name in ("stacks/consumer/__main__.py", TEST_OF_A_PROJECT)}
    programs = {text for text in re.findall(r"```python\n(.*?)```", _reference(), re.DOTALL) if text not in files}
    assert programs
    subprocess.run([sys.executable, "-c", "\n".join([BEFORE, *sorted(programs)])], check=True)
