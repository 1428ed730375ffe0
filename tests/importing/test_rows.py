"""Rows that people have, as how-tos and habit make them. Each row that Asterisk loads is imported to the letter."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from attrs import evolve

from trunkline.loopback import without_proxy
from trunkline.providers.asterisk.endpoint import EndpointLogic
from trunkline.testing.twilio import Emulator, running

from ..support import rows as tables
from ..support.postgres import PostgresServer
from ..support.project import PASSWORD
from ..support.realtime_schema import METADATA
from ..support.rows import ENDPOINT_TABLES
from . import taking_over, world


def _aor(**columns: Any) -> str:
    return _update("ps_aors", columns)


def _auth(**columns: Any) -> str:
    return _update("ps_auths", columns)


def _endpoint(**columns: Any) -> str:
    return _update("ps_endpoints", columns)


def _identify(**columns: Any) -> str:
    return _update("ps_endpoint_id_ips", columns)


def _update(table: str, columns: dict[str, Any]) -> str:
    values = {name: "NULL" if value is None else f"'{value}'" for name, value in columns.items()}
    return f"UPDATE {table} SET " + ", ".join(f'"{name}" = {value}' for name, value in values.items())  # noqa: S608 - our own


def _named(endpoint: str, auth: str, aor: str) -> tuple[str, ...]:
    return (
        _auth(id=auth),
        _aor(id=aor),
        _endpoint(id=endpoint, outbound_auth=auth, aors=aor),
        _identify(id=f"{endpoint}-identify", endpoint=endpoint),
    )


def _insert(table: str, **columns: Any) -> str:
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(f"'{value}'" for value in columns.values())
    return f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608 - our own


pytestmark = pytest.mark.slow

HOST = "grable.pstn.twilio.com"
ROWS: dict[str, tuple[str, ...]] = {
    "the guide": (),
    "contact without user part": (_aor(contact=f"sip:{HOST}"),),
    "contact with port and transport": (_aor(contact=f"sip:grable@{HOST}:5061;transport=tls"),),
    "contact with other parameters": (_aor(contact=f"sip:{HOST};transport=TLS;lr"),),
    "contact with a header": (_aor(contact=f"sip:{HOST}?X-Site=a"),),
    "sips contact": (_aor(contact=f"sips:{HOST}"),),
    "contact with a number as user": (_aor(contact=f"sip:+11234567890@{HOST}"),),
    "contact in capitals": (_aor(contact=f"SIP:Grable@{HOST.upper()}"),),
    "contact with a password": (_aor(contact=f"sip:grable:x@{HOST}"),),
    "older localized name": (_aor(contact="sip:grable.pstn.us1.twilio.com"),),
    "two contacts": (_aor(contact="sip:grable.pstn.ashburn.twilio.com, sip:grable.pstn.umatilla.twilio.com"),),
    "a contact beside another host": (_aor(contact=f"sip:{HOST},sip:pbx.example.com"),),
    "two AORs": (
        _aor(id="us1", contact="sip:grable.pstn.ashburn.twilio.com"),
        _insert("ps_aors", id="us2", contact="sip:grable.pstn.umatilla.twilio.com"),
        _endpoint(aors="us1, us2"),
    ),
    "!all": (_endpoint(disallow=None, allow="!all,ulaw,alaw"),),
    "wideband first": (_endpoint(allow="g722,ulaw,alaw"),),
    "g729": (_endpoint(allow="ulaw,g729"),),
    "opus and framing": (_endpoint(allow="opus,ulaw:30"),),
    "all codecs": (_endpoint(disallow=None, allow="all"),),
    "no codecs": (_endpoint(disallow=None, allow=None),),
    "fast qualify": (_aor(qualify_frequency=5),),
    "slow qualify": (_aor(qualify_frequency=100000),),
    "no qualify": (_aor(qualify_frequency=None, max_contacts=None),),
    "ten contacts": (_aor(max_contacts=10),),
    "host name in match": (_identify(match="sip.twilio.com"),),
    "host names beside blocks": (_identify(match=f"{HOST}, 54.172.60.0/30"),),
    "netmask in match": (_identify(match="54.172.60.0/255.255.255.252"),),
    "host bits in match": (_identify(match="54.172.60.1/30"),),
    "wide match": (_identify(match="54.0.0.0/7"),),
    "IPv6 in match": (_identify(match="2001:db8::/32"),),
    "the account's header": (_identify(match=None, match_header="X-Twilio-AccountSid: AC0123"),),
    "header as a regular expression": (_identify(match=None, match_header="To: /@office[.]example[.]com/"),),
    "request URI": (_identify(match=None, match_request_uri="/@office.example.com/"),),
    "no identify row": ("DELETE FROM ps_endpoint_id_ips",),
    "identified by name": (_endpoint(identify_by="auth_username,username,ip"),),
    "no context": (_endpoint(context=None),),
    "context with blanks": (_endpoint(context="from the outside"),),
    "context with other characters": (_endpoint(context="from:trunk/üs@home"),),
    "ids of each section": _named("twilio", "twilio-auth", "twilio-aors"),
    "id with a blank": _named("Twilio Trunk", "Twilio Trunk", "Twilio Trunk"),
    "id with other characters": _named("twilio/us:1", "auth@twilio", "aor~1"),
    "long id": _named("twilio-" + "a" * 60, "auth", "aor"),
    "id that leaves no room for a context": (*_named("twilio-" + "a" * 30, "auth", "aor"), _endpoint(context=None)),
    "long context": (_endpoint(context="from-" + "a" * 35),),
    "realm": (_auth(realm="sip.twilio.com"),),
    "any realm": (_auth(realm="*"),),
    "nonce lifetime": (_auth(nonce_lifetime=32),),
    "no type of auth": (_auth(auth_type=None),),
    "caller ID without number": (_endpoint(callerid='"Office" <1001>'),),
    "caller ID as it comes": (_endpoint(callerid="asreceived"),),
    "From as pjsip.conf has it": (_endpoint(from_user="grable", from_domain=HOST),),
    "auto_info": (_endpoint(dtmf_mode="auto_info"),),
    "plain media on a secure trunk": (_endpoint(media_encryption="no", transport="transport-udp"),),
    "optimistic encryption": (_endpoint(media_encryption="sdes", media_encryption_optimistic="yes"),),
    "DTLS": (_endpoint(media_encryption="dtls"),),
    "timers and 100rel": (_endpoint(timers="required", **{"100rel": "required"}),),
    "proxy without lr": (_endpoint(outbound_proxy="sip:192.0.2.9"),),
    "proxy of the AOR": (_aor(outbound_proxy="sip:192.0.2.9:5060;transport=udp"),),
    "proxy escaped as in pjsip.conf": (_endpoint(outbound_proxy=r"sip:192.0.2.9\;lr"),),
    "challenge to Twilio": (_endpoint(auth="twilio"),),
    "ACL": (_endpoint(deny="0.0.0.0/0", permit="54.172.60.0/30,54.244.51.0/30"),),
    "a variable": (_endpoint(set_var="CHANNEL(language)=de"),),
    "a variable without a value": (_endpoint(set_var="A"),),
    "negative time-out": (_endpoint(rtp_timeout=-1),),
    "empty texts": (_endpoint(accountcode="", callerid="", deny="", permit="", from_user=""),),
    "blanks around names": (_endpoint(aors=" twilio", outbound_auth="twilio "),),
    "dialplan of several steps": (
        _insert("extensions", id=1, context="from-twilio", exten="_X!", priority=1, app="Answer", appdata=""),
        _insert("extensions", id=2, context="from-twilio", exten="_X!", priority=2, app="Dial", appdata="PJSIP/1"),
    ),
    "dialplan with other names": (
        _insert("extensions", id=1, context="from-twilio", exten="a b", priority=1, app="Answer", appdata=""),
        _insert("extensions", id=2, context="from-twilio", exten="s", priority=1, app="Goto", appdata="main,s,1"),
    ),
    "one auth for two edges": (
        _insert("ps_aors", id="dublin", contact="sip:grable.pstn.dublin.twilio.com"),
        _insert("ps_endpoints", id="dublin", aors="dublin", outbound_auth="twilio", context="from-dublin"),
    ),
    "an auth for each edge": (
        _insert("ps_auths", id="dublin", username="grable", password=PASSWORD, auth_type="userpass"),
        _insert("ps_aors", id="dublin", contact="sip:grable.pstn.dublin.twilio.com"),
        _insert("ps_endpoints", id="dublin", aors="dublin", outbound_auth="dublin", context="from-dublin"),
    ),
    "one endpoint out and one in": (
        _insert("ps_endpoints", id="twilio-in", context="from-twilio", identify_by="ip", allow="ulaw"),
        _identify(endpoint="twilio-in"),
    ),
    "one AOR for a phone too": (_insert("ps_endpoints", id="phone", aors="twilio", context="phones"),),
    "an AOR that does not exist": (_endpoint(aors="gone,twilio"),),
    "an edge without auth": (
        _insert("ps_aors", id="dublin", contact="sip:grable.pstn.dublin.twilio.com"),
        _insert("ps_endpoints", id="dublin", aors="dublin", context="from-dublin"),
        _insert("ps_endpoint_id_ips", id="dublin", endpoint="dublin", match="54.171.127.192/30"),
    ),
}
"""{set-up: the statements after those of the guide}, with `;` as SQLite has it."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One emulator with the guide's trunk. What is done to rows leaves it as it is."""
    with pytest.MonkeyPatch.context() as patch, running(tmp_path_factory.mktemp("twilio") / "state") as emulator:
        for variable, hosts in without_proxy(os.environ).items():
            patch.setenv(variable, hosts)
        world.trunk_by_hand(emulator)
        yield emulator


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer) -> dict[str, str]:
    """Empty tables of each kind of database, as Asterisk's own schema has them."""
    sqlite = f"sqlite:///{tmp_path_factory.mktemp('realtime') / 'asterisk.sqlite3'}"
    engine = sa.create_engine(sqlite)
    METADATA.create_all(engine)
    engine.dispose()
    return {"sqlite": sqlite, "postgresql": postgres_server.create_database()}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("set_up", ROWS)
def test_rows(shared: Emulator, urls: dict[str, str], kind: str, set_up: str) -> None:
    for table in METADATA.tables:
        tables.execute(urls[kind], f"DELETE FROM {table}")  # noqa: S608 - our own
    for statement in (*world.GUIDE, *ROWS[set_up]):
        tables.execute(urls[kind], statement if kind == "sqlite" else statement.replace(";", "^3B"))
    settings = evolve(shared.settings, database_url=urls[kind])
    imported = taking_over.imported(settings)
    before = world.rows(urls[kind])
    shared.forget_requests()

    inputs = taking_over.made(settings, imported).endpoint
    taking_over.takes_over(EndpointLogic.connect(settings), inputs)
    assert world.rows(urls[kind]) == before
    assert {made["method"] for made in shared.requests_made()} <= {"GET"}


@pytest.mark.parametrize("types", [{}, {"INTEGER": "TEXT", "FLOAT": "TEXT"}, None], ids=["typed", "text", "untyped"])
def test_tables_by_hand(shared: Emulator, tmp_path: Path, types: dict[str, str] | None) -> None:
    """SQLite has any value in a column of any type, and columns without one."""
    file = tmp_path / "own.sqlite3"
    file.touch()
    url = f"sqlite:///{file}"
    for name in ENDPOINT_TABLES:
        columns = [
            f'"{each.name}" {"" if types is None else types.get(str(each.type), str(each.type))}'
            for each in METADATA.tables[name].c
        ]
        tables.execute(url, f"CREATE TABLE {name} ({', '.join(columns)})")
    empty = _endpoint(rtp_timeout=30, accountcode="", direct_media="Yes", t38_udptl=" no ")
    for statement in (*world.GUIDE, empty, _aor(max_contacts=10, qualify_timeout="3.0")):
        tables.execute(url, statement)
    settings = evolve(shared.settings, database_url=url)
    before = tables.read(url)
    taking_over.takes_over(
        EndpointLogic.connect(settings), taking_over.made(settings, taking_over.imported(settings)).endpoint
    )
    assert tables.read(url) == before
