"""The doctor's findings about an endpoint's rows before they are written."""

from collections.abc import Mapping
from typing import Any

from trunkline.doctor import codes
from trunkline.doctor.checks import examine
from trunkline.doctor.finding import HINT, Finding
from trunkline.doctor.snapshot import AsteriskSide, NamedList, OriginationUrl, Rows, Snapshot, Trunk, TwilioSide
from trunkline.model.asterisk import AORS, AUTHS, ENDPOINTS, IDENTIFIES
from trunkline.model.unknown import UNKNOWN, is_known
from trunkline.providers.asterisk.auth import to_columns

from .checks import is_on, sip_url_of

_DATABASE = "the database"
_SUBJECTS = ("ps_", _DATABASE)
_NOT_HERE = (codes.RAW_SEMICOLON, codes.FOREIGN_ENCODING, codes.OTHER_ACCOUNT_MATCHED)
"""The provider encodes each value for the database's driver, and knows the account."""
_SOME = "+"
_FITTING = "Unknown-2024"
"""A valid password, for one that is not known yet."""


def examined(rows: Mapping[str, Any], urls: Any, given: Mapping[str, Any]) -> list[Finding]:
    """The doctor's errors and warnings about the rows and the trunk that the arguments declare.

    Args:
        rows: {table: {row id: {column: value}}}, without passwords.
        urls: the trunk's known origination URLs.
        given: the arguments, some of them `UNKNOWN`.
    """
    tables = {name: _stored(rows.get(name) or {}) for name in (AUTHS, AORS, ENDPOINTS, IDENTIFIES)}
    password = given["password"] if isinstance(given["password"], str) else _FITTING
    asterisk = AsteriskSide(
        database=_DATABASE,
        dialect="sqlite",
        auths={id_: to_columns({**row, "password": password}) for id_, row in tables[AUTHS].items()},
        aors=tables[AORS],
        endpoints=tables[ENDPOINTS],
        identifies=tables[IDENTIFIES],
        extensions=None,
        columns={name: frozenset({"direct_media"}) for name in tables},
    )
    is_known = isinstance(given["domain_name"], str) and isinstance(given["secure"], bool)
    found = examine(Snapshot(_twilio(urls, given) if is_known else None, asterisk))
    return [
        each
        for each in found
        if each.code.severity != HINT and each.subject.startswith(_SUBJECTS) and each.code not in _NOT_HERE
    ]


def _stored(rows: Mapping[str, Any]) -> Rows:
    return {
        id_: {column: _word(value) for column, value in row.items() if isinstance(value, str | int | float)}
        for id_, row in rows.items()
        if isinstance(row, Mapping)
    }


def _word(value: Any) -> Any:
    """A boolean as Asterisk writes it, a whole number without a decimal point."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _numbers(given: Mapping[str, Any]) -> tuple[str, ...]:
    """The trunk's numbers. If they are not known, it may have one."""
    numbers = given.get("phone_numbers", UNKNOWN)
    if given.get("buy_numbers") or not is_known(numbers):
        return (_SOME,)
    return tuple(each if isinstance(each, str) else _SOME for each in numbers)


def _twilio(urls: Any, given: Mapping[str, Any]) -> TwilioSide:
    further = given.get("further_credentials")
    usernames = [given["username"], *(further if isinstance(further, Mapping) else ())]
    known = tuple(each for each in usernames if isinstance(each, str))
    trunk = Trunk(
        "TK",
        {"domain_name": given["domain_name"], "secure": given["secure"]},
        {"CL": NamedList("", known)} if known else {},
        {},
        tuple(
            OriginationUrl(url["sip_url"], 10, 10, True, "")
            for url in (urls if isinstance(urls, list | tuple) else ())
            if is_on(url) and sip_url_of(url)
        ),
        _numbers(given),
    )
    return TwilioSide("AC", frozenset({trunk.domain_name}), {trunk.sid: trunk}, {})
