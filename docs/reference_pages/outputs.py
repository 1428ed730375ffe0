"""outputs.md."""

import inspect
from pathlib import Path
from unittest.mock import Mock

import trunkline

from .docstrings import Documented, example_block, method_blocks
from .markdown import code, page, prose, source, table
from .types import words

ROOT = Path(__file__).parents[2]
INTRO = """
[The repository's program](../../__main__.py) exports these outputs for each trunk in the stack's config. The names are
flat, `<trunk>_<output>`, so that another stack can require each one alone.
"""
COMPONENTS = (
    trunkline.SipTrunk,
    trunkline.TwilioTrunk,
    trunkline.AsteriskEndpoint,
    trunkline.Provider,
    trunkline.GetTrunkResult,
)


def text() -> str:
    return page("# Outputs", *(block for kind in COMPONENTS for block in _component(kind)), *_stack_outputs())


def _component(kind: type) -> list[str]:
    documented = Documented.of(kind)
    types = {name: each for base in reversed(kind.__mro__) for name, each in inspect.get_annotations(base).items()}
    attributes = documented.attributes
    rows = ((code(name), prose(words(types[name])), prose(meaning)) for name, meaning in attributes.items())
    return [
        f"## {kind.__name__}",
        documented.text,
        *([table(("attribute", "type", "meaning"), rows)] if attributes else []),
        documented.raises,
        *([example_block(documented)] if documented.example else []),
        *method_blocks(documented.methods, "endpoint" if kind is trunkline.AsteriskEndpoint else "trunk"),
    ]


def _stack_outputs() -> list[str]:
    meanings = Documented.of(trunkline.SipTrunk).attributes
    names = [*trunkline.SipTrunk.outputs(Mock()), "password"]
    return [
        "## Outputs of a stack",
        INTRO.strip(),
        table(
            ("output of the stack", "secret", "meaning"),
            ((f"`<trunk>_{name}`", "yes" if name == "password" else "no", prose(meanings[name])) for name in names),
        ),
        "[stacks/consumer](../../stacks/consumer/__main__.py) reads them with a StackReference:",
        source((ROOT / "stacks" / "consumer" / "__main__.py").read_text()),
    ]
