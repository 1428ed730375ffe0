"""The trunks of the stacks under test, as their config states them."""

from typing import Any

from ..support.project import GUIDE
from .addresses import ASTERISK, HOST, OTHER_DOMAIN, OTHER_HOST, SIGNALLING

NUMBER, OTHER_NUMBER = "+11234567890", "+442071838750"


def grable(transport: str = "tls", **changes: Any) -> dict[str, Any]:
    """The guide's trunk at the laboratory's addresses, its number leading to the attendant."""
    return (
        GUIDE
        | {
            "asteriskAddresses": [ASTERISK],
            "signallingRanges": {"lab": SIGNALLING},
            "originationUrls": [{"sipUrl": f"sip:{HOST};transport={transport}"}],
            "extensions": {NUMBER: "Goto(attendant,start,1)"},
            "secure": transport == "tls",
            "transport": transport,
        }
        | changes
    )


def other(**changes: Any) -> dict[str, Any]:
    """A second stack's trunk, with another endpoint on the same Asterisk."""
    return (
        grable(
            domainName=OTHER_DOMAIN,
            username="other",
            originationUrls=[{"sipUrl": f"sip:{OTHER_HOST};transport=tls"}],
            phoneNumbers=[OTHER_NUMBER],
            extensions={OTHER_NUMBER: "Goto(attendant,start,1)"},
            endpointId="other",
            context="from-other",
        )
        | changes
    )
