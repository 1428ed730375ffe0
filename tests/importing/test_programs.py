"""The programs that `trunkline import --for` prints, each in its language."""

import asyncio
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime import mocks

from trunkline.importing import programs
from trunkline.importing.command import Language
from trunkline.importing.imported import Imported

from ..support.project import PASSWORD

GOLDEN = Path(__file__).with_name("programs")
WHOLE: dict[str, Any] = {
    "domainName": "grable.pstn.twilio.com",
    "username": "grable",
    "password": "",
    "furtherCredentials": {"o'ffice.2": "", "phone-2": ""},
    "asteriskAddresses": {"206.189.160.179": "Asterisk, Dallas"},
    "originationUrls": [
        {"sipUrl": "sip:grable.voip.zoftko.com;transport=tls", "priority": 5, "enabled": False},
        {"sipUrl": "sip:b.voip.zoftko.com;transport=tls?X-Site=a", "friendlyName": "b"},
    ],
    "phoneNumbers": ["+11234567890"],
    "friendlyName": 'Büro, "2" $1 and ${a.b}',
    "recordingMode": "record-from-ringing",
    "edges": ["ashburn", "dublin"],
    "codecs": ["ulaw"],
    "qualifyFrequency": 30,
    "qualifyTimeout": 2.5,
    "t38Udptl": True,
    "setVar": {"A": "${EXTEN}\n\\"},
    "extensions": {"+11234567890": "Goto(attendant,${EXTEN},1)"},
    "endpointOptions": {"100rel": "yes", "max_audio_streams": 2, "n": False},
    "endpointId": "twilio",
    "adopt": True,
    "rowsAsFound": {
        "ps_auths": {"twilio": {"auth_type": "userpass", "username": "grable"}},
        "ps_endpoints": {"twilio": {"set_var": ["A=1", "B=2"], "allow": "ulaw", "rtp_timeout": 30, "moh": "$"}},
    },
}
PLAIN: dict[str, Any] = {
    "domainName": "desk.pstn.twilio.com",
    "authentication": "addresses",
    "asteriskAddresses": ["192.0.2.1"],
    "originationUrls": [],
    "friendlyName": "trunkline/office/desk",
    "endpointId": "my-desk",
    "adopt": True,
}
"""A trunk without passwords."""


def _imported(*configs: dict[str, Any]) -> list[Imported]:
    at = "trunks.twilio."
    further = (f'{at}furtherCredentials["o\'ffice.2"]', f"{at}furtherCredentials.phone-2")
    unknown = dict.fromkeys(further, "Twilio shows no password")
    secrets = {f"{at}password": "Canary-Password-1"}
    return [
        Imported(each["endpointId"], each["domainName"], each["endpointId"], each, secrets, unknown) for each in configs
    ]


@pytest.mark.parametrize("suffix", ["py", "ts", "go"])
def test_golden_texts(suffix: str) -> None:
    """The tests of the generated SDKs compile these texts."""
    language = {"py": "python", "ts": "typescript", "go": "go"}[suffix]
    for name, configs in {"whole": (WHOLE, PLAIN), "plain": (PLAIN,)}.items():
        assert programs.text(language, _imported(*configs)) + "\n" == (GOLDEN / f"{name}.{suffix}.txt").read_text()


def test_yaml_reads_as_the_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = programs.text("yaml", _imported(WHOLE, PLAIN))
    read = yaml.safe_load(text)
    secret = {"type": "string", "secret": True}
    assert read["config"] == dict.fromkeys(("twilioPassword", "twilioPassword2", "twilioPassword3"), secret)
    assert read["runtime"] == "yaml"
    assert read["plugins"] == {"providers": [{"name": "trunkline", "path": str(Path(sys.executable).parent)}]}
    declared = {name: each["properties"] for name, each in read["resources"].items()}
    passwords = {
        "password": "${twilioPassword}",
        "furtherCredentials": {"o'ffice.2": "${twilioPassword2}", "phone-2": "${twilioPassword3}"},
    }
    assert {key: declared["twilio"].pop(key) for key in passwords} == passwords
    assert declared["my-desk"] == PLAIN
    assert _opened(declared["twilio"]) == {key: value for key, value in WHOLE.items() if key not in passwords}


def _opened(value: Any) -> Any:
    """As Pulumi reads a value without expressions."""
    if isinstance(value, dict):
        return {_opened(key): _opened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_opened(each) for each in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def test_the_python_programs_run() -> None:
    """In Pulumi's mocks, which use the current event loop."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    for name, configs in {"whole": (WHOLE, PLAIN), "plain": (PLAIN,)}.items():
        secrets = [f"office:twilioPassword{number}" for number in ("", "2", "3")]
        pulumi.runtime.set_all_config(dict.fromkeys(secrets, PASSWORD), secrets)
        text, made = (GOLDEN / f"{name}.py.txt").read_text(), _Made()
        mocks.set_mocks(made, project="office", stack="test")
        mocks.test(partial(exec, text, {}))()
        assert [*made.domains] == [each["domainName"] for each in configs]


class _Made(mocks.Mocks):
    def __init__(self) -> None:
        self.domains: list[str] = []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        if args.typ.endswith(":Trunk"):
            self.domains.append(args.inputs["domain_name"])
        return args.name, args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - Pulumi's signature
        return {}, None


def test_no_password_is_in_a_text() -> None:
    for language in programs.LANGUAGES:
        text = programs.text(language, _imported(WHOLE))
        assert "Canary" not in text
        for line in (
            "pulumi config set --secret twilioPassword  (of 'grable': it is in ps_auths)",
            'pulumi config set --secret twilioPassword2  (of "o\'ffice.2": Twilio shows no password)',
        ):
            assert line in text


def test_each_language_of_the_command_has_a_writer() -> None:
    assert [*programs.LANGUAGES] == [*Language]


def test_a_program_and_a_stack() -> None:
    command = [sys.executable, "-m", "trunkline", "import", "--for", "yaml", "--stack", "office"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "--for prints a program, and --stack writes a config: leave out one of the two\n"
