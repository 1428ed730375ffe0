"""`make mutation`: puts each defect into a copy of the checkout, and shows whether its tests find it."""

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Annotated

import typer

from ..support import checkout
from .defects import DEFECTS, Defect

FOUND, MISSED, ENDLESS = "found", "MISSED", "found (no end)"
SECONDS = 300
"""The time for the tests of a defect; they may wait for what never comes."""

AT_ONCE = 2


def _pytest(folder: Path, *arguments: str, seconds: float | None = SECONDS) -> subprocess.CompletedProcess[str]:
    pytest = str(folder / ".venv" / "bin" / "pytest")
    command = [pytest, "-q", "-x", "-p", "no:cacheprovider", "-m", "not e2e and not long", *arguments]
    return subprocess.run(command, cwd=folder, timeout=seconds, capture_output=True, text=True, check=False)


def _require_sound(folder: Path, defects: list[Defect]) -> None:
    """The tests must pass without a defect: else they would seem to find each one."""
    files = sorted({file for each in defects for file in each.files})
    ran = _pytest(folder, "-n", "4", "--dist", "worksteal", *files, seconds=None)
    if ran.returncode:
        sys.exit(f"the tests fail without a defect:\n{ran.stdout}")


def _try(folder: Path, defect: Defect) -> str:
    """Run the tests with the defect in the copy, and take it out again."""
    file = folder / defect.file
    whole = file.read_text()
    assert whole.count(defect.text) == 1, defect
    file.write_text(whole.replace(defect.text, defect.instead))
    try:
        code = _pytest(folder, *defect.files).returncode
    except subprocess.TimeoutExpired:
        return ENDLESS
    finally:
        file.write_text(whole)
    assert code in {0, 1}, (defect, code)
    return FOUND if code else MISSED


def main(only: Annotated[str, typer.Option(help="only the defects whose file has this text in its name")] = "") -> None:
    """Print a line for each defect. End with 1 if the tests miss one."""
    defects = [each for each in DEFECTS if only in each.file]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(AT_ONCE):
            copy = Path(folder) / str(number)
            checkout.copy(copy)
            checkout.install(copy)
            copies.put(copy)
        _require_sound(copy, defects)

        def work(defect: Defect) -> str:
            copy = copies.get()
            try:
                return _try(copy, defect)
            finally:
                copies.put(copy)

        results = []
        for defect, result in zip(defects, pool.map(work, defects), strict=True):
            print(f"{result:14} {defect.file}: {' '.join(defect.text.split())}", flush=True)  # noqa: T201
            results.append(result)
    missed = results.count(MISSED)
    print(f"{len(results) - missed} of {len(results)} defects are found")  # noqa: T201
    raise typer.Exit(missed > 0)


if __name__ == "__main__":
    typer.run(main)
