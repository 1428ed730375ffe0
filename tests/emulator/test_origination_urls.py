"""A trunk's origination URLs, through the SDK."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client


def test_an_origination_url_lives_and_dies(client: Client) -> None:
    trunk = client.trunking.v1.trunks.create()

    made = trunk.origination_urls.create(
        weight=65535,
        priority=0,
        enabled=False,
        friendly_name="pbx",
        sip_url="sip:192.0.2.1:5061;transport=tls",
    )
    assert made.sid is not None
    assert made.sid.startswith("OU")
    assert (made.trunk_sid, made.account_sid) == (trunk.sid, client.account_sid)
    assert (made.weight, made.priority, made.enabled) == (65535, 0, False)
    assert made.url == f"https://trunking.twilio.com/v1/Trunks/{trunk.sid}/OriginationUrls/{made.sid}"

    changed = made.update(enabled=True, weight=0)
    assert (changed.enabled, changed.weight, changed.sip_url) == (True, 0, made.sip_url)
    assert made.fetch().weight == 0
    assert [one.sid for one in trunk.origination_urls.list()] == [made.sid]

    assert made.delete()
    assert trunk.origination_urls.list() == []
    with pytest.raises(TwilioRestException, match="was not found"):
        made.delete()


@pytest.mark.parametrize(
    "sip_url",
    [
        "sip:pbx.example.com",
        "sip://pbx.example.com:1234",
        "sips:pbx.example.com",
        "SIP:user@192.0.2.1:65535",
        "sip:pbx;transport=udp;edge=sao-paulo",
        "sip:pbx.example.com?X-Site=a",
        "sip:pbx.example.com:5061;transport=tls?X-Site=a&X-Rack=2",
    ],
)
def test_sip_urls_that_are_accepted(client: Client, sip_url: str) -> None:
    trunk = client.trunking.v1.trunks.create()

    made = trunk.origination_urls.create(weight=1, priority=1, enabled=True, friendly_name="pbx", sip_url=sip_url)

    assert made.sip_url == sip_url


def test_an_origination_url_belongs_to_its_trunk(client: Client) -> None:
    one, other = client.trunking.v1.trunks.create(), client.trunking.v1.trunks.create()
    made = one.origination_urls.create(
        weight=1, priority=1, enabled=True, friendly_name="pbx", sip_url="sip:pbx.example.com"
    )

    with pytest.raises(TwilioRestException, match="was not found"):
        other.origination_urls(made.sid or "").fetch()
