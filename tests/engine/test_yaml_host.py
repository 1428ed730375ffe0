"""What runs programs in YAML: beside the engine, on PATH, or built once."""

import os
import re
from pathlib import Path

import pytest

from trunkline.engine import EngineError, find_or_install, yaml_host
from trunkline.engine.yaml_host import PROGRAM, find_or_install_yaml

from .conftest import Program

pytestmark = pytest.mark.usefixtures("no_vendor", "go")


def test_an_engine_that_has_it_comes_first(program: Program, machine: Path) -> None:
    program("pulumi", "echo v3.259.0")
    program("pulumi-language-python")
    program(PROGRAM)
    assert find_or_install_yaml() == machine / "bin"


def test_then_path(program: Program, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find_or_install()
    program(PROGRAM, folder=machine / "own")
    monkeypatch.setenv("PATH", f"{machine / 'own'}:{os.environ['PATH']}")
    assert find_or_install_yaml() == machine / "own"


def test_a_built_engine_gets_a_built_one_once(machine: Path) -> None:
    find_or_install()
    folder = find_or_install_yaml()
    assert os.access(folder / PROGRAM, os.X_OK)
    assert folder.parent == find_or_install().parents[1]
    assert find_or_install_yaml() == folder
    assert (machine / "builds").read_text().splitlines() == ["build", "build"]


def test_a_failed_build_is_one_line(machine: Path) -> None:
    find_or_install()
    (machine / "fail").touch()
    with pytest.raises(
        EngineError, match=rf"^{PROGRAM} 1\.25\.0: go build failed with exit code 1 \(see .*\); correct"
    ):
        find_or_install_yaml()


def test_the_version_is_the_one_that_go_mod_builds() -> None:
    module = (yaml_host._HERE / "go.mod").read_text()
    found = re.search(r"^\s*github.com/pulumi/pulumi-yaml v(\S+)", module, re.MULTILINE)
    assert found
    assert found[1] == yaml_host.VERSION
