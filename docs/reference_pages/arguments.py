"""arguments.md."""

from collections.abc import Callable, Collection
from typing import Any

import attrs

import trunkline
from trunkline.components.endpoint_settings import EndpointSettings
from trunkline.components.trunk_settings import TrunkSettings
from trunkline.model.path import camel

from .docstrings import Documented, example_block, module, split_default
from .markdown import code, page, prose, source, table
from .types import words

INTRO = """
- **Type**: every argument accepts an Output, and so does each element of a list and each value of a mapping. A type
  with "no Output" needs a plain Python value.
- **Dict**: instead of an object of these classes, you can give a [dict](#dicts) with the same keys.
- **In a stack's config** (`trunks.<name>` and `trunkDefaults`, see [configuration](configuration.md)), an argument has
  a camelCase key. The table shows the key below the argument if it differs. Put numbers with a `+` in quotes.
- **Default**: "Asterisk's" means that the column of the database stays NULL, so Asterisk uses its own default.
"""
DICTS = """
A program can give a dict instead of an object of a class of arguments. An editor completes its keys, and mypy and
pyright check them and their values.
"""
LITERAL = """
SipTrunk(
    "twilio",
    {
        "domain_name": "grable.pstn.twilio.com",
        "username": "grable",
        "asterisk_addresses": ["206.189.160.179"],
        "origination_urls": [{"sip_url": "sip:grable.voip.zoftko.com;transport=tls"}],
    },
)
"""


def text() -> str:
    trunk = fields(trunkline.SipTrunkArgs)
    shared = own(trunkline.SipTrunkArgs) | {"domain_name", "secure", "adopt"}
    twilio, asterisk = own(TrunkSettings) - shared, own(EndpointSettings)
    return page(
        "# Arguments",
        INTRO.strip(),
        *_head(trunkline.SipTrunkArgs, "SipTrunk"),
        "### What both sides share",
        _table(trunk, shared, camel),
        "### Twilio",
        _table(trunk, twilio, camel),
        "### Asterisk",
        Documented.of(EndpointSettings).text.partition("\n\n")[2],
        _table(trunk, asterisk, camel),
        *_whole(trunkline.OriginationUrl, camel),
        *_whole(trunkline.NumberToBuy, camel),
        *_head(trunkline.TwilioTrunkArgs, "TwilioTrunk"),
        "`domain_name`, `secure` and `adopt` are in [What both sides share](#what-both-sides-share).",
        _table(fields(trunkline.TwilioTrunkArgs), own(trunkline.TwilioTrunkArgs)),
        *_head(trunkline.AsteriskEndpointArgs, "AsteriskEndpoint"),
        _table(fields(trunkline.AsteriskEndpointArgs), own(trunkline.AsteriskEndpointArgs)),
        *_whole(trunkline.ProviderArgs, made="Provider"),
        "## Dicts",
        *_dicts(),
        "## Edge, EDGES and SIGNALLING_RANGES",
        *_constants(),
        *_function(trunkline.stack_trunks),
        *_function(trunkline.use_plugin),
        *_function(trunkline.get_trunk),
        *_function(trunkline.get_trunk_output),
        *_function(trunkline.workers),
    )


def own(kind: type[attrs.AttrsInstance]) -> set[str]:
    """The arguments that the class itself adds."""
    return {field.name for field in attrs.fields(kind) if not field.inherited and field.init}


def fields(kind: type[attrs.AttrsInstance]) -> dict[str, tuple[Any, str]]:
    """{argument: (its attrs field, its meaning)}. The text of a class replaces that of its bases."""
    said: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        if attrs.has(each):
            said |= Documented.of(each).attributes
    return {field.name: (field, said[field.name]) for field in attrs.fields(kind) if field.init}


def default(field: Any, worded: str) -> str:
    """The default in short: the value in the code, or the words of the docstring."""
    value = field.default
    if value is attrs.NOTHING:
        return "needed"
    if isinstance(value, tuple) and value:
        return ", ".join(map(code, value))
    if isinstance(value, str | bool | int):
        return code(value)
    return prose(worded or "none")


def _whole(kind: type[attrs.AttrsInstance], key: Callable[[str], str] | None = None, made: str = "") -> list[str]:
    return [*_head(kind, made), _table(fields(kind), fields(kind).keys(), key)]


def _head(kind: type[attrs.AttrsInstance], made: str) -> list[str]:
    """Heading, text, sources and example, and where the checks of the component `made` are listed."""
    documented = Documented.of(kind)
    sources = " · ".join(f"[{link.rstrip('/').rpartition('/')[2]}]({link})" for link in documented.links)
    return [
        f"## {kind.__name__}",
        documented.text,
        f"Source: {sources}",
        *([example_block(documented)] if documented.example else []),
        *(_refused(made) if made else []),
    ]


def _refused(made: str) -> list[str]:
    raises = Documented.of(getattr(trunkline, made)).raises
    return [raises, prose(f"The preview's checks are listed under `{made}`.")] if made != "Provider" else [raises]


def _table(
    described: dict[str, tuple[Any, str]], names: Collection[str], key: Callable[[str], str] | None = None
) -> str:
    rows = []
    for name, (field, meaning) in sorted(described.items(), key=lambda item: item[1][0].default is not attrs.NOTHING):
        if name in names:
            text, worded = split_default(meaning)
            below = f"<br>`{key(name)}`" if key and key(name) != name else ""
            rows.append((f"`{name}`{below}", prose(words(field.type)), default(field, worded), prose(text)))
    return table(("argument, config key" if key else "argument", "type", "default", "meaning"), rows)


def _dicts() -> list[str]:
    names = [name for name in trunkline.__all__ if name.endswith("Dict")]
    rows = ((code(name), f"[`{each}`](#{each.lower()})") for name in names for each in [name.removesuffix("Dict")])
    return [DICTS.strip(), source(LITERAL), table(("dict", "instead of"), rows)]


def _constants() -> list[str]:
    signalling = module("trunkline.model.signalling")
    described = [
        f"`{name}`: {prose(signalling[name].docstring.value)}" for name in ("Edge", "EDGES", "SIGNALLING_RANGES")
    ]
    ranges = table(
        ("edge", "block"), ((code(edge), code(block)) for edge, block in trunkline.SIGNALLING_RANGES.items())
    )
    return [*described, prose(signalling.docstring.value), ranges]


def _function(function: Callable[..., Any]) -> list[str]:
    documented = Documented.of(function)
    rows = [(code(name), prose(meaning)) for name, meaning in documented.arguments.items()]
    return [
        f"## {function.__name__}",
        documented.text,
        *([table(("argument", "meaning"), rows)] if rows else []),
        *([f"Returns {prose(documented.returns)}"] if documented.returns else []),
        documented.raises,
    ]
