"""The folders in which `trunkline new` writes or refuses to. tests/package/test_library.py runs the result."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from trunkline.cli import app
from trunkline.new import requirement

from ..support.project import ROOT

TEMPLATE = ROOT / "src" / "trunkline" / "new" / "template"


def _new(*arguments: str | Path) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["new", *map(str, arguments)])
    return ended.exit_code, ended.output


def test_every_file_is_there_and_names_the_project(tmp_path: Path) -> None:
    assert _new(tmp_path / "demo") == (
        0,
        f"Written: the project 'demo'. Next: cd {tmp_path / 'demo'} && trunkline local up\n",
    )
    written = {str(file.relative_to(tmp_path / "demo")) for file in (tmp_path / "demo").rglob("*") if file.is_file()}
    expected = {
        str(file.relative_to(TEMPLATE)) for file in TEMPLATE.rglob("*") if file.suffix != ".pyc" and file.is_file()
    }
    assert written == expected - {"gitignore"} | {".gitignore", "stack.schema.json"}
    texts = [(tmp_path / "demo" / name).read_text() for name in written]
    assert not [text for text in texts if "PROJECT_NAME" in text or "TRUNKLINE_REQUIREMENT" in text]
    assert "name: demo\n" in (tmp_path / "demo" / "Pulumi.yaml").read_text()
    assert (tmp_path / "demo" / "requirements.txt").read_text() == requirement.line("testing")


def test_a_project_in_yaml(tmp_path: Path) -> None:
    code, _ = _new(tmp_path / "demo", "--language", "yaml")
    assert code == 0
    texts = {file.name: file.read_text() for file in (tmp_path / "demo").iterdir()}
    assert texts.keys() == {
        ".gitignore",
        "Pulumi.local.yaml",
        "Pulumi.prod.yaml",
        "Pulumi.yaml",
        "README.md",
        "requirements.txt",
    }
    assert not [name for name, text in texts.items() if "PROJECT_NAME" in text or "TRUNKLINE_REQUIREMENT" in text]
    program = YAML(typ="safe").load(texts["Pulumi.yaml"])
    stacks = [YAML(typ="safe").load(texts[f"Pulumi.{stack}.yaml"])["config"] for stack in ("local", "prod")]
    needed = {f"demo:{key}" for key, each in program["config"].items() if "default" not in each}
    for config in stacks:
        assert needed <= config.keys() <= {f"demo:{key}" for key in program["config"]}


def test_another_language(tmp_path: Path) -> None:
    code, output = _new(tmp_path / "demo", "--language", "cobol")
    assert code == 2
    assert "'cobol' is not one of" in output
    assert not (tmp_path / "demo").exists()


def test_its_config_is_declared_as_this_repositorys() -> None:
    template, own = (
        {key: (each["type"], each.get("default")) for key, each in YAML(typ="safe").load(file)["config"].items()}
        for file in (TEMPLATE / "Pulumi.yaml", ROOT / "Pulumi.yaml")
    )
    assert template == own


def test_the_schema_is_the_projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _new(tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    printed = CliRunner().invoke(app, ["schema"])
    assert (printed.exit_code, printed.output) == (0, Path("stack.schema.json").read_text())
    assert "demo:trunks" in json.loads(printed.output)["properties"]["config"]["properties"]
    assert "trunkline:" not in printed.output

    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(app, ["schema"])
    assert refused.exit_code == 1
    assert (
        refused.output == "this folder has no Pulumi.yaml with a name: go to the project's folder, or add --project\n"
    )
    assert CliRunner().invoke(app, ["schema", "--project", "demo"]).output == printed.output


def test_an_empty_folder_and_a_name_of_its_own(tmp_path: Path) -> None:
    code, _ = _new(tmp_path, "--name", "calls")
    assert code == 0
    assert "name: calls\n" in (tmp_path / "Pulumi.yaml").read_text()


def test_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    assert _new(tmp_path, "--name", "calls") == (1, f"{tmp_path} is not empty: give a new folder\n")
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["", "-calls", "cal ls", "calls_eu", "ünïcode", "../calls", "x" * 42, "calls\n"])
def test_a_name_that_will_not_do(tmp_path: Path, name: str) -> None:
    code, output = _new(tmp_path / "demo", f"--name={name}")
    assert code == 1
    assert output == f"{name!r} is not a valid project name: use a-z, 0-9 and '-', up to 41 characters, in --name\n"
    assert not (tmp_path / "demo").exists()


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, output = _new(tmp_path / "file" / "demo")
    assert code == 1
    assert output == f"{tmp_path / 'file' / 'demo'} cannot be written: Not a directory: give another folder\n"
