"""errors.md."""

import trunkline
from trunkline.providers import errors
from trunkline.providers.twilio.refusals import REMEDIES, remedy

from .docstrings import Documented, module
from .markdown import code, page, prose, source, table

INTRO = """
An error is one line: the subject, the fact, the remedy. Pulumi shows it among its diagnostics. A `trunkline` command
prints it to stderr. There is no traceback, and no line contains a secret. [Read an error](../how-to/errors.md) shows
whole messages, and what to type next. The classes below are for programs that catch errors.
"""


def text() -> str:
    tree = module("trunkline.providers.errors")
    drawn = tree.docstring.value.partition("\n\n")[2]
    kinds = [getattr(errors, name) for name in tree.classes]
    return page(
        "# Errors",
        prose(INTRO),
        "## In the program",
        *_error(trunkline.InvalidArgs),
        "## From the two sides",
        source(drawn, "text"),
        *(block for kind in kinds for block in _error(kind)),
        "## Twilio's codes",
        "For these codes, the line ends with the remedy. For any other code, it names Twilio's page,"
        " `https://www.twilio.com/docs/api/errors/<code>`.",
        table(("code", "what to do"), ((_code(number), prose(remedy(number, "<stack>"))) for number in REMEDIES)),
    )


def _error(kind: type[Exception]) -> list[str]:
    documented = Documented.of(kind)
    rows = ((code(name), prose(meaning)) for name, meaning in documented.attributes.items())
    where = kind.__module__ if kind is not trunkline.InvalidArgs else "trunkline"
    return [
        f"### {kind.__name__}",
        f"`{where}.{kind.__name__}`, based on `{kind.__bases__[0].__name__}`.",
        documented.text,
        *([table(("attribute", "meaning"), rows)] if documented.attributes else []),
    ]


def _code(number: int) -> str:
    return f"[{number}](https://www.twilio.com/docs/api/errors/{number})"
