"""`up` waits for Asterisk's contact, says what keeps it away, and tries again the next time."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from ..support import rows
from ..support.project import Project
from . import contacts
from .addresses import ASTERISK, DOMAIN, EDGE, NOBODY
from .bench import Bench, silence
from .conftest import OpenBench
from .trunks import grable

pytestmark = pytest.mark.e2e

Ready = tuple[Bench, Project]
Fault = Callable[[Bench], AbstractContextManager[None]]

_frequencies = itertools.count(61)


@pytest.fixture(scope="module")
def ready(open_bench: OpenBench) -> Iterator[Ready]:
    """A trunk that is up; each test ends with it up again."""
    with open_bench() as bench:
        project = bench.project()
        project.configure(twilio=grable())
        project.up().ok()
        yield bench, project


@contextmanager
def _another_certificate(bench: Bench) -> Iterator[None]:
    """Asterisk's own TLS port, whose certificate is not Twilio's."""
    bench.names[DOMAIN] = ASTERISK
    try:
        yield
    finally:
        bench.names[DOMAIN] = EDGE


@contextmanager
def _another_domain(bench: Bench) -> Iterator[None]:
    (trunk,) = bench.emulator.client().trunking.v1.trunks.list()
    trunk.update(domain_name=f"renamed-{DOMAIN}")
    try:
        yield
    finally:
        bench.emulator.lift_reservations()
        trunk.update(domain_name=DOMAIN)


@pytest.mark.parametrize(
    ("fault", "facts"),
    [
        (_another_certificate, ("transport 'tls' is refused", "ca_list_file")),
        (silence, ("no answer in time",)),
        (_another_domain, ("404", "termination domain")),
    ],
)
def test_what_keeps_the_contact_away(ready: Ready, fault: Fault, facts: tuple[str, ...]) -> None:
    bench, project = ready
    frequency = next(_frequencies)
    project.configure(twilio=grable(qualifyFrequency=frequency))
    with fault(bench):
        project.up().refuses("Asterisk endpoint 'twilio'", f"sip:grable@{DOMAIN} is not reachable", *facts)
        assert rows.read(bench.realtime.url)["ps_aors"]["twilio"]["qualify_frequency"] == frequency
    _comes_up(bench, project)


def test_an_address_that_is_not_listed(ready: Ready) -> None:
    bench, project = ready
    frequency = next(_frequencies)
    project.configure(twilio=grable(qualifyFrequency=frequency, asteriskAddresses=["192.0.2.1"]))
    project.up().refuses("Asterisk endpoint 'twilio'", "403", "asterisk_addresses")
    assert rows.read(bench.realtime.url)["ps_aors"]["twilio"]["qualify_frequency"] == frequency
    project.configure(twilio=grable(qualifyFrequency=frequency))
    _comes_up(bench, project)


@pytest.mark.parametrize("preview", [True, False])
def test_a_transport_that_is_missing(ready: Ready, *, preview: bool) -> None:
    """Asterisk itself would qualify the contact over UDP."""
    bench, project = ready
    project.configure(twilio=grable() | {"transport": "tls-public"})
    project.up(preview=preview).refuses("transport 'tls-public' is not in pjsip.conf")
    project.configure(twilio=grable(qualifyFrequency=next(_frequencies)))
    _comes_up(bench, project)


@pytest.mark.parametrize(
    ("variable", "wrong", "facts"),
    [
        ("TRUNKLINE_AMI_SECRET", "wrong", ("manager's user 'trunkline'", "TRUNKLINE_AMI_SECRET")),
        ("TRUNKLINE_AMI_HOST", NOBODY, (NOBODY, "TRUNKLINE_AMI_HOST")),
    ],
)
def test_the_manager_interface(ready: Ready, variable: str, wrong: str, facts: tuple[str, ...]) -> None:
    bench, project = ready
    right = project.variables[variable]
    project.configure(twilio=grable(qualifyFrequency=next(_frequencies)))
    project.variables[variable] = wrong
    project.up(preview=True).refuses(*facts)
    project.variables[variable] = right
    _comes_up(bench, project)


def _comes_up(bench: Bench, project: Project) -> None:
    project.up().ok()
    assert contacts.status(bench.ami, "twilio") == "Reachable"
