"""Set-ups whose calls have no audio, or the wrong kind, and are refused or silent."""

from .set_up import PLAIN, RANGES, RESTORED, Calls, Cure, SetUp, rows, updated

_GUIDE = {"media_encryption": None, "identify_by": None, "direct_media": None}
_ENCRYPT = Cure("to 'sdes' for a secure trunk", (updated("ps_endpoints", media_encryption="sdes"),))

SET_UPS = [
    SetUp(
        "no media_encryption on a secure trunk",
        rows({"media_encryption": None}),
        finds={"TL401"},
        fault="488 both ways",
        cures={"TL401": _ENCRYPT},
        calls=Calls(out=488, inward=488),
    ),
    SetUp(
        "optional encryption on a secure trunk",
        rows({"media_encryption_optimistic": "yes"}),
        finds={"TL401"},
        fault="488 out: it offers RTP/AVP",
        calls=Calls(out=488),
    ),
    SetUp(
        "DTLS",
        rows({"media_encryption": "dtls"}),
        finds={"TL401"},
        fault="488 both ways",
        cures={"TL401": _ENCRYPT},
    ),
    SetUp(
        "encryption on a plain trunk",
        rows({"transport": "udp"}),
        PLAIN,
        finds={"TL401"},
        fault="488 in",
        cures={"TL401": Cure("to 'no' for any other", (updated("ps_endpoints", media_encryption="no"),))},
        calls=Calls(inward=488),
    ),
    SetUp(
        "the endpoint of a browser",
        rows({"webrtc": "yes"}),
        finds={"TL417"},
        fault="488 out",
        cures={"TL417": Cure("to 'no'", (updated("ps_endpoints", webrtc="no"),))},
        calls=Calls(out=488),
    ),
    SetUp(
        "AVPF",
        rows({"use_avpf": "yes"}),
        finds={"TL417"},
        fault="488 both ways",
        cures={"TL417": Cure("to 'no'", (updated("ps_endpoints", use_avpf="no"),))},
        calls=Calls(out=488, inward=488),
    ),
    SetUp(
        "no audio stream",
        rows({"max_audio_streams": 0}),
        finds={"TL419"},
        fault="488",
        calls=Calls(inward=488),
    ),
    SetUp(
        "G.729 only",
        rows({"allow": "g729"}),
        finds={"TL404"},
        fault="488",
        calls=Calls(out=488, inward=488),
    ),
    SetUp(
        "all codecs",
        rows({"disallow": None, "allow": "all"}),
        finds={"TL405"},
        fault="offers what Twilio does not have",
    ),
    SetUp(
        "keys in the audio",
        rows({"dtmf_mode": "inband"}),
        finds={"TL408"},
        fault="Twilio does not detect dialled keys",
    ),
    SetUp(
        "keys in INFO",
        rows({"dtmf_mode": "info"}),
        finds={"TL408"},
        fault="Twilio does not detect dialled keys",
    ),
    SetUp(
        "direct_media as it is by default",
        rows({"direct_media": None}),
        finds={"TL406"},
        fault="audio in one direction, or none",
    ),
    SetUp(
        "time-outs with a wrong sign",
        rows({"rtp_timeout": -1}),
        finds={"TL415"},
        fault="Asterisk does not load the endpoint",
        cures={"TL415": Cure("correct the value", (updated("ps_endpoints", rtp_timeout=60),))},
        calls=Calls(out=0, inward=401),
    ),
    SetUp(
        "a how-to for realtime, as written",
        rows(_GUIDE, identify={"twilio-oregon": RANGES["twilio-umatilla"]}),
        finds={"TL302", "TL305", "TL401", "TL406"},
        fault="488, and anyone can call in",
        cures={
            "TL401": _ENCRYPT,
            "TL302": Cure("for each range", RESTORED),
        },
        calls=Calls(out=488, inward=401, stranger=488),
    ),
]
