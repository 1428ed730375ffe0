"""What a finding says to do is done, and then the doctor is quiet."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from trunkline.doctor.checks import examine
from trunkline.doctor.finding import Finding

from .test_codes import CASES
from .world import ADDRESSES, CREDENTIALS, DOMAIN, NUMBER, OTHER_LIST, PASSWORD, TRUNK, URL, World

Cure = Callable[[World, Finding], None]

_UPDATE = re.compile(r"run SQL: UPDATE (\w+) SET (.+) WHERE id = '(.+)'")
_DELETE = re.compile(r"run SQL: DELETE FROM ps_registrations WHERE id = '(.+)'")
_ASSIGNED = re.compile(r"(\w+) = (?:'([^']*)'|(\w+))")
_PLACEHOLDERS = {"<username>": "grable", "<label>": "grable", "<the id of a row in ps_auths>": "twilio"}
MOST = 6
"""Findings that one mistake may have, one after the other."""
ADDRESS = "206.189.160.179"


def _run(world: World, sql: str) -> None:
    for placeholder, value in _PLACEHOLDERS.items():
        sql = sql.replace(placeholder, value)
    if deleted := _DELETE.fullmatch(sql):
        del world.registrations[deleted[1]]
        return
    statement = _UPDATE.fullmatch(sql)
    assert statement, sql
    for column, text, bare in _ASSIGNED.findall(statement[2]):
        world.column(statement[1], column, None if bare == "NULL" else text or bare, statement[3])


def _set(table: str, column: str, value: Any, row: str = "twilio") -> Cure:
    return lambda world, _: world.column(table, column, value, row)


def _there(finding: Finding) -> tuple[str, str, str]:
    """Table, row and column of the subject."""
    table, _, rest = finding.subject.partition(".")
    row, _, column = rest.rpartition(".")
    return table, row, column


def _column(value: Any) -> Cure:
    """The column of the subject is set."""

    def cure(world: World, finding: Finding) -> None:
        table, row, column = _there(finding)
        world.column(table, column, value(world.rows[table][row][column]) if callable(value) else value, row)

    return cure


def _twilio(name: str, value: Any) -> Cure:
    return lambda world, _: setattr(world, name, value)


def _all_rows(world: World, _: Finding) -> None:
    world.rows["ps_endpoint_id_ips"] = World().rows["ps_endpoint_id_ips"]


def _one_aor_each(world: World, _: Finding) -> None:
    row = world.rows["ps_aors"].pop("twilio")
    contacts = row["contact"].split(",")
    for at, contact in enumerate(contacts):
        world.add("ps_aors", f"twilio-{at}", **row | {"contact": contact})
    world.column("ps_endpoints", "aors", ",".join(world.rows["ps_aors"]))


def _correct_username(world: World, _: Finding) -> None:
    world.column("ps_auths", "username", "grable")
    world.credential_lists = {CREDENTIALS: ["grable"]}


def _complete_auth(world: World, _: Finding) -> None:
    for column, value in (("username", "grable"), ("password", PASSWORD), ("auth_type", "userpass")):
        world.column("ps_auths", column, value)


def _fill(world: World, _: Finding) -> None:
    world.credential_lists, world.ip_access_control_lists = {CREDENTIALS: ["grable"]}, {ADDRESSES: [ADDRESS]}


def _delete_row(world: World, finding: Finding) -> None:
    """The row of the subject, which is not one of the endpoint's own ranges."""
    row = finding.subject.partition(".")[2]
    if row in World().rows["ps_endpoint_id_ips"]:
        world.rows["ps_endpoint_id_ips"][row] = World().rows["ps_endpoint_id_ips"][row]
    else:
        world.remove("ps_endpoint_id_ips", row)


def _one_of_the_two(world: World, _: Finding) -> None:
    rows = world.rows["ps_endpoint_id_ips"]
    for id_ in [id_ for id_, row in rows.items() if row["endpoint"] != "twilio"]:
        del rows[id_]


def _plain_contact(world: World, _: Finding) -> None:
    world.column("ps_aors", "contact", f"sip:grable@{DOMAIN}")
    world.column("ps_endpoints", "transport", "tls" if world.settings["secure"] else "udp")


def _write_encoded(world: World, _: Finding) -> None:
    for table in world.rows.values():
        for row in table.values():
            row |= {
                column: value.replace("\\;", ";").replace(";", "^3B")
                for column, value in row.items()
                if isinstance(value, str)
            }


def _write_plain(world: World, _: Finding) -> None:
    for table in world.rows.values():
        for row in table.values():
            row |= {column: value.replace("^3B", ";") for column, value in row.items() if isinstance(value, str)}


def _encryption(world: World, _: Finding) -> None:
    world.column("ps_endpoints", "media_encryption", "sdes" if world.settings["secure"] else "no")


def _host_row(world: World, _: Finding) -> None:
    world.add("ps_endpoint_id_ips", "other", endpoint="twilio", match_request_uri="/@other[.]voip[.]zoftko[.]com/")


def _no_contact_acl(world: World, _: Finding) -> None:
    for column in ("contact_deny", "contact_permit", "contact_acl"):
        world.rows["ps_endpoints"]["twilio"].pop(column, None)


def _urls(change: Callable[[str], str]) -> Cure:
    def cure(world: World, _: Finding) -> None:
        world.urls = [url | {"sip_url": change(url["sip_url"])} for url in world.urls]

    return cure


def _by_tls(url: str) -> str:
    return f"{re.sub(';transport=[a-z]+', '', url)};transport=tls"


CURES: dict[str, tuple[str, Cure]] = {
    "TL001": ("set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN", _twilio("twilio", None)),
    "TL002": ("follow the fact", _twilio("twilio", None)),
    "TL003": ("set TRUNKLINE_DATABASE_URL", _twilio("asterisk", None)),
    "TL004": ("follow the fact", _twilio("asterisk", None)),
    "TL102": (
        "correct ps_aors.contact",
        lambda world, _: world.column("ps_aors", "contact", f"sip:grable@{world.settings['domain_name']}"),
    ),
    "TL104": ("make one AOR for each contact, and list the AORs in ps_endpoints.aors", _one_aor_each),
    "TL105": ("correct aors in ps_endpoints", _set("ps_endpoints", "aors", "twilio")),
    "TL107": (
        "`<label>.pstn.<edge>.twilio.com` with an edge of Twilio",
        _set("ps_aors", "contact", "sip:grable@grable.pstn.dublin.twilio.com"),
    ),
    "TL108": ("write each ';' in the column as '^3B', without the backslash", _write_encoded),
    "TL109": ("write the character itself", _write_plain),
    "TL110": ("set it to the username", _set("ps_aors", "contact", f"sip:grable@{DOMAIN}")),
    "TL112": ("set ps_aors.contact to", _set("ps_aors", "contact", f"sip:grable@{DOMAIN}")),
    "TL113": ("correct ps_aors.contact", _set("ps_aors", "contact", f"sip:grable@{DOMAIN}", "abroad")),
    "TL202": ("correct outbound_auth in ps_endpoints", _set("ps_endpoints", "outbound_auth", "twilio")),
    "TL203": ("add the credential to a list of the trunk, or correct username in ps_auths", _correct_username),
    "TL205": ("at least 12 characters with upper case, lower case and a digit", _column(PASSWORD)),
    "TL206": ("associate at least one list", _fill),
    "TL207": ("add the credential, or Asterisk's addresses, to the list", _fill),
    "TL210": ("set username, password and auth_type 'userpass' in ps_auths", _complete_auth),
    "TL211": ("`pulumi up` for the stack", _twilio("credential_lists", {CREDENTIALS: ["grable"]})),
    "TL212": ("name one row in outbound_auth", _set("ps_endpoints", "outbound_auth", "twilio")),
    "TL214": ("add it to a list of the trunk", _twilio("ip_access_control_lists", {ADDRESSES: ["206.189.160.180"]})),
    "TL215": ("delete the block from the list, and add the addresses", _fill),
    "TL216": (
        "delete the username from all of these lists except one",
        _twilio("credential_lists", {CREDENTIALS: ["grable"], OTHER_LIST: ["other"]}),
    ),
    "TL217": ("replace them by the public address", _fill),
    "TL218": ("delete it from the list", _fill),
    "TL301": ("insert a row into ps_endpoint_id_ips for each of Twilio's signalling ranges", _all_rows),
    "TL302": ("insert a row into ps_endpoint_id_ips for each range", _all_rows),
    "TL303": ("delete the row from ps_endpoint_id_ips, or narrow its match", _delete_row),
    "TL304": ("set match to Twilio's signalling ranges, one row for each", _delete_row),
    "TL307": ("insert a row with match_request_uri for the URL's host", _host_row),
    "TL308": ("delete one of the rows", _one_of_the_two),
    "TL312": ("set contact_deny, contact_permit and contact_acl to NULL", _no_contact_acl),
    "TL313": ("insert a row into ps_endpoint_id_ips for each of Twilio's signalling ranges", _all_rows),
    "TL314": ("delete the row from ps_endpoint_id_ips, and insert a row for each", _all_rows),
    "TL315": (
        "'X-Twilio-AccountSid: ' and the SID of the trunk's account",
        _set("ps_endpoint_id_ips", "match_header", f"X-Twilio-AccountSid: AC{'0' * 32}", "twilio-account"),
    ),
    "TL401": ("to 'sdes' for a secure trunk, to 'no' for any other", _encryption),
    "TL402": ("set transport in ps_endpoints to a TLS transport", _set("ps_endpoints", "transport", "tls")),
    "TL403": ("leave port and ;transport= out of the contact, and name the transport", _plain_contact),
    "TL409": ("with '+' and country code", _column(NUMBER)),
    "TL410": ("use a number of the account", _column(NUMBER)),
    "TL415": ("correct the value in the row", _column(None)),
    "TL416": ("set the column to 'yes'", _column("yes")),
    "TL417": ("set the column to 'no'", _column("no")),
    "TL418": ("add ;lr at the end of outbound_proxy, written as '^3Blr'", _column(lambda proxy: f"{proxy}^3Blr")),
    "TL501": ("add a URL to the trunk, or enable one", _twilio("urls", [{"sip_url": URL}])),
    "TL502": ("give the URL ;transport=tls, in place of any other transport", _urls(_by_tls)),
    "TL503": ("write the URL as sip:host[:port][;transport=tls]", _urls(lambda url: url.replace("sips:", "sip:"))),
    "TL504": ("leave the port out", _urls(lambda url: re.sub(r":\d+", "", url))),
    "TL505": ("write Asterisk's public address", _urls(lambda url: url.replace("192.168.1.9", ADDRESS))),
    "TL506": ("delete one of them", _twilio("urls", [{"sip_url": URL}])),
    "TL507": (
        "give it a higher priority number",
        lambda world, _: world.urls[1].update(priority=20),
    ),
    "TL508": (
        "set disaster_recovery_url at Twilio to an http or https URL",
        lambda world, _: world.settings.update(disaster_recovery_url="https://example.com"),
    ),
    "TL513": ("associate the number with the trunk", _twilio("numbers", {NUMBER: TRUNK, "+442071838750": TRUNK})),
    "TL514": (
        "insert a row into extensions",
        _twilio("extensions", {"from-twilio": frozenset({"_+44X.", "s", NUMBER})}),
    ),
}
"""{code: words of the remedy by hand, and what somebody does who follows it}. SQL is run as it is written."""


def _cases() -> Iterator[Any]:
    for code, breaks in CASES.items():
        for at, broken in enumerate(breaks):
            yield pytest.param(code, broken, id=f"{code}-{at}")


@pytest.mark.parametrize(("code", "broken"), [*_cases()])
def test_a_followed_remedy_makes_the_doctor_quiet(code: str, broken: Callable[[World], None]) -> None:
    world = World()
    broken(world)
    assert code in {finding.code.code for finding in examine(world.snapshot())}
    for finding in _while_there_are(world):
        if finding.remedy.startswith("run SQL: "):
            _run(world, finding.remedy)
        else:
            words, cure = CURES[finding.code.code]
            assert words in finding.remedy
            cure(world, finding)
    assert examine(world.snapshot()) == []


def _while_there_are(world: World) -> Iterator[Finding]:
    """The first finding, again after each was followed."""
    for _ in range(MOST):
        if findings := examine(world.snapshot()):
            yield findings[0]


def test_a_contact_from_pjsip_conf_followed_half_way() -> None:
    world = World()
    world.column("ps_aors", "contact", f"sip:grable@{DOMAIN}:5061\\^3Btransport=tls")
    (finding,) = examine(world.snapshot())
    assert finding.code.code == "TL106"
