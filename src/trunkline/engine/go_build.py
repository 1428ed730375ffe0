"""Step 4: builds the engine from its published source, which the go.sum beside this file verifies."""

import hashlib
import os
import shutil
from pathlib import Path

from trunkline.engine import cache, go_tools
from trunkline.engine.errors import EngineError
from trunkline.engine.process import output_of, run_logged, say

_HERE = Path(__file__).parent
_MODULE = ("go.mod", "go.sum")
_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_SDK = "github.com/pulumi/pulumi/sdk/v3"
# Scripts that the SDK's Go module carries: what runs a program, and what starts its dynamic providers.
_SDK_SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
# Our own language host: no registry has the vendor's.
_HOST = ("pulumi-language-python", "language_host.py")


def finished(version: str) -> Path:
    """Name the folder of the engine with this source's language host."""
    return cache.folder(version, "built", _key(*_MODULE, *_HOST))


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
    return cache.folder(version, "parts", _key(*_MODULE))


def _build_parts(version: str, workspace: Path) -> Path:
    log = cache.log_file()
    go = go_tools.find_or_fetch(workspace)
    source, made, scratch = (workspace / name for name in ("source", "parts", "tmp"))
    for folder in (source, made, scratch):
        folder.mkdir()
    for name in _MODULE:
        shutil.copyfile(_HERE / name, source / name)
    env = {
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GOFLAGS": "-mod=readonly",
        "CGO_ENABLED": "0",
        "GOTMPDIR": str(scratch),
    }
    say(f"Building the Pulumi engine {version}, once: about {_minutes()} minutes, and 3 GB in Go's caches …")
    flags = f"-s -w -X {_SDK}/go/common/version.Version=v{version}"
    command = [str(go), "build", "-trimpath", "-ldflags", flags, "-o", str(made / "pulumi"), _PACKAGE]
    code = run_logged(command, log, cwd=source, env=env)
    if code != 0:
        raise EngineError(
            f"pulumi {version}: go build failed with exit code {code} (see {log}); "
            "correct that and run again, or put a pulumi of this version on PATH"
        )
    sdk = output_of([str(go), "-C", str(source), "list", "-m", "-f", "{{.Dir}}", _SDK], env=env)
    if not sdk:
        raise EngineError(f"pulumi {version}: Go cannot find the module {_SDK} (see {log}); run again")
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


def _key(*names: str) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update((_HERE / name).read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _minutes() -> int:
    return max(2, round(10 / (os.cpu_count() or 1)))
