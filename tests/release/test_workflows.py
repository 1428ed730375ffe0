"""The workflows of a release and of a pull request: who may do what, in which order, and with which files."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from ..support.project import ROOT
from ..workflows.actions import Actions
from ..workflows.files import PULL_REQUEST, RELEASE
from ..workflows.runner import Runner
from .build import PLATFORMS, Release

JOBS: dict[str, dict[str, Any]] = yaml.safe_load(RELEASE.read_text())["jobs"]


def test_a_pull_request_runs_ci_and_every_python() -> None:
    jobs = yaml.safe_load(PULL_REQUEST.read_text())["jobs"]
    assert jobs["ci"]["steps"][-1]["run"].endswith(" .ci/run")
    assert jobs["python"]["steps"][-1]["run"] == "make test"
    tested = {jobs["ci"]["steps"][1]["with"]["python-version"], *jobs["python"]["strategy"]["matrix"]["python"]}
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    assert tested == {found[1] for each in classifiers if (found := re.fullmatch(r".* :: Python :: (3\.\d+)", each))}


def test_a_release_is_published_after_the_tests_and_the_check() -> None:
    assert {name: job.get("needs") for name, job in JOBS.items()} == {
        "test": None,
        "build": "test",
        "attest": "build",
        "index": "attest",
        "github": "attest",
    }
    assert JOBS["test"]["uses"].removeprefix("$/") == str(PULL_REQUEST.relative_to(ROOT))


def test_what_may_write_runs_no_code_of_the_project() -> None:
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "test": {"contents": "read"},
        "build": {"contents": "read"},
        "attest": {"id-token": "write", "attestations": "write"},
        "index": {"id-token": "write"},
        "github": {"contents": "write"},
    }
    for name in ("attest", "index", "github"):
        assert not [step for step in JOBS[name]["steps"] if "checkout" in step.get("uses", "")]
    assert {name: job["environment"] for name, job in JOBS.items() if "environment" in job} == {
        "index": "pypi",
        "github": "github",
    }


@pytest.mark.slow
def test_every_file_is_attested_and_published(release: Release, tmp_path: Path) -> None:
    """The jobs after the tests, with the files that `make release-check` leaves."""
    repository, jobs, tools = (tmp_path / name for name in ("repository", "jobs", "tools"))
    for folder in (repository, jobs, tools):
        folder.mkdir()
    (repository / "src").symlink_to(ROOT / "src")
    (repository / "Makefile").write_text(
        f"release-check:\n\ttest '$(TAG)' = v{release.version}\n\tmkdir dist\n\tcp -r {release.folder} dist/release\n"
    )
    asked = tmp_path / "asked"
    (tools / "gh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {asked}\n')
    (tools / "gh").chmod(0o755)
    machine = {
        "PATH": os.pathsep.join((str(tools), os.environ["PATH"])),
        "GITHUB_REF_NAME": f"v{release.version}",
        "GITHUB_REPOSITORY": "example/trunkline",
    }
    actions = Actions(repository, tools)
    workflow = yaml.safe_load(RELEASE.read_text())
    del workflow["jobs"]["test"], workflow["jobs"]["build"]["needs"]
    ran = Runner(jobs, actions, {}, {}, machine).run(
        yaml.safe_dump(workflow, sort_keys=False), {"event_name": "push", "token": "the job's own"}
    )
    assert {name: job.conclusion for name, job in ran.items()} == dict.fromkeys(ran, "success")

    packages = [release.wheel.name, release.sdist.name]
    plugins = [release.archive(platform).name for platform in PLATFORMS]
    assert actions.attested == [packages, plugins, [release.sbom.name]]
    assert actions.published == packages
    title, given = f"trunkline v{release.version}", asked.read_text().splitlines()
    assert given[:8] == [
        *("release", "create", f"v{release.version}", "--repo", "example/trunkline"),
        *("--verify-tag", "--title", title),
    ]
    assert given[8:10] == ["--notes-file", "release/notes.md"]
    assert [Path(file).name for file in given[10:]] == [*packages, *plugins, release.sbom.name]
