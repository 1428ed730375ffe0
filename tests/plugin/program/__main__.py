"""A program without trunkline's library: it declares the resources in resources.json by their types."""

import json
from pathlib import Path
from typing import Any

import pulumi

OUTPUTS = ["dialString", "endpointId", "credentialListSid", "unsealed"]
COMPONENTS = ("trunkline:index:SipTrunk", "trunkline:index:TwilioTrunk", "trunkline:index:AsteriskEndpoint")
made: dict[str, Any] = {}


def resolved(value: Any) -> Any:
    """The value, with another resource's output for each text such as `${name.output}`."""
    if isinstance(value, dict):
        return {key: resolved(each) for key, each in value.items()}
    if isinstance(value, str) and value.startswith("${"):
        name, _, output = value[2:-1].partition(".")
        return getattr(made[name], output)
    return value


for type_, name, given, *options in json.loads(Path("resources.json").read_text()):
    properties = resolved(given)
    opts = pulumi.ResourceOptions(**{key: made[each] for option in options for key, each in option.items()})
    if type_.startswith("pulumi:providers:"):
        made[name] = pulumi.ProviderResource("trunkline", name, properties, opts)
    elif type_ in COMPONENTS:
        made[name] = pulumi.ComponentResource(type_, name, dict.fromkeys(OUTPUTS) | properties, opts, remote=True)
        pulumi.export(name, {output: getattr(made[name], output) for output in OUTPUTS})
    else:
        made[name] = pulumi.CustomResource(type_, name, properties, opts)
