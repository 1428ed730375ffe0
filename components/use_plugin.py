"""The option of a Python program with native resources."""

import os
from importlib.metadata import version

import pulumi
from pulumi.runtime.config import CONFIG

from trunkline.model import command
from trunkline.providers import native
from trunkline.providers.settings import CONFIG_KEYS, SECRET_KEYS, VARIABLES

from .errors import InvalidArgs


def use_plugin() -> None:
    """Make the program's resources those of the plugin `pulumi-resource-trunkline`, instead of dynamic ones.

    Call it once, before the first component. The components and their arguments stay the same, and so does what exists
    at Twilio and in the database. The next `up` changes only the entries in the state, and the first `up` without this
    call changes them back. docs/how-to/plugin-in-python.md says what each way gives, and how Pulumi finds the plugin.

    The plugin reads its settings from the environment, or from the keys `trunkline:…` of the stack's config. A warning
    names each setting that only the project's own namespace has.

    Raises:
        InvalidArgs: the program has made a resource before.
    """
    if native.is_too_late():
        raise InvalidArgs("use_plugin(): the program has made resources before: call it before the first one")
    native.use(version("trunkline"))
    project, stack, config = pulumi.get_project(), pulumi.get_stack(), CONFIG.get()
    for variable, key in zip(VARIABLES, CONFIG_KEYS, strict=True):
        name = f"{native.PACKAGE}:{key}"
        if config.get(f"{project}:{key}") and not config.get(name) and not os.environ.get(variable):
            secret = "--secret " if key in SECRET_KEYS else ""
            pulumi.log.warn(
                f"config {project}:{key}: the plugin reads {name} instead: run "
                f"`{command.pulumi(f'config set {secret}{name} …', stack)}`, "
                "or leave it if the program gives it to a Provider"
            )
