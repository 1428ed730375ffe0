"""Each of examples/ is brought up by the real engine, on the emulator and real tables."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from pulumi.automation import ConfigValue
from typer.testing import CliRunner

from trunkline.cli import app
from trunkline.testing import Emulator, RealtimeDb, Stacks
from trunkline.testing.twilio import running

from ..support.project import ROOT
from ..support.shell import run

EXAMPLES = ROOT / "examples"
PASSWORD = "Grable-Trunk-2024"


def _trunks(twilio: Emulator) -> list[str]:
    return sorted(str(trunk.domain_name) for trunk in twilio.client().trunking.v1.trunks.list())


def test_edges(pulumi_stack: Stacks, realtime_db: RealtimeDb) -> None:
    stack = pulumi_stack(EXAMPLES / "edges")
    assert stack.up().outputs["dial_string"].value == "PJSIP/${EXTEN}@twilio"
    assert realtime_db.rows("ps_endpoints")["twilio"]["aors"] == "twilio-frankfurt,twilio-dublin"
    assert {row["contact"] for row in realtime_db.rows("ps_aors").values()} == {
        "sip:grable@grable.pstn.frankfurt.twilio.com",
        "sip:grable@grable.pstn.dublin.twilio.com",
    }


def test_endpoint_for_each_edge(pulumi_stack: Stacks, realtime_db: RealtimeDb) -> None:
    stack = pulumi_stack(EXAMPLES / "endpoint_for_each_edge", {"password": ConfigValue(PASSWORD, secret=True)})
    previewed = stack.preview()
    assert "warning" not in previewed.stdout + previewed.stderr
    environment = os.environ | pulumi_stack.environment
    preview = run(["pulumi", "preview", "--stack", "test", "--json"], Path(stack.workspace.work_dir), environment)
    reported = CliRunner().invoke(app, ["report"], input=preview).stdout
    assert "1 trunk to create, 2 endpoints to create" in reported
    assert "[!" not in reported
    assert stack.up().outputs["europe_dial_string"].value == "PJSIP/${EXTEN}@europe"
    endpoints = realtime_db.rows("ps_endpoints")
    assert {id_: (row["aors"], row["context"]) for id_, row in endpoints.items()} == {
        "europe": ("europe-frankfurt,europe-dublin", "from-europe"),
        "world": ("world-ashburn,world-umatilla", "from-world"),
    }
    healthy = _doctor(stack.workspace.work_dir, pulumi_stack.environment)
    assert healthy["findings"] == []
    assert healthy["checked"]["endpoints"] == ["europe", "world"]


def test_several_asterisks(pulumi_stack: Stacks, twilio: Emulator, tmp_path: Path) -> None:
    sites = {site: RealtimeDb.create(tmp_path / f"{site}.sqlite3") for site in ("berlin", "rome")}
    secrets = {site: database.url for site, database in sites.items()} | {"password": PASSWORD}
    stack = pulumi_stack(
        EXAMPLES / "several_asterisks", {key: ConfigValue(value, secret=True) for key, value in secrets.items()}
    )
    stack.up()
    for database in sites.values():
        assert database.rows("ps_auths")["twilio"]["password"] == PASSWORD
    (trunk,) = twilio.client().trunking.v1.trunks.list()
    urls = sorted((each.priority, each.sip_url) for each in trunk.origination_urls.list())
    assert urls == [(1, "sip:192.0.2.1;transport=tls"), (2, "sip:192.0.2.2;transport=tls")]


def test_two_accounts(
    pulumi_stack: Stacks,
    twilio: Emulator,
    realtime_db: RealtimeDb,
    tmp_path: Path,
) -> None:
    with running(tmp_path / "italy-twilio.sqlite3") as second:
        databases = {name: RealtimeDb.create(tmp_path / f"{name}.sqlite3") for name in ("germany", "italy")}
        emulators = {"germany": twilio, "italy": second}
        config = {
            f"accounts.{name}.{key}": ConfigValue(value, secret=True)
            for name, each in emulators.items()
            for key, value in (
                ("sid", each.account_sid),
                ("token", each.auth_token),
                ("url", each.url),
                ("database", databases[name].url),
            )
        }
        stack = pulumi_stack(EXAMPLES / "two_accounts", config)
        stack.up()
        assert _trunks(twilio) == ["grable-germany.pstn.twilio.com"]
        assert _trunks(second) == ["grable-italy.pstn.twilio.com"]
        for name, database in databases.items():
            assert list(database.rows("ps_endpoints")) == [name]
        assert realtime_db.rows("ps_endpoints") == {}
        state = "".join(file.read_text() for file in (pulumi_stack.folder / "state").rglob("*.json"))
        assert "grable-germany" in state
        assert not [each for each in emulators.values() if each.auth_token in state]

        healthy = _doctor(stack.workspace.work_dir, pulumi_stack.environment)
        assert healthy["findings"] == []
        assert healthy["checked"]["trunks"] == ["grable-germany.pstn.twilio.com", "grable-italy.pstn.twilio.com"]
        databases["italy"].execute("UPDATE ps_endpoints SET identify_by = 'username,ip'")
        assert [
            each["subject"] for each in _doctor(stack.workspace.work_dir, pulumi_stack.environment)["findings"]
        ] == ["ps_endpoints.italy.identify_by"]

        stack.up(refresh=True)
        assert databases["italy"].rows("ps_endpoints")["italy"]["identify_by"] == "ip"
        stack.destroy()
        assert _trunks(twilio) == _trunks(second) == []


def test_tenants(pulumi_stack: Stacks, twilio: Emulator, realtime_db: RealtimeDb, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLES / "tenants", tmp_path / "tenants"))

    def tenants(*arguments: str, code: int = 0) -> str:
        environment = os.environ | pulumi_stack.environment
        return run([sys.executable, folder / "tenants.py", *arguments], folder, environment, code=code)

    assert tenants("up") == "acme: calls with PJSIP/${EXTEN}@acme\nglobex: calls with PJSIP/${EXTEN}@globex\n"
    assert _trunks(twilio) == ["acme-calls.pstn.twilio.com", "globex-calls.pstn.twilio.com"]
    assert list(realtime_db.rows("ps_endpoints")) == ["acme", "globex"]

    file = folder / "tenants.toml"
    file.write_text(file.read_text().replace("acme-calls.pstn", "acme_calls.pstn"))
    refused = tenants("preview", code=1)
    assert "acme: failed: " in refused
    assert "domain_name: 'acme_calls.pstn.twilio.com'" in refused
    assert "globex: 7 same" in refused
    assert "Traceback" not in refused

    assert "destroy: name the tenants" in tenants("destroy", code=2)
    assert tenants("destroy", "globex") == "globex: gone\n"
    assert _trunks(twilio) == ["acme-calls.pstn.twilio.com"]
    assert list(realtime_db.rows("ps_endpoints")) == ["acme"]


def _doctor(folder: str, environment: dict[str, str]) -> dict[str, Any]:
    ended = subprocess.run(
        [sys.executable, "-m", "trunkline", "doctor", "--stack", "test", "--json"],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found
