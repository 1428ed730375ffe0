"""Reading a log needs no call."""

from . import trace

INVITE = "INVITE sip:+10987654321@grable.pstn.twilio.com;transport=tcp SIP/2.0\nCall-ID: a\nCSeq: {} INVITE\n"
TRYING = "SIP/2.0 100 trying -- your call is important to us\nCall-ID: a\nCSeq: {} INVITE\nContent-Length: 0\n\n"
CHALLENGE = "SIP/2.0 407 Proxy Authentication Required\nCall-ID: a\nCSeq: 1 INVITE\nContent-Length: 0\n\n"


def test_two_messages_in_one_segment() -> None:
    segment = TRYING.format(1) + CHALLENGE
    log = "\n".join(
        f"[2026-11-26 02:27:57.429] VERBOSE[1] res_pjsip_logger.c: <--- {way} TCP:127.2.0.1:5060 --->\n{text}\n"
        for way, text in (
            ("Transmitting SIP request (913 bytes) to", INVITE.format(1)),
            ("Received SIP response (420 bytes) from", segment),
            ("Received SIP response (577 bytes) from", segment),
            ("Transmitting SIP request (1213 bytes) to", INVITE.format(2)),
            ("Received SIP response (420 bytes) from", TRYING.format(2)),
            ("Transmitting SIP request (1213 bytes) to", INVITE.format(2)),
        )
    )
    assert trace.first_call(log) == ["tcp INVITE", "tcp 100", "tcp 407", "tcp INVITE", "tcp 100"]
