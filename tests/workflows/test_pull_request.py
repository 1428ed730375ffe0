"""The steps of the repository's workflow, on the local stack: what a reviewer reads, and what a merge does."""

import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from attrs import define, field

from trunkline.local.folder import LocalFolder
from trunkline.testing import Emulator

from ..support import account, checkout
from ..support.project import ROOT
from .actions import Actions
from .files import REPOSITORY, with_one_stack
from .runner import Ran, Runner

WORKFLOW = with_one_stack(REPOSITORY.read_text(), "local")
CREDENTIALS = next(
    step["env"] for step in yaml.safe_load(WORKFLOW)["jobs"]["preview"]["steps"] if step["name"] == "Preview"
)
NAME = "example/trunks"
PASSWORD = "Grable-Trunk-2025"
ADDRESS = "206.189.160.180"


@define
class World:
    """A repository on GitHub whose only stack is the local one."""

    runner: Runner
    local: dict[str, str] = field(repr=False)
    """The variables of `trunkline local env`."""
    printed: list[str] = field(factory=list)

    def pull_request(self, ends: str = "success") -> Ran:
        head = {"head": {"repo": {"full_name": NAME}}, "number": 1}
        github = {"event_name": "pull_request", "repository": NAME, "event": {"pull_request": head}}
        return self._run(github, "preview local", ends, skipped="up local")

    def merge(self) -> Ran:
        github = {"event_name": "push", "repository": NAME}
        return self._run(github, "up local", "success", skipped="preview local")

    def _run(self, github: Mapping[str, object], name: str, ends: str, skipped: str) -> Ran:
        ran = self.runner.run(WORKFLOW, github)
        assert ran.pop(skipped).conclusion == "skipped"
        assert ran.keys() == {name}
        assert ran[name].conclusion == ends, ran[name].log
        self.printed += [ran[name].log, ran[name].summary]
        return ran[name]

    def posted(self) -> str:
        """The one comment since the last look."""
        (comment,) = self.runner.actions.comments
        self.runner.actions.comments.clear()
        assert comment.header == "local"
        self.printed.append(comment.body)
        return comment.body

    def change(self, **stated: object) -> None:
        """Change the trunk in the stack's file."""
        file = self.runner.actions.repository / "stacks" / "Pulumi.local.yaml"
        stack = yaml.safe_load(file.read_text())
        stack["config"]["trunkline:trunks"]["twilio"] |= stated
        file.write_text(yaml.safe_dump(stack))

    def pulumi(self, *arguments: str, stdin: str = "") -> None:
        subprocess.run(
            ["pulumi", *arguments],
            cwd=self.runner.actions.repository,
            env=os.environ | self.local,
            input=stdin,
            text=True,
            capture_output=True,
            check=True,
        )

    @property
    def database(self) -> Path:
        return Path(self.local["TRUNKLINE_DATABASE_URL"].removeprefix("sqlite:///"))

    def password(self) -> str:
        """The one that Asterisk has."""
        connection = sqlite3.connect(self.database)
        ((password,),) = connection.execute("SELECT password FROM ps_auths")
        connection.close()
        return str(password)


@pytest.fixture
def world(tmp_path: Path, engine: Path) -> Iterator[World]:
    repository, local, jobs = (tmp_path / name for name in ("repository", "local", "jobs"))
    checkout.copy(repository)
    for folder in (local, jobs):
        folder.mkdir()
    (local / "Pulumi.yaml").write_text("name: trunkline\n")
    exports = _local("env", local).splitlines()
    exported = dict(shlex.split(line)[1].split("=", 1) for line in exports)

    settings = {name: exported.get(name, "") for name in CREDENTIALS}
    settings["PULUMI_CONFIG_PASSPHRASE"] = Path(exported["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text()
    machine = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ} | {
        name: exported[name] for name in ("PULUMI_HOME", "PULUMI_SKIP_UPDATE_CHECK", "TRUNKLINE_TWILIO_URL")
    }
    runner = Runner(jobs, Actions(repository, engine), settings, settings, machine)
    world = World(runner, exported)
    world.pulumi("stack", "init", "local")
    yield world
    _local("stop", local)


def test_a_change_is_commented_and_merged(world: World) -> None:
    world.merge()
    before = world.password()

    world.change(asteriskAddresses=["206.189.160.179", ADDRESS])
    world.pulumi("config", "set", "--stack", "local", "--secret", "--path", "trunks.twilio.password", stdin=PASSWORD)
    summary = world.pull_request().summary
    comment = world.posted()
    assert summary == comment
    assert comment.startswith("<!-- trunkline trunkline/local -->\n")
    assert "password of `grable`" in comment
    assert ADDRESS in comment

    world.merge()
    assert world.password() == PASSWORD != before

    world.pull_request()
    assert "nothing to do, 1 trunk unchanged" in world.posted()

    world.change(domainName="grable.example.com")
    world.pull_request(ends="failure")
    assert any("grable.example.com" in line and "pstn.twilio.com" in line for line in world.posted().splitlines())

    world.pulumi("stack", "rm", "--yes", "--force", "local")
    world.pull_request(ends="failure")
    assert world.posted() == "No preview of `local`: the job's log says why.\n"

    for text in world.printed:
        for secret in (before, PASSWORD, world.local["TWILIO_AUTH_TOKEN"]):
            assert secret not in text


def test_a_job_that_was_killed_is_gone_on_with(world: World) -> None:
    """The next run no longer declares what this run was making."""
    local = world.local
    state = LocalFolder(world.database.parent).emulator_state
    emulator = Emulator(local["TRUNKLINE_TWILIO_URL"], local["TWILIO_ACCOUNT_SID"], local["TWILIO_AUTH_TOKEN"], state)
    emulator.misbehave(method="POST", path=".*", times=99, kind="latency", seconds=0.3)
    repository, workspace = world.runner.actions.repository, world.runner.folder / "killed"
    shutil.copytree(repository, workspace, symlinks=True)
    checkout.install(workspace)
    with subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--stack", "local"],
        cwd=workspace,
        env=os.environ | local,
        stdout=subprocess.DEVNULL,
    ) as job:
        while job.poll() is None and sum(made["method"] == "POST" for made in emulator.requests_made()) < 4:
            time.sleep(0.02)
        job.kill()
    emulator.behave()

    (repository / "__main__.py").write_text("")
    log = world.merge().log
    assert "An earlier run was killed during these operations: twilio-" in log
    assert "warning" not in log
    assert account.read(emulator)["lists"] == 0
    assert "killed" not in world.merge().log


def test_a_pull_request_of_a_fork_runs_nothing(tmp_path: Path) -> None:
    runner = Runner(tmp_path, Actions(ROOT, ROOT), {}, {}, {})
    head = {"head": {"repo": {"full_name": "somebody/trunks"}}}
    github = {"event_name": "pull_request", "repository": NAME, "event": {"pull_request": head}}
    assert {ran.conclusion for ran in runner.run(WORKFLOW, github).values()} == {"skipped"}


def test_a_stack_waits_for_the_one_before(tmp_path: Path) -> None:
    repository, engine, jobs = (tmp_path / name for name in ("repository", "engine", "jobs"))
    for folder in (repository, engine, jobs):
        folder.mkdir()
    (repository / "requirements.lock").touch()
    (repository / "src").symlink_to(ROOT / "src")
    (repository / "Makefile").write_text("install:\n")
    pulumi = engine / "pulumi"
    pulumi.write_text('#!/bin/sh\ntest "$2" = export && echo {} || echo "$@"\ntest "$1 $6" != "up staging"\n')
    pulumi.chmod(0o755)
    settings = dict.fromkeys(CREDENTIALS, "")
    runner = Runner(jobs, Actions(repository, engine), settings, settings, {"PATH": os.environ["PATH"]})
    ran = runner.run(REPOSITORY.read_text(), {"event_name": "push", "repository": NAME})
    assert {name: job.conclusion for name, job in ran.items()} == {
        "preview dev": "skipped",
        "preview staging": "skipped",
        "preview prod": "skipped",
        "up dev": "success",
        "up staging": "failure",
        "up prod": "skipped",
    }
    assert ran["up dev"].log.endswith("Up\nup --yes --skip-preview --refresh --stack dev\n")


def _local(verb: str, folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-m", "trunkline", "local", verb], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
