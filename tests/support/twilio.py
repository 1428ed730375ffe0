from trunkline.testing.twilio import *  # noqa: F403
from trunkline.testing.twilio import NUMBERS, Emulator, running  # noqa: F401
