"""Calls go through Frankfurt. If Frankfurt stops answering OPTIONS, they go through Dublin."""

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
