"""configuration.md."""

import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from trunkline.components.config import OF_ONE_TRUNK
from trunkline.model.path import camel
from trunkline.providers import read_only
from trunkline.providers.settings import _SOURCES, SECRET_KEYS, Settings

from .docstrings import Documented
from .markdown import code, page, prose, source, table

_OWN = [code(camel(name)) for name in sorted(OF_ONE_TRUNK)]
INTRO = f"""
[Pulumi.yaml](../../Pulumi.yaml) declares these keys. The values of a stack are in `stacks/Pulumi.<stack>.yaml`. Any
other key is refused. A secret as plain text is refused too: use `pulumi config set --secret`. The keys of a trunk are
the [arguments of SipTrunk](arguments.md#siptrunkargs). `trunkDefaults` takes all of them except
{", ".join(_OWN[:-1])} and {_OWN[-1]}.
"""
EDITOR = """
An editor with a YAML language server completes the config and underlines mistakes. It takes both from a JSON Schema,
which the first line of a stack's file names. `trunkline new` writes this line and the schema. In any other project, run
[`trunkline schema`](command-line.md#trunkline-schema) and write the line yourself:

```text
# yaml-language-server: $schema=stack.schema.json
```

Keep the line above `config:`. Pulumi keeps it there when it changes the file.
"""
ROOT = Path(__file__).parents[2]


def text() -> str:
    project = YAML(typ="safe").load(ROOT / "Pulumi.yaml")
    example = (ROOT / project["stackConfigDir"] / "Pulumi.dev.yaml").read_text()
    settings = Documented.of(Settings)
    variables = {key: variable for variable, key in _SOURCES.values()}
    return page(
        "# Configuration",
        "## Keys of a stack's config",
        INTRO.strip(),
        table(
            ("key", "type", "default", "meaning"),
            (_row(key, declared, variables.get(key)) for key, declared in project["config"].items()),
        ),
        "A stack with one trunk:",
        source(f"config:{example.partition('config:')[2]}", "yaml"),
        "## In an editor",
        EDITOR.strip(),
        "## Environment variables",
        settings.text.partition("\n\n")[2],
        table(
            ("variable", "instead of the key", "meaning"),
            (
                (code(variable), code(key), prose(settings.attributes[name]))
                for name, (variable, key) in _SOURCES.items()
            ),
        ),
        "A [Provider](outputs.md#provider) in a program uses neither. It has its own arguments.",
        f"`{read_only.VARIABLE}=true` is for runs that only preview: trunkline then writes nothing, with any provider, "
        "and does not ask whether its logins may write.",
    )


def _row(key: str, declared: dict[str, Any], variable: str | None) -> tuple[str, str, str, str]:
    """The description without the environment variable, which has its own table."""
    default = declared.get("default", "")
    secret = ", secret" if key in SECRET_KEYS else ""
    shown = code(default if isinstance(default, str) else json.dumps(default)) if default else "none"
    return code(key), declared["type"] + secret, shown, prose(declared["description"].removesuffix(f" {variable}."))
