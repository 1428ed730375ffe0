"""Writes the template's files, with the project's name in them."""

import re
from pathlib import Path

from trunkline import schema

from . import requirement
from .errors import NewError
from .language import Language

_HERE = Path(__file__).parent
_REQUIREMENTS = Path("requirements.txt")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
"""The name also begins a termination domain."""


def write(folder: Path, name: str | None = None, language: Language = Language.PYTHON) -> str:
    """Write a project into `folder`, which is created. The default name is that of the folder.

    Returns:
        the project's name.

    Raises:
        NewError: the name is not valid, the folder is not empty, or it cannot be written.
    """
    name = folder.absolute().name.lower() if name is None else name
    if not _NAME.fullmatch(name):
        raise NewError(f"{name!r} is not a valid project name: use a-z, 0-9 and '-', up to 41 characters, in --name")
    try:
        if folder.exists() and any(folder.iterdir()):
            raise NewError(f"{folder} is not empty: give a new folder")
        for place, source in _files(language).items():
            text = source.read_text().replace("PROJECT_NAME", name)
            file = folder / str(place).replace("gitignore", ".gitignore")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("TRUNKLINE_REQUIREMENT\n", requirement.line("testing")))
        if language is Language.PYTHON:
            (folder / schema.FILE).write_text(schema.text(name))
    except OSError as error:
        raise NewError(f"{folder} cannot be written: {error.strerror}: give another folder") from None
    return name


def _files(language: Language) -> dict[Path, Path]:
    """The text of each place in the project."""
    python, yaml = (
        {
            file.relative_to(folder): file
            for file in sorted(folder.rglob("*"))
            if file.is_file() and "__pycache__" not in file.parts
        }
        for folder in (_HERE / "template", _HERE / "template_yaml")
    )
    return python if language is Language.PYTHON else yaml | {_REQUIREMENTS: python[_REQUIREMENTS]}
