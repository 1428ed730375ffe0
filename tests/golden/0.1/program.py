"""Each kind of resource at least once, beside the trunk of the stack's config."""

import pulumi

from trunkline import (
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    NumberToBuy,
    SipTrunk,
    SipTrunkArgs,
    TwilioTrunk,
    TwilioTrunkArgs,
)
from trunkline.components.config import stack_trunks

for name, args in stack_trunks().items():
    SipTrunk(name, args)

SipTrunk(
    "sales",
    SipTrunkArgs(
        domain_name="sales.pstn.twilio.com",
        username="sales",
        asterisk_addresses=["192.0.2.1"],
        buy_numbers=[NumberToBuy(name="sales-number", country="US", area_code="415")],
        edges=["dublin", "frankfurt"],
        auth_type="md5",
        extensions={"+14155550100": "Goto(sales,start,1)"},
    ),
)

password = pulumi.Output.secret("Office-Trunk-2026")
office = TwilioTrunk(
    "office",
    TwilioTrunkArgs(
        domain_name="office.pstn.twilio.com", credentials={"office": password}, ip_addresses=["192.0.2.2"], seal=False
    ),
)
endpoint = AsteriskEndpoint(
    "office",
    AsteriskEndpointArgs(domain_name="office.pstn.twilio.com", username="office", password=password, sealed=True),
)
office.seal([endpoint])
