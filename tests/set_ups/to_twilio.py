"""Set-ups whose calls do not reach Twilio, or not always."""

from .set_up import (
    AOR,
    DOMAIN,
    PLAIN,
    UDP,
    Calls,
    Cure,
    SetUp,
    Twilio,
    inserted,
    like,
    rows,
    updated,
)

_CONTACT = updated("ps_aors", contact=f"sip:grable@{DOMAIN}")
_CORRECT_CONTACT = Cure("correct ps_aors.contact", (_CONTACT,))
_BY_TLS = Cure("a TLS transport", (updated("ps_endpoints", transport="tls"),))

SET_UPS = [
    SetUp(
        "a Twilio SIP domain in place of the trunk's",
        rows(aor={"contact": "sip:grable@grable.sip.twilio.com"}),
        finds={"TL101"},
        fault="404: the domain is no trunk's",
        imported="has no Asterisk endpoint",
        calls=Calls(out=404),
    ),
    SetUp(
        "a slip in the trunk's domain",
        rows(aor={"contact": "sip:grable@grabel.pstn.twilio.com"}),
        finds={"TL102"},
        fault="404: no trunk has this domain",
        cures={"TL102": _CORRECT_CONTACT},
        imported="has no Asterisk endpoint",
        calls=Calls(out=404),
    ),
    SetUp(
        "the trunk renamed at Twilio",
        rows(),
        Twilio(domain="zoftko.pstn.twilio.com"),
        finds={"TL102"},
        fault="404: no trunk has the old domain",
        cures={
            "TL102": Cure(
                "correct ps_aors.contact",
                (updated("ps_aors", contact="sip:grable@zoftko.pstn.twilio.com"),),
            )
        },
        imported="has no Asterisk endpoint",
        calls=Calls(out=404),
    ),
    SetUp(
        "an edge that does not exist",
        rows(aor={"contact": "sip:grable@grable.pstn.paris.twilio.com"}),
        finds={"TL107"},
        fault="the name does not resolve",
        cures={"TL107": Cure("with an edge of Twilio", (_CONTACT,))},
        calls=Calls(out=503),
    ),
    SetUp(
        "a contact copied from pjsip.conf, with its backslash",
        rows({"transport": None}, {"contact": f"sip:{DOMAIN}:5061\\;transport=tls"}),
        finds={"TL106"},
        fault="Asterisk does not load the AOR",
        cures={"TL402": _BY_TLS},
        imported="has no Asterisk endpoint",
        calls=Calls(out=0),
    ),
    SetUp(
        "an AOR that is not there",
        rows({"aors": "twilio-aor"}),
        finds={"TL105"},
        fault="the endpoint has no contact",
        cures={"TL105": Cure("correct aors in ps_endpoints", (updated("ps_endpoints", aors="twilio"),))},
        imported="has no Asterisk endpoint",
        calls=Calls(out=0),
    ),
    SetUp(
        "all edges as contacts of one AOR",
        rows(aor={"contact": "sip:grable@grable.pstn.ashburn.twilio.com,sip:grable@grable.pstn.umatilla.twilio.com"}),
        finds={"TL104"},
        fault="the order of the edges is by chance",
        cures={
            "TL104": Cure(
                "make one AOR for each contact",
                (
                    updated("ps_aors", contact="sip:grable@grable.pstn.ashburn.twilio.com"),
                    inserted("ps_aors", "umatilla", AOR | {"contact": "sip:grable@grable.pstn.umatilla.twilio.com"}),
                    updated("ps_endpoints", aors="twilio,umatilla"),
                ),
            )
        },
    ),
    SetUp(
        "a registration at the trunk",
        rows(
            more={
                "ps_registrations": {
                    "twilio": {
                        "client_uri": f"sip:grable@{DOMAIN}",
                        "server_uri": f"sip:{DOMAIN}",
                        "outbound_auth": "twilio",
                    }
                }
            }
        ),
        finds={"TL111"},
        fault="Twilio's trunks accept no registration",
    ),
    SetUp(
        "a proxy without ;lr",
        rows({"outbound_proxy": "sip:pstn.ashburn.twilio.com"}),
        finds={"TL418"},
        fault="404: the request has lost the trunk's domain",
        cures={
            "TL418": Cure(
                "add ;lr at the end",
                (updated("ps_endpoints", outbound_proxy="sip:pstn.ashburn.twilio.com;lr"),),
            )
        },
        calls=Calls(out=404),
    ),
    SetUp(
        "UDP on a secure trunk",
        rows({"transport": "udp"}),
        finds={"TL402"},
        fault="403: secure trunks answer over TLS only",
        cures={"TL402": _BY_TLS},
        calls=Calls(out=403),
    ),
    SetUp(
        "TLS at port 5060",
        rows(aor={"contact": f"sip:grable@{DOMAIN}:5060"}),
        finds={"TL403"},
        fault="no TLS there",
        cures={"TL403": Cure("leave port", (_CONTACT,))},
        calls=Calls(out=480),
    ),
    SetUp(
        "UDP at port 5061",
        rows(UDP, {"contact": f"sip:grable@{DOMAIN}:5061"}),
        PLAIN,
        finds={"TL403"},
        fault="no UDP there",
        cures={"TL403": Cure("leave port", (_CONTACT,))},
    ),
    SetUp(
        "OPTIONS each five seconds",
        rows(aor={"qualify_frequency": 5}),
        finds={"TL413"},
        fault="more often than Twilio allows",
    ),
    SetUp(
        "two edges, one of them not asked",
        rows(
            {"aors": "twilio,umatilla"},
            more={
                "ps_aors": {
                    "umatilla": like(AOR, contact="sip:grable@grable.pstn.umatilla.twilio.com", qualify_frequency=0)
                }
            },
        ),
        finds={"TL412"},
        fault="calls do not go on to the other edge",
    ),
]
