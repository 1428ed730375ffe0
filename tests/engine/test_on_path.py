from collections.abc import Callable
from pathlib import Path

import pytest

from trunkline.engine import on_path
from trunkline.engine.versions import Version

AT_LEAST = Version(3, 259, 0)
Program = Callable[..., Path]


@pytest.mark.parametrize(
    ("prints", "taken"),
    [
        ("echo v3.259.0", True),
        ("echo v3.300.1", True),
        ("echo v3.260.0-alpha.1+dirty", True),
        ("echo v3.259.0-alpha.1", False),
        ("echo v3.258.9", False),
        ("echo v4.0.0", False),
        ("echo whatever", False),
        ("echo v3.259.0; exit 1", False),
    ],
)
def test_a_pulumi_on_path_is_taken_if_new_enough(machine: Path, program: Program, prints: str, taken: bool) -> None:
    program("pulumi", prints)
    program("pulumi-language-python")
    assert on_path.find(AT_LEAST) == (machine / "bin" if taken else None)


@pytest.mark.usefixtures("machine")
def test_none_on_path() -> None:
    assert on_path.find(AT_LEAST) is None


def test_a_pulumi_that_cannot_run_python_programs_is_left_alone(program: Program) -> None:
    program("pulumi", "echo v3.259.0")
    assert on_path.find(AT_LEAST) is None


def test_the_language_host_may_stand_beside_what_the_link_on_path_points_to(machine: Path, program: Program) -> None:
    real = program("pulumi", "echo v3.259.0", machine / "opt")
    program("pulumi-language-python", folder=machine / "opt")
    (machine / "bin" / "pulumi").symlink_to(real)
    assert on_path.find(AT_LEAST) == machine / "bin"


def test_the_language_host_may_stand_elsewhere_on_path(
    machine: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("pulumi", "echo v3.259.0", machine / "opt")
    program("pulumi-language-python")
    monkeypatch.setenv("PATH", str(machine / "opt"), prepend=":")
    assert on_path.find(AT_LEAST) == machine / "opt"
