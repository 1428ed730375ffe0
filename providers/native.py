"""Whether resources are those of `pulumi-resource-trunkline`, instead of dynamic ones.

The plugin uses them for the resources of its components. A Python program uses them if it asks for them.
"""

from trunkline.model.path import camel

PACKAGE = "trunkline"
"""The package of the resources, and the namespace of its keys in a stack's config."""

_used = False
_decided = False
_version: str | None = None


def use(version: str | None = None) -> None:
    """Make all further resources of this process native. `version` is the plugin's that the engine starts for them."""
    global _used, _version
    _used, _version = True, version


def is_used() -> bool:
    """Whether to make a native resource. The first one decides: `use` comes too late after it."""
    global _decided  # noqa: PLW0603 - as above
    _decided = True
    return _used


def is_chosen() -> bool:
    """Whether the program has asked for native resources. This decides nothing."""
    return _used


def is_too_late() -> bool:
    """Whether the process has made dynamic resources."""
    return _decided and not _used


def version() -> str | None:
    return _version


def is_explicit(provider: str) -> bool:
    """Whether the program makes the provider with that URN. The engine names its own `default…`."""
    return not provider.rpartition("::")[2].startswith("default")


def written(name: str) -> str:
    """A property as the resource's state has it."""
    return camel(name) if _used else name
