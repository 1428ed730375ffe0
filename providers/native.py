"""Whether resources are those of `pulumi-resource-trunkline`, instead of dynamic ones.

The plugin uses them for the resources of its components. A Python program's resources are dynamic.
"""

from trunkline.model.path import camel

PACKAGE = "trunkline"
"""The package of the resources, and the namespace of its keys in a stack's config."""

_used = False


def use() -> None:
    """Make all further resources of this process native."""
    global _used  # noqa: PLW0603 - a process is the plugin, or a program
    _used = True


def is_used() -> bool:
    return _used


def written(name: str) -> str:
    """A property as the resource's state has it."""
    return camel(name) if _used else name
