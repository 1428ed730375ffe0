"""Gives a program in YAML what it needs besides the engine: its language host, and the plugin of this environment."""

from pathlib import Path

from trunkline.engine.yaml_host import PROGRAM, VERSION, find_or_install_yaml
from trunkline.plugin_command import installing


def prepare(project: Path, home: Path) -> dict[str, str]:
    """Install both in Pulumi's home, if the project is in YAML.

    Returns:
        the variables with which Pulumi uses them, and not those on PATH, about which it would warn.
    """
    if not _is_yaml(project):
        return {}
    installing.install(home)
    host = home / "plugins" / f"language-yaml-v{VERSION}" / PROGRAM
    host.parent.mkdir(parents=True, exist_ok=True)
    host.unlink(missing_ok=True)
    host.symlink_to(find_or_install_yaml() / PROGRAM)
    return {"PULUMI_IGNORE_AMBIENT_PLUGINS": "true"}


def _is_yaml(project: Path) -> bool:
    from ruamel.yaml import YAML  # noqa: PLC0415 - 50 ms
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    try:
        runtime = YAML(typ="safe").load(project / "Pulumi.yaml")["runtime"]
    except (OSError, YAMLError, UnicodeDecodeError, LookupError, TypeError):
        return False  # Pulumi says what is wrong
    return (runtime.get("name") if isinstance(runtime, dict) else runtime) == "yaml"
