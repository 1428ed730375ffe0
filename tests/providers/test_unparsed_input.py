"""Input that cannot be read: one line that names its place, and shows none of it."""

from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest
from pulumi.runtime.config import CONFIG

from trunkline.components import config
from trunkline.components.errors import InvalidArgs
from trunkline.doctor import asterisk_side
from trunkline.doctor.snapshot import Unread
from trunkline.emulator.app import create_app
from trunkline.emulator.errors import StartError
from trunkline.engine import EngineError, pulumi_command
from trunkline.importing import stack as stacks
from trunkline.importing.errors import ImportingError
from trunkline.providers.asterisk import manager
from trunkline.providers.errors import NotConfiguredError
from trunkline.providers.settings import VARIABLES, Settings
from trunkline.report import preview
from trunkline.report.errors import ReportError

from ..rules import judge

CANARY = "Canary-Input-5f1e"


def _config(key: str, folder: Path) -> None:  # noqa: ARG001
    name = f"{pulumi.get_project()}:{key}"
    with pytest.MonkeyPatch.context() as patch:
        for variable in VARIABLES:
            patch.setenv(variable, "set")
        patch.setitem(CONFIG.get(), name, f'{{"b": {{"password": "{CANARY}"')
        config.stack_trunks()


def _yaml(text: str, folder: Path) -> None:
    file = folder / "Pulumi.prod.yaml"
    file.write_bytes(text.encode("latin-1"))
    stacks._read(file)


def _pulumi(folder: Path) -> None:
    program = folder / "pulumi"
    program.write_text(f"#!/bin/sh\necho 'error: cannot unmarshal !!str `{CANARY}` into map' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder), prepend=":")
        pulumi_command.run("config")


def _emulator(folder: Path) -> None:
    create_app(folder / "state", environ={"TWILIO_ACCOUNT_SID": CANARY, "TWILIO_AUTH_TOKEN": CANARY})


CASES: dict[str, tuple[type[Exception], Callable[[Path], object], str]] = {
    "trunks": (InvalidArgs, lambda folder: _config("trunks", folder), "config trunks: a text given"),
    "trunkDefaults": (
        InvalidArgs,
        lambda folder: _config("trunkDefaults", folder),
        "config trunkDefaults: a text given",
    ),
    "no YAML": (ImportingError, lambda folder: _yaml(f"a: 1\nb: [{CANARY}", folder), "not valid YAML at line 2"),
    "a key twice": (
        ImportingError,
        lambda folder: _yaml(f"a: {CANARY}\na: {CANARY}", folder),
        "not valid YAML at line 2",
    ),
    "a tab": (ImportingError, lambda folder: _yaml(f"a:\n\t{CANARY}: 1", folder), "not valid YAML at line 2"),
    "no UTF-8": (ImportingError, lambda folder: _yaml(f"a: {CANARY}\xff", folder), "the file cannot be read"),
    "no mapping": (ImportingError, lambda folder: _yaml(f"- {CANARY}", folder), "not a mapping"),
    "pulumi": (EngineError, _pulumi, "cannot unmarshal !!str `…` into map"),
    "emulator": (StartError, _emulator, "TWILIO_ACCOUNT_SID must be AC and 32 hex digits"),
    "report": (ReportError, lambda _: preview._parsed(f'{{"{CANARY}'.encode(), "-"), "not complete JSON"),
    "amiHost": (
        NotConfiguredError,
        lambda _: manager.connect(Settings(ami_host=f"u:{CANARY}@pbx")),
        "TRUNKLINE_AMI_HOST (amiHost) is not host or host:port",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_none_of_it_is_shown(case: str, tmp_path: Path) -> None:
    kind, read, fact = CASES[case]
    with pytest.raises(kind) as refused:
        read(tmp_path)
    line = str(refused.value)
    assert fact in line
    assert CANARY not in line
    assert "\n" not in line
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize(
    ("rule", "url"),
    [
        (judge.web_url, f"https://u:{CANARY}@h st/twiml"),
        (judge.web_url, f"https://u:{CANARY}@[::1/twiml"),
        (judge.web_url, f"ftp://u:{CANARY}@h"),
        (judge.sip_url, f"sip:u:{CANARY}@h:port"),
        (judge.sip_url, f"sips:u:{CANARY}@h"),
        (judge.sip_url, f"sip:u:{CANARY}@h;edge=_"),
    ],
)
def test_a_url_with_a_password(rule: judge.Rule, url: str) -> None:
    line = rule("url", url)
    assert line
    assert "url: the URL (not shown, it has user and password)" in line
    assert CANARY not in line


def test_the_doctor_distinguishes_a_wrong_url_from_no_url() -> None:
    unread = asterisk_side.read(Settings(database_url=f"postgresql://u:{CANARY}@x@h/d"), None)
    assert isinstance(unread, Unread)
    assert unread.configured
    assert "percent-encode it, as in p%40ss" in unread.reason
    assert CANARY not in unread.reason
