"""A run that was killed anywhere is repaired by running again."""

import itertools

import pytest

from trunkline.testing.twilio import Emulator

from ..support import account, mortality, twilio_side
from ..support.mortality import Killed


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("life", range(1, 11))
def test_killed_at_each_request(life: int, after: bool, emulator: Emulator) -> None:
    with pytest.raises(Killed):
        twilio_side.create(mortality.client(emulator, life, after=after))
    twilio_side.create(emulator.client())
    twilio_side.is_made_once(emulator)


def test_that_was_each_request(emulator: Emulator) -> None:
    twilio_side.create(mortality.client(emulator, 11, after=False))
    twilio_side.is_made_once(emulator)


def test_killed_again_and_again(emulator: Emulator) -> None:
    """Each run gets one request further than the one before."""
    for life in itertools.count(1):
        try:
            twilio_side.create(mortality.client(emulator, life, after=True))
        except Killed:
            assert account.read(emulator)["lists"] <= 2
        else:
            break
    twilio_side.is_made_once(emulator)
