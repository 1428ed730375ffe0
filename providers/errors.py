"""The errors a user meets. Each is one line: subject, fact, remedy.

TrunklineError
├── NotConfigured      a credential or an address of one of the two sides is not set
├── Refused            the other side said no, and why
│   └── NotFound       ... because the thing is not there
├── Unreachable        the other side did not answer
│   └── Ambiguous      ... and may have done the work all the same
└── NotOurs            a thing of that name is somebody else's
"""


class TrunklineError(Exception):
    """Base of all errors below; `str()` of it is fit for a user's eyes and holds no secret."""


class NotConfigured(TrunklineError):
    pass


class Refused(TrunklineError):
    """An answer that is a no.

    Attributes:
        code: Twilio's error code (https://www.twilio.com/docs/api/errors), or None.
    """

    def __init__(self, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class NotFound(Refused):
    pass


class Unreachable(TrunklineError):
    pass


class Ambiguous(Unreachable):
    """A request to make something got no answer or a 5xx: look before asking again."""


class NotOurs(TrunklineError):
    pass
