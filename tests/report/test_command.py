"""The command: what it takes, what it prints, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trunkline.cli import app

from .record import PREVIEWS

ROTATED, REFUSED = PREVIEWS / "rotated.json", PREVIEWS / "refused.json"


def _report(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["report", *arguments], input=stdin)


@pytest.mark.parametrize("arguments", [[str(ROTATED)], ["-"], []], ids=["file", "dash", "none"])
def test_where_the_preview_is_read(arguments: list[str]) -> None:
    ended = _report(*arguments, stdin=ROTATED.read_bytes())
    assert ended.exit_code == 0
    assert ended.stdout.startswith("<!-- trunkline trunkline/test -->\n### Stack `trunkline/test`\n")
    assert ended.stderr == ""


def test_a_file_that_powershell_has_written() -> None:
    assert _report(stdin=ROTATED.read_text().encode("utf-16")).exit_code == 0


def test_a_failed_preview_ends_with_1_and_prints_a_comment() -> None:
    ended = _report(str(REFUSED))
    assert ended.exit_code == 1
    assert "the preview failed" in ended.stdout
    assert "asteriskAddresses[0]: '300.1.1.1' is not an IPv4 address or CIDR block" in ended.stdout
    assert ended.stderr == ""


def test_each_line_of_an_error_is_an_item() -> None:
    refused = json.loads(REFUSED.read_text())
    refused["diagnostics"] = [{"severity": "error", "message": "error: one is missing\ntwo is missing\n"}]
    ended = _report(stdin=json.dumps(refused).encode())
    assert "> - `one is missing`\n> - `two is missing`\n" in ended.stdout


@pytest.mark.parametrize("key", ["databaseUrl", "twilioAuthToken", "twilioApiSecret", "amiSecret"])
def test_a_secret_of_the_config_is_in_no_error(key: str) -> None:
    refused = json.loads(REFUSED.read_text())
    refused["config"] = {f"trunkline:{key}": "Canary-Secret-2026"}
    refused["diagnostics"] = [{"severity": "error", "message": "error: Canary-Secret-2026 is refused"}]
    ended = _report(stdin=json.dumps(refused).encode())
    assert "is refused" in ended.stdout
    assert "Canary" not in ended.stdout


@pytest.mark.parametrize(
    ("stdin", "fact"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (ROTATED.read_bytes()[:-100], "it is no JSON, or not all of it"),
        (b"error: no stack named 'prod' found", "it is no JSON, or not all of it"),
        (b"\xff\xfe\xff", "it is no JSON, or not all of it"),
        (b"[" * 100_000, "it is no JSON, or not all of it"),
        (b"[]", "it is JSON, but not of a preview"),
        (b'"text"', "it is JSON, but not of a preview"),
        (json.dumps({"version": 3, "deployment": {"resources": []}}).encode(), "it is JSON, but not of a preview"),
        (b'{"sequence": 0, "timestamp": 1, "preludeEvent": {}}', "it is JSON, but not of a preview"),
        (b'{"sequence": 0}\n{"sequence": 1}\n', "it is no JSON, or not all of it"),
        (b'{"duration": 1, "steps": [{}]}', "it is JSON, but not of a preview"),
    ],
)
def test_what_is_no_preview(stdin: bytes, fact: str) -> None:
    ended = _report(stdin=stdin)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr == f"standard input: {fact}: write it by `pulumi preview --json > preview.json`\n"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    ended = _report(str(tmp_path / "preview.json"))
    assert ended.exit_code == 2
    assert "preview.json: No such file or directory: write it by" in ended.stderr
    assert ended.stderr.count("\n") == 1
