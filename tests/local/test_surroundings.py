"""Shells and machines that are not made for it: `up` works, or says in one line what to do."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from trunkline.engine import cache
from trunkline.loopback import without_proxy

from ..support import shell
from ..support.project import ROOT
from .world import World

pytestmark = pytest.mark.engine

NOWHERE = "http://127.0.0.1:9"

FOR_PRODUCTION = {
    "PULUMI_ACCESS_TOKEN": "pul-ffffffffffffffffffffffffffffffffffffffff",
    "PULUMI_BACKEND_URL": "s3://example",
    "PULUMI_CONFIG_PASSPHRASE": "real",
    "PULUMI_CONFIG_PASSPHRASE_FILE": "/nonexistent",
    "PULUMI_STACK": "prod",
    "PULUMI_HOME": "/nonexistent",
    "TWILIO_ACCOUNT_SID": "ACffffffffffffffffffffffffffffffff",
    "TWILIO_AUTH_TOKEN": "real",
    "TWILIO_API_KEY": "SKffffffffffffffffffffffffffffffff",
    "TWILIO_API_SECRET": "real",
    "TWILIO_REGION": "au1",
    "TWILIO_EDGE": "sydney",
    "TRUNKLINE_TWILIO_URL": NOWHERE,
    "TRUNKLINE_DATABASE_URL": "postgresql://127.0.0.1:9/asterisk",
    "TRUNKLINE_AMI_HOST": "127.0.0.1:9",
    "TRUNKLINE_AMI_USER": "real",
    "TRUNKLINE_AMI_SECRET": "real",
}
PROXIES = {
    name: NOWHERE
    for lower in ("http_proxy", "https_proxy", "all_proxy", "grpc_proxy")
    for name in (lower, lower.upper())
} | {"no_proxy": "example.com", "no_grpc_proxy": "example.com"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World.create(tmp_path / "calls and more")
    yield world
    world.stop()


def test_everything_at_once(world: World, tmp_path: Path) -> None:
    """A shell for production, behind a proxy, with another project's environment, no home and a strict umask."""
    hostile = {
        **os.environ,
        **FOR_PRODUCTION,
        **PROXIES,
        "HOME": "/nonexistent",
        "TMPDIR": "/nonexistent",
        "VIRTUAL_ENV": str(tmp_path / "other"),
        "TRUNKLINE_CACHE": str(cache.root()),
    }
    before = os.umask(0o077)
    try:
        for verb in ("up", "preview", "refresh", "destroy"):
            world.run(verb, hostile)
    finally:
        os.umask(before)
    world.is_empty()


def test_a_shell_that_takes_the_environment_can_run_pulumi(world: World) -> None:
    world.run("up")
    pulumi = "pulumi preview --stack local --expect-no-changes && pulumi destroy --yes --stack local"
    script = f'eval "$(trunkline local env)" && {pulumi}'
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
    shell.run(["bash", "-ec", script], world.project, {**os.environ, **FOR_PRODUCTION, **PROXIES, "PATH": path})
    world.is_empty()


@pytest.mark.parametrize(
    ("environment", "hosts"),
    [
        ({}, {"no_proxy": "127.0.0.1,localhost,::1", "NO_PROXY": "127.0.0.1,localhost,::1"}),
        (
            {"no_proxy": "example.com, localhost", "no_grpc_proxy": "a"},
            {
                "no_proxy": "example.com,localhost,127.0.0.1,::1",
                "NO_PROXY": "example.com,localhost,127.0.0.1,::1",
                "no_grpc_proxy": "a,127.0.0.1,localhost,::1",
            },
        ),
    ],
)
def test_proxies_are_left_out_for_this_machine_only(environment: dict[str, str], hosts: dict[str, str]) -> None:
    assert without_proxy(environment) == hosts
