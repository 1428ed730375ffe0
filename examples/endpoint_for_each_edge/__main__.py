"""One trunk and one Asterisk, with an endpoint for Europe and another for the rest of the world.

Each endpoint calls through its own edges, and takes the calls from its own ranges into its own context.
"""

import pulumi

from trunkline import (
    SIGNALLING_RANGES,
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    Edge,
    OriginationUrl,
    TwilioTrunk,
    TwilioTrunkArgs,
)

EDGES: dict[str, list[Edge]] = {"europe": ["frankfurt", "dublin"], "world": ["ashburn", "umatilla"]}
EUROPE: dict[str, str] = {edge: SIGNALLING_RANGES[edge] for edge in EDGES["europe"]}
WORLD = {edge: SIGNALLING_RANGES[edge] for edge in SIGNALLING_RANGES if edge not in EUROPE}
RANGES = {"europe": EUROPE, "world": WORLD}

domain_name, username, password = "grable.pstn.twilio.com", "grable", pulumi.Config().require_secret("password")
trunk = TwilioTrunk(
    "twilio",
    TwilioTrunkArgs(
        domain_name=domain_name,
        credentials={username: password},
        ip_addresses=["206.189.160.179"],
        origination_urls=[OriginationUrl(sip_url="sip:206.189.160.179;transport=tls")],
        seal=False,
    ),
)
endpoints = [
    AsteriskEndpoint(
        name,
        AsteriskEndpointArgs(
            domain_name=domain_name,
            username=username,
            password=password,
            edges=EDGES[name],
            signalling_ranges=RANGES[name],
            sealed=True,
        ),
        pulumi.ResourceOptions(depends_on=trunk.credential_list),
    )
    for name in EDGES
]
trunk.seal(endpoints)
for name, endpoint in zip(EDGES, endpoints, strict=True):
    pulumi.export(f"{name}_dial_string", endpoint.dial_string)
