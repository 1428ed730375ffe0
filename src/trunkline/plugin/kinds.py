"""The resources of the package, by their types in a program."""

from trunkline.model.path import CamelPath
from trunkline.model.words import Words
from trunkline.providers import dynamic
from trunkline.providers.logic_provider import LogicProvider

PROVIDERS: dict[str, type[LogicProvider]] = {shell.NATIVE_TYPE: shell.PROVIDER for shell in dynamic.SHELLS}
"""{type: the provider that Python programs use for it}"""


def providers() -> dict[str, LogicProvider]:
    """The same providers, whose messages write properties as other languages do."""
    made = {token: provider() for token, provider in PROVIDERS.items()}
    for provider in made.values():
        provider.words = Words(CamelPath())
    return made
