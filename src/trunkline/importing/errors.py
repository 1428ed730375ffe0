"""Why `trunkline import` does not import something. Each is one line: subject, fact, remedy."""


class ImportingError(Exception):
    """Nothing can be imported."""


class LeftOutError(Exception):
    """A `SipTrunk` for this trunk would change one of the sides."""
