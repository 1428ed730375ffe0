from enum import StrEnum


class Language(StrEnum):
    """The language of a new project's program."""

    PYTHON = "python"
    YAML = "yaml"
