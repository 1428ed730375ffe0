"""The command: its input, its output and its exit codes."""

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
def test_a_preview_comes_from_a_file_or_stdin(arguments: list[str]) -> None:
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
        (b"", "the preview is empty"),
        (b" \n", "the preview is empty"),
        (ROTATED.read_bytes()[:-100], "not complete JSON"),
        (b"error: no stack named 'prod' found", "not complete JSON"),
        (b"\xff\xfe\xff", "not complete JSON"),
        (b"[" * 100_000, "not complete JSON"),
        (b"[]", "JSON, but not of a preview"),
        (b'"text"', "JSON, but not of a preview"),
        (json.dumps({"version": 3, "deployment": {"resources": []}}).encode(), "JSON, but not of a preview"),
        (b'{"sequence": 0, "timestamp": 1, "preludeEvent": {}}', "JSON, but not of a preview"),
        (b'{"sequence": 0}\n{"sequence": 1}\n', "not complete JSON"),
        (b'{"duration": 1, "steps": [{}]}', "JSON, but not of a preview"),
    ],
)
def test_input_that_is_not_a_preview(stdin: bytes, fact: str) -> None:
    ended = _report(stdin=stdin)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr == f"standard input: {fact}: make it with `pulumi preview --json > preview.json`\n"


def test_a_missing_file(tmp_path: Path) -> None:
    ended = _report(str(tmp_path / "preview.json"))
    assert ended.exit_code == 2
    assert "preview.json: No such file or directory: make it with" in ended.stderr
    assert ended.stderr.count("\n") == 1
