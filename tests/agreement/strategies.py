"""Arguments of a trunk: every one of them, with values that fit and values that do not."""

from typing import Any

from hypothesis import strategies as st

from trunkline import SipTrunkArgs
from trunkline.components.arguments import record
from trunkline.model.signalling import EDGES, SIGNALLING_RANGES
from trunkline.testing.twilio import NUMBERS

from ..components.cases import bad, good, most

KIND = record(SipTrunkArgs)
PASSWORD = "Grable-Trunk-2024"
BASE: dict[str, Any] = {
    "domain_name": "grable.pstn.twilio.com",
    "username": "grable",
    "password": PASSWORD,
    "asterisk_addresses": ["206.189.160.179"],
}

NOWHERE = "0.0.0.0"  # noqa: S104 - no host has this address
_PUBLIC = ("206.189.160.179", "8.8.4.0/24", "192.0.2.1", "203.0.113.7/32", "198.51.100.0/25", "52.0.0.0/8")
_PRIVATE = ("10.0.0.7", "192.168.1.9", "172.16.0.0/12", "100.64.3.4", "127.0.0.1", "169.254.1.1")
_NO_HOSTS = (NOWHERE, "0.1.2.3", "224.0.0.9", "240.0.0.1", "255.255.255.255", "192.0.0.1/29", "198.18.0.1")
_STRANGE = ("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "206.189.160.179/24", "::1", "pbx.example.com")
ADDRESSES = st.sampled_from(_PUBLIC * 4 + _PRIVATE * 2 + _NO_HOSTS + _STRANGE)
HOSTS = st.sampled_from(
    (
        *("pbx.example.com", "a.example.com", "206.189.160.179", "192.0.2.1") * 3,
        *("10.0.0.7", "127.0.0.1", "localhost", "pbx", NOWHERE, "224.0.0.9", "255.255.255.255", "300.1.1.1", "1.2.3"),
        *("grable.pstn.twilio.com", "sip.twilio.com", "[::1]", "pbx_1.example.com"),
    )
)
OWN, OTHER, FOREIGN = NUMBERS[0], NUMBERS[2], "+493012345678"


def _often(usual: list[Any], seldom: list[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from([*usual * (1 + 4 * len(seldom) // len(usual)), *seldom])


def _by_kind(name: str) -> st.SearchStrategy[Any]:
    """Any good value of an argument's kind, and now and then a bad one."""
    kind = KIND.fields[name]
    return _often(list(good(kind)), [value for _, value in bad(kind)])


@st.composite
def _sip_url(draw: st.DrawFn) -> str:
    scheme = draw(_often(["sip:"], ["SIP:", "sips:"]))
    user = draw(_often([""], ["office@", "+49@", "a:b@"]))
    port = draw(_often([""], [":5060", ":5061", ":5062", ":0", ":65536"]))
    transport = draw(
        _often(
            [";transport=tls", ";transport=tls", ";transport=udp", ";transport=tcp", ""],
            [";transport=TLS", ";TRANSPORT=tls", ";Transport=Tls", ";transport=ws", ";transport=tlsx", ";transport="],
        )
    )
    further = draw(_often([""], [";edge=dublin", ";edge=", ";lr", ";transport=udp", "?a=b"]))
    swapped = draw(st.booleans())
    return f"{scheme}{user}{draw(HOSTS)}{port}{further + transport if swapped else transport + further}"


_URL = st.fixed_dictionaries(
    {"sip_url": _sip_url()},
    optional={
        "priority": _often([0, 10, 20, 65535], [-1, 65536, 1.5, "10"]),
        "weight": _often([0, 10, 65535], [-1, 65536]),
        "enabled": st.booleans(),
        "friendly_name": _often(["asterisk", "x" * 64], ["", "x" * 65]),
    },
)
_RANGE = st.one_of(
    st.sampled_from(list(SIGNALLING_RANGES.items())),
    st.tuples(
        st.sampled_from(["proxy", "a", "ashburn", "two words"]),
        st.sampled_from(
            (
                *("198.51.100.7", "198.51.100.0/24", "54.172.60.0/31", "54.172.60.1", "54.172.0.0/16", "10.0.0.1"),
                *(
                    "54.0.0.0/8",
                    "0.0.0.0/1",
                    "0.0.0.0/0",
                    "128.0.0.0/1",
                    "54.172.60.0/29",
                    "nonsense",
                    "54.172.60.1/30",
                ),
            )
        ),
    ),
)
_RANGES = st.one_of(
    st.just(dict(SIGNALLING_RANGES)),
    st.lists(_RANGE, max_size=9).map(dict),
    st.lists(_RANGE, min_size=1, max_size=2).map(lambda more: {**SIGNALLING_RANGES, **dict(more)}),
)
_EXTENS = _often(
    [OWN, OTHER, "_+1X.", "_X!", "s", "100", "_[+]1NXXXXXXXXX", OWN[1:]], [FOREIGN, "two words", "", "_", "x" * 41]
)
_APPLICATIONS = _often(
    ["Goto(attendant,start,1)", "Dial(PJSIP/desk;1)", "Hangup()"], ["Goto", "", "Goto(a" + "x" * 300]
)
_CALLER_IDS = _often(
    [OWN, OTHER, f"Zoftko <{OWN}>", f'"Zoftko" <{OWN}>', FOREIGN],
    ["twilio", "", f"Zoftko {OWN}", OWN[1:], f"<{OWN[1:]}>", f"Zoftko <{OWN}", "x" * 30 + f"<{OWN}>"],
)
_FLAGS = [True, False, "yes", "no"]
_WORDS = ["tls", "transport-tls", "tls-nat", "internet", "wan"]
_PASSWORDS = _often(
    [PASSWORD, "Abcdefghij12", "Grable;Trunk-2024", "Grable^3BTrunk-24", "A1" + "b" * 78, "Größe-Trunk-2024", None],
    ["Abcdefghij1", "A1" + "b" * 79, "abcdefghijk12", "Abcdefghijklmn", "", "A1b ; x^y'\"\\<>@", "A1b\tcdefghijkl"],
)
_USERNAMES = _often(
    ["grable", "u" * 32, "a", "a.b-c_d~!*'()", "grable-next", "user=1", "%41", "a&b", "a/b?c", "#", "$"],
    ["", "u" * 33, "a b", "a;b", "a@b", "ü", "a:b"],
)
_TEXTS = ["text", "", "x" * 40, "x" * 41, "x" * 80, "x" * 81, "a;b", "a^3Bb", "a,b", " a ", "a\nb", "ü"]

_OWN_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "username": _USERNAMES,
    "password": _PASSWORDS,
    "further_credentials": st.dictionaries(_USERNAMES, _PASSWORDS.filter(bool), max_size=3),
    "asterisk_addresses": st.one_of(
        st.lists(ADDRESSES, max_size=4),
        st.dictionaries(ADDRESSES, _often(["asterisk", "x" * 255], ["", "x" * 256]), max_size=4),
        _often(*[[value] for value in next(most(KIND.fields["asterisk_addresses"]))]),
    ),
    "origination_urls": st.one_of(st.none(), st.lists(_URL, max_size=3), st.lists(_URL, min_size=9, max_size=11)),
    "shared_asterisk": st.booleans(),
    "phone_numbers": st.lists(_often([OWN, OTHER], [FOREIGN, "123", OWN[1:], NUMBERS[1]]), max_size=3),
    "buy_numbers": st.lists(
        st.fixed_dictionaries(
            {"name": _often(["desk", "fax"], ["", "x" * 60])},
            optional={
                "country": _often(["US", "GB"], ["us", ""]),
                "phone_number": _often([None], ["+14155550100", OWN]),
                "area_code": _often([None, "415"], ["1"]),
                "capabilities": st.sampled_from([["voice"], ["voice", "sms"], ["fax"], []]),
            },
        ),
        max_size=2,
    ),
    "edges": st.lists(_often(list(EDGES), ["paris", ""]), max_size=4),
    "endpoint_id": _often(
        [None, "twilio", "x" * 40, "a.b-c+d_e", "1"], ["x" * 41, "two words", "a;b", "ü", "a,b", "a/b"]
    ),
    "context": _often([None, "from-twilio", "default", "x" * 40], ["x" * 41, "two words", "a,b", ""]),
    "transport": _often(
        [None, *_WORDS],
        [*_WORDS, "udp", "tcp", "transport-udp", "UDP", "my-tcp", "wss", "", "x" * 41, "tls,udp", "udp-tls", "tcptls"],
    ),
    "codecs": st.lists(_often(["ulaw", "alaw"], ["g722", "opus", "!all", "ULAW", "all", ""]), max_size=3),
    "qualify_frequency": _often([0, 15, 16, 60, 86400], [1, 14, -1, 86401, 15.5, "60", True]),
    "qualify_timeout": _often([None, 0, 3, 1.5], [-1, "3", 1e300]),
    "signalling_ranges": _RANGES,
    "extensions": st.dictionaries(_EXTENS, _APPLICATIONS, max_size=3),
    "caller_id": _CALLER_IDS,
    "from_user": _CALLER_IDS,
    "accountcode": st.sampled_from(_TEXTS),
    "language": st.sampled_from(_TEXTS),
    "outbound_proxy": _often(
        ["sip:proxy.example.com;lr", "sip:192.0.2.1:5060;transport=tls;lr", None],
        ["proxy.example.com", "sip:proxy.example.com", "", "sips:p;lr", "sip:p;lr,sip:q;lr", *_TEXTS],
    ),
    "set_var": st.dictionaries(
        _often(["SITE", "_x", "CHANNEL(language)"], ["1A", "", "A=B", "a b"]), st.sampled_from(_TEXTS), max_size=2
    ),
    "endpoint_options": st.dictionaries(
        _often(
            ["100rel", "media_encryption_optimistic", "force_rport", "max_audio_streams", "from_domain"],
            ["acl", "auth", "identify_by", "media_encryption", "id", "transport", "deny", "nonsense", "mailboxes"],
        ),
        st.sampled_from([*_FLAGS, 1, 0, "required", "example.com", None, "x" * 300]),
        max_size=2,
    ),
    "aor_options": st.dictionaries(
        _often(["authenticate_qualify", "outbound_proxy", "qualify_2xx_only"], ["contact", "max_contacts", "nonsense"]),
        st.sampled_from([*_FLAGS, 1, "sip:p;lr", None]),
        max_size=2,
    ),
    "auth_options": st.dictionaries(
        _often(["nonce_lifetime", "refresh_token"], ["realm", "username", "md5_cred", "nonsense"]),
        st.sampled_from([32, "text", None]),
        max_size=2,
    ),
    "identify_options": st.dictionaries(
        _often(["srv_lookups"], ["match", "endpoint", "match_header", "nonsense"]),
        st.sampled_from([*_FLAGS, "example.com", None]),
        max_size=2,
    ),
}


def _rows() -> dict[str, dict[str, dict[str, Any]]]:
    return {
        "ps_auths": {"twilio": {"auth_type": "userpass", "username": "grable"}},
        "ps_aors": {"twilio": {"contact": f"sip:grable@{BASE['domain_name']}", "qualify_frequency": 60}},
        "ps_endpoints": {
            "twilio": {
                "aors": "twilio",
                "outbound_auth": "twilio",
                "context": "from-twilio",
                "transport": "tls",
                "disallow": "all",
                "allow": "ulaw",
                "media_encryption": "sdes",
                "identify_by": "ip",
                "direct_media": "no",
            }
        },
        "ps_endpoint_id_ips": {
            f"twilio-{edge}": {"endpoint": "twilio", "match": block} for edge, block in SIGNALLING_RANGES.items()
        },
    }


_COLUMNS: dict[tuple[str, str], list[Any]] = {
    ("ps_auths", "auth_type"): [None, "md5", "USERPASS", "google_oauth"],
    ("ps_auths", "username"): [None, "other", "a b"],
    ("ps_auths", "realm"): ["sip.twilio.com", "asterisk"],
    ("ps_aors", "contact"): [
        None,
        "sip:grable@other.pstn.twilio.com",
        "sip:grable@grable.pstn.dublin.twilio.com",
        "sip:grable@grable.pstn.paris.twilio.com",
        "sip:grable@grable.sip.twilio.com",
        "sip:grable@grable.pstn.twilio.com:5061",
        "sip:grable@grable.pstn.twilio.com:5060",
        "sip:grable@grable.pstn.twilio.com;transport=udp",
        "sip:grable@grable.pstn.twilio.com;transport=tls",
        "sip:a@grable.pstn.twilio.com,sip:b@grable.pstn.twilio.com",
        "grable.pstn.twilio.com",
    ],
    ("ps_aors", "qualify_frequency"): [None, 0, 14, 15, "60"],
    ("ps_endpoints", "aors"): [None, "twilio,second", "other"],
    ("ps_endpoints", "outbound_auth"): [None, "other", "twilio,second"],
    ("ps_endpoints", "auth"): ["twilio"],
    ("ps_endpoints", "context"): [None, "default", "two words"],
    ("ps_endpoints", "transport"): [None, "udp", "transport-tls", "internet", "tcp"],
    ("ps_endpoints", "disallow"): [None, "g722"],
    ("ps_endpoints", "allow"): [None, "all", "ulaw,g722", "opus", "!all,ulaw", "ulaw:20"],
    ("ps_endpoints", "media_encryption"): [None, "no", "dtls", "SDES"],
    ("ps_endpoints", "identify_by"): [None, "username,ip", "ip,header", "auth_username", "IP"],
    ("ps_endpoints", "direct_media"): [None, True, "yes", "on"],
    ("ps_endpoints", "rewrite_contact"): [True],
    ("ps_endpoints", "dtmf_mode"): ["inband", "auto", "auto_info"],
    ("ps_endpoints", "callerid"): [OWN, "twilio", FOREIGN],
    ("ps_endpoints", "from_user"): [OWN, "twilio"],
    ("ps_endpoints", "deny"): ["0.0.0.0/0", "10.0.0.0/8", "nonsense"],
    ("ps_endpoints", "permit"): ["54.172.60.0/30", "0.0.0.0/0"],
    ("ps_endpoint_id_ips", "match"): [None, "54.172.60.0/24", "198.51.100.7", "sip.twilio.com", "0.0.0.0/0"],
    ("ps_endpoint_id_ips", "endpoint"): ["other"],
    ("ps_endpoint_id_ips", "match_header"): ["X-A: b"],
    ("ps_endpoint_id_ips", "match_request_uri"): ["/@pbx/"],
}


@st.composite
def _verbatim(draw: st.DrawFn) -> dict[str, dict[str, dict[str, Any]]]:
    """Rows as an endpoint may have that was made by hand."""
    rows = _rows()
    if draw(st.booleans()):
        for edge in draw(st.sets(st.sampled_from(sorted(SIGNALLING_RANGES)))):
            del rows["ps_endpoint_id_ips"][f"twilio-{edge}"]
    for table, column in draw(st.lists(st.sampled_from(sorted(_COLUMNS)), max_size=3)):
        value = draw(st.sampled_from(_COLUMNS[table, column]))
        if not rows[table]:
            continue
        row = rows[table][draw(st.sampled_from(sorted(rows[table])))]
        row.pop(column, None)
        row |= {} if value is None else {column: value}
    if draw(_often([False], [True])):
        rows["ps_aors"]["second"] = {"contact": "sip:grable@grable.pstn.dublin.twilio.com", "qualify_frequency": 60}
    for table in draw(_often([[]], [["ps_auths"], ["ps_aors"], ["ps_endpoints"], ["ps_endpoint_id_ips"]])):
        del rows[table]
    return rows


_OWN_VALUES["rows_as_found"] = _verbatim()


@st.composite
def arguments(draw: st.DrawFn) -> dict[str, Any]:
    """Those of one trunk."""
    given = dict(BASE)
    given["phone_numbers"] = draw(st.sampled_from([[], [OWN]]))
    if not draw(_often([False], [True])):
        given["secure"] = draw(st.booleans())
    for name in draw(st.lists(st.sampled_from(list(KIND.fields)), max_size=6, unique=True)):
        given[name] = draw(_OWN_VALUES[name] if name in _OWN_VALUES else _by_kind(name))
    for name in SipTrunkArgs.EXCLUDES["authentication"].get(str(given.get("authentication")), ()):
        if draw(_often([True], [False])):
            given.pop(name, None)
    if draw(st.booleans()) and given.get("secure") is False and given.get("transport") is None:
        given.pop("transport", None)
    return given


NAMES = _often(["twilio"], ["x" * 40, "x" * 41, "two words", "a;b", "x" * 60])
"""Names of the component."""


@st.composite
def of_one_fault(draw: st.DrawFn) -> dict[str, Any]:
    """Good arguments with one bad value, or one that may be bad."""
    name = draw(st.sampled_from(list(KIND.fields)))
    wrong = [value for _, value in bad(KIND.fields[name])]
    value = draw(_OWN_VALUES[name] if name in _OWN_VALUES and draw(_often([True], [False])) else st.sampled_from(wrong))
    return BASE | {"phone_numbers": [OWN], name: value}


@st.composite
def trunks(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Two trunks on one Asterisk, which may get in each other's way."""

    def one(label: str, number: str) -> dict[str, Any]:
        host = draw(_often([label], ["pbx"]))
        return {
            "domain_name": f"{draw(_often([label], ['grable']))}.pstn.twilio.com",
            "username": draw(st.sampled_from(["grable", label])),
            "password": PASSWORD,
            "asterisk_addresses": BASE["asterisk_addresses"],
            "origination_urls": [{"sip_url": f"sip:{host}.example.com;transport=tls"}],
            "phone_numbers": [draw(_often([number], [OWN]))],
            "shared_asterisk": draw(_often([True], [False])),
            "endpoint_id": draw(_often([None, label], ["twilio"])),
            "friendly_name": draw(_often([None], ["trunk"])),
            "context": draw(st.sampled_from([None, "inbound"])),
            "extensions": draw(st.sampled_from([{}, {number: "Goto(attendant,start,1)"}])),
            "signalling_ranges": draw(st.sampled_from([SIGNALLING_RANGES, {"proxy": "198.51.100.7"}])),
        }

    return {"berlin": one("berlin", OWN), "rome": one("rome", OTHER)}
