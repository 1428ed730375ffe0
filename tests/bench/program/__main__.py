"""As many trunks as TRUNKS says; with BARE, as many resources that do nothing; with CHANGE, one thing is different."""

import os

from trunkline import OriginationUrl, SipTrunk, SipTrunkArgs

trunks = int(os.environ["TRUNKS"])
changed = "CHANGE" in os.environ


def trunk(index: int) -> SipTrunkArgs:
    """One credential, three addresses, two origination URLs, two numbers, all signalling ranges."""
    host = index % 250 + 1
    return SipTrunkArgs(
        domain_name=f"bench-{index}.pstn.twilio.com",
        username=f"bench-{index}",
        password=f"Bench-Trunk-{index:04d}",
        asterisk_addresses=[f"192.0.2.{host}", f"198.51.100.{host}", f"203.0.113.{host}"],
        origination_urls=[
            OriginationUrl(sip_url=f"sip:a{index}.example.com;transport=tls"),
            OriginationUrl(sip_url=f"sip:b{index}.example.com;transport=tls", priority=20),
        ],
        phone_numbers=[f"+1415555{2 * index:04d}", f"+1415555{2 * index + 1:04d}"],
        shared_asterisk=trunks > 1,
        recording_mode="record-from-answer" if changed and index == 0 else "do-not-record",
    )


for index in range(trunks):
    if "BARE" in os.environ:
        import noop  # type: ignore[import-not-found]

        noop.Trunk(f"t{index}", changed=changed and index == 0)
    else:
        SipTrunk(f"t{index}", trunk(index))
