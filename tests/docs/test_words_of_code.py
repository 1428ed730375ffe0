"""Messages, docstrings and comments have none of the words of `test_words` either, in the product and in tests."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..support.project import ROOT
from .test_words import hard_words

FOLDERS = ("components", "providers", "src", "stacks", "examples", "docs")
MODULES = sorted({ROOT / "__main__.py", *(each.resolve() for name in FOLDERS for each in (ROOT / name).rglob("*.py"))})
TESTS = sorted(file for file in (ROOT / "tests").rglob("*.py") if not file.name.startswith("test_words"))
TURNED_ROUND = re.compile(r"(?:What|Those|Of|But|All that|As far as|Whose) ")
"""The first words of a docstring that names no thing and has no verb: say what it is, or what it does."""

COMMAND = re.compile(r"\bpulumi (?:cancel|config|destroy|import|login|preview|refresh|stack|state|up)\b[^`]*")
"""A command of Pulumi that a message names; `model.command` writes it with the stack."""
WITHOUT_STACK = {
    "docs/reference_pages/configuration.py": {"pulumi config set --secret"},  # for all stacks
    "src/trunkline/report/alerts.py": {"pulumi up"},  # says what it does
    "src/trunkline/doctor/codes.py": {"pulumi up"},  # for a trunk whose stack is not known
    "src/trunkline/report/command.py": {"pulumi preview --json"},  # of any stack
    "src/trunkline/model/kinds.py": {
        "pulumi config set --secret --path"
    },  # in the JSON Schema, which serves all stacks
    "src/trunkline/report/preview.py": {"pulumi preview --json > preview.json"},  # of any stack
}


@pytest.mark.slow
def test_words() -> None:
    texts = {_name(module): _texts(module.read_text()) for module in (*MODULES, *TESTS)}
    found = {
        name: [f"line {line}: {found}" for line, text in each for found in hard_words(text)]
        for name, each in texts.items()
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_docstrings_begin_with_a_thing_or_a_verb() -> None:
    docstrings = {_name(module): _docstrings(ast.parse(module.read_text())) for module in MODULES}
    assert [(name, text) for name, each in docstrings.items() for text in each if TURNED_ROUND.match(text)] == []


def test_commands_in_messages_name_the_stack() -> None:
    found = {_name(module): _without_stack(module.read_text()) for module in MODULES}
    assert {name: commands for name, commands in found.items() if commands} == WITHOUT_STACK


def test_each_kind_of_text_is_read() -> None:
    source = '"""told one"""\n\nX = f"told {told} two"  # told three\n"""told four"""\n'
    assert sorted(_texts(source)) == [(1, "told one"), (3, " two"), (3, "# told three"), (3, "told "), (4, "told four")]


def _texts(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each string and comment; of an f-string, the parts outside the braces."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
    if "#" not in source:
        return
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _without_stack(source: str) -> set[str]:
    """The commands of Pulumi in the messages of a module that name no stack."""
    documentation = {*_docstrings(ast.parse(source))}
    messages = [text for _, text in _texts(source) if text.strip() not in documentation and not text.startswith("#")]
    return {command[0] for text in messages for command in COMMAND.finditer(text) if "--stack" not in command[0]}


def _name(module: Path) -> str:
    return str(module.relative_to(ROOT))


def _docstrings(module: ast.Module) -> Iterator[str]:
    """Also those below a constant or an attribute."""
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value.strip()
