"""A Python program's resources become native and dynamic again: only the entries in the state change."""

import pytest

from trunkline.testing.twilio import Emulator

from ..moves import live
from ..support import digests
from ..support.project import PASSWORD, Project
from . import states
from .switches import DYNAMIC, NATIVE, ids, only_reads, stays

pytestmark = pytest.mark.long


@pytest.mark.parametrize("end", ["native", "dynamic"])
def test_there_and_back(end: str, old: Project, emulator: Emulator, sqlite_url: str) -> None:
    old.preview().has_no_changes()
    dynamic, before, password = old.program.read_text(), ids(old, DYNAMIC), states.generated_password(old)
    there = live.read(emulator, sqlite_url)
    old.use_plugin()
    with only_reads(emulator, sqlite_url):
        stays(old)
    assert ids(old, NATIVE) == before
    if end == "dynamic":
        old.program.write_text(dynamic)
        with only_reads(emulator, sqlite_url):
            stays(old)
        assert ids(old, DYNAMIC) == before
    assert live.read(emulator, sqlite_url) == there
    assert live.agree(emulator, sqlite_url)
    assert states.generated_password(old) == password
    assert digests.read(emulator)["sales"] == digests.ha1("sales", password)
    exported = old.pulumi("stack", "export").ok().output
    for secret in (PASSWORD, password, "Office-Trunk-2026"):
        assert secret not in exported
    old.destroy().ok()
    left = live.read(emulator, sqlite_url)
    assert {kind for kind, found in left.items() if found} == {"number"}
