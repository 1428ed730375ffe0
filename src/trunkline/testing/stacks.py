"""Runs programs with the real Pulumi engine, on their own state."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen
from pulumi import automation
from ruamel.yaml import YAML

_NOT_COPIED = shutil.ignore_patterns(".git", ".local", ".venv", "venv", "node_modules", "__pycache__", ".*_cache")
_ENCRYPTION = ("encryptionsalt", "encryptedkey", "secretsprovider")


@frozen
class Stacks:
    """Makes stacks that reach only the emulator and the test's database.

    Attributes:
        folder: the test's folder, in which Pulumi keeps the stacks.
        environment: further variables for the engine, the providers and the program.
    """

    folder: Path
    environment: dict[str, str] = field(repr=False)

    def __call__(
        self,
        program: automation.PulumiFn | Path,
        config: Mapping[str, str | automation.ConfigValue] | None = None,
        *,
        project: str = "project",
        stack: str = "test",
    ) -> automation.Stack:
        """A stack of the program, not yet up.

        Args:
            program: a function that makes the resources; or the folder of a project. The test runs a copy of it: the
                Python of the test does, or the host of another language that is on PATH. If the folder has a file for
                the stack, the stack has its config, except the secrets, which the test cannot decrypt.
            config: {key: value} of the project, `automation.ConfigValue(value, secret=True)` for a secret; a key may be
                a path, such as `trunks.twilio.domainName` or `asteriskAddresses[0]`.
            project: the name of the function's project; a folder has one in its Pulumi.yaml.
            stack: its name.

        Returns:
            the stack: `up()`, `preview()`, `refresh()`, `destroy()` and `outputs()`, see
            https://www.pulumi.com/docs/reference/pkg/python/pulumi/#module-pulumi.automation

        Raises:
            automation.CommandError: the engine refused the command.
        """
        options = automation.LocalWorkspaceOptions(
            env_vars=self.environment, pulumi_home=str(self.folder / "home"), secrets_provider="passphrase"
        )
        if isinstance(program, Path):
            made = automation.create_or_select_stack(stack, work_dir=str(self._copy(program)), opts=options)
        else:
            options.project_settings = automation.ProjectSettings(name=project, runtime="python")
            made = automation.create_or_select_stack(stack, project_name=project, program=program, opts=options)
        made.set_all_config({key: _value(value) for key, value in (config or {}).items()}, path=True)
        return made

    def _copy(self, program: Path) -> Path:
        """Created once for all stacks of the program."""
        copy = self.folder / "programs" / program.resolve().name
        if copy.exists():
            return copy
        shutil.copytree(program, copy, ignore=_NOT_COPIED)
        yaml, file = YAML(), copy / "Pulumi.yaml"
        settings = yaml.load(file)
        runtime = settings["runtime"]
        if (runtime if isinstance(runtime, str) else runtime["name"]) == "python":
            settings["runtime"] = "python"
        yaml.dump(settings, file)
        for stack_file in (copy / (settings.get("stackConfigDir") or ".")).glob("Pulumi.*.yaml"):
            content = yaml.load(stack_file) or {}
            yaml.dump({key: _open(value) for key, value in content.items() if key not in _ENCRYPTION}, stack_file)
        return copy


def _value(given: str | automation.ConfigValue) -> automation.ConfigValue:
    return automation.ConfigValue(given) if isinstance(given, str) else given


def _open(value: Any) -> Any:
    """The values that are not encrypted."""
    if isinstance(value, dict):
        return {key: _open(each) for key, each in value.items() if not _is_encrypted(each)}
    return [_open(each) for each in value if not _is_encrypted(each)] if isinstance(value, list) else value


def _is_encrypted(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"secure"}
