"""Twilio's signalling addresses, as on https://www.twilio.com/docs/sip-trunking/ip-addresses.

Twilio asks to allow all of them: an inbound call may come from any edge.
"""

from typing import Literal, get_args

Edge = Literal["ashburn", "umatilla", "dublin", "frankfurt", "tokyo", "singapore", "sydney", "sao-paulo"]
"""The edges that have localized termination domains, `<label>.pstn.<edge>.twilio.com`."""

EDGES: tuple[Edge, ...] = get_args(Edge)
"""All of them."""

SIGNALLING_RANGES = {
    "ashburn": "54.172.60.0/30",
    "umatilla": "54.244.51.0/30",
    "dublin": "54.171.127.192/30",
    "frankfurt": "35.156.191.128/30",
    "tokyo": "54.65.63.192/30",
    "singapore": "54.169.127.128/30",
    "sydney": "54.252.254.64/30",
    "sao-paulo": "177.71.206.192/30",
}
"""{edge: IPv4 CIDR block} from which Twilio's signalling comes."""
