"""An event loop for Pulumi's mocks. From Python 3.14 on, a program must make one itself."""

import asyncio

import pytest


@pytest.fixture(scope="session", autouse=True)
def event_loop() -> None:
    """It stays open, as those do that the mocks make in its threads."""
    asyncio.set_event_loop(asyncio.new_event_loop())
