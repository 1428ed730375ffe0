"""The local stack's own business: its emulator, its environment, locks of killed runs."""

import json
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from trunkline.local import emulator, realtime
from trunkline.local.errors import LocalError
from trunkline.local.folder import LocalFolder
from trunkline.model.asterisk import PLAIN

pytestmark = pytest.mark.engine


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "Pulumi.yaml").write_text("name: trunkline\n")
    yield tmp_path
    _local("stop", tmp_path)


def test_the_emulator_is_started_once_and_ended_by_its_id(project: Path) -> None:
    file = LocalFolder(project / ".local").emulator_process
    _local("env", project)
    process = json.loads(file.read_text())
    _local("env", project)
    assert json.loads(file.read_text()) == process

    assert _local("stop", project) == "The emulator has stopped.\n"
    assert _local("stop", project) == "No emulator was running.\n"
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{process['url']}/emulator/health", timeout=2)


def test_no_other_program_gets_the_port_while_the_emulator_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = LocalFolder(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as before:
        port = before.getsockname()[1]
    folder.emulator_process.write_text(json.dumps({"pid": 0, "port": port, "url": f"http://127.0.0.1:{port}"}))
    start = subprocess.Popen
    others = []
    children = []

    def popen(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        with suppress(OSError):
            others.append(socket.create_server(("127.0.0.1", port)))
        children.append(start(*arguments, **options))
        return children[0]

    monkeypatch.setattr(subprocess, "Popen", popen)
    assert emulator.ensure(folder) == f"http://127.0.0.1:{port}"
    assert not others
    assert emulator.stop(folder)
    children[0].wait()


def test_an_emulator_that_does_not_start_says_why(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path)
    folder.emulator_state.write_text("of something else" * 1000)
    with pytest.raises(LocalError) as refused:
        emulator.ensure(folder)
    assert str(refused.value) == (
        f"trunkline emulator: cannot use the state file {folder.emulator_state}: "
        "file is not a database; give another file"
    )


def test_a_shell_prepared_for_production_does_not_lead_there(project: Path) -> None:
    real = {
        "TWILIO_ACCOUNT_SID": "ACffffffffffffffffffffffffffffffff",
        "TWILIO_AUTH_TOKEN": "real",
        "TWILIO_API_KEY": "SKffffffffffffffffffffffffffffffff",
        "TRUNKLINE_TWILIO_URL": "https://example.com",
        "TRUNKLINE_DATABASE_URL": "postgresql://example.com/asterisk",
        "PULUMI_BACKEND_URL": "s3://example",
    }
    printed = _local("env", project, **real)
    exported = dict(shlex.split(line.removeprefix("export "))[0].split("=", 1) for line in printed.splitlines())
    assert exported["TWILIO_API_KEY"] == ""
    assert real.keys() <= exported.keys()
    assert not set(real.values()) & set(exported.values())


@pytest.mark.parametrize(("given", "exported"), [({}, "32"), ({"PULUMI_PARALLEL": "5"}, "5")])
def test_many_steps_at_once(given: dict[str, str], exported: str, project: Path) -> None:
    assert f"export PULUMI_PARALLEL={exported}\n" in _local("env", project, **given)


def test_files_with_secrets_are_for_their_owner(project: Path) -> None:
    _local("env", project)
    assert (project / ".local").stat().st_mode & 0o077 == 0
    assert (project / ".local" / "account.json").stat().st_mode & 0o077 == 0


def test_each_argument_has_its_column(project: Path) -> None:
    """This also holds if an earlier release has made the tables."""
    database = project / ".local" / "asterisk.sqlite3"
    database.parent.mkdir()
    realtime.create(database)
    _local("env", project)
    _local("env", project)
    engine = sa.create_engine(realtime.url(database))
    columns = {column["name"] for column in sa.inspect(engine).get_columns("ps_endpoints")}
    engine.dispose()
    assert columns >= {*PLAIN, "deny", "permit", "set_var"}


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    ended = _run("up", tmp_path)
    assert ended.returncode == 1
    assert ended.stdout == f"{tmp_path} has no Pulumi.yaml: run the command in the project's folder\n"


def _local(verb: str, folder: Path, **variables: str) -> str:
    ended = _run(verb, folder, **variables)
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def _run(verb: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trunkline", "local", verb],
        cwd=folder,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
