"""A process has one client for each account and one pool for each database, however many threads ask first."""

import time
from concurrent.futures import ThreadPoolExecutor

from trunkline.providers.once import once
from trunkline.providers.settings import Settings


def test_threads_at_the_same_moment() -> None:
    made = []

    @once
    def connect(settings: Settings) -> object:
        time.sleep(0.05)
        made.append(settings)
        return object()

    settings = [Settings(twilio_account_sid=sid) for sid in ("one", "one", "one", "two")]
    with ThreadPoolExecutor(4) as pool:
        connections = list(pool.map(connect, settings))
    assert len(made) == len(set(connections)) == 2
