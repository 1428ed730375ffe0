"""A user's program in which each argument that can be an Output is one, in the forms that other packages give."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import pulumi

from trunkline import (
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    NumberToBuy,
    OriginationUrl,
    Provider,
    ProviderArgs,
    SipTrunk,
    SipTrunkArgs,
    TwilioTrunk,
    TwilioTrunkArgs,
)

PASSWORD = pulumi.Output.secret("Grable-Trunk-2024")
NETWORK = pulumi.StackReference("organization/network/prod")


T = TypeVar("T")


def later(value: T) -> pulumi.Output[T]:
    return pulumi.Output.from_input(value)


address, label, number = later("192.0.2.1"), later("grable"), later("+11234567890")
domain = label.apply(lambda known: f"{known}.pstn.twilio.com")
url = address.apply(lambda known: f"sip:{known};transport=tls")
plain: list[str] = ["192.0.2.1"]
untyped: pulumi.Output[Any] = NETWORK.require_output("addresses")

SipTrunk(
    "everything",
    SipTrunkArgs(
        domain_name=domain,
        username=label,
        password=PASSWORD,
        further_credentials={"b": PASSWORD},
        asterisk_addresses=[address, "192.0.2.2"],
        origination_urls=[
            OriginationUrl(sip_url=url, priority=later(20)),
            {"sip_url": url, "enabled": later(value=True)},
        ],
        phone_numbers=["+442071838750", number],
        buy_numbers=[NumberToBuy(name="a", country=later("US")), {"name": "b", "phone_number": number}],
        secure=later(value=True),
        friendly_name=label,
        recording_mode="record-from-answer",
        codecs=["ulaw"],
        edges=["ashburn", "dublin"],
        qualify_frequency=later(30),
        qualify_timeout=later(2.5),
        signalling_ranges={"dublin": address.apply(lambda known: f"{known}/32")},
        extensions=later({"+11234567890": "Hangup()"}),
        set_var={"A": label, "B": "b"},
        endpoint_options={"force_rport": "no", "max_audio_streams": 2, "message_context": label},
        adopt=later(value=False),
    ),
)
SipTrunk(
    "lists", SipTrunkArgs(domain_name=domain, username="a", asterisk_addresses=later(plain), phone_numbers=untyped)
)
SipTrunk("plain", SipTrunkArgs(domain_name=domain, username="a", asterisk_addresses=plain, origination_urls=untyped))
SipTrunk("names", SipTrunkArgs(domain_name=domain, username="a", asterisk_addresses={"192.0.2.1": label}))
SipTrunk("tuple", SipTrunkArgs(domain_name=domain, username="a", asterisk_addresses=("192.0.2.1",)))
trunk = SipTrunk(
    "dict",
    {
        "domain_name": domain,
        "username": "a",
        "asterisk_addresses": later({"192.0.2.1": "Dallas"}),
        "origination_urls": [{"sip_url": url}, OriginationUrl(sip_url=url)],
        "buy_numbers": [{"name": "c", "country": "US", "capabilities": ["voice"]}],
        "recording_mode": "do-not-record",
        "edges": ["ashburn"],
        "secure": later(value=True),
    },
)
uri: pulumi.Output[str] = trunk.termination_uri
urls: pulumi.Output[Sequence[str]] = trunk.origination_urls
ranges: pulumi.Output[Mapping[str, str]] = trunk.signalling_ranges

europe = Provider("europe", {"twilio_account_sid": "AC", "twilio_auth_token": PASSWORD, "database_url": untyped})
Provider("asterisk", ProviderArgs(database_url=later("sqlite:////asterisk")))
half = TwilioTrunk(
    "half",
    {"domain_name": domain, "credentials": {"a": None, "b": PASSWORD}, "ip_addresses": [address], "seal": False},
    pulumi.ResourceOptions(provider=europe),
)
TwilioTrunk("sealed", TwilioTrunkArgs(domain_name=domain, credentials={"a": PASSWORD}, ip_addresses=[address]))
endpoint = AsteriskEndpoint(
    "a",
    AsteriskEndpointArgs(domain_name=domain, username=label, password=PASSWORD, request_hosts=[label], sealed=True),
)
AsteriskEndpoint("b", {"domain_name": domain, "username": label, "password": PASSWORD, "sealed": later(value=True)})
half.seal([endpoint])
