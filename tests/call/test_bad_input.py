"""What cannot be called ends with one line and exit code 2, before anything is placed."""

from collections.abc import Mapping

import pytest
from typer.testing import CliRunner, Result

from trunkline.cli import app
from trunkline.providers.settings import VARIABLES

from ..support.asterisk import SECRET, USER, asterisk

TO = ("--to", "+442071838750")
HERE = (*TO, "--endpoint", "twilio", "--from", "+442071838750", "--yes")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def _run(monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], *options: str) -> Result:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(app, ["call", *options])


def _line(ended: Result) -> str:
    assert ended.exit_code == 2, ended.output
    assert SECRET not in ended.output
    (line,) = ended.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ((), "no number is given: add --to +442071838750, or --wait-for-inbound"),
        ((*TO, "--wait-for-inbound"), "--to and --wait-for-inbound exclude each other: give one of them"),
        (TO, "TRUNKLINE_AMI_HOST is not set: export it, or run `pulumi config set amiHost`"),
        (("--wait-for-inbound",), "TRUNKLINE_AMI_HOST is not set: export it, or run `pulumi config set amiHost`"),
    ],
)
def test_without_a_manager(monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], line: str) -> None:
    assert _line(_run(monkeypatch, {}, *options)).startswith(line)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (("--to", "02071838750"), "'02071838750' is not an E.164 number"),
        (("--to", "+112"), "'+112' is not an E.164 number"),
        (("--to", "+442071838750\r\nAction: Reload"), "'+442071838750\\r\\nAction: Reload' is not an E.164 number"),
        ((*TO, "--from", "anonymous"), "'anonymous' is not an E.164 number"),
        (TO, "the database was not read: name the endpoint with --endpoint"),
        ((*TO, "--endpoint", "a b"), "'a b' is not the id of an endpoint"),
        ((*TO, "--endpoint", "a\r\nAction: Reload"), "'a\\r\\nAction: Reload' is not the id of an endpoint"),
        ((*TO, "--endpoint", ""), "'' is not the id of an endpoint"),
        ((*TO, "--endpoint", "nope"), "the Asterisk at 127.0.0.1 has no endpoint 'nope': correct --endpoint"),
        ((*TO, "--endpoint", "twilio"), "no caller ID is known, and Twilio refuses a call without one: add --from"),
        (HERE[:-1], "no call was placed"),
    ],
)
def test_with_a_manager(monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], line: str) -> None:
    with asterisk() as peer:
        assert _line(_run(monkeypatch, peer.environment(), *options)).startswith(line)
    assert peer.of("Originate") == peer.of("Reload") == []


@pytest.mark.parametrize(
    ("perms", "line"),
    [
        ("read perm: call\nwrite perm: command,call", "lacks originate in `write`"),
        ("read perm: <none>\nwrite perm: command,call,originate", "lacks call in `read`"),
        ("read perm: security\nwrite perm: command,reporting,originate", "lacks call in `read`"),
    ],
)
def test_a_user_without_permissions(monkeypatch: pytest.MonkeyPatch, perms: str, line: str) -> None:
    with asterisk(commands={"manager show user": perms}) as peer:
        written = _line(_run(monkeypatch, peer.environment(), *HERE))
    assert written == (
        f"the manager's user {USER!r} {line} of manager.conf: "
        "give it `read = call` and `write = command,call,originate`, and reload the manager"
    )
    assert peer.of("Originate") == []


@pytest.mark.parametrize("perms", ["read perm: system,call,all\nwrite perm: all", "No such command"])
def test_permissions_that_are_enough_or_unknown(monkeypatch: pytest.MonkeyPatch, perms: str) -> None:
    with asterisk(commands={"manager show user": perms}) as peer:
        assert _line(_run(monkeypatch, peer.environment(), *HERE[:-1])) == "no call was placed"


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        (
            {"Login": "Authentication failed"},
            "the Asterisk at 127.0.0.1 refuses the manager's user 'caller': check TRUNKLINE_AMI_USER (amiUser) and",
        ),
        (
            {"Command": "Permission denied"},
            "the Asterisk at 127.0.0.1 denies a command to the manager's user 'caller': give it `read = call`",
        ),
        ({"Originate": "Extension does not exist."}, "Asterisk refuses to place the call: Extension does not exist."),
        ({"Originate": "Permission denied"}, "the Asterisk at 127.0.0.1 denies a command to the manager's user"),
    ],
)
def test_a_manager_that_refuses(monkeypatch: pytest.MonkeyPatch, answers: Mapping[str, str], line: str) -> None:
    with asterisk(answers=answers) as peer:
        assert _line(_run(monkeypatch, peer.environment(), *HERE)).startswith(line)


def test_a_stack_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert _line(_run(monkeypatch, {}, *TO, "--stack", "prod")) == (
        "Pulumi.yaml is not in this folder: run the command in the project's folder"
    )
