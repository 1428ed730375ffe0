"""Set-ups whose calls in fail, or can fail."""

from .set_up import (
    ACCOUNT,
    DOMAIN,
    ENDPOINT,
    HOST,
    NUMBER,
    PATTERN,
    PUBLIC,
    RESTORED,
    TWILIO_ONLY,
    URL,
    Calls,
    Cure,
    SetUp,
    Twilio,
    inserted,
    like,
    ranges_of,
    rows,
    updated,
)

_STEP = {"context": "from-twilio", "priority": 1, "app": "Goto", "appdata": "a,s,1"}
_ONE = {"twilio": {"endpoint": "twilio", "match": "54.244.51.0/30"}}
_LAN = {"deny": "0.0.0.0/0", "permit": "192.168.0.0/16"}

SET_UPS = [
    SetUp(
        "no identify row",
        rows(identify={}),
        finds={"TL301"},
        fault="401",
        cures={"TL301": Cure("insert a row into ps_endpoint_id_ips", RESTORED)},
        calls=Calls(inward=401),
    ),
    SetUp(
        "one range of Twilio's only",
        rows(identify=_ONE),
        finds={"TL302"},
        fault="401 from the other edges",
        cures={"TL302": Cure("for each range", RESTORED)},
        calls=Calls(inward=401),
    ),
    SetUp(
        "the trunk's host name in match",
        rows(identify={"twilio": {"endpoint": "twilio", "match": DOMAIN}}),
        finds={"TL302", "TL304"},
        fault="401 from most of Twilio's addresses",
        cures={"TL302": Cure("for each range", RESTORED)},
    ),
    SetUp(
        "an ACL of the local network",
        rows(_LAN),
        finds={"TL302"},
        fault="401, though an identify row matches",
        calls=Calls(inward=401),
    ),
    SetUp(
        "an ACL for the Contact header",
        rows({"contact_deny": "0.0.0.0/0", "contact_permit": "54.172.60.0/30"}),
        finds={"TL312"},
        fault="Twilio's Contact can have another address",
        cures={
            "TL312": Cure(
                "to NULL",
                ("UPDATE ps_endpoints SET contact_deny = NULL, contact_permit = NULL WHERE id = 'twilio'",),
            )
        },
    ),
    SetUp(
        "auth on the endpoint, as for a phone",
        rows({"auth": "twilio"}),
        finds={"TL309"},
        fault="401: Twilio has no password for it",
        calls=Calls(inward=401),
    ),
    SetUp(
        "no context",
        rows({"context": None}),
        finds={"TL310"},
        fault="404 in the context default",
        calls=Calls(inward=404),
    ),
    SetUp(
        "required session timers",
        rows({"timers": "required"}),
        finds={"TL416"},
        fault="421; calls out end after the answer",
        cures={"TL416": Cure("'yes'", ("UPDATE ps_endpoints SET timers = 'yes' WHERE id = 'twilio'",))},
        calls=Calls(out=0, inward=421),
    ),
    SetUp(
        "required 100rel",
        rows({"100rel": "required"}),
        finds={"TL416"},
        fault="421",
        cures={"TL416": Cure("'yes'", ("UPDATE ps_endpoints SET \"100rel\" = 'yes' WHERE id = 'twilio'",))},
        calls=Calls(inward=421),
    ),
    SetUp(
        "two endpoints for the same addresses",
        rows(
            more={
                "ps_endpoints": {"a-carrier": like(ENDPOINT, aors=None, outbound_auth=None, context="from-carrier")},
                "ps_endpoint_id_ips": ranges_of("a-carrier"),
            }
        ),
        finds={"TL308"},
        fault="404: the other endpoint gets the calls",
        cures={
            "TL308": Cure("delete one of the rows", ("DELETE FROM ps_endpoint_id_ips WHERE endpoint = 'a-carrier'",))
        },
        calls=Calls(inward=404),
    ),
    SetUp(
        "a pattern for another host than the URL has",
        rows(
            {"identify_by": "request_uri", **TWILIO_ONLY},
            identify={"host": {"endpoint": "twilio", "match_request_uri": "/@pbx[.]zoftko[.]com/"}},
        ),
        finds={"TL307"},
        fault="401",
        cures={
            "TL307": Cure(
                "insert a row with match_request_uri",
                (inserted("ps_endpoint_id_ips", "url", {"endpoint": "twilio", "match_request_uri": PATTERN}),),
            )
        },
        calls=Calls(inward=401),
    ),
    SetUp(
        "the header of another account",
        rows(
            {"identify_by": "header", **TWILIO_ONLY},
            identify={"own": {"endpoint": "twilio", "match_header": f"X-Twilio-AccountSid: AC{'9' * 32}"}},
        ),
        finds={"TL315"},
        fault="401",
        cures={
            "TL315": Cure(
                "set match_header",
                (updated("ps_endpoint_id_ips", "own", match_header=f"X-Twilio-AccountSid: {ACCOUNT}"),),
            )
        },
        calls=Calls(inward=401),
    ),
    SetUp(
        "no origination URL",
        rows(),
        Twilio(urls=()),
        finds={"TL501"},
        fault="404: Twilio does not know Asterisk",
        cures={"TL501": Cure("add a URL to the trunk", twilio=Twilio())},
        calls=Calls(inward=404),
    ),
    SetUp(
        "a plain URL on a secure trunk",
        rows(),
        Twilio(urls=((f"sip:{HOST}", 10),)),
        finds={"TL502"},
        fault="Twilio calls without TLS",
        cures={"TL502": Cure(";transport=tls", twilio=Twilio())},
        imported="add ;transport=tls",
    ),
    SetUp(
        "a URL with sips:",
        rows(),
        Twilio(urls=((f"sips:{HOST}", 10),)),
        finds={"TL503"},
        fault="Twilio cannot call it",
        cures={"TL503": Cure("sip:host", twilio=Twilio())},
        imported="use sip:",
    ),
    SetUp(
        "a URL with TLS at port 5060",
        rows(),
        Twilio(urls=((f"sip:{HOST}:5060;transport=tls", 10),)),
        finds={"TL504"},
        fault="no TLS there",
        cures={"TL504": Cure("5061", twilio=Twilio(urls=((f"sip:{HOST}:5061;transport=tls", 10),)))},
        calls=Calls(inward=408),
    ),
    SetUp(
        "Asterisk's private address in the URL",
        rows(),
        Twilio(urls=(("sip:192.168.1.10;transport=tls", 10),)),
        finds={"TL505"},
        fault="Twilio cannot reach it",
        cures={"TL505": Cure("public address", twilio=Twilio(urls=((f"sip:{PUBLIC};transport=tls", 10),)))},
    ),
    SetUp(
        "two URLs of one priority",
        rows(),
        Twilio(urls=((URL, 10), (f"sip:{PUBLIC};transport=tls", 10))),
        finds={"TL507"},
        fault="calls are shared, where a stand-by was meant",
        cures={
            "TL507": Cure(
                "a higher priority number", twilio=Twilio(urls=((URL, 10), (f"sip:{PUBLIC};transport=tls", 20)))
            )
        },
    ),
    SetUp(
        "a number that the trunk does not have",
        rows(more={"extensions": {"1": _STEP | {"exten": "+442071838750"}}}),
        finds={"TL513", "TL514"},
        fault="the number's calls go elsewhere",
        cures={
            "TL513": Cure("associate the number", twilio=Twilio(numbers=(NUMBER, "+442071838750"))),
            "TL514": Cure(
                "insert a row",
                (inserted("extensions", "2", _STEP | {"exten": NUMBER}),),
            ),
        },
    ),
]
