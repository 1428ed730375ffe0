"""Set-ups that work. The doctor has no error for them."""

from attrs import evolve

from .set_up import (
    ACCOUNT,
    AOR,
    AS_ARGUMENTS,
    BLOCKS,
    DOMAIN,
    ENDPOINT,
    HOST,
    NO_AUTH,
    NUMBER,
    PATTERN,
    PLAIN,
    PUBLIC,
    RANGES,
    TWILIO_ONLY,
    UDP,
    URL,
    Calls,
    SetUp,
    Twilio,
    like,
    ranges_of,
    rows,
)

PASSES = Calls()
_PROXY = "10.0.0.5"
_EDGES = {edge: like(AOR, contact=f"sip:grable@grable.pstn.{edge}.twilio.com") for edge in ("ashburn", "umatilla")}

SET_UPS = [
    SetUp(
        "as trunkline writes it",
        rows({"accountcode": "twilio", "dtmf_mode": "rfc4733", "rewrite_contact": "no"}),
        imported=AS_ARGUMENTS,
        calls=PASSES,
    ),
    SetUp("TLS and SRTP, with a credential and an address", rows(), calls=PASSES),
    SetUp(
        "UDP, by address only",
        rows(UDP | NO_AUTH, {"contact": f"sip:{DOMAIN}"}),
        evolve(PLAIN, usernames=None),
        calls=PASSES,
    ),
    SetUp("UDP, with a credential only", rows(UDP), evolve(PLAIN, addresses=None), calls=PASSES),
    SetUp(
        "TCP",
        rows(UDP | {"transport": "tcp"}, {"contact": f"sip:grable@{DOMAIN};transport=tcp"}),
        evolve(PLAIN, urls=((f"sip:{HOST};transport=tcp", 10),)),
        calls=PASSES,
    ),
    SetUp("a contact without a user part", rows(aor={"contact": f"sip:{DOMAIN}"}), calls=PASSES),
    SetUp(
        "port and transport in the contact, none on the endpoint",
        rows({"transport": None}, {"contact": f"sip:{DOMAIN}:5061;transport=tls"}),
        calls=PASSES,
    ),
    SetUp("a contact at port 5060 of UDP", rows(UDP, {"contact": f"sip:{DOMAIN}:5060"}), PLAIN, calls=PASSES),
    SetUp("the nearest edge", rows(aor={"contact": "sip:grable@grable.pstn.frankfurt.twilio.com"}), calls=PASSES),
    SetUp("an edge by its older name", rows(aor={"contact": "sip:grable@grable.pstn.de1.twilio.com"})),
    SetUp(
        "two edges, an AOR for each",
        rows({"aors": "ashburn,umatilla"}, more={"ps_aors": _EDGES}) | {"ps_aors": _EDGES},
        calls=PASSES,
    ),
    SetUp(
        "an endpoint for each edge, with one auth",
        rows(
            identify={"a": {"endpoint": "twilio", "match": ",".join(BLOCKS[:4])}},
            more={
                "ps_aors": {"umatilla": _EDGES["umatilla"]},
                "ps_endpoints": {"umatilla": like(ENDPOINT, aors="umatilla")},
                "ps_endpoint_id_ips": {"b": {"endpoint": "umatilla", "match": ",".join(BLOCKS[4:])}},
            },
        ),
        calls=PASSES,
    ),
    SetUp(
        "an endpoint for calls out and one for calls in",
        rows(
            {"context": None},
            identify=ranges_of("twilio-in"),
            more={"ps_endpoints": {"twilio-in": like(ENDPOINT, aors=None, outbound_auth=None)}},
        ),
        calls=PASSES,
    ),
    SetUp(
        "as a web interface writes it: auto keys, NAT, wideband",
        rows(
            {
                "context": "from-pstn",
                "allow": "ulaw,alaw,g722",
                "dtmf_mode": "auto",
                "rtp_symmetric": "yes",
                "rewrite_contact": "yes",
                "force_rport": "yes",
                "trust_id_inbound": "yes",
                "from_domain": DOMAIN,
            }
        ),
        finds={"TL405", "TL407"},
    ),
    SetUp("codecs by !all", rows({"disallow": None, "allow": "!all,ulaw,alaw"}), calls=PASSES),
    SetUp("wideband first", rows({"allow": "g722,ulaw"}), finds={"TL405"}, calls=PASSES),
    SetUp("Asterisk behind NAT", rows({"rtp_symmetric": "yes", "force_rport": "yes"}), calls=PASSES),
    SetUp("fax by T.38", rows({"t38_udptl": "yes", "t38_udptl_ec": "redundancy"})),
    SetUp("the trunk's domain in From", rows({"from_domain": DOMAIN}), calls=PASSES),
    SetUp(
        "one caller ID for all calls out",
        rows({"from_user": NUMBER, "callerid": f"Zoftko <{NUMBER}>"}),
        calls=PASSES,
    ),
    SetUp(
        "caller in P-Asserted-Identity and Remote-Party-ID",
        rows({"send_pai": "yes", "send_rpid": "yes", "trust_id_outbound": "yes", "trust_id_inbound": "yes"}),
        calls=PASSES,
    ),
    SetUp("keys in the audio too", rows({"dtmf_mode": "auto_info"}), calls=PASSES),
    SetUp("session timers forced", rows({"timers": "forced"})),
    SetUp("the realm of Twilio", rows(auth={"realm": "sip.twilio.com"}), calls=PASSES),
    SetUp("any realm", rows(auth={"realm": "*"}), calls=PASSES),
    SetUp(
        "optional encryption on a plain trunk",
        rows({"transport": "udp", "media_encryption_optimistic": "yes"}),
        PLAIN,
    ),
    SetUp(
        "a proxy for calls both ways",
        rows(
            {"outbound_proxy": f"sip:{_PROXY};lr", "transport": "udp"},
            identify={"proxy": {"endpoint": "twilio", "match": _PROXY}},
        ),
        finds={"TL314"},
    ),
    SetUp(
        "the name of an edge as proxy",
        rows({"outbound_proxy": "sip:pstn.ashburn.twilio.com;lr"}),
        calls=PASSES,
    ),
    SetUp(
        "several trunks on one Asterisk, by the host in the request",
        rows(
            {"identify_by": "request_uri", **TWILIO_ONLY},
            identify={"host": {"endpoint": "twilio", "match_request_uri": PATTERN}},
        ),
        calls=PASSES,
    ),
    SetUp(
        "calls of one's own account only, by their header",
        rows(
            {"accountcode": "twilio", "dtmf_mode": "rfc4733", "rewrite_contact": "no", **TWILIO_ONLY},
            identify={"twilio-account": {"endpoint": "twilio", "match_header": f"X-Twilio-AccountSid: {ACCOUNT}"}},
        ),
        imported=AS_ARGUMENTS,
        calls=PASSES,
    ),
    SetUp(
        "Twilio's ranges in the ACL too",
        rows(TWILIO_ONLY),
        calls=PASSES,
    ),
    SetUp(
        "the addresses of media in match too",
        rows(identify=RANGES | {"media": {"endpoint": "twilio", "match": "168.86.128.0/18"}}),
    ),
    SetUp(
        "ranges with netmasks",
        rows(
            identify={
                id_: row | {"match": row["match"].replace("/30", "/255.255.255.252")} for id_, row in RANGES.items()
            }
        ),
    ),
    SetUp(
        "a private connection",
        rows(
            aor={"contact": "sip:grable@grable.pstn.london-ix.twilio.com"},
            identify={"ix": {"endpoint": "twilio", "match": "198.51.100.4/30"}},
        ),
        Twilio(addresses=("10.0.0.7",)),
    ),
    SetUp(
        "a SIP domain for phones beside the trunk",
        rows(
            more={
                "ps_aors": {"phones": like(AOR, contact="sip:grable.sip.twilio.com")},
                "ps_endpoints": {"phones": like(ENDPOINT, aors="phones", outbound_auth=None, context="phones")},
            }
        ),
    ),
    SetUp(
        "calls out only",
        rows(identify={}),
        Twilio(urls=(), numbers=()),
        finds={"TL313"},
        calls=Calls(inward=404),
    ),
    SetUp(
        "a stand-by URL and numbers in the dialplan",
        rows(
            more={
                "extensions": {
                    "1": {"context": "from-twilio", "exten": NUMBER, "priority": 1, "app": "Goto", "appdata": "a,s,1"}
                }
            }
        ),
        Twilio(urls=((URL, 10), (f"sip:{PUBLIC};transport=tls", 20))),
    ),
    SetUp(
        "a header in the origination URL",
        rows(),
        Twilio(urls=((f"{URL}?X-Site=a", 10),)),
        calls=PASSES,
    ),
    SetUp(
        "a trunk with a sub-domain",
        rows(UDP, {"contact": "sip:grable@berlin.grable.pstn.twilio.com"}),
        evolve(PLAIN, domain="berlin.grable.pstn.twilio.com"),
        calls=PASSES,
    ),
]
