"""The language host of YAML programs: `pulumi-language-yaml`, which a built engine lacks.

It is the vendor's own. No registry has it but the Go module proxy, so it is built, and kept beside the engines. It is
of its own version: any engine of the same major version can start it.
"""

import shutil
from pathlib import Path

from trunkline.engine import cache, find_or_install, go_module
from trunkline.engine.errors import EngineError
from trunkline.engine.go_build import key
from trunkline.engine.go_module import GoModule

VERSION = "1.25.0"
PROGRAM = "pulumi-language-yaml"
_HERE = Path(__file__).with_name("yaml")
_PACKAGE = "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
_VERSION = "github.com/pulumi/pulumi-yaml/pkg/version.Version"


def find_or_install_yaml() -> Path:
    """Give the folder of the host, for PATH: beside the engine, on PATH, or built.

    Raises:
        EngineError: it could not be built.
    """
    try:
        beside = find_or_install()
        if cache.holds(beside, PROGRAM):
            return beside
        if found := shutil.which(PROGRAM):
            return Path(found).parent
        return _finished() if cache.holds(_finished(), PROGRAM) else _build()
    except OSError as error:
        raise EngineError(
            f"{PROGRAM} {VERSION}: the cache {cache.root()} cannot be used ({error}); "
            f"set another folder in TRUNKLINE_CACHE"
        ) from error


def _finished() -> Path:
    return cache.folder(VERSION, "yaml", key(_HERE, *go_module.FILES))


def _build() -> Path:
    with cache.workspace() as workspace:
        if not cache.holds(_finished(), PROGRAM):  # another run may have built it
            made = workspace / "yaml"
            made.mkdir()
            module = GoModule.prepare(_HERE, workspace)
            what = "Pulumi's host of YAML programs"
            module.build(_PACKAGE, made / PROGRAM, VERSION, variable=_VERSION, what=what)
            cache.publish(made, _finished())
    return _finished()
