"""Calls go through Frankfurt, and through Dublin while Frankfurt does not answer OPTIONS."""

import pulumi

from trunkline import SipTrunk, SipTrunkArgs

trunk = SipTrunk(
    "twilio",
    SipTrunkArgs(
        domain_name="grable.pstn.twilio.com",
        username="grable",
        asterisk_addresses=["206.189.160.179"],
        edges=["frankfurt", "dublin"],
    ),
)
pulumi.export("dial_string", trunk.dial_string)
