"""The errors a user meets. Each is one line: subject, fact, remedy.

TrunklineError
├── NotConfiguredError      a credential or an address of one of the two sides is not set
├── RefusedError            the other side said no, and why
│   └── NotFoundError       ... because the thing is not there
├── UnreachableError        the other side did not answer
│   └── AmbiguousError      ... and may have done the work all the same
├── NotOursError            a thing of that name is somebody else's
└── HalfDoneError           a thing was made, and then something else failed
"""


class TrunklineError(Exception):
    """Base of all errors below; `str()` of it is fit for a user's eyes and holds no secret."""


class NotConfiguredError(TrunklineError):
    """A setting that one of the two sides needs is not set, or cannot be one.

    It is raised where that side is first asked for: in a preview, an `up`, a refresh or a destroy.

    What to do: set the environment variable, or the key of the stack's config, that the line names.
    """


class RefusedError(TrunklineError):
    """An answer that is a no.

    Twilio refused a request, or answered for another account. The database refused a statement or a row. Asterisk's
    manager interface refused a login, a transport or a contact. The database's transaction is undone, but rows whose
    contact is not reachable are kept.

    What to do: the line ends with it; Twilio's codes have pages of their own.

    Attributes:
        code: Twilio's error code (https://www.twilio.com/docs/api/errors), or None.
    """

    def __init__(self, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class NotFoundError(RefusedError):
    """What was asked for is not there.

    Something at Twilio was deleted by hand, a number in `phone_numbers` is not the account's, or a search for a number
    to buy finds none.

    What to do: `pulumi refresh` and then `pulumi up` for what was deleted; else change what the line names.
    """


class UnreachableError(TrunklineError):
    """The other side did not answer: Twilio, the database, or Asterisk's manager interface.

    What could be repeated has been, where Twilio was asked: up to six times, within 45 seconds.

    What to do: check the network and the address that the line names, and run again.
    """


class AmbiguousError(UnreachableError):
    """A request to make something got no answer, a 5xx, or an answer that cannot be read: look before asking again.

    Also: the connection to the database was lost while rows were committed.

    A resource looks by itself, takes over what was made, and asks once more where it was not. A user sees this error
    where the second answer was lost too.

    What to do: run again; what was made meanwhile is taken over.
    """


class NotOursError(TrunklineError):
    """A thing of that name is there already, and this stack has not made it; or another stack has it by now.

    A trunk with that domain, a list with that name, a number of another trunk or one that is to be bought, a row with
    that id. Previews refuse it; `up` looks again before it writes.

    What to do: choose another name, or say `adopt`, and read in the next preview what will change. If another stack has
    taken it over, take it out of this program: nothing is deleted.
    """


class HalfDoneError(TrunklineError):
    """A thing was made, and then something else failed.

    A user sees the line of what failed. The state has what was made, so the next run goes on from there.

    What to do: what the line says, then run again; or change the program back, or destroy: nothing is left behind.

    Attributes:
        id: of what was made.
    """

    def __init__(self, id_: str, failure: TrunklineError) -> None:
        super().__init__(str(failure))
        self.id = id_
