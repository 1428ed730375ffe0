"""Step 4: builds the engine from its published source, which the go.sum beside this file verifies."""

import hashlib
import os
import shutil
from pathlib import Path

from trunkline.engine import cache, go_module
from trunkline.engine.errors import EngineError
from trunkline.engine.go_module import GoModule

_HERE = Path(__file__).parent
_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_SDK = "github.com/pulumi/pulumi/sdk/v3"
# Scripts that the SDK's Go module carries: what runs a program, and what starts its dynamic providers.
_SDK_SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
# Our own language host: no registry has the vendor's.
_HOST = ("pulumi-language-python", "language_host.py")


def finished(version: str) -> Path:
    """Name the folder of the engine with this source's language host."""
    return cache.folder(version, "built", key(_HERE, *go_module.FILES, *_HOST))


def renew(version: str, workspace: Path) -> Path | None:
    """Give the bin folder with this source's language host if only that has changed since the build."""
    parts = _parts(version)
    if not cache.holds(parts, "pulumi"):
        return None
    cache.publish(_assemble(parts, workspace), finished(version))
    return finished(version) / "bin"


def build(version: str, workspace: Path) -> Path:
    cache.publish(_build_parts(version, workspace), _parts(version))
    cache.publish(_assemble(_parts(version), workspace), finished(version))
    return finished(version) / "bin"


def _parts(version: str) -> Path:
    return cache.folder(version, "parts", key(_HERE, *go_module.FILES))


def _build_parts(version: str, workspace: Path) -> Path:
    module, made = GoModule.prepare(_HERE, workspace), workspace / "parts"
    made.mkdir()
    variable = f"{_SDK}/go/common/version.Version"
    module.build(_PACKAGE, made / "pulumi", version, variable=variable, what="the Pulumi engine")
    sdk = module.directory(_SDK)
    if not sdk:
        raise EngineError(f"pulumi {version}: Go cannot find the module {_SDK} (see {cache.log_file()}); run again")
    for script in _SDK_SCRIPTS:
        _add_program(Path(sdk, script), made)
    return made


def _assemble(parts: Path, workspace: Path) -> Path:
    made = workspace / "built"
    (made / "bin").mkdir(parents=True)
    for part in parts.iterdir():
        try:
            os.link(part, made / "bin" / part.name)  # 110 MB without a second copy
        except OSError:  # the file system has no hard links
            shutil.copy2(part, made / "bin")
    for name in _HOST:
        _add_program(_HERE / name, made / "bin")
    return made


def _add_program(program: Path, folder: Path) -> None:
    shutil.copyfile(program, folder / program.name)
    (folder / program.name).chmod(0o755)


def key(folder: Path, *names: str) -> str:
    """A digest of these files of the folder."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((folder / name).read_bytes() + b"\0")
    return digest.hexdigest()[:12]
