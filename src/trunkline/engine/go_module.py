"""Programs that Go builds from their published source, which a go.sum verifies."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

from trunkline.engine import cache, go_tools
from trunkline.engine.errors import EngineError
from trunkline.engine.process import output_of, run_logged, say

FILES = ("go.mod", "go.sum")


class GoModule(NamedTuple):
    """A go.mod and its go.sum in a workspace, and the Go that builds what they name."""

    go: Path
    source: Path
    environment: Mapping[str, str]

    @classmethod
    def prepare(cls, folder: Path, workspace: Path) -> Self:
        """Copy the two files of `folder` into the workspace."""
        go, source, scratch = go_tools.find_or_fetch(workspace), workspace / "source", workspace / "tmp"
        for each in (source, scratch):
            each.mkdir()
        for name in FILES:
            shutil.copyfile(folder / name, source / name)
        environment = {
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
            "GOFLAGS": "-mod=readonly",
            "CGO_ENABLED": "0",
            "GOTMPDIR": str(scratch),
        }
        return cls(go, source, environment)

    def build(self, package: str, program: Path, version: str, *, variable: str, what: str) -> None:
        """Build a command.

        Args:
            package: its package.
            program: the file.
            version: its version.
            variable: the Go variable that has the version.
            what: its name in the line that says what takes so long.
        """
        say(f"Building {what} {version}, once: about {_minutes()} minutes, and 3 GB in Go's caches …")
        log, flags = cache.log_file(), f"-s -w -X {variable}=v{version}"
        command = [str(self.go), "build", "-trimpath", "-ldflags", flags, "-o", str(program), package]
        code = run_logged(command, log, cwd=self.source, env=self.environment)
        if code != 0:
            raise EngineError(
                f"{program.name} {version}: go build failed with exit code {code} (see {log}); "
                f"correct that and run again, or put a {program.name} of this version on PATH"
            )

    def directory(self, module: str) -> str | None:
        """The folder with the source of a module that the build has used."""
        command = [str(self.go), "-C", str(self.source), "list", "-m", "-f", "{{.Dir}}", module]
        return output_of(command, env=self.environment)


def _minutes() -> int:
    return max(2, round(10 / (os.cpu_count() or 1)))
