"""The programs of docs/how-to/languages.md, compiled with the SDKs of their languages; and with mistakes, refused.

The generators also compare the schema with Pulumi's schema of schemas.
"""

import re
import shutil
import sys
from pathlib import Path

import pytest

from ..support.project import ROOT
from . import installs

pytestmark = pytest.mark.long

PAGE = (ROOT / "docs" / "how-to" / "languages.md").read_text()
MISTAKES = ("typo", "enum", "missing")


def _program(language: str) -> str:
    (program,) = re.findall(rf"```{language} title=\S+\n(.*?)```", PAGE, re.DOTALL)
    return str(program)


def _changed(text: str, before: str, after: str) -> str:
    assert text.count(before) == 1
    return text.replace(before, after)


def test_typescript(tmp_path: Path) -> None:
    right = _program("typescript")
    programs = {
        "right": right,
        "typo": _changed(right, "domainName: ", 'domainName: "a.pstn.twilio.com", domainNme: '),
        "enum": _changed(right, '"sip-only"', '"sip"'),
        "missing": _changed(right, '    domainName: "example.pstn.twilio.com",\n', ""),
    }
    (tmp_path / "node_modules").symlink_to(installs.typescript() / "node_modules")
    for name, text in programs.items():
        (tmp_path / f"{name}.ts").write_text(text)
    compiler = [installs.NODE, tmp_path / "node_modules" / "typescript" / "bin" / "tsc"]
    options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck"]
    printed = installs.run([*compiler, *options, *(f"{name}.ts" for name in programs)], tmp_path, fails=True)
    errors = dict(re.findall(r"^(\w+)\.ts\(.*?error (TS\d+: .*)$", printed, re.MULTILINE))
    assert {*errors} == {*MISTAKES}, printed
    assert "'domainNme' does not exist in type 'SipTrunkArgs'" in errors["typo"]
    assert """Type '"sip"' is not assignable to type""" in errors["enum"]
    assert "is not assignable to parameter of type 'SipTrunkArgs'" in errors["missing"]
    assert printed.count("Property 'domainName' is missing in type") == 1


def test_go(tmp_path: Path) -> None:
    """Go has no required fields: the program itself stops without the domain name."""
    right = _program("go")
    programs = {
        "right": right,
        "typo": _changed(right, "DomainName: ", "DomainNme: "),
        "enum": _changed(right, "TransferMode_Sip_Only", "TransferMode_Sip"),
    }
    (tmp_path / "sdk").symlink_to(installs.sdks() / "go")
    shutil.copytree(installs.HERE / "go", tmp_path / "program")
    for name, text in programs.items():
        (tmp_path / "program" / name).mkdir()
        (tmp_path / "program" / name / "main.go").write_text(text)
    printed = installs.go(tmp_path / "program", "vet", "./...", fails=True)
    assert dict(re.findall(r"^vet: (\w+)/main\.go:\S+ (.*)$", printed, re.MULTILINE)) == {
        "enum": "undefined: trunkline.TransferMode_Sip",
        "typo": "unknown field DomainNme in struct literal of type trunkline.SipTrunkArgs",
    }
    stopped = installs.go(tmp_path / "program", "run", "./missing")
    assert "invalid value for required argument 'DomainName'" in stopped


def test_python(tmp_path: Path) -> None:
    """By mypy. `trunkline` itself is for programs in Python; this SDK shows what the schema's types are."""
    right = """\
import pulumi
import pulumi_trunkline as trunkline

args = trunkline.SipTrunkArgs(
    domain_name="example.pstn.twilio.com",
    username="asterisk",
    password=pulumi.Config().require_secret("password"),
    asterisk_addresses=["192.0.2.10"],
    origination_urls=[trunkline.OriginationUrlArgs(sip_url="sip:pbx.example.com;transport=tls")],
    codecs=[trunkline.Codec.ULAW],
    transfer_mode=trunkline.TransferMode.SIP_ONLY,
)
trunk = trunkline.SipTrunk("twilio", args)
pulumi.export("dial_string", trunk.dial_string)
"""
    programs = {
        "right": right,
        "typo": _changed(right, "domain_name=", 'domain_name="a.pstn.twilio.com", domain_nme='),
        "enum": _changed(right, "TransferMode.SIP_ONLY", "TransferMode.SIP"),
        "missing": _changed(right, '    domain_name="example.pstn.twilio.com",\n', ""),
    }
    for name, text in programs.items():
        (tmp_path / f"{name}_.py").write_text(text)
    (tmp_path / "pulumi_trunkline").symlink_to(installs.sdks() / "python" / "pulumi_trunkline")
    (tmp_path / "mypy.ini").write_text("[mypy]\n[mypy-pulumi_trunkline.*]\nignore_errors = true\n")
    command = [sys.executable, "-m", "mypy", "--config-file", "mypy.ini", *(f"{name}_.py" for name in programs)]
    printed = installs.run(command, tmp_path, fails=True)
    found = {name for name in programs if f"{name}_.py:" in printed}
    assert found == {*MISTAKES}, printed
    assert '"type[TransferMode]" has no attribute "SIP"' in printed
    assert 'Missing named argument "domain_name"' in printed
