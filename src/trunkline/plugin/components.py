"""The components of the package, by their types in a program."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

import pulumi
from attrs import frozen
from pulumi.provider import ConstructResult

from trunkline.components import (
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    SipTrunk,
    SipTrunkArgs,
    TwilioTrunk,
    TwilioTrunkArgs,
)
from trunkline.components.arguments import Arguments
from trunkline.model.path import camel

from .arguments import arguments


@frozen
class Component:
    """A component.

    Attributes:
        args: its arguments.
        create: makes it.
        outputs: {output: the function that gets it from the component}.
    """

    args: type[Arguments]
    create: type[pulumi.ComponentResource]
    outputs: Mapping[str, Callable[[Any], Any]]


def _attributes(*names: str) -> dict[str, Callable[[Any], Any]]:
    return {name: attrgetter(name) for name in names}


def _of_list(name: str, output: str) -> Callable[[Any], Any]:
    """An output of a list that the trunk may not have."""
    return lambda trunk: getattr(getattr(trunk, name), output, None)


COMPONENTS: Mapping[str, Component] = {
    "trunkline:index:SipTrunk": Component(
        SipTrunkArgs,
        SipTrunk,
        _attributes(
            *("trunk_sid", "termination_uri", "username", "password", "origination_urls", "phone_numbers"),
            *("endpoint_id", "dial_string", "signalling_ranges"),
        ),
    ),
    "trunkline:index:TwilioTrunk": Component(
        TwilioTrunkArgs,
        TwilioTrunk,
        {
            "trunk_sid": attrgetter("trunk.id"),
            "credential_list_sid": _of_list("credential_list", "id"),
            "ip_access_control_list_sid": _of_list("ip_access_control_list", "id"),
            "unsealed": _of_list("credential_list", "unsealed"),
            **_attributes("phone_numbers"),
        },
    ),
    "trunkline:index:AsteriskEndpoint": Component(
        AsteriskEndpointArgs, AsteriskEndpoint, _attributes("endpoint_id", "dial_string")
    ),
}
"""{type: component}"""


def construct(type_: str, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> ConstructResult:
    """Make a component with its resources.

    Raises:
        InvalidArgs: one line for each problem.
    """
    component = COMPONENTS[type_]
    create: Any = component.create
    made = create(name, arguments(component.args, name, inputs), opts)
    return ConstructResult(made.urn, {camel(key): get(made) for key, get in component.outputs.items()})
