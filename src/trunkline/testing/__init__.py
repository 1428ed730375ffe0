"""For your own tests, offline: Twilio's emulator, Asterisk's realtime tables and the real Pulumi engine.

`pip install 'trunkline[testing]'` gives pytest the fixtures `twilio`, `realtime_db` and `pulumi_stack`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trunkline.testing.realtime_db import RealtimeDb
    from trunkline.testing.stacks import Stacks
    from trunkline.testing.twilio import Emulator

__all__ = ["Emulator", "RealtimeDb", "Stacks"]

_MODULES = {"Emulator": "twilio", "RealtimeDb": "realtime_db", "Stacks": "stacks"}


def __getattr__(name: str) -> Any:
    """Load a class when it is used: pytest imports this package in every project that has trunkline installed."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
