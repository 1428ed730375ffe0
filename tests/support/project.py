"""A copy of the project for the real engine: its own state, stack and environment."""

import atexit
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from attrs import field, frozen

from trunkline.engine import checkpoints
from trunkline.local import locks
from trunkline.local.folder import LocalFolder

ROOT = Path(__file__).parents[2]
PASSWORD = "Grable-Trunk-2024"

GUIDE: dict[str, Any] = {
    "domainName": "grable.pstn.twilio.com",
    "username": "grable",
    "password": PASSWORD,
    "asteriskAddresses": ["206.189.160.179"],
    "originationUrls": [{"sipUrl": "sip:grable.voip.zoftko.com;transport=tls"}],
    "phoneNumbers": ["+11234567890"],
    "endpointId": "twilio",
    "context": "from-twilio",
    "transport": "tls",
    "codecs": ["ulaw"],
    "qualifyFrequency": 60,
}
"""The guide's trunk, as the stack's config states it."""


@frozen
class Ran:
    """The output and the exit code of a command."""

    code: int
    output: str

    def ok(self) -> "Ran":
        assert self.code == 0, self.output
        return self

    def has_no_changes(self) -> None:
        assert self.code == 0, self.output
        assert " unchanged" in self.output, self.output
        for sign in (
            "to create",
            "to update",
            "to delete",
            "to replace",
            "created",
            "updated",
            "deleted",
            "replaced",
        ):
            assert f" {sign}\n" not in self.output, self.output

    def refuses(self, *facts: str) -> None:
        """It failed, with all of `facts` in one line, and without a traceback."""
        assert self.code != 0, self.output
        assert any(all(fact in line for fact in facts) for line in self.output.splitlines()), self.output
        assert "Traceback" not in self.output, self.output


@frozen
class Project:
    """A project folder with one stack on the file backend."""

    folder: Path
    engine: Path
    variables: dict[str, str] = field(repr=False)
    stack: str = "test"
    _secured: dict[str, Any] = field(factory=dict, repr=False)
    """The passwords that have been encrypted for this stack's config already."""

    @classmethod
    def create(cls, folder: Path, engine: Path, variables: dict[str, str], stack: str = "test") -> "Project":
        """The guide's trunk, not yet up; made by `pulumi` once in a process, and copied from then on."""
        if (stack, engine) not in _first:
            first = Path(tempfile.mkdtemp(prefix="trunkline-project-"))
            atexit.register(shutil.rmtree, first, ignore_errors=True)
            _first[stack, engine] = cls(first, engine, {}, stack)._prepare()
        first_one = _first[stack, engine]
        shutil.copytree(first_one.folder, folder, symlinks=True, dirs_exist_ok=True)
        return cls(folder, engine, variables, stack, dict(first_one._secured))

    def _prepare(self) -> "Project":
        for name in ("Pulumi.yaml", "__main__.py"):
            (self.folder / name).write_text((ROOT / name).read_text())
        (self.folder / ".venv").symlink_to(ROOT / ".venv")
        for name in ("stacks", "state", "home"):
            (self.folder / name).mkdir()
        self.pulumi("stack", "init", self.stack).ok()
        self.configure(twilio=GUIDE)
        return self

    @property
    def program(self) -> Path:
        return self.folder / "__main__.py"

    def use_plugin(self) -> None:
        """Make the resources of the program, and of those that `write` writes, native."""
        file = self.folder / "Pulumi.yaml"
        file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text()) | PLUGINS))
        self.write(self.program.read_text())

    def write(self, program: str) -> None:
        """Change the program, which keeps to its adapter."""
        uses_plugin = "plugins" in yaml.safe_load((self.folder / "Pulumi.yaml").read_text())
        self.program.write_text(_USE_PLUGIN * uses_plugin + program)

    def configure(self, **trunks: dict[str, Any]) -> None:
        """State the stack's trunks; their passwords become secrets in the config."""
        file = self.folder / "stacks" / f"Pulumi.{self.stack}.yaml"
        stack = yaml.safe_load(file.read_text())
        stated = {
            name: {key: self._secured.get(value, value) if key == "password" else value for key, value in trunk.items()}
            for name, trunk in trunks.items()
        }
        file.write_text(yaml.safe_dump(stack | {"config": {"trunkline:trunks": stated}}))
        for name, trunk in stated.items():
            if isinstance(trunk.get("password"), str):
                self.set_secret(f"trunks.{name}.password", trunk["password"])
                stored = yaml.safe_load(file.read_text())["config"]["trunkline:trunks"][name]
                self._secured[trunk["password"]] = stored["password"]

    def set_secret(self, path: str, value: str) -> None:
        self.pulumi("config", "set", "--secret", "--path", f"trunkline:{path}", stdin=value).ok()

    def repair(self) -> None:
        """Repairs the file backend, as the local stack does before each run."""
        folder = LocalFolder(self.folder)
        locks.wait_for_pulumi(folder, self.stack)
        checkpoints.repair(folder.backend, self.stack)

    def up(self, *options: str, preview: bool = False) -> Ran:
        return self.pulumi("up", "--yes", *(() if preview else ("--skip-preview",)), *options)

    def preview(self, *options: str) -> Ran:
        return self.pulumi("preview", *options)

    def refresh(self, *options: str) -> Ran:
        return self.pulumi("refresh", "--yes", "--skip-preview", *options)

    def destroy(self) -> Ran:
        return self.pulumi("destroy", "--yes", "--skip-preview")

    def outputs(self) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(self.pulumi("stack", "output", "--json").ok().output)
        return made

    def pulumi(self, *arguments: str, stdin: str | None = None) -> Ran:
        stack = () if arguments[1:2] == ("init",) else ("--stack", self.stack)
        return self.run([self.engine / "pulumi", *arguments, *stack], stdin)

    def run(self, command: Sequence[str | Path], stdin: str | None = None) -> Ran:
        """Any command, in the project's folder and with its environment."""
        ended = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(),
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout)

    def environment(self) -> dict[str, str]:
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("TWILIO_", "PULUMI_", "TRUNKLINE_"))
        }
        return kept | {
            "PATH": f"{self.engine}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": (self.folder / "state").as_uri(),
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **self.variables,
        }


PLUGINS = {"plugins": {"providers": [{"name": "trunkline", "path": ".venv/bin"}]}}
_USE_PLUGIN = """\
import trunkline

trunkline.use_plugin()

"""

_first: dict[tuple[str, Path], Project] = {}

_CHANGE = re.compile(r"(?P<indent>\s+)(?P<sign>[~+-]) (?P<key>.+?)\s*: (?P<rest>.+)")


def changes(diff: str) -> set[str]:
    """The paths that a `--diff` marks below each resource, like `ps_auths: ~ twilio: ~ password`.

    Below something that is added or deleted whole, only its top is named.
    """
    found = set()
    stack: list[tuple[int, str]] = []
    for line in diff.splitlines():
        match = _CHANGE.fullmatch(line)
        if not match or match["key"].startswith("pulumi"):
            continue
        indent = len(match["indent"])
        stack = [entry for entry in stack if entry[0] < indent]
        if stack and not stack[-1][1].startswith("~"):
            continue
        stack.append((indent, f"{match['sign']} {match['key']}"))
        if match["sign"] != "~" or not match["rest"].endswith("{"):
            found.add(": ".join(path for _, path in stack).removeprefix("~ "))
    return found
