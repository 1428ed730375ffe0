"""Replacements for the actions of the workflows, which run only on GitHub.

Each does here what the action does there, for the inputs that the workflows give it, and refuses any other input:

- actions/checkout: copies a folder instead of the repository
- actions/setup-python: this Python; in place of the cached packages, an environment that has them already
- pulumi/actions: the engine of these tests; `up` by the command line that the action's library would run
- marocchino/sticky-pull-request-comment: keeps the comments in a list
- actions/upload-artifact, actions/download-artifact: copy a folder
- actions/attest-build-provenance, pypa/gh-action-pypi-publish: keep the names of the files in a list
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from trunkline.engine import VERSION

from ..support import checkout

INPUTS = {
    "actions/checkout": {"persist-credentials"},
    "actions/setup-python": {"python-version", "cache", "cache-dependency-path"},
    "pulumi/actions": {"pulumi-version", "command", "refresh", "stack-name"},
    "marocchino/sticky-pull-request-comment": {"header", "path"},
    "actions/upload-artifact": {"name", "path", "if-no-files-found"},
    "actions/download-artifact": {"name", "path"},
    "actions/attest-build-provenance": {"subject-path"},
    "pypa/gh-action-pypi-publish": {"packages-dir"},
}


class UnknownActionError(Exception):
    """An action, or an input of one, without a replacement."""


@frozen
class Comment:
    header: str
    body: str


@frozen
class Actions:
    """The stand-ins for one repository and its pull requests."""

    repository: Path
    engine: Path
    comments: list[Comment] = field(factory=list)
    """Each as it was posted; on GitHub a later one takes the place of an earlier one with the same header."""
    attested: list[list[str]] = field(factory=list)
    """The files that each pattern found."""
    published: list[str] = field(factory=list)
    """The files that went to the index."""

    def run(
        self, uses: str, inputs: Mapping[str, str], workspace: Path, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        action = re.sub(r"@[0-9a-f]{40}$", "", uses)
        if unknown := inputs.keys() - INPUTS.get(action, set()):
            raise UnknownActionError(f"{uses}: {', '.join(unknown)}")
        match action:
            case "actions/checkout":
                shutil.copytree(self.repository, workspace, symlinks=True, dirs_exist_ok=True)
            case "actions/setup-python":
                assert "cache" not in inputs or (workspace / inputs["cache-dependency-path"]).exists()
                _add_to_path(Path(sys.base_prefix) / "bin", environment)
                checkout.install(workspace)
            case "pulumi/actions":
                assert inputs["pulumi-version"] == VERSION
                _add_to_path(self.engine, environment)
                if "command" in inputs:
                    return self._pulumi(inputs, workspace, environment)
            case "marocchino/sticky-pull-request-comment":
                body = (workspace / inputs["path"]).read_text()
                assert body.strip(), "an empty comment"
                self.comments.append(Comment(inputs["header"], body))
            case _:
                self._release(action, inputs, workspace)
        return subprocess.CompletedProcess([uses], 0, "")

    def _release(self, action: str, inputs: Mapping[str, str], workspace: Path) -> None:
        artifact = self.repository.with_name("artifacts") / inputs.get("name", "")
        match action:
            case "actions/upload-artifact":
                shutil.copytree(workspace / inputs["path"], artifact)
            case "actions/download-artifact":
                shutil.copytree(artifact, workspace / inputs["path"])
            case "actions/attest-build-provenance":
                for pattern in inputs["subject-path"].split():
                    self.attested.append(sorted(file.name for file in workspace.glob(pattern)))
            case "pypa/gh-action-pypi-publish":
                self.published.extend(sorted(file.name for file in (workspace / inputs["packages-dir"]).iterdir()))
            case _:
                raise UnknownActionError(action)

    def _pulumi(
        self, inputs: Mapping[str, str], workspace: Path, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        if (inputs["command"], inputs["refresh"]) != ("up", "True"):
            raise UnknownActionError(f"pulumi/actions: {inputs}")
        return subprocess.run(
            [self.engine / "pulumi", "up", "--yes", "--skip-preview", "--refresh", "--stack", inputs["stack-name"]],
            cwd=workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


def _add_to_path(folder: Path, environment: Mapping[str, str]) -> None:
    with Path(environment["GITHUB_PATH"]).open("a") as path:
        path.write(f"{folder}\n")
