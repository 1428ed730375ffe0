"""The Python language host, which the engine starts to run a Python program.

The vendor's own comes with the vendor's download only, so an engine built from source gets this one. It is
copied beside the engine and needs nothing but the SDK. The engine reads the port from the first line of
stdout, and shows all later lines of stdout and stderr to the user.

Intentionally left out: code generation, and the list of plugins that a program needs (the engine fetches them when the
program asks).
"""

# The signal comes before the imports; the methods and their parameters are gRPC's.
# ruff: noqa: ARG002, E402, N802

# From the first moment on, this process ends at once and quietly at a SIGINT: the engine sends one at the
# end of each command and waits for it to work.
import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)

import importlib.metadata
import importlib.util
import json
import logging
import os
import selectors
import subprocess
import sys
import time
import types
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn


def enter_as_folders(*packages: str) -> None:
    """Enter packages without their `__init__`: the SDK's import all of it, which takes longer than the rest of a start.

    Args:
        packages: the outermost first.
    """
    for name in packages:
        spec = importlib.util.find_spec(name)
        module = types.ModuleType(name)
        module.__path__ = list((spec and spec.submodule_search_locations) or ())
        sys.modules[name] = module


if __name__ == "__main__":
    enter_as_folders("pulumi", "pulumi.runtime", "pulumi.runtime.proto", "pulumi.runtime.proto.codegen")

import grpc
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped,unused-ignore]
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto import language_pb2_grpc, plugin_pb2

# With this exit code, the program has already shown what is wrong.
_EXPLAINED = 32

_CHUNK = 1 << 16

# Prints the installed packages; without the argument `all`, only those that no other package needs.
_LIST_PACKAGES = """
import importlib.metadata, json, re, sys
plain = lambda name: re.sub("[-_.]+", "-", name).lower()
found = {plain(d.name): d for d in importlib.metadata.distributions()}
needs = [need for d in found.values() for need in d.requires or () if "extra ==" not in need]
inner = set() if "all" in sys.argv else {plain(re.match("[A-Za-z0-9._-]+", need)[0]) for need in needs}
print(json.dumps([(d.name, d.version) for name, d in sorted(found.items()) if name not in inner]))
"""


class EnvironmentMissingError(Exception):
    """Pulumi.yaml or PulumiPlugin.yaml names a virtual environment that does not exist."""


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._programs: set[subprocess.Popen[bytes]] = set()

    def Handshake(self, request: Any, context: Any) -> Any:
        return messages.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=importlib.metadata.version("pulumi"))

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:
        return messages.GetRequiredPackagesResponse()

    def RuntimeOptionsPrompts(self, request: Any, context: Any) -> Any:
        return messages.RuntimeOptionsResponse()

    def Template(self, request: Any, context: Any) -> Any:
        return messages.TemplateResponse()

    def Run(self, request: Any, context: Any) -> Any:
        try:
            python = interpreter(request.info)
        except EnvironmentMissingError as error:
            return messages.RunResponse(error=str(error))
        # A separate session: the engine's SIGINT is for this process, which then ends the program.
        program = subprocess.Popen(
            [python, "-u", *program_arguments(request, self._engine)],
            env=program_environment(request, python),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._programs.add(program)
        code = program.wait()
        self._programs.discard(program)
        if code in (0, _EXPLAINED):
            return messages.RunResponse(bail=code == _EXPLAINED)
        fate = f"non-zero exit code: {code}" if code > 0 else signal.Signals(-code).name
        return messages.RunResponse(error=f"Program exited with {fate}")

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:
        """Run the plugin in a folder with a PulumiPlugin.yaml, until it ends or the engine needs it no more."""
        try:
            python = interpreter(request.info, "PulumiPlugin.yaml")
        except EnvironmentMissingError as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
        plugin = subprocess.Popen(
            [python, "-u", request.info.program_directory, *request.args],
            cwd=request.pwd,
            env=dict(each.partition("=")[::2] for each in request.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._programs.add(plugin)
        context.add_callback(plugin.terminate)
        yield from printed(plugin)
        self._programs.discard(plugin)
        yield messages.RunPluginResponse(exitcode=plugin.wait())

    def GeneratePackage(self, request: Any, context: Any) -> Any:
        context.abort(
            grpc.StatusCode.UNIMPLEMENTED,
            "this language host generates no SDKs for Python: use Pulumi's own, or the Python package trunkline",
        )

    def Cancel(self, request: Any, context: Any) -> Any:
        self.end_programs()
        return Empty()

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:
        for command in install_commands(request.info):
            yield messages.InstallDependenciesResponse(stdout=f"$ {' '.join(command)}\n".encode())
            with subprocess.Popen(
                command,
                cwd=request.info.program_directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            ) as process:
                for line in process.stdout or ():
                    yield messages.InstallDependenciesResponse(stdout=line)
            if process.returncode:
                context.abort(grpc.StatusCode.UNKNOWN, f"{command[0]} exited with code {process.returncode}")

    def About(self, request: Any, context: Any) -> Any:
        python = interpreter_or_ours(request.info)
        version = subprocess.check_output([python, "-V"], text=True).removeprefix("Python ").strip()
        return messages.AboutResponse(executable=python, version=version)

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:
        python = interpreter_or_ours(request.info)
        scope = "all" if request.transitiveDependencies else "direct"
        listing = json.loads(subprocess.check_output([python, "-c", _LIST_PACKAGES, scope]))
        packages = [messages.DependencyInfo(name=name, version=version) for name, version in listing]
        return messages.GetProgramDependenciesResponse(dependencies=packages)

    def end_programs(self) -> None:
        for program in tuple(self._programs):
            program.terminate()


def printed(plugin: subprocess.Popen[bytes]) -> Iterator[Any]:
    """Give each part of a plugin's output as it is printed."""
    with selectors.DefaultSelector() as streams:
        for stream in filter(None, (plugin.stdout, plugin.stderr)):
            streams.register(stream, selectors.EVENT_READ)
        while streams.get_map():
            for key, _ in streams.select():
                part = os.read(key.fd, _CHUNK)
                if not part:
                    streams.unregister(key.fileobj)
                elif key.fileobj is plugin.stdout:
                    yield messages.RunPluginResponse(stdout=part)
                else:
                    yield messages.RunPluginResponse(stderr=part)


def environment(info: Any) -> Path | None:
    """Give the virtual environment that Pulumi.yaml names, or the usual one of its toolchain."""
    options = dict(info.options)
    named = options.get("virtualenv") or (".venv" if options.get("toolchain") == "uv" else None)
    return Path(info.root_directory, named) if named else None


def interpreter(info: Any, file: str = "Pulumi.yaml") -> str:
    """Give the Python for a program or a plugin, of the environment that its file names."""
    env = environment(info)
    if not env:
        return os.environ.get("PULUMI_PYTHON_CMD") or sys.executable
    python = env / "bin" / "python"
    if not python.exists():
        raise EnvironmentMissingError(
            f"The virtual environment {env} of {file} has no bin/python; "
            f"create it (python3 -m venv {env}) and install the project's packages in it"
        )
    return str(python)


def interpreter_or_ours(info: Any) -> str:
    try:
        return interpreter(info)
    except EnvironmentMissingError:
        return sys.executable


def program_arguments(request: Any, engine: str) -> list[str]:
    options = {
        "monitor": request.monitor_address,
        "engine": engine,
        "project": request.project,
        "stack": request.stack,
        "organization": request.organization,
        "root_directory": request.info.root_directory,
        "pwd": request.info.program_directory,
        "dry_run": "true" if request.dryRun else "false",
        "parallel": str(request.parallel),
    }
    executor = str(Path(__file__).with_name("pulumi-language-python-exec"))
    named = [word for name, value in options.items() if value for word in (f"--{name}", value)]
    return [executor, *named, request.info.entry_point, *request.args]


def program_environment(request: Any, python: str) -> dict[str, str]:
    env = os.environ | {
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }
    if environment(request.info):
        bin_folder = Path(python).parent
        env |= {
            "VIRTUAL_ENV": str(bin_folder.parent),
            "PATH": f"{bin_folder}{os.pathsep}{env.get('PATH', '')}",
        }
        env.pop("PYTHONHOME", None)
    return env


def install_commands(info: Any) -> Iterator[list[str]]:
    toolchain = dict(info.options).get("toolchain", "pip")
    if toolchain in ("uv", "poetry"):
        yield [toolchain, "sync" if toolchain == "uv" else "install"]
        return
    env = environment(info)
    if env and not (env / "bin" / "python").exists():
        yield [sys.executable, "-m", "venv", str(env)]
    if Path(info.program_directory, "requirements.txt").exists():
        yield [interpreter(info), "-m", "pip", "install", "-r", "requirements.txt"]


def main(engine: str) -> NoReturn:
    logging.getLogger("grpc").setLevel(logging.CRITICAL + 1)  # the user need not know about an unknown method
    host = LanguageHost(engine)

    def leave(*_: object) -> NoReturn:
        host.end_programs()
        os._exit(0)

    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
    server = grpc.server(ThreadPoolExecutor())
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    parent = os.getppid()
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while os.getppid() == parent:
        time.sleep(0.2)
    leave()  # the engine has ended


if __name__ == "__main__":
    main(sys.argv[-1])
