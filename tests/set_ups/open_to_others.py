"""Set-ups whose calls pass, and those of strangers too."""

from .set_up import ACCOUNT, BLOCKS, PATTERN, RANGES, Calls, Cure, SetUp, Twilio, inserted, rows, updated

_PATTERN = {"host": {"endpoint": "twilio", "match_request_uri": PATTERN}}

SET_UPS = [
    SetUp(
        "identify_by as it is by default",
        rows({"identify_by": None}),
        finds={"TL305"},
        fault="anyone who writes the endpoint's name in From can call in",
        calls=Calls(stranger=None),
    ),
    SetUp(
        "identify_by with auth_username",
        rows({"identify_by": "auth_username,ip"}),
        finds={"TL305"},
        fault="anyone who writes the endpoint's name as a username can call in",
    ),
    SetUp(
        "a whole region of the cloud in match",
        rows(identify=RANGES | {"cloud": {"endpoint": "twilio", "match": "54.0.0.0/8"}}),
        finds={"TL303"},
        fault="every host there can call in",
        cures={"TL303": Cure("delete the row", ("DELETE FROM ps_endpoint_id_ips WHERE id = 'cloud'",))},
    ),
    SetUp(
        "everything in match",
        rows(identify={"all": {"endpoint": "twilio", "match": "0.0.0.0/0"}}),
        finds={"TL303"},
        fault="anyone can call in",
        cures={
            "TL303": Cure(
                "narrow its match",
                (
                    updated("ps_endpoint_id_ips", "all", match=",".join(BLOCKS[:4])),
                    inserted("ps_endpoint_id_ips", "more", {"endpoint": "twilio", "match": ",".join(BLOCKS[4:])}),
                ),
            )
        },
        calls=Calls(stranger=None),
    ),
    SetUp(
        "the host in the request, without an ACL",
        rows({"identify_by": "request_uri"}, identify=_PATTERN),
        finds={"TL306"},
        fault="anyone who knows the host can call in",
        calls=Calls(stranger=None),
    ),
    SetUp(
        "the account's header, without an ACL",
        rows(
            {"identify_by": "header"},
            identify={"own": {"endpoint": "twilio", "match_header": f"X-Twilio-AccountSid: {ACCOUNT}"}},
        ),
        finds={"TL306"},
        fault="anyone who knows the account's SID can call in",
    ),
    SetUp(
        "an ACL with a network of one's own beside Twilio's",
        rows(
            {"identify_by": "request_uri", "deny": "0.0.0.0/0", "permit": "54.0.0.0/8"},
            identify=_PATTERN,
        ),
        finds={"TL302", "TL303"},
        fault="every host of that network can call in",
    ),
    SetUp(
        "every address in the list at Twilio",
        rows(),
        Twilio(addresses=("0.0.0.0/1", "128.0.0.0/1")),
        finds={"TL215"},
        fault="the address protects nothing",
        cures={"TL215": Cure("add the addresses", twilio=Twilio())},
        imported="give a block of /8 or smaller",
    ),
    SetUp(
        "the address of an office in match",
        rows(identify=RANGES | {"office": {"endpoint": "twilio", "match": "198.51.100.7"}}),
        finds={"TL303"},
        fault="the office's calls count as Twilio's",
        cures={"TL303": Cure("delete the row", ("DELETE FROM ps_endpoint_id_ips WHERE id = 'office'",))},
    ),
]
