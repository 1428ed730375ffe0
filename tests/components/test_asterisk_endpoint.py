"""The rows that the component makes of its arguments, without an engine."""

from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks, rpc

from trunkline import (
    EDGES,
    SIGNALLING_RANGES,
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    InvalidArgs,
    OriginationUrl,
    SipTrunk,
    SipTrunkArgs,
)

MADE: dict[str, dict[str, Any]] = {}


def _in_clear(value: Any) -> Any:
    """A secret as the engine is given it, unwrapped."""
    return value["value"] if isinstance(value, dict) and rpc._special_sig_key in value else value


class Recording(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        MADE[args.typ] = {key: _in_clear(value) for key, value in args.inputs.items()}
        return f"{args.name}-id", args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - Pulumi's signature
        return {}, None


@pytest.fixture(autouse=True)
def _mocks() -> None:
    MADE.clear()
    mocks.set_mocks(Recording(), project="trunkline", stack="test")


def _rows(**arguments: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "domain_name": "grable.pstn.twilio.com",
        "username": "grable",
        "password": "Grable-Trunk-2024",
    }

    def make() -> pulumi.Output[Any]:
        return AsteriskEndpoint("twilio", AsteriskEndpointArgs(**given | arguments)).endpoint.urn

    mocks.test(make)()
    return MADE["pulumi-python:dynamic/asterisk:Endpoint"]


def _refused(**arguments: Any) -> str:
    """The one line about them, from the argument's name on; no resource is made."""
    with pytest.raises(InvalidArgs) as refused:
        _rows(**arguments)
    assert MADE == {}
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith("twilio: AsteriskEndpointArgs.")
    return line.removeprefix("twilio: AsteriskEndpointArgs.")


@pytest.mark.parametrize(
    ("arguments", "contact", "transport", "media_encryption"),
    [
        ({}, "sip:grable@grable.pstn.twilio.com", "tls", "sdes"),
        ({"secure": False}, "sip:grable@grable.pstn.twilio.com", "udp", "no"),
        ({"secure": False, "transport": "tcp"}, "sip:grable@grable.pstn.twilio.com;transport=tcp", "tcp", "no"),
        ({"transport": "transport-tls"}, "sip:grable@grable.pstn.twilio.com", "transport-tls", "sdes"),
    ],
)
def test_secure_binds_transport_and_encryption(
    arguments: dict[str, Any], contact: str, transport: str, media_encryption: str
) -> None:
    rows = _rows(**arguments)
    endpoint = rows["ps_endpoints"]["twilio"]
    assert rows["ps_aors"]["twilio"]["contact"] == contact
    assert (endpoint["transport"], endpoint["media_encryption"]) == (transport, media_encryption)


@pytest.mark.parametrize("transport", ["udp", "tcp", "transport-udp", "TCP-nat"])
def test_a_plain_transport_on_a_secure_trunk(transport: str) -> None:
    line = _refused(transport=transport)
    assert line.startswith(
        f"transport: '{transport}' does not encrypt, but the trunk is secure: set it to a TLS transport"
    )
    assert line.endswith("or set secure=False")


def test_extensions() -> None:
    rows = _rows(extensions={"+11234567890": "Goto(attendant,start,1)"}, context="inbound")
    assert rows["extensions"] == {
        "inbound/+11234567890/1": {
            "context": "inbound",
            "exten": "+11234567890",
            "priority": 1,
            "app": "Goto",
            "appdata": "attendant,start,1",
        }
    }
    assert "extensions" not in _rows()


def test_an_application_that_is_none() -> None:
    line = _refused(extensions={"+1": "attendant"})
    assert line == "extensions[\"+1\"]: 'attendant' is not valid: write an application as Goto(context,exten,1)"


def test_identify_rows_by_address() -> None:
    rows = _rows()
    assert {row["match"] for row in rows["ps_endpoint_id_ips"].values()} == set(SIGNALLING_RANGES.values())
    assert "deny" not in rows["ps_endpoints"]["twilio"]


def test_identify_rows_on_a_shared_asterisk() -> None:
    rows = _rows(request_hosts=["grable.voip.zoftko.com"])
    assert rows["ps_endpoint_id_ips"] == {
        "twilio-grable.voip.zoftko.com": {
            "endpoint": "twilio",
            "match_request_uri": "/@grable[.]voip[.]zoftko[.]com([^A-Za-z0-9.-]|$)/",
        }
    }
    endpoint = rows["ps_endpoints"]["twilio"]
    assert len(endpoint["deny"]) <= 95
    assert len(endpoint["permit"]) <= 95
    first, *denied = endpoint["deny"].split(",")
    allowed = {item.removeprefix("!") for item in denied} | set(endpoint["permit"].split(","))
    assert first == "0.0.0.0/0"
    assert allowed == set(SIGNALLING_RANGES.values())


@pytest.mark.parametrize("is_late", [False, True])
def test_identify_row_of_one_account(*, is_late: bool) -> None:
    sid = f"AC{'0' * 32}"
    rows = _rows(account_sid=pulumi.Output.from_input(sid) if is_late else sid)
    assert rows["ps_endpoint_id_ips"] == {
        "twilio-account": {"endpoint": "twilio", "match_header": f"X-Twilio-AccountSid: {sid}"}
    }
    shared = _rows(request_hosts=["grable.voip.zoftko.com"])["ps_endpoints"]["twilio"]
    assert rows["ps_endpoints"]["twilio"] == shared


def test_a_shared_asterisk_takes_the_hosts_of_the_origination_urls() -> None:
    def make() -> pulumi.Output[Any]:
        urls = [
            OriginationUrl(sip_url="sip:a.example;transport=tls"),
            OriginationUrl(sip_url="sip:pbx@b.example:5061;transport=tls"),
        ]
        return SipTrunk(
            "twilio",
            SipTrunkArgs(
                domain_name="grable.pstn.twilio.com",
                username="grable",
                password="Grable-Trunk-2024",
                asterisk_addresses=["192.0.2.1"],
                origination_urls=urls,
                shared_asterisk=True,
            ),
        ).endpoint.urn

    mocks.test(make)()
    identify = MADE["pulumi-python:dynamic/asterisk:Endpoint"]["ps_endpoint_id_ips"]
    assert identify.keys() == {"twilio-a.example", "twilio-b.example"}


def test_edges_in_order_of_preference() -> None:
    rows = _rows(edges=["frankfurt", "sao-paulo"], domain_name=pulumi.Output.from_input("grable.pstn.twilio.com"))
    assert rows["ps_endpoints"]["twilio"]["aors"] == "twilio-frankfurt,twilio-sao-paulo"
    assert {id_: row["contact"] for id_, row in rows["ps_aors"].items()} == {
        "twilio-frankfurt": "sip:grable@grable.pstn.frankfurt.twilio.com",
        "twilio-sao-paulo": "sip:grable@grable.pstn.sao-paulo.twilio.com",
    }
    assert all(row["max_contacts"] == 1 for row in rows["ps_aors"].values())


def test_edges_of_a_sub_domain() -> None:
    rows = _rows(edges=["dublin"], domain_name="berlin.pstn.grable.pstn.twilio.com")
    assert rows["ps_aors"]["twilio-dublin"]["contact"] == "sip:grable@berlin.pstn.grable.pstn.dublin.twilio.com"


def test_edges_over_tcp() -> None:
    rows = _rows(edges=["tokyo"], secure=False, transport="tcp")
    assert rows["ps_aors"]["twilio-tokyo"]["contact"] == "sip:grable@grable.pstn.tokyo.twilio.com;transport=tcp"


def test_every_edge_has_a_signalling_range() -> None:
    assert list(EDGES) == list(SIGNALLING_RANGES)


TYPED = [
    ("accountcode", "billing", "accountcode"),
    ("language", "de", "language"),
    ("caller_id", "Grable <+11234567890>", "callerid"),
    ("trust_id_inbound", True, "trust_id_inbound"),
    ("send_pai", True, "send_pai"),
    ("from_user", "+11234567890", "from_user"),
    ("dtmf_mode", "auto", "dtmf_mode"),
    ("direct_media", True, "direct_media"),
    ("rewrite_contact", True, "rewrite_contact"),
    ("rtp_symmetric", True, "rtp_symmetric"),
    ("rtp_timeout", 30, "rtp_timeout"),
    ("timers", "no", "timers"),
    ("t38_udptl", True, "t38_udptl"),
    ("outbound_proxy", "sip:192.0.2.1;lr", "outbound_proxy"),
]


@pytest.mark.parametrize(("argument", "value", "column"), TYPED)
def test_columns_that_are_arguments(argument: str, value: Any, column: str) -> None:
    assert _rows(**{argument: value})["ps_endpoints"]["twilio"][column] == value


def test_arguments_that_are_not_set_keep_asterisks_defaults() -> None:
    rows = _rows(endpoint_options={"tone_zone": None})
    left = {"language", "callerid", "trust_id_inbound", "send_pai", "from_user", "timers", "set_var", "tone_zone"}
    assert left.isdisjoint(rows["ps_endpoints"]["twilio"])
    assert rows["ps_endpoints"]["twilio"]["accountcode"] == "twilio"
    assert "qualify_timeout" not in rows["ps_aors"]["twilio"]


def test_variables() -> None:
    rows = _rows(set_var={"TRUNK": "grable", "SITE": pulumi.Output.from_input("berlin")})
    assert rows["ps_endpoints"]["twilio"]["set_var"] == ["TRUNK=grable", "SITE=berlin"]


def test_options_of_each_table() -> None:
    rows = _rows(
        endpoint_options={"tone_zone": "de", "max_audio_streams": 2},
        aor_options={"authenticate_qualify": True, "qualify_2xx_only": "no"},
        auth_options={"nonce_lifetime": 64},
        identify_options={"srv_lookups": False},
        qualify_timeout=1.5,
    )
    assert rows["ps_endpoints"]["twilio"]["tone_zone"] == "de"
    aor = rows["ps_aors"]["twilio"]
    assert (aor["authenticate_qualify"], aor["qualify_2xx_only"], aor["qualify_timeout"]) == (True, "no", 1.5)
    assert rows["ps_auths"]["twilio"]["nonce_lifetime"] == 64
    assert all(row["srv_lookups"] is False for row in rows["ps_endpoint_id_ips"].values())


DERIVED = {
    "endpoint_options": {
        "id": "endpoint_id",
        "aors": "edges",
        "auth": "leave it out",
        "outbound_auth": "username and password",
        "context": "context",
        "transport": "transport",
        "disallow": "codecs",
        "allow": "codecs",
        "media_encryption": "secure",
        "identify_by": "signalling_ranges: with anything else, strangers can call in",
        "deny": "signalling_ranges",
        "permit": "signalling_ranges",
        "set_var": "set_var",
        **{column: argument for argument, _, column in TYPED},
    },
    "aor_options": {
        "id": "endpoint_id",
        "contact": "domain_name, username and edges",
        "max_contacts": "leave it out",
        "qualify_frequency": "qualify_frequency",
        "qualify_timeout": "qualify_timeout",
    },
    "auth_options": {
        "id": "endpoint_id",
        "auth_type": "auth_type",
        "username": "username",
        "password": "password",
        "md5_cred": "auth_type to md5, and password",
        "password_digest": "auth_type to md5, and password",
        "realm": "leave it out",
    },
    "identify_options": {
        "id": "endpoint_id",
        "endpoint": "endpoint_id",
        "match": "signalling_ranges",
        "match_request_uri": "shared_asterisk of SipTrunkArgs, or request_hosts of AsteriskEndpointArgs",
        "match_header": "account_sid",
    },
}


@pytest.mark.parametrize(
    ("argument", "column", "instead"),
    [(argument, column, instead) for argument, columns in DERIVED.items() for column, instead in columns.items()],
)
def test_a_column_that_is_no_option(argument: str, column: str, instead: str) -> None:
    line = _refused(**{argument: {column: "yes"}})
    assert line.startswith(f'{argument}["{column}"]: this column of ps_')
    assert instead in line


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"edges": ["paris"]}, "edges[0]: 'paris' is not one of ashburn, umatilla"),
        ({"edges": ["Ashburn"]}, "edges[0]: 'Ashburn' is not one of"),
        ({"edges": ["us1"]}, "edges[0]: 'us1' is not one of"),
        ({"edges": [""]}, "edges[0]: '' is not one of"),
        ({"edges": "dublin"}, "edges: a text given: a list of texts is needed"),
        ({"edges": ["dublin", "tokyo", "dublin"]}, "edges: 'dublin' is listed 2 times: list it once"),
        ({"account_sid": "AC12"}, "account_sid: 'AC12' is not valid: the SID of an account is AC and 32 hex digits"),
        (
            {"account_sid": f"AC{'0' * 32}", "request_hosts": ["pbx.example"]},
            "account_sid: request_hosts identifies the calls already, by their host: set one of the two",
        ),
        ({"auth_type": "digest"}, "auth_type: 'digest' is not one of userpass, md5"),
        ({"auth_type": "MD5"}, "auth_type: 'MD5' is not one of"),
        ({"auth_type": ""}, "auth_type: '' is not one of"),
        ({"ami_host": "pbx"}, "ami_host: database_url is missing: set it, or leave this out"),
        ({"ami_secret": "Canary"}, "ami_secret: database_url is missing: set it, or leave this out"),
        ({"database_url": "sqlite:////r", "ami_user": "u", "ami_secret": "Canary"}, "ami_host: missing: the manager"),
        ({"database_url": "sqlite:////r", "ami_user": "u", "ami_host": "pbx"}, "ami_secret: missing: the manager"),
        ({"set_var": {"A=B": "1"}}, "set_var: 'A=B' is not valid: a variable's name has letters, digits and _,"),
        ({"set_var": {"": "1"}}, "set_var: '' is not valid: a variable's name has letters"),
        ({"set_var": {"A;B": "1"}}, "set_var: 'A;B' is not valid: a variable's name has letters"),
        (
            {"extensions": {"+1": "Goto(a,b,1"}},
            "extensions[\"+1\"]: 'Goto(a,b,1' is not valid: write an application as",
        ),
        ({"extensions": {"+1": ""}}, "extensions[\"+1\"]: '' is not valid: write an application as"),
    ],
)
def test_refused_in_the_program(arguments: dict[str, Any], line: str) -> None:
    refused = _refused(**arguments)
    assert refused.startswith(line)
    assert "Canary" not in refused


def test_what_the_seal_needs_to_know() -> None:
    assert _rows(sealed=True)["sealed"] == {"credentials": {"grable": "Grable-Trunk-2024"}}
    assert "sealed" not in _rows()


def test_a_database_of_its_own() -> None:
    """Its provider asks no environment."""
    url = "postgresql://asterisk:Canary@db.example/asterisk"
    _rows(database_url=url, ami_host="pbx", ami_user="trunkline", ami_secret="Canary")
    settings = MADE["pulumi:providers:pulumi-python"]
    assert {key: value for key, value in settings.items() if key.startswith("trunkline:")} == {
        "trunkline:databaseUrl": url,
        "trunkline:amiHost": "pbx",
        "trunkline:amiUser": "trunkline",
        "trunkline:amiSecret": "Canary",
        "trunkline:explicit": "true",
    }
