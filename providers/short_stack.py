"""Keeps the call stack short while resources are registered.

With each resource, Pulumi's SDK stores the whole call stack of its registration. That is a third of the checkpoint,
which is written again at every step. It also shows the last machine's paths to everybody who reads the state.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

FRAMES = 7
"""The SDK's own frames, and the line that made the resource."""


@contextmanager
def short_stack() -> Iterator[None]:
    sys.tracebacklimit = FRAMES
    try:
        yield
    finally:
        del sys.tracebacklimit
