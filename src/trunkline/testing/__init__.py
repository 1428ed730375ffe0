"""For your own tests, offline: Twilio's emulator, Asterisk's realtime tables and the real Pulumi engine.

`pip install 'trunkline[testing]'` gives pytest the fixtures `twilio`, `realtime_db` and `pulumi_stack` (see `plugin`).
"""

from trunkline.testing.realtime_db import RealtimeDb
from trunkline.testing.stacks import Stacks
from trunkline.testing.twilio import Emulator

__all__ = ["Emulator", "RealtimeDb", "Stacks"]
