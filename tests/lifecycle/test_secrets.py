"""A unique canary in each secret is nowhere plain text."""

import base64
from pathlib import Path

import pytest

from trunkline.testing import twilio

from ..support.postgres import PostgresServer
from ..support.project import GUIDE, Project

pytestmark = pytest.mark.long

TOKEN = "CanaryToken5f1e9a77"
PASSWORD = "CanaryPassword5f1e9a77"
ROTATED = "CanaryRotated5f1e9a77"
DATABASE_PASSWORD = "CanaryDatabase5f1e9a77"
CANARIES = (TOKEN, PASSWORD, ROTATED, DATABASE_PASSWORD)


@pytest.mark.parametrize("source", ["config", "environment"])
def test_canaries(source: str, tmp_path: Path, engine: Path, postgres_server: PostgresServer) -> None:
    database_url = postgres_server.create_database(DATABASE_PASSWORD)
    folder = tmp_path / "project"
    folder.mkdir()
    with twilio.running(tmp_path / "twilio.sqlite3", TOKEN) as emulator:
        variables = emulator.environment | {"TRUNKLINE_DATABASE_URL": database_url}
        if source == "config":
            del variables["TWILIO_AUTH_TOKEN"], variables["TRUNKLINE_DATABASE_URL"]
        project = Project.create(folder, engine, variables)
        project.configure(twilio=GUIDE | {"password": PASSWORD})
        if source == "config":
            project.set_secret("twilioAuthToken", TOKEN)
            project.set_secret("databaseUrl", database_url)

        printed = [project.up("--diff", preview=True), project.refresh("--diff")]
        project.set_secret("trunks.twilio.password", ROTATED)
        printed += [project.preview("--json"), project.up("--diff", preview=True)]
        printed += [project.pulumi("stack", "export"), project.pulumi("stack", "output", "--json")]
        printed += [project.pulumi("stack", "history"), project.pulumi("config")]
        assert all(ran.code == 0 for ran in printed), printed

        project.set_secret("trunks.twilio.password", "Canary5f1e9a")
        too_short = project.preview()
        emulator.misbehave(method="POST", path=".*", times=1, kind="status", status=500)
        project.set_secret("trunks.twilio.password", PASSWORD)
        printed += [too_short, project.up(), project.destroy()]

    for canary in (*CANARIES, "Canary5f1e9a"):
        for ran in printed:
            assert canary not in ran.output, ran.output
        for file in [path for path in folder.rglob("*") if path.is_file() and ".venv" not in path.parts]:
            content = file.read_bytes()
            assert canary.encode() not in content, file
            assert base64.b64encode(canary.encode())[:-4] not in content, file
        assert canary.encode() not in (tmp_path / "twilio.sqlite3").read_bytes()
