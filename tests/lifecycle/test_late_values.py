"""Arguments from other resources of the program, and from another stack: unknown in the first preview."""

import re
from typing import Any

import pytest
from attrs import evolve

from trunkline.testing.twilio import Emulator

from ..support import account, rows
from ..support.project import PASSWORD, Project

pytestmark = pytest.mark.long

HEAD = """
import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider, UpdateResult

from trunkline import OriginationUrl, SipTrunk, SipTrunkArgs


class Echo(ResourceProvider):
    def create(self, props):
        return CreateResult("echo", {"out": props["value"], "value": props["value"]})

    def update(self, id, olds, props):
        return UpdateResult({"out": props["value"], "value": props["value"]})


class Server(Resource):
    out: pulumi.Output

    def __init__(self, name, value):
        super().__init__(Echo(), name, {"out": None, "value": value})


def of_a_server(name, value):
    return Server(name, value).out


def of_another_stack(name, value):
    return network.require_output(name)


def plain(name, value):
    return value


VALUES = {
    "domain_name": "late.pstn.twilio.com",
    "username": "grable",
    "password": pulumi.Output.secret("Grable-Trunk-2024"),
    "address": "203.0.113.9",
    "url": "sip:203.0.113.9",
    "numbers": ["+11234567890", "+442071838750"],
    "secure": False,
    "edges": ["dublin", "ashburn"],
    "codec": "alaw",
    "extensions": {"+11234567890": "Goto(desk,start,1)"},
    "ranges": {"oregon": "54.244.51.0/30"},
    "further": {"other": pulumi.Output.secret("Other-Trunk-2024")},
    "endpoint_id": "office",
    "context": "inbound",
    "transport": "udp",
    "frequency": 30,
    "priority": 5,
}
if pulumi.get_stack() == "network":
    for name, value in VALUES.items():
        pulumi.export(name, value)
else:
    network = pulumi.StackReference("organization/trunkline/network") if give is of_another_stack else None
    v = {name: give(name, value) for name, value in VALUES.items()}
    trunk = SipTrunk("main", SipTrunkArgs(
        domain_name=v["domain_name"],
        username=v["username"],
        password=v["password"],
        further_credentials=v["further"],
        asterisk_addresses=[v["address"], "203.0.113.10"],
        origination_urls=[OriginationUrl(sip_url=v["url"], priority=v["priority"])],
        phone_numbers=v["numbers"],
        secure=v["secure"],
        edges=v["edges"],
        codecs=[v["codec"]],
        extensions=v["extensions"],
        signalling_ranges=v["ranges"],
        endpoint_id=v["endpoint_id"],
        context=v["context"],
        transport=v["transport"],
        qualify_frequency=v["frequency"],
    ))
    for name, value in trunk.outputs().items():
        pulumi.export(name, value)
"""

WRONG = {
    '"late.pstn.twilio.com"': ('"late.example.com"', "domain_name", "'late.example.com'"),
    '"203.0.113.9"': ('"203.0.113.999"', "asterisk_addresses[0]", "'203.0.113.999'"),
    '"alaw"': ('"g729"', "codecs[0]", "'g729'"),
    '"Grable-Trunk-2024"': ('"Canary-Secret"', "password", "not shown"),
    '"frequency": 30': ('"frequency": 5', "qualify_frequency", "5"),
}
"""{in the program: (instead, argument, what its line has)}"""


def _write(project: Project, give: str, values: dict[str, str] | None = None) -> None:
    program = HEAD.replace("VALUES = {", f"give = {give}\nVALUES = {{", 1)
    for before, after in (values or {}).items():
        assert before in program
        program = program.replace(before, after, 1)
    (project.folder / "__main__.py").write_text(program)


def _sides(emulator: Emulator, url: str) -> tuple[Any, ...]:
    (trunk,) = emulator.client().trunking.v1.trunks.list()
    return trunk.sid, account.read(emulator), rows.read(url)


def test_it_does_not_matter_where_values_come_from(project: Project, emulator: Emulator, postgres_url: str) -> None:
    project.variables["TRUNKLINE_DATABASE_URL"] = postgres_url
    network = evolve(project, stack="network")
    _write(project, "of_a_server")
    network.pulumi("stack", "init", "network").ok()
    network.up().ok()

    first = project.preview().ok()
    assert "9 to create" not in first.output
    project.up().ok()
    project.preview("--expect-no-changes").has_no_changes()
    made = _sides(emulator, postgres_url)
    outputs = project.outputs()
    assert outputs["termination_uri"] == "late.pstn.twilio.com"
    assert outputs["dial_string"] == "PJSIP/${EXTEN}@office"

    for give in ("of_another_stack", "plain"):
        _write(project, give)
        changed = project.up(preview=True).ok().output
        done = re.findall(r"(\S+) \S+ (?:created|updated|replaced|deleted) \(", changed)
        assert {*done} <= {"pulumi-python:dynamic:Resource"}, changed
        project.preview("--expect-no-changes").has_no_changes()
        assert _sides(emulator, postgres_url) == made
        assert project.outputs() == outputs


def test_wrong_values(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    """Each is one line, reaches neither side, and the next `up` goes on."""
    for before, (after, argument, fact) in WRONG.items():
        _write(project, "of_a_server", {before: after})
        ended = project.up()
        ended.refuses(f"main: SipTrunkArgs.{argument}: ", fact)
        assert "Canary" not in ended.output
        assert after.strip('"') not in f"{account.read(emulator)} {rows.read(sqlite_url)}"

    _write(project, "of_a_server", {'"edges": ["dublin", "ashburn"]': '"edges": ["dublin"]'})
    project.up().ok()
    project.preview("--expect-no-changes").has_no_changes()
    assert PASSWORD in {each["password"] for each in rows.read(sqlite_url)["ps_auths"].values()}
