"""Programs that adopt the imported trunks, a writer for each language."""

from collections.abc import Callable, Mapping, Sequence

from trunkline.importing.imported import Imported

from . import go, python, typescript, yaml
from .declared import Program

LANGUAGES: Mapping[str, Callable[[Program], str]] = {
    "yaml": yaml.text,
    "python": python.text,
    "typescript": typescript.text,
    "go": go.text,
}
"""{language: its writer}"""


def text(language: str, imported: Sequence[Imported]) -> str:
    """The whole program. Its comments say how to set the passwords, which are not in it."""
    return LANGUAGES[language](Program.of(imported)).rstrip()
