"""The JSON Schema of a stack's file, by which an editor completes and checks it. `make docs` makes stack.json."""

from pathlib import Path

FILE = "stack.schema.json"
"""Its name in a project, beside the stacks' files."""

_MADE = Path(__file__).with_name("stack.json")
_MADE_FOR = "trunkline:"
"""Before the keys of the project for which it is made: this repository's."""


def text(project: str) -> str:
    """The schema of the stacks' files of that project."""
    return _MADE.read_text().replace(_MADE_FOR, f"{project}:")
