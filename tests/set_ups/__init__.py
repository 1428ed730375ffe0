"""Set-ups of Asterisk and Twilio that people have, by kind. docs/set-ups.md is made of them."""

from . import calls_in, credentials, media, open_to_others, to_twilio, working
from .set_up import SetUp

SET_UPS: list[SetUp] = [
    *working.SET_UPS,
    *to_twilio.SET_UPS,
    *credentials.SET_UPS,
    *calls_in.SET_UPS,
    *media.SET_UPS,
    *open_to_others.SET_UPS,
]
