"""Cases of a kind: a field is refused, accepted, or cleared by an empty value."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from .answer import must
from .assumption import Case
from .errors import DiffersError
from .places import THINGS
from .trial import Trial

NOT_FOUND = 20404
_LONG = 50


def refused(place: str, code: int, **fields: str | None) -> Case:
    """A POST with these fields is refused. To a collection, the usual form has them; None leaves one out."""
    status = HTTPStatus.NOT_FOUND if code == NOT_FOUND else HTTPStatus.BAD_REQUEST

    def case(trial: Trial) -> None:
        trial.ask("POST", trial.place(place), trial.form(place, **fields)).expect(status, code)

    return case


def accepted(place: str, expected: Mapping[str, Any] | None = None, **fields: str) -> Case:
    """A POST with these fields is accepted, and answers with these fields, or with the same values."""

    def case(trial: Trial) -> None:
        form = trial.form(place, **fields)
        status = HTTPStatus.OK if _is_one(place) else HTTPStatus.CREATED
        same = {column(name): form[name] for name in fields}
        trial.ask("POST", trial.place(place), form).expect_fields(same if expected is None else expected, status)

    return case


def cleared(place: str, field: str, value: str, *empty: str | None) -> Case:
    """A POST of a value sets the field, and a POST of an empty one leaves one of `empty`."""

    def case(trial: Trial) -> None:
        url = trial.place(place)
        form = trial.form(place, **{field: value})
        trial.ask("POST", url, form).expect_fields({column(field): form[field]})
        trial.ask("POST", url, {field: ""}).expect_fields({column(field): empty})

    return case


def found(query: str, code: int | None = None, *, path: str = "US/Local", status: int = 200) -> Case:
    """A search for numbers on sale is answered with this status."""

    def case(trial: Trial) -> None:
        trial.ask("GET", f"{trial.place('on_sale')}/{path}.json?{query}").expect(status, code)

    return case


def listed_at_once(collection: str) -> Case:
    """A new thing is in the list that is asked for next."""

    def case(trial: Trial) -> None:
        url = trial.make(collection)
        sids = [each["sid"] for each in trial.rows(collection)]
        if not any(sid in url for sid in sids):
            raise DiffersError("the list does not have it yet")

    return case


def in_order(collection: str) -> Case:
    """A list has its things in the order of their creation."""

    def case(trial: Trial) -> None:
        first, second = (trial.make(collection) for _ in range(2))
        order = [each["sid"] for each in trial.rows(collection) if each["sid"] in first + second]
        must([sid in second for sid in order], [False, True], what="whether each is the second that was made")

    return case


def column(field: str) -> str:
    """The name of a form's field in an answer: `disaster_recovery_url` for `DisasterRecoveryUrl`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in field).lstrip("_")


def kebab(field: str) -> str:
    """The name of a form's field in an id: `sip-url` for `SipUrl`."""
    return column(field).replace("_", "-")


def shown(field: str, value: str | None) -> str:
    """A field as a person reads it."""
    if value is None:
        return f"No `{field}`"
    return f"`{field}` of {len(value)} characters" if len(value) > _LONG else f"`{field}={value}`"


def _is_one(place: str) -> bool:
    return place == "recording" or place in THINGS
