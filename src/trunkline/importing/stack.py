"""The stack that will have the imported trunks: its settings, its file, its secrets."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from trunkline.engine import EngineError, pulumi_command
from trunkline.providers.settings import Settings

from . import yaml_text
from .errors import ImportingError
from .imported import Imported


@frozen
class Stack:
    """A stack of the project in this folder.

    Attributes:
        name: its name for `pulumi --stack`.
        project: the project's name.
        file: Pulumi.<stack>.yaml.
        settings: from the environment, then from the stack's config.
        shared: the config's `trunkDefaults`, the stack's own or the project's.
    """

    name: str
    project: str
    file: Path
    settings: Settings = field(repr=False)
    shared: dict[str, Any]

    @property
    def short_name(self) -> str:
        """The name without the organization."""
        return self.name.rpartition("/")[2]

    @property
    def trunks(self) -> dict[str, Any]:
        """The trunks that the file has already, by name."""
        config = self._document().get("config") or {}
        key = self._key(config)
        found = config.get(key) or {}
        if not isinstance(found, dict) or any(not isinstance(trunk, dict) for trunk in found.values()):
            raise ImportingError(
                f"{self.file}: {key} is not a mapping of names to trunks: "
                "write it as docs/reference/configuration.md shows"
            )
        return found

    def add(self, imported: list[Imported]) -> None:
        """Write them into the file without passwords. Then `pulumi` encrypts the known passwords."""
        document = self._document()
        config = document["config"] = document.get("config") or {}
        key = self._key(config)
        trunks = config[key] = config.get(key) or {}
        for each in imported:
            trunks[each.name] = yaml_text.plain(each.config)
        self.file.write_text(yaml_text.write(document))
        for each in imported:
            for path, password in each.secrets.items():
                _ask(
                    "config",
                    "set",
                    "--secret",
                    "--path",
                    f"{self.project}:{path}",
                    "--stack",
                    self.name,
                    stdin=password,
                )

    def _key(self, config: Mapping[str, Any]) -> str:
        """The key in the file: Pulumi accepts it with and without the project's name."""
        return "trunks" if "trunks" in config else f"{self.project}:trunks"

    def _document(self) -> Any:
        return _read(self.file) if self.file.exists() else {}


def find(name: str) -> Stack:
    """The stack `name`.

    Raises:
        ImportingError: there is no project in this folder, or no such stack.
    """
    project = _project()
    config = json.loads(_ask("config", "--show-secrets", "--json", "--stack", name))

    def value(key: str) -> Any:
        return config.get(f"{project['name']}:{key}", {}).get("value")

    file = Path(project.get("stackConfigDir") or ".", f"Pulumi.{name.rpartition('/')[2]}.yaml")
    try:
        shared = json.loads(value("trunkDefaults") or "{}")
    except ValueError:
        raise ImportingError(
            f"{file}: trunkDefaults is a text, not a mapping: write it as docs/reference/configuration.md shows"
        ) from None
    return Stack(name, project["name"], file, Settings.find(value, name), shared)


def _project() -> Any:
    if not Path("Pulumi.yaml").is_file():
        raise ImportingError("Pulumi.yaml is not in this folder: run the command in the project's folder")
    project = _read(Path("Pulumi.yaml"))
    if "name" not in project:
        raise ImportingError("Pulumi.yaml: the project has no name: add `name: …` at the top")
    return project


def _read(file: Path) -> Any:
    """The mapping in a YAML file. Errors show nothing of it, because it can have secrets."""
    try:
        document = yaml_text.read(file.read_text()) or {}
    except MarkedYAMLError as error:
        line = f" at line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ImportingError(f"{file}: not valid YAML{line}: correct it and run again") from None
    except (OSError, YAMLError, UnicodeDecodeError) as error:
        raise ImportingError(
            f"{file}: the file cannot be read ({type(error).__name__}): correct it and run again"
        ) from None
    if not isinstance(document, dict):
        raise ImportingError(f"{file}: not a mapping: correct it and run again")
    return document


def _ask(*arguments: str, stdin: str = "") -> str:
    try:
        return pulumi_command.run(*arguments, stdin=stdin)
    except EngineError as error:
        raise ImportingError(str(error)) from None
