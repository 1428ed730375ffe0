"""trunkline: both ends of a Twilio SIP trunk, in one Pulumi stack."""

from typing import TYPE_CHECKING

from trunkline.on_demand import names

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

if TYPE_CHECKING:
    from trunkline.components import (
        EDGES,
        SIGNALLING_RANGES,
        AsteriskEndpoint,
        AsteriskEndpointArgs,
        AsteriskEndpointArgsDict,
        Edge,
        GetTrunkResult,
        InvalidArgs,
        NumberToBuy,
        NumberToBuyDict,
        OriginationUrl,
        OriginationUrlDict,
        Provider,
        ProviderArgs,
        ProviderArgsDict,
        SipTrunk,
        SipTrunkArgs,
        SipTrunkArgsDict,
        TwilioTrunk,
        TwilioTrunkArgs,
        TwilioTrunkArgsDict,
        get_trunk,
        get_trunk_output,
        stack_trunks,
        use_plugin,
        workers,
    )
else:
    __getattr__, __dir__ = names(__name__, {"trunkline.components": __all__})
