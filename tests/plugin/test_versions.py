"""A program that asks for another version of the package than the plugin's."""

import sys
from importlib.metadata import version

import pytest
from pulumi.runtime.proto import provider_pb2

from trunkline.plugin import versions, wire

from ..support.servicer import PluginServicer

OURS = version("trunkline")


def test_it_is_refused_in_one_line(plugin: PluginServicer) -> None:
    request = provider_pb2.CheckRequest(
        urn="urn:pulumi:test::trunkline::pulumi:providers:trunkline::default_9_0_0",
        news=wire.encode({"version": "9.0.0"}),
    )
    (failure,) = plugin.stub.CheckConfig(request).failures
    assert failure.reason == (
        f"the program asks for trunkline 9.0.0, but the plugin is trunkline {OURS} of {sys.prefix}: "
        f"install trunkline 9.0.0 there, or set the program's version to {OURS}"
    )


@pytest.mark.parametrize(
    ("asked", "ours", "fits"),
    [
        (None, "0.1.0", True),
        ("0.1.0", "0.1.0", True),
        ("0.1.7", "0.1.0", True),
        ("0.1.0-alpha.1+dirty", "0.1.0.dev1", True),
        ("0.2.0", "0.1.0", False),
        ("0.1.0", "0.10.0", False),
        ("1.0.0", "0.1.0", False),
        ("1.4.0", "1.2.0", True),
        ("2.0.0", "1.2.0", False),
    ],
)
def test_which_fit(asked: str | None, ours: str, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "version", lambda _: ours)
    assert bool(versions.problems({"version": asked} if asked else {})) is not fits
