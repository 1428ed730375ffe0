"""What the component makes of its arguments, without an engine."""

from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

from trunkline import (
    SIGNALLING_RANGES,
    AsteriskEndpoint,
    AsteriskEndpointArgs,
    InvalidArgs,
    OriginationUrl,
    SipTrunk,
    SipTrunkArgs,
)

MADE: dict[str, dict[str, Any]] = {}


class Recording(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        MADE[args.typ] = args.inputs
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
    with pytest.raises(InvalidArgs, match=f"transport: '{transport}' does not encrypt"):
        AsteriskEndpoint(
            "twilio",
            AsteriskEndpointArgs(
                domain_name="grable.pstn.twilio.com", username="grable", password="-", transport=transport
            ),
        )


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
    with pytest.raises(InvalidArgs, match=r"extensions\.\+1: 'attendant' is not an application"):
        _rows(extensions={"+1": "attendant"})


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


def test_a_shared_asterisk_takes_the_hosts_of_the_origination_urls() -> None:
    def make() -> pulumi.Output[Any]:
        urls = [
            OriginationUrl(sip_url="sip:a.example;transport=tls"),
            OriginationUrl(sip_url="sip:pbx@b.example:5061"),
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
        ).asterisk.endpoint.urn

    mocks.test(make)()
    identify = MADE["pulumi-python:dynamic/asterisk:Endpoint"]["ps_endpoint_id_ips"]
    assert identify.keys() == {"twilio-a.example", "twilio-b.example"}
