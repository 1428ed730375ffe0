"""What refuses the calls of a trunk that is up; at the end of each, the trunk is as before."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from ..support import rows
from . import contacts
from .bench import Bench

Fault = Callable[[Bench], AbstractContextManager[None]]


def wrong_value(table: str, column: str, wrong: str) -> Fault:
    @contextmanager
    def change(bench: Bench) -> Iterator[None]:
        right = next(iter(rows.read(bench.realtime.url)[table].values())).get(column)
        try:
            bench.sql(f"UPDATE {table} SET {column} = '{wrong}'")  # noqa: S608 - values of our own
            yield
        finally:
            bench.sql(f"UPDATE {table} SET {column} = {'NULL' if right is None else repr(right)}")  # noqa: S608

    return change


@contextmanager
def another_address(bench: Bench) -> Iterator[None]:
    (listed,) = bench.emulator.client().api.v2010.account.sip.ip_access_control_lists.list()
    (address,) = listed.ip_addresses.list()
    right = address.ip_address
    address.update(ip_address="192.0.2.1")
    try:
        yield
    finally:
        address.update(ip_address=right)


@contextmanager
def noticed_address(bench: Bench) -> Iterator[None]:
    """Asterisk has noticed that its OPTIONS are refused, and places no call."""
    try:
        with another_address(bench):
            bench.ami.command("pjsip qualify twilio")
            contacts.wait_until(bench.ami, "twilio", "Unreachable")
            yield
    finally:
        bench.ami.command("pjsip qualify twilio")
        contacts.wait_until(bench.ami, "twilio", "Reachable")


@contextmanager
def no_lists(bench: Bench) -> Iterator[None]:
    (trunk,) = bench.emulator.client().trunking.v1.trunks.list()
    kinds = (trunk.credentials_lists, trunk.ip_access_control_lists)
    sids = [[each.sid for each in kind.list()] for kind in kinds]
    for kind in kinds:
        for each in kind.list():
            each.delete()
    try:
        yield
    finally:
        for sid in sids[0]:
            trunk.credentials_lists.create(credential_list_sid=sid)
        for sid in sids[1]:
            trunk.ip_access_control_lists.create(ip_access_control_list_sid=sid)


@contextmanager
def nothing(_: Bench) -> Iterator[None]:
    yield
