"""An auth row whose password stays out of the database: `auth_type` md5."""

import json
from typing import Any

import pytest

from trunkline.providers.asterisk.auth import CHANGED

from ..support import inputs, rows
from ..support.digests import ha1
from ..support.inputs import PASSWORD, with_column
from ..support.logics import EndpointLogic

DIGEST = ha1("grable", PASSWORD)
STORED = {"auth_type": "md5", "username": "grable", "md5_cred": DIGEST}


def _declared(auth_type: str = "md5", **columns: Any) -> dict[str, Any]:
    row = {"auth_type": auth_type, "username": "grable", "password": PASSWORD} | columns
    return inputs.endpoint(ps_auths={"twilio": row})


def test_only_the_digest_is_stored(database_url: str, endpoints: EndpointLogic) -> None:
    declared = _declared()
    assert endpoints.inspect({}, declared) == []
    _, outputs = endpoints.create(declared)
    stored = rows.read(database_url)
    assert stored["ps_auths"] == {"twilio": STORED}
    assert PASSWORD not in json.dumps(stored)
    assert endpoints.read("twilio", outputs) == outputs == declared
    assert endpoints.create(declared) == ("twilio", declared)


@pytest.mark.parametrize(("before", "after"), [("userpass", "md5"), ("md5", "userpass")])
def test_in_place_from_one_to_the_other(before: str, after: str, database_url: str, endpoints: EndpointLogic) -> None:
    """The other's column is cleared."""
    _, outputs = endpoints.create(_declared(before))
    declared = _declared(after)
    assert endpoints.inspect(outputs, declared) == []
    assert endpoints.update("twilio", outputs, declared) == declared
    plain = {"auth_type": "userpass", "username": "grable", "password": PASSWORD}
    assert rows.read(database_url)["ps_auths"] == {"twilio": STORED if after == "md5" else plain}
    assert endpoints.read("twilio", declared) == declared


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (f"md5_cred = '{'0' * 32}'", {"password": CHANGED}),
        (f"md5_cred = '{DIGEST.upper()}'", {"password": CHANGED}),
        ("md5_cred = NULL", {}),
        (f"password = '{PASSWORD}'", {"password": CHANGED}),
        ("password = 'plain text', md5_cred = NULL", {"password": CHANGED}),
        ("auth_type = 'userpass'", {"auth_type": "userpass", "password": PASSWORD}),
        ("username = 'else'", {"username": "else", "password": CHANGED}),
        (f"username = 'else', md5_cred = '{ha1('else', PASSWORD)}'", {"username": "else", "password": PASSWORD}),
    ],
)
def test_drift(change: str, found: dict[str, Any], database_url: str, endpoints: EndpointLogic) -> None:
    """Refresh shows it, but no digest and no password that somebody put there; the next update corrects it."""
    declared = _declared()
    _, outputs = endpoints.create(declared)
    rows.execute(database_url, f"UPDATE ps_auths SET {change}")  # noqa: S608 - statements of our own
    drifted = endpoints.read("twilio", outputs)
    assert drifted
    assert drifted["ps_auths"]["twilio"] == {"auth_type": "md5", "username": "grable"} | found
    endpoints.update("twilio", drifted, declared)
    assert rows.read(database_url)["ps_auths"] == {"twilio": STORED}


def test_a_new_password_and_a_new_username(database_url: str, endpoints: EndpointLogic) -> None:
    _, outputs = endpoints.create(_declared())
    declared = _declared(username="other", password="Another-Password-1")
    endpoints.update("twilio", outputs, declared)
    assert rows.read(database_url)["ps_auths"]["twilio"]["md5_cred"] == ha1("other", "Another-Password-1")
    assert endpoints.read("twilio", declared) == declared


def test_a_digest_that_somebody_added_to_a_plain_row(database_url: str, endpoints: EndpointLogic) -> None:
    declared = _declared("userpass")
    _, outputs = endpoints.create(declared)
    rows.execute(database_url, f"UPDATE ps_auths SET md5_cred = '{DIGEST}'")  # noqa: S608
    drifted = endpoints.read("twilio", outputs)
    assert drifted
    assert drifted["ps_auths"]["twilio"] == declared["ps_auths"]["twilio"] | {"md5_cred": "(undeclared)"}
    endpoints.update("twilio", drifted, declared)
    assert rows.read(database_url)["ps_auths"]["twilio"] == declared["ps_auths"]["twilio"]


def test_a_long_password_is_not_held_by_the_column_of_passwords(endpoints: EndpointLogic) -> None:
    assert endpoints.inspect({}, _declared(password="xX1" * 40)) == []
    assert endpoints.inspect({}, _declared("userpass", password="xX1" * 40))


def test_not_known_yet(endpoints: EndpointLogic) -> None:
    for column in ("username", "password"):
        assert endpoints.inspect({}, with_column(_declared(), "ps_auths", column, object())) == []


def test_the_same_rows_of_another_run_are_taken_over(endpoints: EndpointLogic) -> None:
    endpoints.create(_declared())
    assert endpoints.inspect({}, _declared()) == []
    (line,) = endpoints.inspect({}, _declared(password="Another-Password-1"))
    assert line.startswith("ps_auths: a row 'twilio' exists already")
    assert PASSWORD not in line
    assert DIGEST not in line
