"""What people compose: a whole trunk, or either half of it."""

from .asterisk_endpoint import AsteriskEndpoint, AsteriskEndpointArgs
from .errors import InvalidArgs
from .signalling import SIGNALLING_RANGES
from .sip_trunk import SipTrunk, SipTrunkArgs
from .twilio_trunk import OriginationUrl, TwilioTrunk, TwilioTrunkArgs

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
