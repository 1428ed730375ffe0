"""Assumptions about the credentials of a list."""

from .assumption import Assumption, untried, writes
from .cases import accepted, refused
from .errors import DiffersError
from .places import PASSWORD
from .sources import CREDENTIAL, SILENT, code_only, documented, rule
from .trial import Trial

BOGUS_PASSWORDS = {
    "short": "Short0Word",
    "no-upper": "alllowercase0",
    "no-lower": "ALLUPPERCASE0",
    "no-digit": "NoDigitsInHere",
}


def _username_stays(trial: Trial) -> None:
    credential = trial.make("credentials", Username=(name := trial.name()[:32]))
    form = {"Username": "other", "Password": f"{PASSWORD}-2"}
    trial.ask("POST", credential, form).expect_fields({"username": name})


def _username_twice(trial: Trial) -> None:
    form = trial.form("credentials")
    trial.ask("POST", trial.place("credentials"), form).expect(201)
    trial.ask("POST", trial.place("credentials"), form).expect(400, 21240)


def _no_password(trial: Trial) -> None:
    document = trial.ask("GET", trial.place("credential")).expect(200)
    if names := [name for name, value in document.items() if "password" in name or value == PASSWORD]:
        raise DiffersError(f"the answer has {', '.join(names)}")


ASSUMPTIONS: tuple[Assumption, ...] = (
    writes(
        "credential-username-long",
        "A username of 33 characters: 400, code 21240.",
        rule(CREDENTIAL),
        refused("credentials", 21240, Username="x" * 33),
    ),
    *(
        writes(
            f"credential-username-{name}",
            f"A username with {shown}: 400, code 21240.",
            f"{SILENT} A SIP digest cannot carry it safely.",
            refused("credentials", 21240, Username=f"a{character}b"),
        )
        for name, character, shown in (
            ("space", " ", "a space"),
            ("colon", ":", "`:`"),
            ("at", "@", "`@`"),
            ("quote", '"', '`"`'),
            ("backslash", "\\", "a backslash"),
            ("letter", "ä", "`ä`"),
            ("less", "<", "`<`"),
            ("greater", ">", "`>`"),
        )
    ),
    writes(
        "credential-username-marks",
        "A username may have any other printable ASCII character.",
        SILENT,
        accepted("credentials", Username="a.!#$%&'()*+,-/;=?[]^_`{|}~"),
    ),
    writes(
        "credential-username-twice",
        "The username of another credential of the list: 400, code 21240.",
        code_only(21240),
        _username_twice,
    ),
    writes(
        "credential-username-stays",
        "An update changes the password only. `Username` is ignored.",
        documented(CREDENTIAL),
        _username_stays,
    ),
    writes("credential-password-answer", "No answer has the password.", documented(CREDENTIAL), _no_password),
    *(
        writes(
            f"credential-password-{name}",
            f"A password like `{password}`: 400, code 21240.",
            code_only(21240),
            refused("credentials", 21240, Password=password),
        )
        for name, password in BOGUS_PASSWORDS.items()
    ),
    untried(
        "credential-limit",
        "The 1,001st credential of a list: 400, code 21242.",
        code_only(21242),
        "Takes 1,001 requests.",
    ),
)
