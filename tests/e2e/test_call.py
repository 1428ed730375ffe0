"""`trunkline call` names each refusal rightly, and says who took a call in."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner

from trunkline.cli import app
from trunkline.model.asterisk import SLOWEST

from ..support.project import PASSWORD, Project, Ran
from .addresses import DEAD_HOST, DOMAIN, EDGE, NOBODY, OTHER_DOMAIN, STRANGER, TWILIO
from .asterisk import AMI_SECRET
from .bench import FAR, Bench, silence
from .conftest import OpenBench
from .faults import Fault, another_address, no_lists, nothing, noticed_address, wrong_value
from .sipp import BUSY, EARLY, EARLY_REFUSED, OTHER_CODEC
from .trunks import NUMBER, grable

pytestmark = pytest.mark.e2e

World = tuple[Bench, Project]
ANOTHER_NUMBER = "+15550001111"
SECONDS_AT_MOST = 90


@pytest.fixture(scope="module")
def world(open_bench: OpenBench) -> Iterator[World]:
    """The guide's trunk, up, and a manager's user with the permissions of the how-to; each test undoes its change."""
    with open_bench() as bench:
        project = bench.project()
        project.configure(twilio=grable(qualifyFrequency=SLOWEST))
        project.up().ok()
        project.variables["TRUNKLINE_AMI_USER"] = "caller"
        yield bench, project


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs the command in the project's folder. It never shows a secret, and leaves no call and no history behind."""
    bench, project = world
    monkeypatch.chdir(project.folder)
    for name, value in project.environment().items():
        monkeypatch.setenv(name, value)

    def run(*options: str) -> Ran:
        ended = CliRunner().invoke(app, ["call", *options])
        assert not ended.exception or isinstance(ended.exception, SystemExit), ended.exception
        for secret in (AMI_SECRET, PASSWORD, "a=crypto", "Digest"):
            assert secret not in ended.output
        end = time.monotonic() + SECONDS_AT_MOST
        while "0 active channels" not in bench.ami.command("core show channels count"):
            assert time.monotonic() < end
            time.sleep(0.05)
        kept = bench.ami.command("pjsip show history")
        assert "INVITE" not in kept, f"{time.time()}\n{ended.output}\n{kept}\n{bench.asterisk.log[-2500:]}"
        return Ran(ended.exit_code, ended.output)

    return run


REFUSALS: dict[str, tuple[Fault, tuple[str, ...], tuple[str, ...]]] = {
    "wrong password": (
        wrong_value("ps_auths", "password", "Wrong-Trunk-2024"),
        ("--stack", "test"),
        ("refused with 403", "(100, 407, 100, 403)", "Twilio's error 32202: Bad user credentials", "TL204 error"),
    ),
    "unknown username": (
        wrong_value("ps_auths", "username", "someone"),
        (),
        ("refused with 403", "32202: Bad user credentials", "TL203 error"),
    ),
    "address not listed": (
        another_address,
        ("--stack", "test"),
        ("refused with 403", "(100, 403)", "32201: Source IP address not in ACL", "TL213 error"),
    ),
    "address not listed, noticed": (
        noticed_address,
        ("--stack", "test"),
        (
            "contact   FAILED  sip:grable@grable.pstn.twilio.com answers OPTIONS with 403; Twilio's error 32201",
            "Asterisk sent nothing",
            "correct what failed above: contact",
            "TL213 error",
        ),
    ),
    "no list at all": (no_lists, (), ("refused with 403", "32200: Insufficient permissions", "TL206 error")),
    "caller ID not owned": (
        nothing,
        ("--from", ANOTHER_NUMBER),
        (
            "refused with 403",
            f"from {ANOTHER_NUMBER}",
            "32204: 'From' phone number not verified",
            "verify this caller ID",
        ),
    ),
    "plain RTP": (
        wrong_value("ps_endpoints", "media_encryption", "no"),
        (),
        ("refused with 488", "32208: Secure media required", "TL401 error"),
    ),
    "a codec that Twilio does not have": (
        wrong_value("ps_endpoints", "allow", "g722"),
        (),
        ("refused with 488", "(100, 407, 100, 488): the two sides do not agree about the media", "TL404 error"),
    ),
    "an answer with another codec": (
        nothing,
        ("--to", OTHER_CODEC),
        (
            "answered after ",
            "(100, 407, 100, 200), but Asterisk ended the call at once with 488 of its own: the two sides do not agree",
        ),
    ),
    "busy": (
        nothing,
        ("--to", BUSY),
        ("refused with 486", "(100, 407, 100, 486): the phone is busy", "nothing: the trunk works"),
    ),
    "refused after early media": (
        nothing,
        ("--to", EARLY_REFUSED),
        ("refused with 404", "(100, 407, 100, 183, 404): after early media, so as a rule by the phone or its network"),
    ),
    "early media and no answer": (
        nothing,
        ("--to", EARLY, "--ring", "1"),
        ("early media came", "but no answer: the trunk works, 1 s (100, 407, 100, 183", "call the number by a phone"),
    ),
    "an extension that Twilio does not offer": (
        wrong_value("ps_endpoints", "timers", "required"),
        ("--seconds", "5"),
        ("call      ok      answered", "end       FAILED  Asterisk itself ended it before its time", "TL416 error"),
    ),
    "plain SIP": (
        wrong_value("ps_endpoints", "transport", "udp"),
        (),
        ("transport ok      udp, udp", "refused with", "32209: Secure transport required", "TL402 error"),
    ),
    "unknown domain": (
        wrong_value("ps_aors", "contact", f"sip:grable@{OTHER_DOMAIN}"),
        ("--from", NUMBER),
        ("refused with 404", "no trunk has the contact's domain", "TL102 error"),
    ),
    "no credential": (
        wrong_value("ps_endpoints", "outbound_auth", ""),
        (),
        ("Asterisk did not answer the challenge", "(100, 407)", "TL201 error"),
    ),
    "dead host": (
        wrong_value("ps_aors", "contact", f"sip:grable@{DEAD_HOST}"),
        ("--from", NUMBER, "--endpoint", "twilio", "--ring", "3"),
        ("contact   FAILED", "no answer came from", NOBODY, "correct what failed above: contact"),
    ),
    "silence": (silence, ("--ring", "2"), ("no answer came from", NOBODY, "ports 5060 and 5061")),
    "unknown transport": (
        wrong_value("ps_endpoints", "transport", "tls-public"),
        (),
        ("transport FAILED", "'tls-public' is not in pjsip.conf, so Asterisk uses UDP", "32209"),
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal(world: World, run: Callable[..., Ran], case: str) -> None:
    fault, options, facts = REFUSALS[case]
    with fault(world[0]):
        ran = run("--yes", *(options if "--to" in options else ("--to", FAR, *options)))
    assert ran.code == 1, ran.output
    for fact in facts:
        assert fact in ran.output, ran.output


def test_an_answer(world: World, run: Callable[..., Ran]) -> None:
    bench, _ = world
    before = len(bench.ami.messages)
    ran = run("--to", FAR, "--yes", "--seconds", "1")
    assert ran.code == 0, ran.output
    for fact in (
        "manager   ok      Asterisk 22.",
        "endpoint  ok      twilio, context from-twilio, media_encryption sdes, allow (ulaw), outbound_auth twilio",
        "transport ok      tls, tls",
        f"contact   ok      sip:grable@{DOMAIN} answers OPTIONS in ",
        "calls in from 127.2.0.0/30 are the endpoint's; Asterisk's order is ip, username",
        f"This calls {FAR} (US) from {NUMBER} through endpoint twilio.",
        "It may cost money",
        "plays a tone, and ends 1 s after the answer",
        "call      ok      answered after ",
        "(100, 407, 100, ",
    ):
        assert fact in ran.output, ran.output
    assert re.search(r" [1-9]\d* packets of audio came, [1-9]\d* went", ran.output), ran.output
    placed = [m for m in bench.ami.messages[before:] if m.get("Event") == "DialBegin"]
    assert [m["DialString"] for m in placed] == [f"{FAR}@twilio"]


def test_an_answer_after_early_media(run: Callable[..., Ran]) -> None:
    ran = run("--to", EARLY, "--yes", "--seconds", "1")
    assert ran.code == 0, ran.output
    assert re.search(r"call      ok      answered after \d\.\d s \(100, 407, 100, 183, 200\)\n", ran.output), ran.output
    assert re.search(r" ended as planned; [1-9]\d* packets of audio came, [1-9]\d* went", ran.output), ran.output


def test_without_a_history(world: World, run: Callable[..., Ran]) -> None:
    """The SIP code alone leaves the error numbers that it can be."""
    with wrong_value("ps_auths", "password", "Wrong-Trunk-2024")(world[0]):
        ran = run("--to", FAR, "--yes", "--no-history")
    assert ran.code == 1, ran.output
    for fact in (
        "refused with 403",
        "Twilio's error can be one of these",
        "32201 Source IP",
        "32202 Bad user",
        "32204 'From'",
    ):
        assert fact in ran.output, ran.output


def test_a_killed_command_leaves_no_call(world: World) -> None:
    """Asterisk ends the call itself."""
    bench, project = world
    before = len(bench.ami.messages)
    command = [sys.executable, "-m", "trunkline", "call", "--to", FAR, "--yes", "--ring", "1", "--seconds", "1"]
    with subprocess.Popen([*command, "--no-history"], cwd=project.folder, env=project.environment()) as process:
        while not any(m.get("Event") == "OriginateResponse" for m in bench.ami.messages[before:]):
            assert process.poll() is None
        process.kill()
    (channel,) = [m["Channel"] for m in bench.ami.messages[before:] if m.get("Event") == "OriginateResponse"]
    bench.ami.wait(lambda m: m.get("Event") == "Hangup" and m.get("Channel") == channel)


def test_nothing_is_called_without_a_yes(world: World, run: Callable[..., Ran]) -> None:
    bench, _ = world
    before = len(bench.ami.messages)
    ran = run("--to", FAR)
    assert (ran.code, "no call was placed" in ran.output) == (2, True), ran.output
    assert not [m for m in bench.ami.messages[before:] if m.get("Event") == "Newchannel"]


def test_a_user_without_the_permissions(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """The user that `pulumi up` needs may place no call."""
    monkeypatch.setenv("TRUNKLINE_AMI_USER", "trunkline")
    ran = run("--to", FAR, "--yes")
    assert ran.code == 2
    assert ran.output == (
        "the manager's user 'trunkline' lacks call in `read` of manager.conf: give it `read = call` and "
        "`write = command,call,originate`, and reload the manager\n"
    )


def _when_it_waits(bench: Bench, call: Callable[[Bench], int]) -> threading.Thread:
    """Somebody who calls once the command waits."""

    def wait() -> None:
        end = time.monotonic() + SECONDS_AT_MOST
        while "caller " not in bench.ami.command("manager show connected"):
            assert time.monotonic() < end
            time.sleep(0.05)
        time.sleep(1)
        call(bench)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


INBOUND: dict[str, tuple[Fault, Callable[[Bench], int], int, tuple[str, ...]]] = {
    "taken": (
        nothing,
        lambda bench: bench.ring(NUMBER, secure=True),
        0,
        (f"endpoint twilio took the call of {FAR} from {EDGE}: context from-twilio, exten {NUMBER}; answered",),
    ),
    "no exten": (
        nothing,
        lambda bench: bench.knock(TWILIO, ANOTHER_NUMBER, "tls"),
        1,
        (f"a call to {ANOTHER_NUMBER} from {TWILIO} was refused: Asterisk answered 404", "has no such exten", "TL514"),
    ),
    "no endpoint": (
        wrong_value("ps_endpoint_id_ips", "match", "192.0.2.0/30"),
        lambda bench: bench.knock(TWILIO, NUMBER, "tls"),
        1,
        (f"from {TWILIO} was refused: Asterisk answered 401", "no identify row has this address"),
    ),
    "plain RTP": (
        nothing,
        lambda bench: bench.knock(TWILIO, NUMBER, "tls", secure=False),
        1,
        ("Asterisk answered 488", "does not accept the media"),
    ),
    "a codec that Twilio does not have": (
        wrong_value("ps_endpoints", "allow", "g722"),
        lambda bench: bench.knock(TWILIO, NUMBER, "tls"),
        1,
        ("Asterisk answered 488", "does not accept the media", "TL404 error"),
    ),
    "a stranger": (
        nothing,
        lambda bench: bench.knock(STRANGER, NUMBER, "tls"),
        1,
        ("no call came within 5 s", f"InvalidAccountID from {STRANGER}"),
    ),
}


@pytest.mark.parametrize("case", INBOUND)
def test_a_call_in(world: World, run: Callable[..., Ran], case: str) -> None:
    bench, _ = world
    fault, call, code, facts = INBOUND[case]
    with fault(bench):
        calling = _when_it_waits(bench, call)
        seconds = "5" if case == "a stranger" else "20"
        ran = run("--wait-for-inbound", "--seconds", seconds, *(("--stack", "test") if case == "no endpoint" else ()))
        calling.join()
    assert ran.code == code, ran.output
    for fact in facts:
        assert fact in ran.output, ran.output
