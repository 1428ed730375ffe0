"""The command on the small peer."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from trunkline.cli import app
from trunkline.providers.settings import VARIABLES

from ..support.asterisk import SECRET, Peer

Run = Callable[..., Result]
TO = "+442071838750"
HERE = ("--to", TO, "--endpoint", "twilio", "--from", "+442071838751", "--yes")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def run(peer: Peer, *options: str) -> Result:
        for name, value in peer.environment().items():
            monkeypatch.setenv(name, value)
        ended = CliRunner().invoke(app, ["call", *HERE, *options])
        assert not ended.exception or isinstance(ended.exception, SystemExit), ended.exception
        assert SECRET not in ended.output
        return ended

    return run
