"""trunkline: both ends of a Twilio SIP trunk, in one Pulumi stack."""

from trunkline.components import (
    SIGNALLING_RANGES,
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    InvalidArgs,
    OriginationUrl,
    SipTrunk,
    SipTrunkArgs,
    TwilioTrunk,
    TwilioTrunkArgs,
)

__all__ = [
    "SIGNALLING_RANGES",
    "AsteriskEndpoint",
    "AsteriskEndpointArgs",
    "InvalidArgs",
    "OriginationUrl",
    "SipTrunk",
    "SipTrunkArgs",
    "TwilioTrunk",
    "TwilioTrunkArgs",
]
