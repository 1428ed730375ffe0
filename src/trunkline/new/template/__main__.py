"""One trunk, both sides: `pulumi preview` shows what would change."""

import pulumi

from trunkline import SipTrunk, SipTrunkArgs

config = pulumi.Config()
trunk = SipTrunk(
    "twilio",
    SipTrunkArgs(
        domain_name=config.require("domainName"),
        username="asterisk",
        asterisk_addresses=config.require_object("asteriskAddresses"),
        phone_numbers=config.get_object("phoneNumbers") or [],
    ),
)
for name, value in trunk.outputs().items():
    pulumi.export(name, value)
