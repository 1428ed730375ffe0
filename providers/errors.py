"""The errors a user meets. Each is one line: subject, fact, remedy.

TrunklineError
├── NotConfiguredError      a credential or an address of one of the two sides is not set
├── RefusedError            the other side refused, and said why
│   └── NotFoundError       ... because the thing does not exist
├── UnreachableError        the other side did not answer
│   └── AmbiguousError      ... and may have done the work
├── NotOursError            the thing with that name is not this stack's
└── HalfDoneError           a thing was made, and then something else failed
"""


class TrunklineError(Exception):
    """Base of all errors below. `str()` of it is a line for the user, without secrets."""


class NotConfiguredError(TrunklineError):
    """A setting that one of the two sides needs is missing or not valid.

    It is raised when that side is first needed: in a preview, an `up`, a refresh or a destroy.

    What to do: set the environment variable, or the key of the stack's config, that the line names.
    """


class RefusedError(TrunklineError):
    """One of the two sides refused a request.

    Twilio refused a request, or answered for another account. The database refused a statement or a row. Asterisk's
    manager interface refused a login, a transport or a contact. The database's transaction is rolled back, but rows
    whose contact is not reachable are kept.

    What to do: the line ends with the remedy. Twilio's codes have their own pages.

    Attributes:
        code: Twilio's error code (https://www.twilio.com/docs/api/errors), or None.
    """

    def __init__(self, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class NotFoundError(RefusedError):
    """The thing does not exist.

    Something at Twilio was deleted by hand, a number in `phone_numbers` is not the account's, or a search finds no
    number to buy.

    What to do: if something was deleted, run `pulumi refresh` and then `pulumi up`. Otherwise change what the line
    names.
    """


class UnreachableError(TrunklineError):
    """The other side did not answer: Twilio, the database, or Asterisk's manager interface.

    A request to Twilio that is safe to repeat was tried up to six times, within 45 seconds.

    What to do: check the network and the address that the line names, and run again.
    """


class AmbiguousError(UnreachableError):
    """A request to make a thing got no answer, a 5xx, or an answer that cannot be read: the thing may exist.

    Or the connection to the database was lost while rows were committed.

    A resource looks for the thing itself. If the thing exists, the resource takes it over. If not, it asks once more. A
    user sees this error if the second answer was lost too.

    What to do: run again. The next run takes over what was made.
    """


class NotOursError(TrunklineError):
    """A thing with that name exists already, and this stack has not made it; or another stack has taken it over.

    The thing is a trunk with that domain, a list with that name, a number of another trunk, a number in `buy` that the
    account owns already, or a row with that id. A preview refuses it. `up` looks again before it writes.

    What to do: choose another name, or set `adopt` and read in the next preview what will change. If another stack has
    taken the thing over, remove it from this program: nothing is deleted.
    """


class HalfDoneError(TrunklineError):
    """A thing was made, and then something else failed.

    The line is about the part that failed. The state has what was made, so the next run continues from there.

    What to do: follow the line, then run again. Or change the program back, or destroy: nothing is left behind.

    Attributes:
        id: the id of the thing that was made.
    """

    def __init__(self, id_: str, failure: TrunklineError) -> None:
        super().__init__(str(failure))
        self.id = id_
