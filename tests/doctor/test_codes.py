"""Each code is found, alone, if its one thing is wrong; and the documentation has it."""

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import evolve

from trunkline.doctor.checks import examine
from trunkline.doctor.codes import RESTORE, TABLE, TAKE_BACK
from trunkline.doctor.finding import Code
from trunkline.doctor.remedies import in_stack
from trunkline.doctor.snapshot import Unread
from trunkline.model import asterisk
from trunkline.model.signalling import INTERCONNECT, OLDER_NAMES, SIGNALLING_RANGES
from trunkline.providers.asterisk.auth import digest

from ..support.project import ROOT
from .world import ADDRESSES, CREDENTIALS, DOMAIN, NUMBER, OTHER_LIST, OTHER_TRUNK, PASSWORD, SPARE, URL, World

Break = Callable[[World], None]


def _no_change(_: World) -> None:
    pass


def _set(table: str, column: str, value: Any) -> Break:
    return lambda world: world.column(table, column, value)


def _endpoint(column: str, value: Any) -> Break:
    return _set("ps_endpoints", column, value)


def _trunk(name: str, value: Any) -> Break:
    return lambda world: setattr(world, name, copy.deepcopy(value))


def _insecure(world: World) -> None:
    world.settings["secure"] = False
    world.column("ps_endpoints", "media_encryption", None)
    world.column("ps_endpoints", "transport", "udp")


def _all(*breaks: Break) -> Break:
    def broken(world: World) -> None:
        for each in breaks:
            each(world)

    return broken


def _digested(world: World) -> None:
    for column, value in (("auth_type", "md5"), ("password", None), ("md5_cred", "6" * 32)):
        world.column("ps_auths", column, value)


def _shared(world: World) -> None:
    """As `shared_asterisk` writes it."""
    blocks = list(SIGNALLING_RANGES.values())
    world.rows["ps_endpoint_id_ips"] = {
        "twilio-host": {"endpoint": "twilio", "match_request_uri": "/@grable[.]voip[.]zoftko[.]com([^A-Za-z0-9.-]|$)/"}
    }
    world.column("ps_endpoints", "deny", ",".join(["0.0.0.0/0", *(f"!{block}" for block in blocks[:4])]))
    world.column("ps_endpoints", "permit", ",".join(blocks[4:]))


def _header(account: str) -> Break:
    """As `account_sid` writes it."""

    def change(world: World) -> None:
        _shared(world)
        world.rows["ps_endpoint_id_ips"] = {
            "twilio-account": {"endpoint": "twilio", "match_header": f"X-Twilio-AccountSid: {account}"}
        }

    return change


def _two_edges(world: World) -> None:
    for edge in ("dublin", "ashburn"):
        world.add(
            "ps_aors",
            edge,
            contact=f"sip:grable@grable.pstn.{edge}.twilio.com",
            qualify_frequency=60,
            qualify_2xx_only="yes",
        )
    del world.rows["ps_aors"]["twilio"]
    world.column("ps_endpoints", "aors", "dublin,ashburn")


def _proxied(world: World) -> None:
    """A proxy takes Twilio's calls, and passes them on."""
    world.rows["ps_endpoint_id_ips"] = {"proxy": {"endpoint": "twilio", "match": "10.0.0.5"}}


def _in_and_out(world: World) -> None:
    """One endpoint for calls in, another for calls out."""
    incoming = world.rows["ps_endpoints"]["twilio"]
    outgoing = {"aors": "twilio", "outbound_auth": "twilio", "identify_by": "ip"}
    world.add("ps_endpoints", "out", **incoming | outgoing)
    for column in ("context", "permit"):
        world.column("ps_endpoints", column, None, "out") if column in world.rows["ps_endpoints"]["out"] else None
    for column in outgoing.keys() - {"identify_by"}:
        world.column("ps_endpoints", column, None)


def _both_with_contact(world: World) -> None:
    """The same; both have the AOR, so that both are qualified."""
    _in_and_out(world)
    world.column("ps_endpoints", "aors", "twilio")


def _for_each_edge(world: World) -> None:
    """An endpoint for each edge, with one auth."""
    endpoint, rows = world.rows["ps_endpoints"].pop("twilio"), world.rows["ps_endpoint_id_ips"]
    aor = world.rows["ps_aors"].pop("twilio")
    for edge, block in SIGNALLING_RANGES.items():
        world.add("ps_endpoints", edge, **endpoint | {"aors": edge})
        world.add("ps_aors", edge, **aor | {"contact": f"sip:grable@grable.pstn.{edge}.twilio.com"})
        rows[f"twilio-{edge}"] = {"endpoint": edge, "match": block}


def _of_two_trunks(world: World) -> None:
    """One endpoint takes the calls of this trunk and another account's; two make calls."""
    _in_and_out(world)
    world.add("ps_endpoints", "second", **world.rows["ps_endpoints"]["out"] | {"context": "from-twilio"})


def _sip_domain(world: World) -> None:
    world.add("ps_endpoints", "phones", aors="phones", outbound_auth="twilio", context="phones")
    world.add("ps_aors", "phones", contact="sip:grable@grable.sip.twilio.com")


CASES: dict[str, list[Break]] = {
    "TL001": [_trunk("twilio", Unread(configured=False, reason="TWILIO_ACCOUNT_SID is not set"))],
    "TL002": [_trunk("twilio", Unread(configured=True, reason="Twilio cannot be reached"))],
    "TL003": [_trunk("asterisk", Unread(configured=False, reason="TRUNKLINE_DATABASE_URL is not set"))],
    "TL004": [_trunk("asterisk", Unread(configured=True, reason="database asterisk cannot be reached"))],
    "TL101": [
        _set("ps_aors", "contact", "sip:grable@sip.twilio.com"),
        _set("ps_aors", "contact", "sip:grable@grable.sip.twilio.com"),
        _set("ps_aors", "contact", "sip:grable@grable.pstn.twillio.com"),
    ],
    "TL102": [
        _set("ps_aors", "contact", "sip:grable@gravle.pstn.twilio.com"),
        lambda world: world.settings.update(domain_name="other.pstn.twilio.com"),
    ],
    "TL104": [_set("ps_aors", "contact", f"sip:grable@{DOMAIN},sip:grable@grable.pstn.dublin.twilio.com")],
    "TL105": [_endpoint("aors", "twilio,second"), _endpoint("aors", None)],
    "TL106": [
        _set("ps_aors", "contact", None),
        _set("ps_aors", "contact", DOMAIN),
        _set("ps_aors", "contact", f"sip:grable@{DOMAIN}:5061\\^3Btransport=tls"),
        _all(_trunk("dialect", "sqlite"), _set("ps_aors", "contact", f"sip:grable@{DOMAIN}:5061\\;transport=tls")),
    ],
    "TL107": [_set("ps_aors", "contact", "sip:grable@grable.pstn.paris.twilio.com")],
    "TL108": [
        _set("ps_aors", "contact", f"sip:grable@{DOMAIN};transport=tls"),
        _set("ps_aors", "contact", f"sip:grable@{DOMAIN}:5061\\;transport=tls"),
        _set("ps_auths", "password", "Grable;Trunk-2024"),
    ],
    "TL109": [
        _all(_trunk("dialect", "sqlite"), _set("ps_auths", "password", "Grable^3BTrunk-2024")),
        _all(_trunk("dialect", "sqlite"), _set("ps_aors", "contact", f"sip:grable@{DOMAIN}:5061^3Blr")),
    ],
    "TL110": [_set("ps_aors", "contact", f"sip:user@{DOMAIN}")],
    "TL111": [_trunk("registrations", {"twilio": f"sip:{DOMAIN}:5061"})],
    "TL112": [_set("ps_aors", "contact", "sip:grable@sbc.zoftko.com"), _set("ps_aors", "contact", "sip:192.0.2.7")],
    "TL113": [
        _all(
            lambda world: world.add(
                "ps_endpoints", "abroad", **world.rows["ps_endpoints"]["twilio"] | {"aors": "abroad"}
            ),
            lambda world: world.add(
                "ps_aors",
                "abroad",
                **world.rows["ps_aors"]["twilio"] | {"contact": "sip:grable@zoftko.pstn.twilio.com"},
            ),
        )
    ],
    "TL201": [
        _endpoint("outbound_auth", None),
    ],
    "TL202": [_endpoint("outbound_auth", "grable")],
    "TL203": [_set("ps_auths", "username", "Grable"), _trunk("credential_lists", {CREDENTIALS: ["other"]})],
    "TL205": [_set("ps_auths", "password", "grable")],
    "TL206": [_all(_trunk("credential_lists", {}), _trunk("ip_access_control_lists", {}))],
    "TL207": [_trunk("credential_lists", {CREDENTIALS: []}), _trunk("ip_access_control_lists", {ADDRESSES: []})],
    "TL209": [_set("ps_auths", "realm", "twilio.com")],
    "TL210": [
        _set("ps_auths", "username", None),
        _set("ps_auths", "password", None),
        _set("ps_auths", "auth_type", "md5"),
        _set("ps_auths", "auth_type", "google_oauth"),
        _all(_digested, _set("ps_auths", "md5_cred", "Grable-Trunk-2024")),
    ],
    "TL211": [_trunk("credential_lists", {CREDENTIALS: ["grable", "grable-next"]})],
    "TL212": [
        _all(
            lambda world: world.add("ps_auths", "second", username="grable", password=PASSWORD),
            _endpoint("outbound_auth", "twilio,second"),
        )
    ],
    "TL214": [_trunk("urls", [{"sip_url": "sip:206.189.160.180;transport=tls"}])],
    "TL215": [_trunk("ip_access_control_lists", {ADDRESSES: ["0.0.0.0/0"]})],
    "TL216": [_trunk("credential_lists", {CREDENTIALS: ["grable"], OTHER_LIST: ["grable"]})],
    "TL217": [_trunk("ip_access_control_lists", {ADDRESSES: ["192.168.1.9", "10.0.0.0/24"]})],
    "TL218": [_trunk("ip_access_control_lists", {ADDRESSES: ["192.168.1.9", "206.189.160.179"]})],
    "TL219": [_set("ps_auths", "supported_algorithms_uac", "SHA-512-256,SHA-256")],
    "TL301": [lambda world: world.rows["ps_endpoint_id_ips"].clear()],
    "TL302": [
        lambda world: world.remove("ps_endpoint_id_ips", "twilio-tokyo"),
        lambda world: world.column("ps_endpoint_id_ips", "match", "54.172.60.0/31", "twilio-ashburn"),
        _all(_shared, _endpoint("permit", "54.65.63.192/30")),
        _endpoint("deny", "54.0.0.0/8"),
        _all(_endpoint("deny", "0.0.0.0/0,::/0"), _endpoint("permit", "192.168.0.0/16,fd00::/8")),
        _all(_endpoint("deny", "0.0.0.0/0.0.0.0"), _endpoint("permit", "192.168.1.0/255.255.255.0")),
    ],
    "TL303": [
        lambda world: world.add("ps_endpoint_id_ips", "office", endpoint="twilio", match="198.51.100.7"),
        lambda world: world.column("ps_endpoint_id_ips", "match", "54.172.60.0/24", "twilio-ashburn"),
        _all(_shared, _endpoint("deny", "10.0.0.0/8")),
        _all(_shared, _endpoint("permit", "54.65.63.192/30,54.169.127.128/30,54.252.254.64/30,177.71.0.0/16")),
    ],
    "TL304": [lambda world: world.add("ps_endpoint_id_ips", "name", endpoint="twilio", match="sip.twilio.com")],
    "TL305": [
        _endpoint("identify_by", None),
        _endpoint("identify_by", "username,ip"),
        _endpoint("identify_by", "ip,auth_username"),
    ],
    "TL306": [
        _all(_shared, _endpoint("deny", None), _endpoint("permit", None)),
        lambda world: world.column(
            "ps_endpoint_id_ips", "match_header", f"X-Twilio-AccountSid: AC{'0' * 32}", "twilio-ashburn"
        ),
    ],
    "TL307": [_all(_shared, _trunk("urls", [{"sip_url": "sip:other.voip.zoftko.com;transport=tls"}]))],
    "TL308": [
        lambda world: world.add("ps_endpoint_id_ips", "a-carrier", endpoint="carrier", match="54.0.0.0/8"),
        _all(
            _shared,
            lambda world: world.add("ps_endpoint_id_ips", "z-carrier", endpoint="carrier", match="54.172.60.0/31"),
        ),
        _all(
            _shared,
            lambda world: world.add(
                "ps_endpoint_id_ips",
                "a-carrier",
                endpoint="carrier",
                match_request_uri=world.rows["ps_endpoint_id_ips"]["twilio-host"]["match_request_uri"],
            ),
        ),
    ],
    "TL309": [_endpoint("auth", "twilio")],
    "TL310": [_endpoint("context", None)],
    "TL312": [
        _endpoint("contact_deny", "0.0.0.0/0"),
        _endpoint("contact_permit", "!54.0.0.0/8"),
        _endpoint("contact_acl", "lan"),
    ],
    "TL313": [
        _all(
            lambda world: world.rows["ps_endpoint_id_ips"].clear(),
            _trunk("urls", []),
            _trunk("numbers", {NUMBER: None}),
        )
    ],
    "TL314": [
        lambda world: world.add("ps_endpoint_id_ips", "proxy", endpoint="twilio", match="10.0.0.5"),
        _all(_proxied, _endpoint("deny", "0.0.0.0/0"), _endpoint("permit", "10.0.0.0/24")),
        _all(_proxied, lambda world: world.column("ps_endpoint_id_ips", "match", "206.189.160.179", "proxy")),
    ],
    "TL315": [_header("AC" + "9" * 32)],
    "TL401": [
        _endpoint("media_encryption", None),
        _endpoint("media_encryption", "dtls"),
        _endpoint("media_encryption_optimistic", "yes"),
        _all(_insecure, _endpoint("media_encryption", "sdes")),
    ],
    "TL402": [_endpoint("transport", None), _endpoint("transport", "udp"), _endpoint("transport", "transport-tcp")],
    "TL403": [
        _set("ps_aors", "contact", f"sip:grable@{DOMAIN}:5060"),
        _all(_set("ps_aors", "contact", f"sip:grable@{DOMAIN}^3Btransport=tls"), _endpoint("transport", "udp")),
        _all(_insecure, _set("ps_aors", "contact", f"sip:grable@{DOMAIN}:5061")),
    ],
    "TL404": [_endpoint("allow", None), _endpoint("allow", "g729,opus")],
    "TL405": [_endpoint("allow", "ulaw,g722"), _endpoint("disallow", None), _endpoint("allow", "all")],
    "TL406": [_endpoint("direct_media", None), _endpoint("direct_media", "on")],
    "TL407": [_endpoint("rewrite_contact", "yes")],
    "TL408": [_endpoint("dtmf_mode", "inband")],
    "TL409": [_endpoint("from_user", "twilio"), _endpoint("from_user", "1123456789")],
    "TL410": [_endpoint("from_user", "+442071838751")],
    "TL411": [_set("ps_aors", "qualify_frequency", None), _set("ps_aors", "qualify_frequency", 0)],
    "TL412": [_all(_two_edges, lambda world: world.column("ps_aors", "qualify_frequency", 0, "dublin"))],
    "TL413": [_set("ps_aors", "qualify_frequency", 5)],
    "TL414": [_set("ps_aors", "qualify_2xx_only", None), _set("ps_aors", "qualify_2xx_only", "0")],
    "TL415": [
        _set("ps_aors", "qualify_frequency", 86401),
        _set("ps_aors", "qualify_timeout", -1),
        _endpoint("rtp_timeout", -1),
        _endpoint("outbound_proxy", "proxy.example.com"),
    ],
    "TL416": [_endpoint("timers", "required"), _endpoint("100rel", "required")],
    "TL417": [_endpoint("webrtc", "yes"), _endpoint("use_avpf", "1")],
    "TL418": [
        _endpoint("outbound_proxy", "sip:proxy.example.com"),
        _set("ps_aors", "outbound_proxy", "sip:proxy.example.com:5060^3Btransport=udp"),
    ],
    "TL419": [_endpoint("max_audio_streams", 0)],
    "TL501": [_trunk("urls", []), _trunk("urls", [{"sip_url": URL, "enabled": False}])],
    "TL502": [
        _trunk("urls", [{"sip_url": "sip:grable.voip.zoftko.com"}]),
        _trunk("urls", [{"sip_url": "sip:grable.voip.zoftko.com;transport=tcp"}]),
    ],
    "TL503": [_trunk("urls", [{"sip_url": "sips:grable.voip.zoftko.com;transport=tls"}])],
    "TL504": [
        _trunk("urls", [{"sip_url": "sip:grable.voip.zoftko.com:5060;transport=tls"}]),
        _all(_insecure, _trunk("urls", [{"sip_url": "sip:grable.voip.zoftko.com:5061"}])),
    ],
    "TL505": [
        _all(_trunk("urls", [{"sip_url": "sip:192.168.1.9;transport=tls"}]), _trunk("ip_access_control_lists", {}))
    ],
    "TL506": [_trunk("urls", [{"sip_url": URL}, {"sip_url": URL, "priority": 20}])],
    "TL507": [_trunk("urls", [{"sip_url": URL}, {"sip_url": "sip:b.voip.zoftko.com;transport=tls"}])],
    "TL508": [lambda world: world.settings.update(disaster_recovery_url="ftp://example.com")],
    "TL513": [_trunk("extensions", {"from-twilio": frozenset({NUMBER, SPARE})})],
    "TL514": [_trunk("extensions", {"from-twilio": frozenset({"_+44X.", "s"})})],
}
"""Without a stack."""

TOGETHER: list[tuple[str, Break]] = [
    ("TL201", _all(_in_and_out, lambda world: world.column("ps_endpoints", "outbound_auth", None, "out"))),
    ("TL201", _all(_both_with_contact, lambda world: world.column("ps_endpoints", "outbound_auth", None, "out"))),
    ("TL301", _all(_in_and_out, lambda world: world.rows["ps_endpoint_id_ips"].clear())),
    ("TL302", _all(_in_and_out, lambda world: world.remove("ps_endpoint_id_ips", "twilio-tokyo"))),
    ("TL302", _all(_for_each_edge, lambda world: world.remove("ps_endpoint_id_ips", "twilio-tokyo"))),
    (
        "TL308",
        _all(
            lambda world: world.add("ps_endpoints", "other", **world.rows["ps_endpoints"]["twilio"] | {"context": "b"}),
            lambda world: world.add("ps_endpoint_id_ips", "other", endpoint="other", match="54.172.60.0/30"),
        ),
    ),
    (
        "TL308",
        _all(
            _shared,
            lambda world: world.add(
                "ps_endpoint_id_ips", "b", endpoint="carrier", match_request_uri="/@grable[.]voip/"
            ),
        ),
    ),
    ("TL401", _all(_in_and_out, _endpoint("media_encryption", None))),
]
"""Endpoints that are a whole, of which one is broken."""

DECLARED: dict[str, list[Break]] = {
    "TL204": [_set("ps_auths", "password", "Another-Trunk-2024")],
    "TL208": [_trunk("credential_lists", {})],
    "TL213": [lambda world: world.declare(address="206.189.160.180")],
    "TL511": [_trunk("numbers", {NUMBER: None}), _trunk("numbers", {NUMBER: OTHER_TRUNK})],
    "TL512": [_trunk("numbers", {SPARE: None})],
    "TL601": [
        lambda world: world.rows["ps_endpoints"].clear(),
        _all(_trunk("trunk_is_there", False), _trunk("asterisk", Unread(configured=False, reason="not set"))),
    ],
    "TL602": [_trunk("credential_lists", {CREDENTIALS: ["grable", "intruder"]})],
    "TL603": [_trunk("ip_access_control_lists", {ADDRESSES: ["206.189.160.179", "198.51.100.0/24"]})],
    "TL604": [_trunk("credential_lists", {CREDENTIALS: ["grable"], OTHER_LIST: ["intruder"]})],
    "TL605": [lambda world: world.add("ps_endpoint_id_ips", "again", endpoint="twilio", match="54.172.60.0/30")],
    "TL606": [
        _endpoint("context", "default"),
        lambda world: world.settings.update(transfer_mode="enable-all"),
        lambda world: world.settings.update(recording={"mode": "record-from-answer", "trim": "do-not-trim"}),
        _trunk("urls", [{"sip_url": URL, "weight": 20}]),
        _trunk("urls", [{"sip_url": "sip:elsewhere.zoftko.com;transport=tls"}]),
        _trunk("numbers", {NUMBER: f"TK{'1' * 32}", SPARE: f"TK{'1' * 32}"}),
    ],
}
"""With a stack that declares the healthy world."""

OWN_REMEDY = {
    "TL001": "names the settings",
    "TL002": "follows the fact",
    "TL003": "names the settings",
    "TL004": "follows the fact",
    "TL108": "trunkline itself writes '^3B'",
    "TL111": "a stack declares no registration",
    "TL211": "`pulumi up` completes the change",
    "TL214": "Twilio's list is right, unless Asterisk calls out from there",
    "TL506": "a stack cannot declare a URL twice",
    "TL512": "a number has to be bought by hand",
}
"""{code: why its remedy for a stack is the same in all cases}"""

ELSEWHERE = {"TL308", "TL513", "TL514"}
"""Codes whose cases here are not in the stack's own rows, unless the case adds the row."""

SIGNALLING_ROWS = World().rows["ps_endpoint_id_ips"].keys()

WITH_STACK = {code: breaks for code, breaks in CASES.items() if code not in {"TL113", "TL314"}}
"""All but what a stack knows: which account an endpoint is for, and what a proxy's address is."""

NOT_ALONE = {
    "TL005": "test_nothing_to_look_at",
    "TL006": "test_nothing_to_look_at",
    "TL103": "test_one_endpoint_for_two_trunks",
    "TL311": "test_a_stack_that_leaves_out_a_range",
}


def _found(world: World) -> set[str]:
    return {finding.code.code for finding in examine(world.snapshot())}


def _cases(*tables: dict[str, list[Break]]) -> Iterator[tuple[str, str, Break]]:
    """Name, code and break of each case."""
    for table in tables:
        for code, breaks in table.items():
            yield from ((f"{code}-{index}", code, each) for index, each in enumerate(breaks))


HEALTHY: dict[str, Break] = {
    "as trunkline writes it": _no_change,
    "shared": _shared,
    "calls of one's own account": _header("AC" + "0" * 32),
    "calls of two accounts": _header("/AC(0{32}|9{32})/"),
    "two edges": _two_edges,
    "not secure": _insecure,
    **{
        f"a contact at {edge}": _set("ps_aors", "contact", f"sip:grable@grable.pstn.{edge}.twilio.com")
        for edge in (*OLDER_NAMES, *INTERCONNECT)
    },
    "a contact without a user": _set("ps_aors", "contact", f"sip:{DOMAIN}"),
    "a sub-domain": _all(
        _set("ps_aors", "contact", "sip:grable@berlin.grable.pstn.dublin.twilio.com"),
        lambda world: world.settings.update(domain_name="berlin.grable.pstn.twilio.com"),
    ),
    "a sips contact": _all(_set("ps_aors", "contact", f"sips:grable@{DOMAIN}"), _endpoint("transport", None)),
    "a caller ID for inbound calls": _endpoint("callerid", "Zoftko <1123>"),
    "keys in two ways": _endpoint("dtmf_mode", "auto_info"),
    "auth by digest": _set("ps_auths", "auth_type", "digest"),
    "MD5 and others": _set("ps_auths", "supported_algorithms_uac", "SHA-256, MD5"),
    "any realm": _set("ps_auths", "realm", "*"),
    "codecs by !all": _all(_endpoint("allow", "!all,ulaw,alaw"), _endpoint("disallow", None)),
    "words in capitals": _all(_endpoint("identify_by", "IP"), _endpoint("media_encryption", "SDES")),
    "the addresses of media": lambda world: world.add(
        "ps_endpoint_id_ips", "media", endpoint="twilio", match="168.86.128.0/18"
    ),
    "an address of IPv6": lambda world: world.add(
        "ps_endpoint_id_ips", "six", endpoint="twilio", match="2001:db8::/64"
    ),
    "a wide match behind an ACL": _all(
        _shared,
        lambda world: world.rows["ps_endpoint_id_ips"].update(all={"endpoint": "twilio", "match": "0.0.0.0/0"}),
    ),
    "a proxy that Twilio is called through": _all(
        _endpoint("outbound_proxy", "sip:10.0.0.5^3Btransport=udp^3Blr"), _endpoint("transport", "udp")
    ),
    "an ACL for both families": _all(
        _endpoint("deny", "0.0.0.0/0,::/0"),
        _endpoint("permit", ",".join(SIGNALLING_RANGES.values())),
    ),
    "an ACL of acl.conf": _endpoint("acl", "lan"),
    "extensions that are offered": _all(_endpoint("timers", "forced"), _endpoint("100rel", "peer_supported")),
    "a registration at a SIP domain": _trunk("registrations", {"a": "sip:grable.sip.twilio.com"}),
    "in and out": _in_and_out,
    "in and out, both with a contact": _both_with_contact,
    "an endpoint for each edge": _for_each_edge,
    "three endpoints of one trunk": _of_two_trunks,
    "out only, with an auth and an ACL of the LAN": _all(
        _in_and_out,
        lambda world: world.rows["ps_endpoints"]["out"].update(
            {"auth": "twilio", "identify_by": "username", "deny": "0.0.0.0/0", "permit": "192.168.0.0/16"}
        ),
    ),
    "two endpoints with all ranges": _all(
        lambda world: world.add("ps_endpoints", "second", **world.rows["ps_endpoints"]["twilio"]),
        lambda world: world.rows["ps_endpoint_id_ips"].update(
            {f"second-{edge}": {"endpoint": "second", "match": block} for edge, block in SIGNALLING_RANGES.items()}
        ),
    ),
    "calls over Interconnect": _all(
        _set("ps_aors", "contact", "sip:grable@grable.pstn.london-ix.twilio.com"),
        lambda world: world.rows["ps_endpoint_id_ips"].clear(),
        lambda world: world.add("ps_endpoint_id_ips", "ix", endpoint="twilio", match="198.51.100.4/30"),
        _trunk("ip_access_control_lists", {ADDRESSES: ["10.0.0.7"]}),
    ),
    "headers on a URL": _trunk("urls", [{"sip_url": f"{URL}?X-Site=a"}]),
}
"""{set-up that works: how it differs from the usual one}"""


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("shape", HEALTHY.values(), ids=HEALTHY.keys())
def test_healthy(shape: Break, declared: bool) -> None:
    world = World()
    shape(world)
    if shape is _insecure:
        world.urls = [{"sip_url": "sip:grable.voip.zoftko.com"}]
    if declared:
        world.declare(whole=True)
    found = examine(world.snapshot())
    assert [each for each in found if each.code.code != "TL311"] == []  # a hint: the stack declares other ranges


def test_without_a_stack(subtests: pytest.Subtests) -> None:
    for name, code, broken in _cases(CASES):
        with subtests.test(name):
            world = World()
            broken(world)
            assert _found(world) == {code}


@pytest.mark.parametrize(("code", "broken"), TOGETHER)
def test_endpoints_that_are_a_whole(code: str, broken: Break) -> None:
    world = World()
    broken(world)
    assert code in _found(world) <= {code, "TL310"}


def test_a_stack_that_declares_several_endpoints_of_a_trunk() -> None:
    """As an import takes them over: in one resource."""
    world = World()
    _for_each_edge(world)
    world.declare()
    assert world.declared
    (first, *_), tables = world.rows["ps_endpoints"], copy.deepcopy(world.rows)
    world.declared = evolve(
        world.declared, endpoints={first: asterisk.Endpoint.load({"endpoint_id": first, **tables, "as_found": True})}
    )
    assert _found(world) == set()
    world.column("ps_endpoints", "identify_by", "username,ip", "tokyo")
    world.add("ps_endpoint_id_ips", "office", endpoint="sydney", match="198.51.100.7")
    world.remove("ps_endpoint_id_ips", "twilio-dublin")
    assert {(each.code.code, each.subject) for each in examine(world.snapshot())} >= {
        ("TL305", "ps_endpoints.tokyo.identify_by"),
        ("TL303", "ps_endpoint_id_ips.office"),
        ("TL601", "ps_endpoint_id_ips.twilio-dublin"),
    }


def test_two_trunks_that_one_call_can_mean() -> None:
    """Both endpoints handle it in the same way, but only one of the trunks is served."""
    world = World()
    world.add("ps_endpoints", "second", **world.rows["ps_endpoints"]["twilio"] | {"aors": "second"})
    world.add("ps_aors", "second", **world.rows["ps_aors"]["twilio"] | {"contact": "sip:grable@zoftko.pstn.twilio.com"})
    assert _found(world) == {"TL113"}
    world.rows["ps_endpoint_id_ips"] |= {
        f"second-{edge}": {"endpoint": "second", "match": block} for edge, block in SIGNALLING_RANGES.items()
    }
    assert _found(world) == {"TL113", "TL308"}


def test_a_stack_adds_only_differences(subtests: pytest.Subtests) -> None:
    """They are differences that the finding itself does not report."""
    for name, code, broken in _cases(WITH_STACK):
        with subtests.test(name):
            world = World()
            world.declare()
            broken(world)
            found = _found(world)
            assert code in found or code == "TL214"
            assert found - {code} <= {
                "TL204",
                "TL208",
                "TL213",
                "TL511",
                "TL601",
                "TL602",
                "TL603",
                "TL604",
                "TL605",
                "TL606",
            }


def test_with_a_stack(subtests: pytest.Subtests) -> None:
    for name, code, broken in _cases(DECLARED):
        with subtests.test(name):
            world = World()
            world.declare()
            broken(world)
            assert _found(world) - {"TL003"} == {code}


def test_what_is_not_as_declared_is_cured_by_refresh_and_up(subtests: pytest.Subtests) -> None:
    for name, _, broken in _cases(WITH_STACK, DECLARED):
        with subtests.test(name):
            world = World()
            world.declare()
            broken(world)
            for finding in examine(world.snapshot()):
                is_new = finding.subject.partition(".")[2] in world.rows["ps_endpoint_id_ips"].keys() - SIGNALLING_ROWS
                if finding.code.code in ELSEWHERE and not is_new:
                    assert finding.remedy.endswith(", then run `pulumi up --stack test`"), finding
                elif OTHER_TRUNK in finding.fact:
                    assert finding.remedy == TAKE_BACK.format(adopt="adopt", stack="test")
                elif finding.code.code not in OWN_REMEDY:
                    assert finding.remedy.startswith(RESTORE.format(stack="test")), finding


def test_what_the_stack_declares_wrong_is_cured_by_a_change_and_up(subtests: pytest.Subtests) -> None:
    for name, code, broken in _cases(WITH_STACK):
        with subtests.test(name):
            world = World()
            broken(world)
            world.declare(whole=True)
            found = [finding for finding in examine(world.snapshot()) if finding.code.code == code]
            assert found or code in {"TL109", "TL214", "TL302", "TL303"}  # the declared values count as right
            for finding in found:
                if code not in OWN_REMEDY:
                    assert finding.remedy.endswith(", then run `pulumi up --stack test`"), finding
                    assert "SQL" not in finding.remedy
                    assert "{" not in finding.remedy


def test_a_remedy_names_the_argument_as_its_user_writes_it() -> None:
    for in_config, argument in ((False, "qualify_frequency"), (True, "qualifyFrequency")):
        world = World()
        world.column("ps_aors", "qualify_frequency", 5)
        world.declare(whole=True)
        assert world.declared
        world.declared = evolve(world.declared, in_config=in_config)
        (finding,) = examine(world.snapshot())
        assert finding.remedy == f"set {argument} to 60, then run `pulumi up --stack test`"


def test_a_remedy_by_hand_names_the_row() -> None:
    world = World()
    world.rows["ps_aors"]["o'hare.1"] = world.rows["ps_aors"].pop("twilio")
    world.column("ps_endpoints", "aors", "o'hare.1")
    world.column("ps_aors", "qualify_frequency", 5, "o'hare.1")
    (finding,) = examine(world.snapshot())
    assert finding.remedy == "run SQL: UPDATE ps_aors SET qualify_frequency = 60 WHERE id = 'o''hare.1'"


@pytest.mark.parametrize(
    ("case", "depends"), [(0, False), (1, True), (2, False)], ids=["addresses", "both", "patterns"]
)
def test_which_of_two_rows_wins_can_depend_on_the_order_in_pjsip_conf(case: int, depends: bool) -> None:
    world = World()
    CASES["TL308"][case](world)
    facts = [finding.fact for finding in examine(world.snapshot()) if finding.code.code == "TL308"]
    assert facts
    assert {"by the default endpoint_identifier_order" in fact for fact in facts} == {depends}


def test_a_sip_domain_beside_the_trunk() -> None:
    world = World()
    _sip_domain(world)
    assert _found(world) == set()
    world.remove("ps_endpoints", "twilio")
    assert "TL101" in _found(world)


def test_nothing_to_look_at() -> None:
    world = World()
    for table in world.rows.values():
        table.clear()
    assert _found(world) == {"TL005", "TL006"}


def test_one_endpoint_for_two_trunks() -> None:
    world = World()
    _two_edges(world)
    world.column("ps_aors", "contact", "sip:grable@second.pstn.twilio.com", "ashburn")
    assert _found(world) == {"TL102", "TL103"}


def test_a_stack_that_leaves_out_a_range() -> None:
    world = World()
    del world.rows["ps_endpoint_id_ips"]["twilio-tokyo"]
    world.declare()
    assert _found(world) == {"TL311"}


def test_the_stacks_own_ranges_are_no_strangers() -> None:
    world = World()
    world.add("ps_endpoint_id_ips", "twilio-proxy", endpoint="twilio", match="198.51.100.7")
    world.declare()
    assert _found(world) == set()


def test_a_digest_in_place_of_the_password() -> None:
    world = World()
    _digested(world)
    world.column("ps_auths", "md5_cred", digest("grable", PASSWORD))
    world.declare()
    assert _found(world) == set()
    world.column("ps_auths", "md5_cred", digest("grable", "Another-Trunk-2024"))
    assert _found(world) == {"TL204"}


def test_a_rotation_under_way() -> None:
    """The row is at the stand-by, whose password is the declared one."""
    world = World()
    world.declare()
    world.credential_lists = {CREDENTIALS: ["grable", "grable-next"]}
    world.column("ps_auths", "username", "grable-next")
    assert _found(world) == {"TL211"}


def test_no_secret_is_shown() -> None:
    for table in (CASES, DECLARED):
        for breaks in table.values():
            for broken in breaks:
                world = World()
                world.declare()
                broken(world)
                shown = repr(examine(world.snapshot()))
                for secret in (PASSWORD, "Another-Trunk-2024", "Grable;Trunk-2024", "Grable^3BTrunk-2024", "6" * 32):
                    assert secret not in shown


def test_every_code_is_triggered() -> None:
    assert CASES.keys() | DECLARED.keys() | NOT_ALONE.keys() == TABLE.keys()
    assert all(name in globals() for name in NOT_ALONE.values())


def test_every_code_is_documented() -> None:
    text = (ROOT / "docs" / "doctor.md").read_text()
    rows = re.findall(r"^\| (TL\d{3}) \| (\w+) \| (\w+) \| (.+?) \| (.*?) \| (.+?) \|$", text, re.MULTILINE)
    assert rows == [
        (each.code, each.severity, each.side, each.finding, *documented(each))
        for each in sorted(TABLE.values(), key=lambda each: each.code)
    ]


def documented(code: Code) -> tuple[str, str]:
    """The remedies by hand and with `--stack`, as docs/doctor.md has them."""
    in_docs = re.sub(r"\{(\w+)\}", lambda match: "<stack>" if match[1] == "stack" else match[1], in_stack(code))
    return ("" if "{stack}" in code.remedy else code.remedy), in_docs
