"""Two spellings of one value are no drift, on each kind of database; and what has no spelling in common is."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from trunkline.providers.asterisk import columns
from trunkline.providers.asterisk.database import Database

from ..support import inputs, rows
from ..support.inputs import with_column
from ..support.logics import EndpointLogic

BOOLEAN = sa.Enum("0", "1", "off", "on", "false", "true", "no", "yes")
OLDER = sa.Enum("yes", "no")
TEXT = sa.String(40)


@pytest.mark.parametrize(
    ("name", "kind", "declared", "stored"),
    [
        *(("direct_media", BOOLEAN, declared, "true") for declared in (True, "yes", "Yes", "on", "1", "TRUE")),
        *(("direct_media", sa.String(5), True, stored) for stored in ("yes", "Yes", "1", "on", "true", " yes ", "YES")),
        *(("direct_media", sa.String(5), "no", stored) for stored in ("no", "No", "0", "off", "FALSE")),
        *(("direct_media", mysql.TINYINT(1), declared, stored) for declared, stored in ((True, 1), (False, 0))),
        *(("direct_media", sa.Boolean(), declared, True) for declared in (True, "yes", "on")),
        ("direct_media", OLDER, "true", "yes"),
        ("dtmf_mode", sa.Enum("rfc4733", "info"), "RFC4733", "rfc4733"),
        ("rtp_timeout", sa.Integer(), 60.0, 60),
        ("rtp_timeout", sa.Integer(), "60", 60),
        ("rtp_timeout", sa.Integer(), 60.0, "60"),
        ("rtp_timeout", sa.Integer(), 60.0, "60 "),
        ("rtp_timeout", TEXT, 60.0, "60"),
        ("qualify_timeout", sa.Float(), 3, 3.0),
        ("qualify_timeout", sa.Float(), 0.1, 0.10000000149),
        ("qualify_timeout", sa.Numeric(5, 2), 1.5, Decimal("1.50")),
        ("allow", TEXT, "ulaw,alaw", "ulaw, alaw"),
        ("allow", TEXT, "ulaw,alaw", " ulaw ,alaw "),
        ("aors", TEXT, "twilio-dublin,twilio-ashburn", "twilio-dublin, twilio-ashburn"),
        ("permit", TEXT, "192.0.2.1,192.0.2.2", "192.0.2.1 , 192.0.2.2"),
        ("contact", TEXT, "sip:a@b;transport=tcp", "sip:a@b^3Btransport=tcp"),
        ("contact", TEXT, "sip:a@b;transport=tcp", "sip:a@b^3btransport=tcp"),
        ("contact", TEXT, "sip:a@b", "^73ip:a@b"),
        ("context", sa.CHAR(40), "from-twilio", "from-twilio".ljust(40)),
        ("set_var", sa.Text(), ["A=1", "B=2"], "A=1;B=2"),
        ("set_var", sa.Text(), ["A=1", "B=2"], "A=1; B=2"),
        ("set_var", sa.Text(), ["A=1;2"], "A=1^3B2"),
    ],
)
def test_the_same(name: str, kind: Any, declared: Any, stored: Any) -> None:
    column = sa.Column(name, kind)
    assert columns.judge(column, declared, "postgresql") is None
    assert columns.from_stored(column, stored, "postgresql", declared) == declared
    assert type(columns.from_stored(column, stored, "postgresql", declared)) is type(declared)
    written = columns.to_stored(column, declared, "postgresql")
    assert columns.from_stored(column, written, "postgresql", declared) == declared


@pytest.mark.parametrize(
    ("name", "kind", "declared", "stored", "meaning"),
    [
        ("direct_media", BOOLEAN, "yes", "no", "no"),
        ("direct_media", BOOLEAN, True, "off", False),
        ("direct_media", sa.String(5), False, "1", True),
        ("direct_media", mysql.TINYINT(1), False, 1, True),
        ("direct_media", sa.String(5), True, "maybe", "maybe"),
        ("context", TEXT, "on", "yes", "yes"),
        ("context", TEXT, "from-twilio", "From-Twilio", "From-Twilio"),
        ("context", TEXT, "from-twilio", "from-twilio ", "from-twilio "),
        ("password", TEXT, "Secret, 1", "Secret,1", "Secret,1"),
        ("rtp_timeout", sa.Integer(), 60.0, 61, 61),
        ("rtp_timeout", sa.Integer(), 60.0, "sixty", "sixty"),
        ("qualify_timeout", sa.Float(), 3.0, 3.5, 3.5),
        ("allow", TEXT, "ulaw,alaw", "alaw,ulaw", "alaw,ulaw"),
        ("contact", TEXT, "sip:a@b;c", "sip:a@b;c", "sip:a@b;c (stored with a raw ';')"),
        ("set_var", sa.Text(), ["A=1", "B=2"], "A=1", ["A=1"]),
        ("language", TEXT, None, "de", "de"),
        ("touched", sa.DateTime(), None, date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_another(name: str, kind: Any, declared: Any, stored: Any, meaning: Any) -> None:
    assert columns.from_stored(sa.Column(name, kind), stored, "postgresql", declared) == meaning


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ps_endpoints SET allow = 'ulaw,  alaw', direct_media = '0'",
        "UPDATE ps_endpoints SET rewrite_contact = 'false', direct_media = 'off'",
        "UPDATE ps_aors SET qualify_2xx_only = '1'",
        "UPDATE ps_aors SET contact = replace(contact, '^3B', '^3b')",
    ],
)
def test_by_hand(statement: str, database_url: str) -> None:
    logic = EndpointLogic(Database(database_url))
    declared = with_column(inputs.endpoint(), "ps_endpoints", "allow", "ulaw,alaw")
    declared = with_column(declared, "ps_aors", "contact", "sip:grable@grable.pstn.twilio.com;transport=tcp")
    _, outputs = logic.create(declared)
    rows.execute(database_url, statement)
    assert logic.read("twilio", outputs) == declared
    assert logic.inspect({}, declared) == []


def test_booleans_and_several_variables(database_url: str) -> None:
    """Drift of a boolean is shown as one."""
    logic, lite = EndpointLogic(Database(database_url)), database_url.startswith("sqlite")
    variables = ["A=1"] if lite else ["A=1", "B=x;y"]
    declared = with_column(inputs.endpoint(), "ps_endpoints", "direct_media", value=True)
    if not lite:
        declared = with_column(declared, "ps_endpoints", "set_var", variables)
    assert logic.inspect({}, declared) == []
    _, outputs = logic.create(declared)
    stored = rows.read(database_url)["ps_endpoints"]["twilio"]
    assert (stored["direct_media"], stored.get("set_var")) == ("yes", None if lite else "A=1;B=x^3By")
    assert logic.read("twilio", outputs) == declared
    rows.execute(database_url, "UPDATE ps_endpoints SET direct_media = 'no'")
    drifted = logic.read("twilio", outputs)
    assert drifted
    assert drifted["ps_endpoints"]["twilio"]["direct_media"] is False
