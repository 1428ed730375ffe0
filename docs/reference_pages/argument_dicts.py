"""components/argument_dicts.py: a TypedDict beside each class of arguments."""

import ast
import inspect
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

import trunkline
from trunkline.components.arguments import Arguments
from trunkline.components.endpoint_settings import EndpointSettings
from trunkline.components.trunk_settings import TrunkSettings

from .arguments import fields, own

KINDS: tuple[type[attrs.AttrsInstance], ...] = (
    trunkline.OriginationUrl,
    trunkline.NumberToBuy,
    TrunkSettings,
    EndpointSettings,
    trunkline.SipTrunkArgs,
    trunkline.TwilioTrunkArgs,
    trunkline.AsteriskEndpointArgs,
    trunkline.ProviderArgs,
)
"""Each after those that it names or is based on."""

HEAD = '''
"""Dicts that a program can give instead of objects of arguments, with the same keys.

`make docs` makes this file from the classes of arguments. Change them, not this file.
"""
'''
_LATER = {kind.__name__ for kind in KINDS}
"""Their modules import this file, so it cannot use them when it is imported."""
_MADE = {f"{name}Dict" for name in _LATER}
_WIDTH = 116


def text() -> str:
    classes = {kind: list(_keys(kind)) for kind in KINDS}
    used = {name for keys in classes.values() for _, annotation, _ in keys for name in _names(annotation)}
    bodies = [_class(kind, keys) for kind, keys in classes.items()]
    return _formatted("\n".join([HEAD.strip(), *_imports(used), *bodies]))


def _keys(kind: type[attrs.AttrsInstance]) -> Iterator[tuple[str, str, bool]]:
    """Each argument that the class adds, its type as the source has it, and whether it is needed."""
    source: Any = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    types = {
        each.target.id: each.annotation
        for each in source.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }
    for field in attrs.fields(kind):
        if field.name in own(kind):
            yield field.name, ast.unparse(_without_kind(types[field.name])), field.default is attrs.NOTHING


def _names(annotation: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(annotation)) if isinstance(node, ast.Name)}


def _without_kind(annotation: ast.expr) -> ast.expr:
    match annotation:
        case ast.Subscript(value=ast.Name("Annotated"), slice=ast.Tuple([first, *_])):
            return first
    return annotation


def _class(kind: type[attrs.AttrsInstance], keys: Iterable[tuple[str, str, bool]]) -> str:
    bases = [f"{base.__name__}Dict" for base in kind.__bases__ if base not in {object, Arguments}]
    meanings = {name: meaning for name, (_, meaning) in fields(kind).items()}
    first = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0]
    lines = [f"class {kind.__name__}Dict({', '.join(bases or ['TypedDict'])}):", _docstring(first)]
    for name, annotation, needed in keys:
        quoted = f'"{annotation}"' if (_LATER | _MADE) & _names(annotation) else annotation
        lines += [f"    {name}: {quoted if needed else f'NotRequired[{quoted}]'}", _docstring(meanings[name])]
    return "\n".join(lines) + "\n"


def _docstring(text: str) -> str:
    plain = " ".join(text.split()).replace("\\", "\\\\")
    return textwrap.indent(textwrap.fill(f'"""{plain}"""', _WIDTH, break_on_hyphens=False), "    ")


def _imports(used: set[str]) -> Iterator[str]:
    """The imports of the classes' modules, and for type checkers the classes themselves."""
    yield "from typing import TYPE_CHECKING, NotRequired, TypedDict"
    for module in dict.fromkeys(sys.modules[kind.__module__] for kind in KINDS):
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                node.names = [each for each in node.names if each.name in used - _LATER - _MADE]
                if node.names:
                    yield ast.unparse(node)
    yield "if TYPE_CHECKING:"
    for kind in KINDS:
        if kind.__name__ in used:
            yield f"    from .{kind.__module__.rpartition('.')[2]} import {kind.__name__}"


def _formatted(code: str) -> str:
    for command in (("check", "--select=F401,I", "--fix-only"), ("format",)):
        ruff = [sys.executable, "-m", "ruff", *command, "--quiet", "--stdin-filename=components/argument_dicts.py", "-"]
        code = subprocess.run(ruff, input=code, check=True, capture_output=True, text=True).stdout
    return code
