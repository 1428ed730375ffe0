"""Which Python the launcher starts the language host with."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from trunkline.engine import go_build

Program = Callable[..., Path]

# The launcher asks for the SDK with `-c` first; then it starts the host with the engine's address.
WITH_SDK = '[ "$1" = -c ] || echo "$0 $1 $2"'
WITHOUT_SDK = '[ "$1" != -c ] || exit 1'


@pytest.fixture
def launch(machine: Path) -> Callable[[Path], subprocess.CompletedProcess[str]]:
    launcher = machine / "engine folder" / "pulumi-language-python"
    launcher.parent.mkdir()
    launcher.write_bytes((Path(go_build.__file__).with_name(launcher.name)).read_bytes())
    launcher.chmod(0o755)

    def run(folder: Path) -> subprocess.CompletedProcess[str]:
        command = [str(launcher), "--logtostderr", "-v=9", "127.0.0.1:4711"]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def project(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("TRUNKLINE_PYTHON", raising=False)
    folder = machine / "some where" / "project"
    (folder / "main" / "program").mkdir(parents=True)
    return folder


Launch = Callable[[Path], subprocess.CompletedProcess[str]]


def started(python: Path, machine: Path) -> str:
    return f"{python} {machine / 'engine folder' / 'language_host.py'} 127.0.0.1:4711\n"


def test_the_order(
    machine: Path, program: Program, project: Path, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "Pulumi.yaml").write_text("runtime:\n  options:\n    virtualenv: env\n")
    named = program("named", WITH_SDK, machine / "elsewhere")
    active = program("python", WITH_SDK, machine / "active" / "bin")
    monkeypatch.setenv("TRUNKLINE_PYTHON", str(named))
    monkeypatch.setenv("VIRTUAL_ENV", str(machine / "active"))
    candidates = [
        named,
        program("python", WITH_SDK, project / "env" / "bin"),
        program("python", WITH_SDK, project / ".venv" / "bin"),
        program("python", WITH_SDK, project.parent / ".venv" / "bin"),
        active,
        program("python3", WITH_SDK),
        program("python", WITH_SDK),
    ]
    for python in candidates:
        assert launch(project / "main").stdout == started(python, machine)
        python.write_text(f"#!/bin/sh\n{WITHOUT_SDK}\n")
    refused = launch(project)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"pulumi-language-python: no Python with the package pulumi in {project}; "
        "install the project's .venv, or name one in TRUNKLINE_PYTHON\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "    virtualenv: env",
        "    virtualenv: env   # where the packages are",
        '    virtualenv: "env"',
        "    virtualenv: 'env'",
        "\tvirtualenv:env",
        "    virtualenv: {project}/env",
        '    virtualenv: "{project}/env"',
    ],
)
def test_the_environment_named_in_pulumi_yaml(
    machine: Path, program: Program, project: Path, launch: Launch, line: str
) -> None:
    (project / "Pulumi.yaml").write_text(f"name: x\nruntime:\n  options:\n{line.format(project=project)}\nmain: y\n")
    python = program("python", WITH_SDK, project / "env" / "bin")
    assert launch(project).stdout == started(python, machine).replace(str(python), str(project / "env/bin/python"))


def test_nothing_is_printed_but_what_the_host_prints(
    machine: Path, program: Program, project: Path, launch: Launch
) -> None:
    noisy = 'echo noise >&2; [ "$1" != -c ] || exit 1'
    program("python", noisy, project / ".venv" / "bin")
    python = program("python3", WITH_SDK)
    done = launch(project)
    assert (done.stdout, done.stderr) == (started(python, machine), "")
