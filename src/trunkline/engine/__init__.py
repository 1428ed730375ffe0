"""The engine installer: a folder with a working `pulumi`, from the first source that has one.

1. on_path    the `pulumi` on PATH, if new enough
2. cache      the result of an earlier run
3. vendor     the vendor's CLI
4. go_build   built from source, with our own language host
"""

from pathlib import Path

from trunkline.engine import cache, go_build, on_path, vendor
from trunkline.engine.errors import EngineError
from trunkline.engine.versions import Version

__all__ = ["PARALLEL", "VERSION", "EngineError", "find_or_install"]

_AT_LEAST = Version(3, 259, 0)
VERSION = str(_AT_LEAST)

PARALLEL = 32
"""Steps at once, for PULUMI_PARALLEL: most of them wait for Twilio. The engine's default is four for each core."""


def find_or_install() -> Path:
    """Give the folder with a working `pulumi`. Install it first if there is none."""
    try:
        return on_path.find(_AT_LEAST) or _cached() or _install()
    except OSError as error:
        raise EngineError(
            f"pulumi {VERSION}: the cache {cache.root()} cannot be used ({error}); "
            f"set another folder in TRUNKLINE_CACHE"
        ) from error


def _cached() -> Path | None:
    for folder in (vendor.finished(VERSION), go_build.finished(VERSION)):
        if cache.holds(folder / "bin", "pulumi"):
            return folder / "bin"
    return None


def _install() -> Path:
    with cache.workspace() as workspace:
        # While this run waited for the lock, another may have done the work.
        return (
            _cached()
            or go_build.renew(VERSION, workspace)
            or vendor.install(VERSION, workspace)
            or go_build.build(VERSION, workspace)
        )
