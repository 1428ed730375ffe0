"""What people compose: a whole trunk, or either half of it."""

from trunkline.model.signalling import EDGES, SIGNALLING_RANGES

from .asterisk_endpoint import AsteriskEndpoint
from .asterisk_endpoint_args import AsteriskEndpointArgs
from .config import stack_trunks
from .errors import InvalidArgs
from .number_to_buy import NumberToBuy
from .provider import Provider, ProviderArgs
from .sip_trunk import SipTrunk, SipTrunkArgs
from .trunk_settings import OriginationUrl
from .twilio_trunk import TwilioTrunk, TwilioTrunkArgs
from .workers import workers

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
