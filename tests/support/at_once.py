"""How many requests the emulator had under way at once."""

from trunkline.testing.twilio import Emulator


def most(emulator: Emulator) -> int:
    """The most since `forget_requests`. One that was refused at once counts too."""
    made = emulator.requests_made()
    changes = sorted([(each["ended"], -1) for each in made] + [(each["began"], 1) for each in made])
    under_way = [0]
    for _, change in changes:
        under_way.append(under_way[-1] + change)
    return max(under_way)
