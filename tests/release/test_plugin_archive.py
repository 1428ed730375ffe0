"""The plugin archives of a release, as `pulumi plugin install` finds, downloads and installs them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from trunkline.engine.yaml_host import find_or_install_yaml
from trunkline.testing import Emulator

from ..support.shell import run
from .build import Release

pytestmark = pytest.mark.long

PROGRAM = """\
name: office
runtime: yaml
resources:
  addresses:
    type: trunkline:twilio:IpAccessControlList
    properties:
      friendlyName: office
      ipAddresses:
        192.0.2.1: pbx
"""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The URL of a server that has the files of the folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder)) as server:
        Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_a_program_runs_on_it(
    release: Release, empty_home: dict[str, str], engine: Path, twilio: Emulator, tmp_path: Path
) -> None:
    (tmp_path / "Pulumi.yaml").write_text(PROGRAM)
    (tmp_path / "state").mkdir()
    environment = {
        **empty_home,
        **twilio.environment,
        "PATH": os.pathsep.join(map(str, (engine, find_or_install_yaml(), empty_home["PATH"]))),
        "PULUMI_BACKEND_URL": (tmp_path / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "TRUNKLINE_PYTHON": sys.executable,
    }
    with _served(release.archive("linux-amd64").parent) as url:
        install = f"pulumi plugin install resource trunkline {release.version} --server {url}"
        run(install.split(), tmp_path, environment)
    for command in ("pulumi stack init test", "pulumi up --yes --skip-preview", "pulumi plugin ls"):
        printed = run(command.split(), tmp_path, environment)
    assert f"trunkline  resource  {release.version}" in printed
    lists = twilio.client().api.v2010.account.sip.ip_access_control_lists
    assert [each.friendly_name for each in lists.list()] == ["office"]
    run(["pulumi", "destroy", "--yes", "--skip-preview"], tmp_path, environment)
    assert lists.list() == []
