"""command-line.md."""

import inspect
from collections.abc import Iterator
from typing import Any

import typer

from trunkline.cli import app

from .markdown import page, prose, source, table

FURTHER = {
    "trunkline call": "[What it needs and costs, and what the answers mean](../how-to/calling.md).",
    "trunkline doctor": "[Codes, and what it needs](../doctor.md).",
    "trunkline parity": "[The assumptions](../assumptions.md).",
    "trunkline import": "[What it adopts, and what it leaves out](../how-to/adopting.md).",
}


def text() -> str:
    root: Any = typer.main.get_command(app)
    commands = list(_commands("trunkline", root))
    options = [(f"`trunkline {each.opts[0]}`", prose(each.help)) for each in root.params if each.help]
    index = table(("command", "what it does"), [*((_link(name), _first(each)) for name, each in commands), *options])
    return page("# Command line", prose(root.help), index, *(block for each in commands for block in _blocks(*each)))


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """The commands below, each with its full name."""
    for key, each in command.commands.items():
        if hasattr(each, "commands"):
            yield from _commands(f"{name} {key}", each)
        else:
            yield f"{name} {key}", each


def _link(name: str) -> str:
    return f"[`{name}`](#{name.replace(' ', '-')})"


def _first(command: Any) -> str:
    return prose(inspect.cleandoc(command.help).partition("\n")[0])


def _blocks(name: str, command: Any) -> list[str]:
    """Heading, usage, text and parameters."""
    parameters = command.params
    usage = " ".join([name, *(_usage(each) for each in parameters)])
    rows = ((f"`{_written(each).strip('[]')}`", _default(each), prose(each.help)) for each in parameters)
    return [
        f"## {name}",
        *([source(usage, "text")] if parameters else []),
        prose(inspect.cleandoc(command.help)),
        *([table(("argument or option", "default", "meaning"), rows)] if parameters else []),
        FURTHER.get(name, ""),
    ]


def _written(parameter: Any) -> str:
    value = parameter.metavar or parameter.name.upper()
    if parameter.param_type_name == "argument":
        return str(value)
    return parameter.opts[0] if parameter.is_flag else f"{parameter.opts[0]} {value}"


def _usage(parameter: Any) -> str:
    written = _written(parameter)
    bracketed = written if parameter.required or written.startswith("[") else f"[{written}]"
    return f"{bracketed}…" if parameter.multiple else bracketed


def _default(parameter: Any) -> str:
    if parameter.required:
        return "needed"
    if parameter.default is False:
        return "off"
    return "none" if parameter.default is None else f"`{parameter.default}`"
