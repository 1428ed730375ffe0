"""A process that only previews: it answers a preview, reads, and writes nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from trunkline.providers.dynamic import _Shell
from trunkline.providers.logic import UNFINISHED
from trunkline.providers.read_only import VARIABLE
from trunkline.testing.twilio import Emulator

from ..support import account, rows
from ..support.servicer import Servicer, Start
from .test_places import KINDS

Inputs = dict[str, Any]

WRITES: dict[str, Callable[[Servicer, type[_Shell], str, Inputs, Inputs], Any]] = {
    "create": lambda run, kind, _, __, news: run.create(kind, news),
    "update": lambda run, kind, id_, olds, news: run.update(kind, id_, olds, news),
    "delete": lambda run, kind, id_, olds, _: run.delete(kind, id_, olds),
    "what a killed run was creating": lambda run, kind, _, __, news: run.read(kind, UNFINISHED, news),
}


@pytest.fixture
def read_only(start: Start, tmp_path: Path, emulator: Emulator, sqlite_url: str) -> Iterator[Servicer]:
    environment = emulator.environment | {"TRUNKLINE_DATABASE_URL": sqlite_url, VARIABLE: "true"}
    with start(tmp_path / "read-only.log", environment) as running:
        running.configure()
        yield running
    assert running.stderr() == ""


@pytest.mark.parametrize("kind", KINDS)
def test_it_writes_nothing(
    kind: type[_Shell], servicer: Servicer, read_only: Servicer, emulator: Emulator, sqlite_url: str
) -> None:
    declared, changed = KINDS[kind]
    id_, made = servicer.create(kind, declared)
    before = account.read(emulator), rows.read(sqlite_url)
    assert read_only.preview(kind, changed, made)[1] == []
    assert read_only.read(kind, id_, made)[0] == id_
    for name, write in WRITES.items():
        with pytest.raises(grpc.RpcError) as refused:
            write(read_only, kind, id_, made, changed)
        line = f"{VARIABLE} is set, so nothing is written: unset it for this run"
        assert refused.value.details().endswith(line), name
    assert (account.read(emulator), rows.read(sqlite_url)) == before
