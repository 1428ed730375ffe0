"""The settings of the provider: from the stack's config, or from a provider that the program makes itself."""

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import Config

from trunkline.components.arguments import record
from trunkline.components.provider import ProviderArgs
from trunkline.model.path import CamelPath, camel
from trunkline.model.properties import PropertyBag
from trunkline.providers import native
from trunkline.providers.settings import CONFIG_KEYS, EXPLICIT, NAMES, PACKAGE, SECRET_KEYS

from . import wire


def of(given: Mapping[str, Any]) -> PropertyBag:
    """The settings among the keys of the package's namespace, which also has the trunks of a stack."""
    return {key: value for key, value in given.items() if key in CONFIG_KEYS}


def hide(settings: Mapping[str, Any]) -> Any:
    """The settings, with the secret ones hidden."""
    return wire.hide(settings, {(key,) for key in SECRET_KEYS & settings.keys()})


def problems(urn: str, settings: Mapping[str, Any]) -> list[str]:
    """The problems of a provider that the program makes itself. Those of the stack's config show at their use."""
    if not native.is_explicit(urn):
        return []
    python = {name: settings[camel(name)] for name in NAMES if camel(name) in settings}
    return [str(each) for each in record(ProviderArgs).problems(python, CamelPath())]


def config(urn: str, settings: Mapping[str, Any]) -> Config:
    """The config of the `LogicProvider`s."""
    marks = {PACKAGE: native.PACKAGE} | ({EXPLICIT: "true"} if native.is_explicit(urn) else {})
    return Config({f"{native.PACKAGE}:{key}": value for key, value in {**settings, **marks}.items()}, native.PACKAGE)
