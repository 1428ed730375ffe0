"""A machine of the tests' own making: a PATH and a cache with nothing but what a test puts there."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[..., Path]

# What the fake programs and the launcher need of a system.
_TOOLS = ("cat", "chmod", "dirname", "head", "mkdir", "sed", "sleep", "touch")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tools, bin_folder = tmp_path / "tools", tmp_path / "bin"
    tools.mkdir()
    bin_folder.mkdir()
    for tool in _TOOLS:
        (tools / tool).symlink_to(shutil.which(tool) or pytest.skip(f"no {tool}"))
    monkeypatch.setenv("PATH", f"{bin_folder}:{tools}")
    monkeypatch.setenv("TRUNKLINE_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def program(machine: Path) -> Program:
    """Put a shell script on the machine's PATH, or in another folder."""

    def write(name: str, script: str = "", folder: Path | None = None) -> Path:
        path = (folder or machine / "bin") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def no_vendor(program: Program, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the vendor's installer fail at once."""
    python = program("python", "echo no such host; exit 1", machine / "fake")
    monkeypatch.setattr(sys, "executable", str(python))


@pytest.fixture
def go(program: Program, machine: Path) -> Path:
    """Put a Go on PATH that notes each build in `builds` and makes a `pulumi` that says "built"."""
    sdk = machine / "sdk"
    program("pulumi-language-python-exec", "echo exec", sdk / "python" / "cmd")
    program("pulumi-resource-pulumi-python", "echo dynamic", sdk / "python" / "dist")
    return program(
        "go",
        f"""
        case $1 in
        env) echo "${{FAKE_GO:-go1.26.8}}" ;;
        -C) echo {sdk} ;;
        build)
            echo build >>{machine}/builds
            [ -f go.mod ] && [ -f go.sum ] || exit 9
            [ -f {machine}/fail ] && {{ echo "no such module"; exit 1; }}
            while [ "$1" != -o ]; do shift; done
            printf '#!/bin/sh\\n' >"$2"; chmod +x "$2"
            touch {machine}/started
            while [ -f {machine}/slow ]; do sleep 0.05; done
            echo 'echo built' >>"$2" ;;
        *) exit 8 ;;
        esac
        """,
    )
