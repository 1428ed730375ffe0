"""Assumptions about phone numbers. No case buys one, or changes one."""

from collections.abc import Callable
from urllib.parse import quote

from .answer import must
from .assumption import Assumption, reads, untried
from .cases import found
from .errors import NotTriedError
from .sources import DOCS, NUMBERS, ON_SALE, SILENT, code_only, documented
from .trial import Trial

BUYS = "Would buy a number."
CHANGES = "Would change a number."


def _found_by(pattern: Callable[[str], str]) -> Callable[[Trial], None]:
    """The filter PhoneNumber finds the account's first number by a pattern made of it."""

    def case(trial: Trial) -> None:
        numbers = [each["phone_number"] for each in trial.rows("numbers")]
        if not numbers:
            raise NotTriedError("the account has no number")
        same = [each["phone_number"] for each in trial.rows("numbers", f"&PhoneNumber={quote(pattern(numbers[0]))}")]
        must(numbers[0] in same, True, what=f"whether {pattern(numbers[0])} finds {numbers[0]}")

    return case


def _of_area_code(trial: Trial) -> None:
    for number in _on_sale(trial, "US/Local", "AreaCode=512"):
        must(number[:5], "+1512", what=f"the beginning of {number}")


def _outside(trial: Trial) -> None:
    must(bool(_on_sale(trial, "GB/Local", "AreaCode=512")), True, what="whether any number is found")


def _on_sale(trial: Trial, path: str, query: str) -> list[str]:
    document = trial.ask("GET", f"{trial.place('on_sale')}/{path}.json?{query}").expect(200)
    return [each["phone_number"] for each in document["available_phone_numbers"]]


ASSUMPTIONS: tuple[Assumption, ...] = (
    reads(
        "number-by-part",
        "The filter `PhoneNumber` finds a number by a part of it.",
        documented(NUMBERS),
        _found_by(lambda number: number[3:8]),
    ),
    reads(
        "number-by-star",
        "`*` in the filter `PhoneNumber` is any digit.",
        documented(NUMBERS),
        _found_by(lambda number: f"{number[:-2]}**"),
    ),
    reads(
        "sale-area-code", "`AreaCode=512` finds numbers that begin with +1512 only.", documented(ON_SALE), _of_area_code
    ),
    reads("sale-area-code-bad", "`AreaCode=12`: 400, code 20001.", SILENT, found("AreaCode=12", 20001, status=400)),
    reads("sale-area-code-outside", "`AreaCode` is ignored outside North America.", SILENT, _outside),
    reads("sale-contains-short", "`Contains=1`: 400, code 20001.", SILENT, found("Contains=1", 20001, status=400)),
    reads(
        "sale-rate-center",
        "`InRateCenter` without `InLata`: 400, code 20001.",
        SILENT,
        found("InRateCenter=AUSTIN", 20001, status=400),
    ),
    reads(
        "sale-kind",
        "A kind of number that a country does not have: 404, code 20404.",
        SILENT,
        found("", 20404, path="US/Mobile", status=404),
    ),
    untried(
        "sale-stock",
        "The emulator invents its numbers on sale, their features and places, and which of them need an address.",
        SILENT,
        "Twilio's stock changes.",
    ),
    untried("number-moves", "A number of another trunk moves to the trunk that is given it.", SILENT, CHANGES),
    untried("number-given-twice", "A trunk that has the number already: 400, code 21245.", code_only(21245), CHANGES),
    untried(
        "number-after-trunk",
        "The numbers of a deleted trunk stay, without a trunk.",
        f"That they stay is documented: {DOCS}/sip-trunking.",
        CHANGES,
    ),
    untried(
        "number-trunk-and-application",
        "With `TrunkSid` and `VoiceApplicationSid` in one request, the trunk wins.",
        SILENT,
        CHANGES,
    ),
    untried(
        "number-voice-urls",
        "A number keeps its voice URLs while it has a trunk, and loses its `voice_application_sid`.",
        documented(NUMBERS),
        CHANGES,
    ),
    untried("number-unknown-trunk", "A `TrunkSid` that the account does not have: 400, code 20001.", SILENT, CHANGES),
    untried(
        "number-clear",
        "An empty URL, SID or name of a number is cleared. An empty method, flag or status: 400, code 20001.",
        SILENT,
        CHANGES,
    ),
    untried(
        "number-trunk-cleared",
        "An empty `TrunkSid` takes a number off its trunk.",
        "Documented for other fields only: " + NUMBERS + ".",
        CHANGES,
    ),
    untried("number-bogus", "A number that is not E.164: 400, code 21421.", code_only(21421), BUYS),
    untried(
        "number-taken",
        "A number that somebody has: 400, code 21422.",
        f"Documented with its HTTP status: {NUMBERS}.",
        BUYS,
    ),
    untried(
        "number-area-code",
        "An area code that does not exist: 400, code 21451; one without numbers: 400, code 21452.",
        code_only(21452),
        BUYS,
    ),
    untried(
        "number-address",
        "A number that needs an address, without `AddressSid`: 400, code 21631.",
        code_only(21631),
        BUYS,
    ),
    untried("number-other-kind", "Bought under the path of another kind: 400, code 21422.", SILENT, BUYS),
)
