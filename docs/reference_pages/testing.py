"""testing.md."""

import inspect
import re
from pathlib import Path

import trunkline.testing

from .docstrings import Documented, method_blocks, module
from .markdown import code, page, prose, source, table
from .types import words

ROOT = Path(__file__).parents[2]
NAMES = {"Emulator": "twilio", "RealtimeDb": "realtime_db", "Stacks": "pulumi_stack"}
"""{class: its fixture}"""


def text() -> str:
    plugin = module("trunkline.testing.plugin")
    fixtures = [each for each in plugin.functions.values() if any("fixture" in str(d.value) for d in each.decorators)]
    return page(
        "# Testing",
        prose(module("trunkline.testing").docstring.value),
        "## Fixtures",
        prose(plugin.docstring.value.partition("\n\n")[2].partition("\nThe types")[0]),
        table(
            ("fixture", "type", "what it is"),
            ((code(each.name), _type(str(each.returns)), _one_paragraph(Documented(each).text)) for each in fixtures),
        ),
        "A test of a whole project, which `trunkline new` writes:",
        source((ROOT / "src" / "trunkline" / "new" / "template" / "test_trunk.py").read_text()),
        *(block for name in trunkline.testing.__all__ for block in _class(getattr(trunkline.testing, name))),
    )


def _type(returns: str) -> str:
    """The class that a fixture yields or returns."""
    name = re.findall(r"\w+", returns)[-1]
    return f"[`{name}`](#{name.lower()})"


def _one_paragraph(text: str) -> str:
    return text.replace("\n\n", " ")


def _class(kind: type) -> list[str]:
    documented, types = Documented.of(kind), inspect.get_annotations(kind)
    rows = ((code(name), words(types[name]), prose(meaning)) for name, meaning in documented.attributes.items())
    return [
        f"## {kind.__name__}",
        documented.text,
        table(("attribute", "type", "meaning"), rows),
        *method_blocks(documented.methods, NAMES[kind.__name__]),
    ]
