"""Asterisks in Berlin and Rome share one trunk. Inbound calls go to Berlin, or to Rome if Berlin does not answer."""

import pulumi

from trunkline import AsteriskEndpoint, AsteriskEndpointArgs, OriginationUrl, TwilioTrunk, TwilioTrunkArgs

ADDRESSES = {"berlin": "192.0.2.1", "rome": "192.0.2.2"}

config = pulumi.Config()
domain_name, username, password = "grable.pstn.twilio.com", "grable", config.require_secret("password")
trunk = TwilioTrunk(
    "twilio",
    TwilioTrunkArgs(
        domain_name=domain_name,
        credentials={username: password},
        ip_addresses=list(ADDRESSES.values()),
        origination_urls=[
            OriginationUrl(sip_url=f"sip:{address};transport=tls", priority=priority)
            for priority, address in enumerate(ADDRESSES.values(), start=1)
        ],
        seal=False,
    ),
)
endpoints = {
    site: AsteriskEndpoint(
        site,
        AsteriskEndpointArgs(
            domain_name=domain_name,
            username=username,
            password=password,
            endpoint_id="twilio",
            database_url=config.require_secret(site),
            sealed=True,
        ),
        pulumi.ResourceOptions(depends_on=trunk.credential_list),
    )
    for site in ADDRESSES
}
trunk.seal(list(endpoints.values()))
for site, endpoint in endpoints.items():
    pulumi.export(f"{site}_dial_string", endpoint.dial_string)
