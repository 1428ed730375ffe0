"""A program in Go, whose values have the types of the schema."""

from collections.abc import Mapping
from typing import Any

from .declared import Program, Secret, Trunk
from .layout import block, indented, lines, quoted
from .package import INPUTS, SCHEMA, type_of

_INDENT = "\t"
_SCALARS = {"string": "String", "integer": "Int", "number": "Float64", "boolean": "Bool"}
_OF_VALUES = {bool: "boolean", int: "integer", float: "number", str: "string"}
_PATH = "example.com/pulumi-trunkline/sdk/go/trunkline"
"""The generator's own choice."""
_ANY = "pulumi.json#/Any"
_POINTER = """
func pointer[T any](value T) *T {
\treturn &value
}
"""
"""For arguments that are no inputs."""


def text(program: Program) -> str:
    path = SCHEMA.get("language", {}).get("go", {}).get("importBasePath", _PATH)
    body = "".join(map(_trunk, program.trunks))
    packages = [path, "github.com/pulumi/pulumi/sdk/v3/go/pulumi"]
    if program.secrets:
        packages.append("github.com/pulumi/pulumi/sdk/v3/go/pulumi/config")
        body = 'cfg := config.New(ctx, "")\n' + body
    imports = "".join(f'{_INDENT}"{each}"\n' for each in packages)
    run = f"pulumi.Run(func(ctx *pulumi.Context) error {{\n{indented(body, _INDENT)}{_INDENT}return nil\n}})"
    main = f"func main() {{\n{indented(run, _INDENT)}\n}}\n"
    pointer = _POINTER if "pointer(" in main else ""
    return f"{program.comment('//')}\npackage main\n\nimport (\n{imports})\n\n{main}{pointer}"


def _trunk(trunk: Trunk) -> str:
    fields = [f"{_exported(name)}: {_value(value, INPUTS[name])}" for name, value in trunk.arguments]
    args = lines("&trunkline.SipTrunkArgs{", fields, "}", _INDENT)
    call = f"trunkline.NewSipTrunk(ctx, {quoted(trunk.name)}, {args})"
    return f"if _, err := {call}; err != nil {{\n{_INDENT}return err\n}}\n"


def _exported(name: str) -> str:
    return name[:1].upper() + name[1:]


def _value(value: Any, spec: Mapping[str, Any]) -> str:
    if isinstance(value, Secret):
        return f"cfg.RequireSecret({quoted(value.key)})"
    if "oneOf" in spec:
        spec = next(each for each in spec["oneOf"] if (each["type"] == "array") == isinstance(value, list))
    if spec.get("$ref") == _ANY:
        spec = _of_any(value)
    if isinstance(value, dict) and "$ref" in spec:
        properties = type_of(spec)["properties"]
        fields = [f"{_exported(name)}: {_value(each, properties[name])}" for name, each in value.items()]
        return block(f"&{_name(spec)}Args{{", fields, "}", _INDENT)
    if isinstance(value, dict):
        inner = spec["additionalProperties"]
        entries = [f"{quoted(key)}: {_value(each, inner)}" for key, each in value.items()]
        return block(f"{_name(spec)}{{", entries, "}", _INDENT)
    if isinstance(value, list):
        return block(f"{_name(spec)}{{", [_value(each, spec["items"]) for each in value], "}", _INDENT)
    literal = quoted(value) if isinstance(value, str) else repr(value).lower()
    typed = f"{_name(spec)}({literal})"
    return f"pointer({typed})" if spec.get("plain") else typed


def _of_any(value: Any) -> dict[str, Any]:
    """The type of a column's value, which the schema leaves open."""
    if isinstance(value, list):
        return {"type": "array", "items": {"type": "string"}}
    return {"type": _OF_VALUES[type(value)]}


def _name(spec: Mapping[str, Any]) -> str:
    """The name of a type of inputs."""
    if spec.get("type") == "array":
        return f"{_name(spec['items'])}Array"
    if "additionalProperties" in spec:
        inner = spec["additionalProperties"]
        return "pulumi.Map" if inner.get("$ref") == _ANY else f"{_name(inner)}Map"
    if "$ref" in spec:
        return f"trunkline.{spec['$ref'].rpartition(':')[2]}"
    return f"pulumi.{_SCALARS[spec['type']]}"
