"""The JSON Schema of a stack's file, with which an editor completes and checks it. `make docs` makes stack.json."""

from pathlib import Path

FILE = "stack.schema.json"
"""Its name in a project, beside the stacks' files."""

_MADE = Path(__file__).with_name("stack.json")
_MADE_FOR = "trunkline:"
"""The prefix of the keys in this repository's schema: its project's name."""


def text(project: str) -> str:
    """The schema of the stacks' files of that project."""
    return _MADE.read_text().replace(_MADE_FOR, f"{project}:")
