"""The errors a user meets. Each is one line: subject, fact, remedy.

TrunklineError
├── NotConfiguredError      a credential or an address of one of the two sides is not set
├── RefusedError            the other side said no, and why
│   └── NotFoundError       ... because the thing is not there
├── UnreachableError        the other side did not answer
│   └── AmbiguousError      ... and may have done the work all the same
└── NotOursError            a thing of that name is somebody else's
"""


class TrunklineError(Exception):
    """Base of all errors below; `str()` of it is fit for a user's eyes and holds no secret."""


class NotConfiguredError(TrunklineError):
    pass


class RefusedError(TrunklineError):
    """An answer that is a no.

    Attributes:
        code: Twilio's error code (https://www.twilio.com/docs/api/errors), or None.
    """

    def __init__(self, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class NotFoundError(RefusedError):
    pass


class UnreachableError(TrunklineError):
    pass


class AmbiguousError(UnreachableError):
    """A request to make something got no answer or a 5xx: look before asking again."""


class NotOursError(TrunklineError):
    pass
