"""Which source the engine comes from, with fakes in the place of the vendor, of Go and of pip."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from trunkline import engine
from trunkline.engine import EngineError, find_or_install, go_build, vendor
from trunkline.engine.command import engine as command

Program = Callable[..., Path]

VENDOR_ANSWERS = """
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho vendor' >"$3/bin/pulumi"
chmod +x "$3/bin/pulumi"
"""


def says(folder: Path) -> str:
    return subprocess.check_output([folder / "pulumi"], text=True).strip()


def builds(machine: Path) -> int:
    log = machine / "builds"
    return len(log.read_text().splitlines()) if log.exists() else 0


def names(machine: Path) -> list[str]:
    """List the finished folders by kind, and anything that should not be there in full."""
    found = (path.name for path in (machine / "cache" / "engine").iterdir())
    kept = (name for name in found if name not in (".lock", "install.log"))
    return sorted(name.split("-")[1] if name[0].isdigit() else name for name in kept)


@pytest.mark.usefixtures("no_vendor", "go")
def test_path_comes_first(machine: Path, program: Program) -> None:
    find_or_install()
    program("pulumi", "echo v3.259.0")
    program("pulumi-language-python")
    assert find_or_install() == machine / "bin"


@pytest.mark.usefixtures("go")
def test_the_vendor_comes_before_a_build_and_is_asked_once(
    machine: Path, program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    python = program("python", VENDOR_ANSWERS, machine / "fake")
    monkeypatch.setattr(sys, "executable", str(python))
    folder = find_or_install()
    assert says(folder) == "vendor"
    assert "from its vendor" in capsys.readouterr().err
    python.unlink()
    assert find_or_install() == folder
    assert capsys.readouterr().err == ""
    assert names(machine) == ["vendor"]
    assert builds(machine) == 0


@pytest.mark.usefixtures("no_vendor", "go")
def test_a_build_puts_everything_beside_the_engine_and_is_made_once(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = find_or_install()
    assert says(folder) == "built"
    assert sorted(path.name for path in folder.iterdir()) == [
        "language_host.py",
        "pulumi",
        "pulumi-language-python",
        "pulumi-language-python-exec",
        "pulumi-resource-pulumi-python",
    ]
    printed = capsys.readouterr().err
    assert "not to be had there" in printed
    assert "Building the Pulumi engine 3.259.0, once: about" in printed
    assert find_or_install() == folder
    assert capsys.readouterr().err == ""
    assert builds(machine) == 1
    assert names(machine) == ["built", "parts"]


@pytest.mark.usefixtures("no_vendor", "go")
def test_a_changed_language_host_is_picked_up_without_a_build(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = machine / "source"
    shutil.copytree(Path(go_build.__file__).parent, source)
    monkeypatch.setattr(go_build, "_HERE", source)
    before = find_or_install()
    capsys.readouterr()
    (source / "language_host.py").write_text("changed")
    after = find_or_install()
    assert after != before
    assert (after / "language_host.py").read_text() == "changed"
    assert (before / "language_host.py").read_text() != "changed"
    assert (after / "pulumi").samefile(before / "pulumi")
    assert capsys.readouterr().err == ""
    (source / "go.sum").write_text("changed")
    find_or_install()
    assert builds(machine) == 2


@pytest.mark.usefixtures("no_vendor", "go")
def test_a_file_system_without_hard_links_gets_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    assert says(find_or_install()) == "built"


@pytest.mark.usefixtures("no_vendor", "go")
def test_a_cached_engine_without_its_binary_is_made_again(machine: Path) -> None:
    folder = find_or_install()
    (folder / "pulumi").unlink()
    assert says(find_or_install()) == "built"
    assert builds(machine) == 1


@pytest.mark.usefixtures("no_vendor", "go")
def test_a_failed_build_is_one_line_with_the_log_and_leaves_nothing(machine: Path) -> None:
    (machine / "fail").touch()
    with pytest.raises(EngineError) as caught:
        find_or_install()
    log = machine / "cache" / "engine" / "install.log"
    assert str(caught.value) == (
        f"pulumi 3.259.0: go build failed with exit code 1 (see {log}); "
        "correct that and run again, or put a pulumi of this version on PATH"
    )
    assert "no such module" in log.read_text()
    assert names(machine) == []
    (machine / "fail").unlink()
    assert says(find_or_install()) == "built"


@pytest.mark.usefixtures("no_vendor", "go")
def test_a_cache_that_cannot_be_written_is_one_line(machine: Path) -> None:
    (machine / "cache").write_text("a file")
    with pytest.raises(EngineError, match=r"the cache .* cannot be used .*; set another folder in TRUNKLINE_CACHE$"):
        find_or_install()


@pytest.mark.usefixtures("no_vendor", "go")
def test_command_prints_the_folder_and_nothing_else_on_stdout() -> None:
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app)
    assert (result.exit_code, result.stdout) == (0, f"{find_or_install()}\n")


@pytest.mark.usefixtures("no_vendor", "go")
def test_command_prints_a_failure_as_one_line(machine: Path) -> None:
    (machine / "fail").touch()
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1].startswith("pulumi 3.259.0: go build failed")


def test_the_version_is_the_one_that_go_mod_builds() -> None:
    module = Path(go_build.__file__).with_name("go.mod").read_text()
    for part in ("pkg", "sdk"):
        assert f"github.com/pulumi/pulumi/{part}/v3 v{engine.VERSION}" in module


@pytest.mark.usefixtures("machine")
def test_a_download_that_takes_too_long_is_given_up(
    machine: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(program("python", "sleep 60", machine / "fake")))
    monkeypatch.setattr(vendor, "_DOWNLOAD_SECONDS", 0.2)
    (machine / "cache" / "engine").mkdir(parents=True)
    assert vendor.install("3.259.0", machine) is None
