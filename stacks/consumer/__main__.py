"""A dialer's program. It reads a trunk's dial string, and the caller IDs that Twilio accepts."""

import pulumi

config = pulumi.Config()
trunks = pulumi.StackReference(config.require("trunkStack"))
name = config.require("trunk")

pulumi.export(
    "dialer",
    {
        "dial_string": trunks.require_output(f"{name}_dial_string"),
        "caller_ids": trunks.require_output(f"{name}_phone_numbers"),
    },
)
