"""`trunkline plugin install` on a machine of its own, and what `pulumi` then finds."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from trunkline.engine.yaml_host import find_or_install_yaml
from trunkline.testing import Emulator, RealtimeDb

from ..support.project import ROOT

VERSION = version("trunkline")
INSTALLED = f"the plugin trunkline {VERSION} in {{home}}. It runs {sys.executable}.\n"
PROGRAM = """\
name: found
runtime: yaml
resources:
  lobby:
    type: trunkline:twilio:IpAccessControlList
    properties: {friendlyName: lobby, ipAddresses: {192.0.2.1: lobby}}
"""

Run = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "pulumi home"


@pytest.fixture
def run(home: Path, tmp_path: Path, engine: Path, twilio: Emulator, realtime_db: RealtimeDb) -> Run:
    """Runs a command whose PATH has Pulumi, and not this environment. Gives both its streams."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TRUNKLINE_CACHE") if name in os.environ}
    environment = {
        **kept,
        **twilio.environment,
        **realtime_db.environment,
        "PATH": os.pathsep.join([str(engine), str(find_or_install_yaml()), "/usr/bin", "/bin"]),
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": tmp_path.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "TRUNKLINE_PYTHON": sys.executable,
    }

    def run(*command: str, fails: bool = False) -> str:
        ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert bool(ended.returncode) is fails, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    return run


def _install(run: Run, *, fails: bool = False) -> str:
    return run(sys.executable, "-m", "trunkline", "plugin", "install", fails=fails)


def test_it_is_installed_once(run: Run, home: Path) -> None:
    assert _install(run) == f"Installed: {INSTALLED.format(home=home)}"
    assert _install(run) == f"Installed already: {INSTALLED.format(home=home)}"
    (program,) = home.glob("plugins/*/*")
    program.write_text("of another environment")
    assert _install(run) == f"Installed: {INSTALLED.format(home=home)}"
    assert run("pulumi", "plugin", "ls").splitlines()[1].split()[:3] == ["trunkline", "resource", VERSION]
    assert run("pulumi", "plugin", "rm", "resource", "trunkline", "--yes").startswith("removed: ")
    assert not [*home.glob("plugins/*trunkline*/*")]


def test_a_home_that_cannot_be_written(run: Run, home: Path) -> None:
    home.write_text("a file")
    line = _install(run, fails=True)
    assert line.count("\n") == 1
    assert line.startswith(f"{home}: pulumi cannot install the plugin: ")
    assert line.endswith("not a directory: correct that, or set another folder in PULUMI_HOME\n")


@pytest.mark.long
def test_what_a_program_in_yaml_finds(run: Run, home: Path, tmp_path: Path) -> None:
    _install(run)
    (tmp_path / "Pulumi.yaml").write_text(PROGRAM)
    run("pulumi", "stack", "init", "test")
    preview = ("pulumi", "preview", "--non-interactive")
    printed = run(*preview)
    assert "+ 2 to create" in printed
    assert "pulumi-resource-trunkline" not in printed
    assert run("pulumi", "package", "get-schema", "trunkline").count('"trunkline:index:SipTrunk"') == 1

    (program,) = home.glob("plugins/*/pulumi-resource-trunkline")
    program.write_text(program.read_text().replace(sys.executable, "/gone/bin/python"))
    line = (
        f"trunkline {VERSION}: its environment {sys.prefix} is gone: "
        f"run `trunkline plugin install` in the environment that has trunkline now\n"
    )
    assert line in run(*preview, fails=True)

    plugins = f"plugins: {{providers: [{{name: trunkline, path: {Path(sys.executable).parent}}}]}}\n"
    (tmp_path / "Pulumi.yaml").write_text(f"{PROGRAM}    options: {{version: 9.0.0}}\n{plugins}")
    refused = run(*preview, fails=True)
    assert f": the program asks for trunkline 9.0.0, but the plugin is trunkline {VERSION} of {sys.prefix}: " in refused


@pytest.mark.long
def test_a_folder_as_the_package_of_a_program_in_yaml(run: Run, tmp_path: Path) -> None:
    """`src/plugin` of a clone. The environment in it has what `pip install -r requirements.txt` would install."""
    shutil.copytree(ROOT / "src" / "plugin", tmp_path / "plugin")
    (tmp_path / "plugin" / "requirements.txt").unlink()
    venv.create(tmp_path / "plugin" / ".venv", with_pip=False)
    (site,) = (tmp_path / "plugin" / ".venv" / "lib").glob("python*/site-packages")
    (site / "packages.pth").write_text("\n".join([str(ROOT / "src"), *sys.path]))
    assert run("pulumi", "package", "get-schema", "./plugin").count('"trunkline:index:SipTrunk"') == 1
    (tmp_path / "Pulumi.yaml").write_text(f"{PROGRAM}packages: {{trunkline: ./plugin}}\n")
    run("pulumi", "stack", "init", "test")
    assert "+ 2 created" in run("pulumi", "up", "--yes", "--skip-preview", "--non-interactive")
    assert "- 2 deleted" in run("pulumi", "destroy", "--yes", "--skip-preview", "--non-interactive")
