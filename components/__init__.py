"""The components: a whole trunk, or one of its two sides."""

from trunkline.model.signalling import EDGES, SIGNALLING_RANGES, Edge

from .argument_dicts import (
    AsteriskEndpointArgsDict,
    NumberToBuyDict,
    OriginationUrlDict,
    ProviderArgsDict,
    SipTrunkArgsDict,
    TwilioTrunkArgsDict,
)
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
    "AsteriskEndpointArgsDict",
    "Edge",
    "InvalidArgs",
    "NumberToBuy",
    "NumberToBuyDict",
    "OriginationUrl",
    "OriginationUrlDict",
    "Provider",
    "ProviderArgs",
    "ProviderArgsDict",
    "SipTrunk",
    "SipTrunkArgs",
    "SipTrunkArgsDict",
    "TwilioTrunk",
    "TwilioTrunkArgs",
    "TwilioTrunkArgsDict",
    "stack_trunks",
    "workers",
]
