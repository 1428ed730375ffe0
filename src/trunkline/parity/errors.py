"""How a case ends that does not hold."""


class DiffersError(Exception):
    """Twilio does something else. `str()` of it is what was seen."""


class NotTriedError(Exception):
    """The case could not be tried. `str()` of it is the reason."""
