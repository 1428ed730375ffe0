"""The language host, spoken to as the engine does: over gRPC, with the SDK's stubs."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import psutil
import pytest
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped,unused-ignore]
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto import language_pb2_grpc

from trunkline.engine import go_build

from ..support.waiting import wait_for

# Replaces the SDK's script: notes how it was started, and does what the program's name says.
EXECUTOR = """
import json, os, sys, time
with open("noted", "w") as file:
    json.dump({"arguments": sys.argv[1:], "environment": dict(os.environ), "python": sys.executable}, file)
program = sys.argv[-1]
print("printed by", program)
print("complained by", program, file=sys.stderr)
if program == "sleep":
    time.sleep(30)
if program == "killed":
    os.kill(os.getpid(), 9)
sys.exit(int(program) if program.isdigit() else 0)
"""


class Host:
    """A running language host, its output in files of its home.

    Attributes:
        folder: the program's, each test's own.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        shutil.copy(Path(go_build.__file__).with_name("language_host.py"), home)
        (home / "pulumi-language-python-exec").write_text(EXECUTOR)
        with (home / "out").open("wb") as out, (home / "err").open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "language_host.py", "--tracing", "x", "127.0.0.1:1"],
                cwd=home,
                stdout=out,
                stderr=err,
            )
        wait_for(lambda: (home / "out").read_text().endswith("\n"))
        self.channel = grpc.insecure_channel(f"127.0.0.1:{int((home / 'out').read_text())}")
        self.stub: Any = language_pb2_grpc.LanguageRuntimeStub(self.channel)
        self.take(home)

    def take(self, folder: Path) -> None:
        """Use this folder from now on, and forget what was printed."""
        self.folder = folder
        self._earlier = {name: len((self.home / name).read_text()) for name in ("out", "err")}

    def printed(self, name: str) -> str:
        return (self.home / name).read_text()[self._earlier[name] :]

    def noted(self) -> Any:
        return json.loads((self.home / "noted").read_text())

    def end(self) -> None:
        self.channel.close()
        self.process.kill()
        self.process.wait()

    def info(self, program: str = ".", **options: str) -> Any:
        folder = str(self.folder)
        info = messages.ProgramInfo(root_directory=folder, program_directory=folder, entry_point=program)
        info.options.update(options)
        return info

    def run(self, program: str, **options: str) -> Any:
        return self.stub.Run(self.request(program, **options), timeout=20)

    def request(self, program: str, **options: str) -> Any:
        return messages.RunRequest(
            info=self.info(program, **options),
            project="tiny",
            stack="dev",
            organization="organization",
            monitor_address="127.0.0.1:2",
            parallel=8,
            dryRun=True,
            config={"tiny:word": "hush"},
            configSecretKeys=["tiny:word"],
        )


@pytest.fixture(scope="module")
def shared_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    running = Host(tmp_path_factory.mktemp("host"))
    yield running
    running.end()


@pytest.fixture
def host(shared_host: Host, tmp_path: Path) -> Host:
    shared_host.take(tmp_path)
    return shared_host


@pytest.fixture
def mortal_host(tmp_path: Path) -> Iterator[Host]:
    running = Host(tmp_path)
    yield running
    running.end()


def test_it_loads_the_messages_and_not_the_sdk(tmp_path: Path) -> None:
    """The SDK's packages load all of it, which would double the time that a run needs to start the host."""
    program = Path(go_build.__file__).with_name("language_host.py")
    command = [sys.executable, "-X", "importtime", str(program), "127.0.0.1:1"]
    with (tmp_path / "err").open("w") as err, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err) as host:
        assert host.stdout
        assert host.stdout.readline()
        host.terminate()
    imported = {line.rpartition("|")[2].strip() for line in (tmp_path / "err").read_text().splitlines()}
    needed = ("codegen.hcl_pb2", "language_pb2", "language_pb2_grpc", "plugin_pb2")
    assert {each for each in imported if each.startswith("pulumi")} == {
        f"pulumi.runtime.proto.{name}" for name in needed
    }
    assert imported.isdisjoint(("dill", "opentelemetry.trace", "yaml"))


def test_what_the_engine_asks_at_the_start(host: Host) -> None:
    assert host.stub.GetPluginInfo(Empty()).version.startswith("3.")
    request = messages.LanguageHandshakeRequest(engine_address="127.0.0.1:1")
    assert host.stub.Handshake(request) == messages.LanguageHandshakeResponse()
    packages = host.stub.GetRequiredPackages(messages.GetRequiredPackagesRequest(info=host.info()))
    assert list(packages.packages) == []
    prompts = host.stub.RuntimeOptionsPrompts(messages.RuntimeOptionsRequest(info=host.info()))
    assert list(prompts.prompts) == []
    assert host.stub.Template(messages.TemplateRequest(info=host.info())) == messages.TemplateResponse()


def test_an_unknown_method_says_so_and_prints_nothing(host: Host) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        host.stub.Pack(messages.PackRequest())
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert host.printed("err") == ""


def test_run_hands_the_program_what_it_needs(host: Host) -> None:
    assert host.run(".") == messages.RunResponse()
    noted = host.noted()
    arguments = noted["arguments"]
    named = dict(zip(arguments[:-1:2], arguments[1:-1:2], strict=True))
    folder = str(host.folder)
    assert arguments[-1] == "."
    assert named == {
        "--monitor": "127.0.0.1:2",
        "--engine": "127.0.0.1:1",
        "--project": "tiny",
        "--stack": "dev",
        "--organization": "organization",
        "--root_directory": folder,
        "--pwd": folder,
        "--dry_run": "true",
        "--parallel": "8",
    }
    assert json.loads(noted["environment"]["PULUMI_CONFIG"]) == {"tiny:word": "hush"}
    assert json.loads(noted["environment"]["PULUMI_CONFIG_SECRET_KEYS"]) == ["tiny:word"]


def test_what_the_program_prints_goes_through(host: Host) -> None:
    host.run("0")
    assert host.printed("out") == "printed by 0\n"
    assert host.printed("err") == "complained by 0\n"


@pytest.mark.parametrize(
    ("program", "response"),
    [
        ("0", messages.RunResponse()),
        ("32", messages.RunResponse(bail=True)),
        ("1", messages.RunResponse(error="Program exited with non-zero exit code: 1")),
        ("3", messages.RunResponse(error="Program exited with non-zero exit code: 3")),
        ("killed", messages.RunResponse(error="Program exited with SIGKILL")),
    ],
)
def test_how_the_program_ends(host: Host, program: str, response: Any) -> None:
    assert host.run(program) == response


@pytest.mark.parametrize("absolute", [True, False])
def test_the_program_runs_in_the_environment_of_pulumi_yaml(host: Host, absolute: bool) -> None:
    env = host.folder / "env"
    (env / "bin").mkdir(parents=True)
    (env / "bin" / "python").symlink_to(sys.executable)
    assert host.run("0", virtualenv=str(env) if absolute else "env") == messages.RunResponse()
    noted = host.noted()
    assert noted["python"] == str(env / "bin" / "python")
    assert noted["environment"]["VIRTUAL_ENV"] == str(env)
    assert noted["environment"]["PATH"].startswith(f"{env}/bin:")


@pytest.mark.parametrize("options", [{"virtualenv": "env"}, {"toolchain": "uv"}])
def test_an_environment_that_is_not_there_is_one_line(host: Host, options: dict[str, str]) -> None:
    env = host.folder / options.get("virtualenv", ".venv")
    assert host.run("0", **options).error == (
        f"The virtual environment {env} of Pulumi.yaml has no bin/python; "
        f"create it (python3 -m venv {env}) and install the project's packages in it"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("busy", [False, True])
def test_a_signal_ends_it_and_its_program_quietly_within_a_second(
    mortal_host: Host, number: signal.Signals, busy: bool
) -> None:
    if busy:
        running = mortal_host.stub.Run.future(mortal_host.request("sleep"))
        wait_for(lambda: "complained" in mortal_host.printed("err"))
        assert not running.done()
    before = mortal_host.printed("err")
    started = time.monotonic()
    mortal_host.process.send_signal(number)
    mortal_host.process.wait(5)
    assert time.monotonic() - started < 1
    time.sleep(0.1)
    assert mortal_host.printed("err") == before


PLUGIN = """
import os, sys, time
print("port", *sys.argv[1:], os.environ["WORD"], os.getcwd(), flush=True)
print("complained", file=sys.stderr, flush=True)
if "wait" in sys.argv:
    time.sleep(30)
sys.exit(3)
"""


def plugin(host: Host, *arguments: str, **options: str) -> Any:
    folder = host.folder / "plugin"
    folder.mkdir(exist_ok=True)
    (folder / "__main__.py").write_text(PLUGIN)
    info = messages.ProgramInfo(root_directory=str(folder), program_directory=str(folder), entry_point=".")
    info.options.update(options)
    request = messages.RunPluginRequest(pwd=str(host.folder), args=arguments, env=["WORD=hush"], info=info)
    return host.stub.RunPlugin(request, timeout=20)


def test_a_plugin_in_a_folder(host: Host) -> None:
    parts = [*plugin(host, "127.0.0.1:1")]
    assert b"".join(part.stdout for part in parts).decode() == f"port 127.0.0.1:1 hush {host.folder}\n"
    assert b"".join(part.stderr for part in parts) == b"complained\n"
    assert parts[-1].exitcode == 3


def test_a_plugin_without_its_environment_is_one_line(host: Host) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        next(plugin(host, virtualenv=".venv"))
    env = host.folder / "plugin" / ".venv"
    assert caught.value.details() == (
        f"The virtual environment {env} of PulumiPlugin.yaml has no bin/python; "
        f"create it (python3 -m venv {env}) and install the project's packages in it"
    )


def test_a_plugin_ends_when_the_engine_needs_it_no_more(host: Host) -> None:
    running = plugin(host, "wait")
    process = next(running)
    assert process.stdout.startswith(b"port")
    running.cancel()
    found = f"{host.folder / 'plugin'}"
    wait_for(lambda: not [each for each in psutil.process_iter(["cmdline"]) if found in (each.info["cmdline"] or [])])


def test_an_sdk_for_python_is_refused_in_one_line(host: Host) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        host.stub.GeneratePackage(messages.GeneratePackageRequest())
    assert caught.value.details() == (
        "this language host generates no SDKs for Python: use Pulumi's own, or the Python package trunkline"
    )


def test_cancel_ends_the_program_and_not_the_host(host: Host) -> None:
    run = host.stub.Run.future(host.request("sleep"))
    wait_for(lambda: "complained" in host.printed("err"))
    host.stub.Cancel(Empty())
    assert run.result(5).error == "Program exited with SIGTERM"
    assert host.run("0") == messages.RunResponse()


def test_it_leaves_when_the_engine_is_gone_without_a_word() -> None:
    host = Path(go_build.__file__).with_name("language_host.py")
    engine = ["sh", "-c", f"'{sys.executable}' '{host}' 127.0.0.1:1 & wait"]
    with subprocess.Popen(engine, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        assert int(parent.stdout.readline())
        parent.kill()
        assert parent.stdout.read() == ""  # the pipe ends with the host


def test_about(host: Host) -> None:
    about = host.stub.About(messages.AboutRequest(info=host.info()))
    assert about.executable == sys.executable
    assert about.version == ".".join(map(str, sys.version_info[:3]))


def test_dependencies(host: Host) -> None:
    def names(*, every: bool) -> set[str]:
        request = messages.GetProgramDependenciesRequest(info=host.info(), transitiveDependencies=every)
        return {package.name for package in host.stub.GetProgramDependencies(request).dependencies}

    assert "pulumi" in names(every=True)
    assert "grpcio" not in names(every=False)
    assert names(every=False) < names(every=True)


def install(host: Host, **options: str) -> list[str]:
    request = messages.InstallDependenciesRequest(info=host.info(**options))
    return [part.stdout.decode() for part in host.stub.InstallDependencies(request)]


def test_install_without_requirements_has_nothing_to_do(host: Host) -> None:
    assert install(host) == []


@pytest.mark.parametrize("code", [0, 7])
def test_install_shows_what_pip_says(host: Host, code: int) -> None:
    python = host.folder / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@"\nexit {code}\n')
    python.chmod(0o755)
    (host.folder / "requirements.txt").write_text("pulumi\n")
    said = [f"$ {python} -m pip install -r requirements.txt\n", "-m pip install -r requirements.txt\n"]
    if code == 0:
        assert install(host, virtualenv="env") == said
        return
    with pytest.raises(grpc.RpcError) as caught:
        install(host, virtualenv="env")
    assert caught.value.details() == f"{python} exited with code 7"


@pytest.mark.slow
def test_install_makes_the_environment_first(host: Host) -> None:
    said = install(host, virtualenv="env")
    assert said[0].endswith(f"-m venv {host.folder / 'env'}\n")
    assert (host.folder / "env" / "bin" / "python").exists()
