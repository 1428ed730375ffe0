"""The components: a whole trunk, or one of its two sides."""

from typing import TYPE_CHECKING

from trunkline.on_demand import names

if TYPE_CHECKING:
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
    from .existing_trunk import GetTrunkResult, get_trunk, get_trunk_output
    from .number_to_buy import NumberToBuy
    from .provider import Provider, ProviderArgs
    from .sip_trunk import SipTrunk, SipTrunkArgs
    from .trunk_settings import OriginationUrl
    from .twilio_trunk import TwilioTrunk, TwilioTrunkArgs
    from .use_plugin import use_plugin
    from .workers import workers
else:
    __getattr__, __dir__ = names(
        __name__,
        {
            "trunkline.model.signalling": ("EDGES", "SIGNALLING_RANGES", "Edge"),
            "trunkline.components.argument_dicts": (
                "AsteriskEndpointArgsDict",
                "NumberToBuyDict",
                "OriginationUrlDict",
                "ProviderArgsDict",
                "SipTrunkArgsDict",
                "TwilioTrunkArgsDict",
            ),
            "trunkline.components.asterisk_endpoint": ("AsteriskEndpoint",),
            "trunkline.components.asterisk_endpoint_args": ("AsteriskEndpointArgs",),
            "trunkline.components.config": ("stack_trunks",),
            "trunkline.components.errors": ("InvalidArgs",),
            "trunkline.components.existing_trunk": ("GetTrunkResult", "get_trunk", "get_trunk_output"),
            "trunkline.components.number_to_buy": ("NumberToBuy",),
            "trunkline.components.provider": ("Provider", "ProviderArgs"),
            "trunkline.components.sip_trunk": ("SipTrunk", "SipTrunkArgs"),
            "trunkline.components.trunk_settings": ("OriginationUrl",),
            "trunkline.components.twilio_trunk": ("TwilioTrunk", "TwilioTrunkArgs"),
            "trunkline.components.use_plugin": ("use_plugin",),
            "trunkline.components.workers": ("workers",),
        },
    )

__all__ = [
    "EDGES",
    "SIGNALLING_RANGES",
    "AsteriskEndpoint",
    "AsteriskEndpointArgs",
    "AsteriskEndpointArgsDict",
    "Edge",
    "GetTrunkResult",
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
    "get_trunk",
    "get_trunk_output",
    "stack_trunks",
    "use_plugin",
    "workers",
]
