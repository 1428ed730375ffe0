"""trunkline: both ends of a Twilio SIP trunk, in one Pulumi stack."""

from trunkline.components import (
    EDGES,
    SIGNALLING_RANGES,
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    InvalidArgs,
    NumberToBuy,
    OriginationUrl,
    Provider,
    ProviderArgs,
    SipTrunk,
    SipTrunkArgs,
    TwilioTrunk,
    TwilioTrunkArgs,
    stack_trunks,
    workers,
)

__all__ = [
    "EDGES",
    "SIGNALLING_RANGES",
    "AsteriskEndpoint",
    "AsteriskEndpointArgs",
    "InvalidArgs",
    "NumberToBuy",
    "OriginationUrl",
    "Provider",
    "ProviderArgs",
    "SipTrunk",
    "SipTrunkArgs",
    "TwilioTrunk",
    "TwilioTrunkArgs",
    "stack_trunks",
    "workers",
]
