"""Runs the jobs of a workflow here, one after another, with the shell and the environment that GitHub gives them.

GitHub cannot be had in a test. It alone enforces `permissions`, approval by an `environment`, `concurrency` and
`timeout-minutes`, and picks the machine of `runs-on`; these keys are ignored. The replacements of the actions are in
actions.py. Everything else in the file is honoured or refused.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from attrs import define, field, frozen

from .actions import Actions
from .expressions import Expressions

GITHUBS = {"name", "runs-on", "timeout-minutes", "permissions", "environment", "concurrency"}
"""Keys of a job that only GitHub can honour."""

FILES = ("GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH")


@frozen
class Ran:
    """How a job ended (`success`, `failure` or `skipped`), and what it printed and put into its summary."""

    conclusion: str
    log: str = ""
    summary: str = ""


@frozen
class Runner:
    """The machine that the jobs run on, and what the repository's settings hold."""

    folder: Path
    """Each job's folder is made in it."""
    actions: Actions
    secrets: Mapping[str, str] = field(repr=False)
    variables: Mapping[str, str]
    environment: Mapping[str, str]
    """Variables that the machine sets."""

    def run(self, text: str, github: Mapping[str, Any]) -> dict[str, Ran]:
        """{name: how it ended} of the jobs of the workflow `text`, for the event in `github`."""
        workflow = yaml.safe_load(text)
        triggers = workflow.pop(True)  # YAML reads `on` as true
        assert github["event_name"] in triggers
        _refuse_unknown(workflow, {"name", "permissions", "concurrency", "defaults", "env", "jobs"})
        assert workflow["defaults"] == {"run": {"shell": "bash"}}

        ran: dict[str, Ran] = {}
        conclusions: dict[str, set[str]] = {}
        for key, job in workflow["jobs"].items():
            _refuse_unknown(job, {"if", "needs", "strategy", "env", "steps"} | GITHUBS)
            needs = [job["needs"]] if "needs" in job else []
            succeeded = all(conclusions[need] == {"success"} for need in needs)
            status = {"success": partial(bool, succeeded)}
            contexts = {"github": github, "secrets": self.secrets, "vars": self.variables}
            for matrix in _combinations(job):
                expressions = Expressions({**contexts, "matrix": matrix}, status)
                name = expressions.fill(job["name"])
                folder = self.folder / f"{len(list(self.folder.iterdir()))}-{key}"
                started = _Job(self, folder, expressions, dict(workflow.get("env", {})))
                ran[name] = started.run(job) if expressions.holds(job.get("if", "")) else Ran("skipped")
                conclusions.setdefault(key, set()).add(ran[name].conclusion)
        return ran


@define
class _Job:
    """A job under way."""

    runner: Runner
    folder: Path
    outer: Expressions
    environment: dict[str, str] = field(factory=dict)
    path: list[str] = field(factory=list)
    steps: dict[str, dict[str, Any]] = field(factory=dict)
    failed: bool = False
    log: str = ""
    summary: str = ""

    def run(self, job: Mapping[str, Any]) -> Ran:
        self.workspace.mkdir(parents=True)
        self.environment |= self._filled(job.get("env", {}))
        for step in job["steps"]:
            self._step(step)
        return Ran("failure" if self.failed else "success", self.log, self.summary)

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    def _step(self, step: Mapping[str, Any]) -> None:
        _refuse_unknown(step, {"name", "id", "if", "uses", "with", "run", "env", "working-directory"})
        if not self._expressions().holds(step.get("if", "")):
            self._note(step, "skipped")
            return
        for name in FILES:
            (self.folder / name).write_text("")
        environment = self._step_environment() | self._filled(step.get("env", {}))
        if "uses" in step:
            inputs = self._filled(step.get("with", {}))
            ended = self.runner.actions.run(step["uses"], inputs, self.workspace, environment)
        else:
            assert "${{" not in step["run"], "an expression goes into a script by `env` only"
            ended = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.workspace / step.get("working-directory", "."),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        self.log += f"{step['name']}\n{ended.stdout}"
        self.failed = self.failed or ended.returncode != 0
        self._note(step, "failure" if ended.returncode else "success")
        self._take_files()

    def _note(self, step: Mapping[str, Any], outcome: str) -> None:
        outputs = dict(self._assignments("GITHUB_OUTPUT")) if outcome != "skipped" else {}
        self.steps[step.get("id", step["name"])] = {"outcome": outcome, "outputs": outputs}

    def _take_files(self) -> None:
        self.environment |= dict(self._assignments("GITHUB_ENV"))
        self.path[:0] = reversed((self.folder / "GITHUB_PATH").read_text().splitlines())
        self.summary += (self.folder / "GITHUB_STEP_SUMMARY").read_text()

    def _assignments(self, name: str) -> Iterator[tuple[str, str]]:
        for line in (self.folder / name).read_text().splitlines():
            key, sign, value = line.partition("=")
            assert sign, f"{name}: only name=value is known here: {line}"
            yield key, value

    def _step_environment(self) -> dict[str, str]:
        return {
            **self.runner.environment,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            **{name: str(self.folder / name) for name in FILES},
            **self.environment,
            "PATH": os.pathsep.join([*self.path, self.runner.environment["PATH"]]),
        }

    def _expressions(self) -> Expressions:
        return Expressions(
            {**self.outer.contexts, "env": self.environment, "steps": self.steps},
            {"success": lambda: not self.failed, "failure": lambda: self.failed, "cancelled": lambda: False},
        )

    def _filled(self, stated: Mapping[str, Any]) -> dict[str, str]:
        expressions = self._expressions()
        return {name: expressions.fill(str(value)) for name, value in stated.items()}


def _combinations(job: Mapping[str, Any]) -> list[dict[str, str]]:
    """The values of the matrix, which has one list."""
    strategy = job.get("strategy", {})
    _refuse_unknown(strategy, {"fail-fast", "matrix"})
    if not strategy:
        return [{}]
    ((name, values),) = strategy["matrix"].items()
    return [{name: value} for value in values]


def _refuse_unknown(stated: Mapping[str, Any], known: set[str]) -> None:
    assert stated.keys() <= known, f"not known here: {', '.join(stated.keys() - known)}"
