"""What keeps `trunkline import` from importing, each in one line: subject, fact, remedy."""


class ImportingError(Exception):
    """Nothing can be imported."""


class LeftOutError(Exception):
    """One trunk cannot be said as a `SipTrunk` without a change to either side."""
