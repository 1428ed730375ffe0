"""Without its state, a trunk of `SipTrunk` comes back as the config that made it."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from trunkline.testing.twilio import Emulator

from ..support.project import GUIDE, ROOT, Project
from . import world

pytestmark = pytest.mark.long

SETTINGS = {
    "friendlyName": "Office",
    "credentialListName": "Office logins",
    "ipAccessControlListName": "Office addresses",
    "asteriskAddresses": {"206.189.160.179": "Dallas", "198.51.100.0/28": "Denver"},
    "originationUrls": [
        {
            "sipUrl": "sip:grable.voip.zoftko.com;transport=tls?X-Site=dallas&X-Rack=2",
            "priority": 5,
            "weight": 20,
            "friendlyName": "first",
        },
        {"sipUrl": "sip:other.voip.zoftko.com:5061;transport=tls", "priority": 20, "enabled": False},
    ],
    "phoneNumbers": ["+11234567890", "+442071838750"],
    "recordingMode": "record-from-answer-dual",
    "recordingTrim": "trim-silence",
    "transferMode": "sip-only",
    "transferCallerId": "from-transferor",
    "cnamLookupEnabled": True,
    "disasterRecoveryUrl": "https://example.com/twiml",
    "disasterRecoveryMethod": "GET",
    "endpointId": "twilio",
    "context": "inbound",
    "transport": "transport-tls",
    "codecs": ["alaw"],
    "qualifyFrequency": 30,
    "signallingRanges": {"oregon": "54.244.51.0/30", "dublin": "54.171.127.192/30"},
    "extensions": {"+11234567890": "Goto(attendant,start,1)", "_X.": "Hangup()"},
}
COLUMNS = {
    "edges": ["umatilla", "ashburn"],
    "qualifyTimeout": 2.5,
    "accountcode": "office",
    "language": "de",
    "callerId": "Office <+11234567890>",
    "trustIdInbound": True,
    "sendPai": False,
    "fromUser": "+11234567890",
    "dtmfMode": "auto",
    "directMedia": True,
    "rewriteContact": True,
    "rtpSymmetric": True,
    "rtpTimeout": 90,
    "timers": "required",
    "t38Udptl": True,
    "outboundProxy": "sip:proxy.example.com;lr",
    "setVar": {"A": "1;2", "B": "x"},
    "endpointOptions": {"force_rport": "no", "100rel": "yes", "max_audio_streams": 2},
    "aorOptions": {"qualify_2xx_only": "no", "authenticate_qualify": "yes"},
    "authOptions": {"nonce_lifetime": 32},
    "identifyOptions": {"srv_lookups": "no"},
}
"""Settings that need Asterisk's whole schema."""

PLAIN = {
    "secure": False,
    "transport": "tcp",
    "originationUrls": [{"sipUrl": "sip:grable.voip.zoftko.com"}],
}


def _shared(label: str, number: str, **more: Any) -> dict[str, Any]:
    return GUIDE | {
        "domainName": f"{label}.pstn.twilio.com",
        "username": label,
        "endpointId": label,
        "context": f"from-{label}",
        "originationUrls": [{"sipUrl": f"sip:{label}.voip.zoftko.com;transport=tls?X-Site={label}"}],
        "phoneNumbers": [number],
        "sharedAsterisk": True,
        **more,
    }


def _come_back(project: Project, emulator: Emulator, url: str, resources: int = 4, **trunks: dict[str, Any]) -> None:
    """Make the trunks, forget them, import them, and compare."""
    project.configure(**trunks)
    project.up().ok()
    world.forget(project)

    ended = world.import_(project, "--stack", "test")
    assert (ended.code, ended.stderr) == (0, "")
    assert "rowsAsFound" not in ended.stdout
    found = world.declared(project)
    assert found.keys() == trunks.keys()
    for name, trunk in found.items():
        if "password" in trunks[name]:
            assert list(trunk.pop("password")) == ["secure"]
        assert trunk.pop("adopt") is True
        stated = _without_defaults(trunks[name])
        assert trunk == stated
    world.takes_over(project, emulator, url, resources=resources * len(trunks))


def _without_defaults(trunk: Mapping[str, Any]) -> dict[str, Any]:
    endpoint_id = trunk["endpointId"]
    secure = trunk.get("secure", True)
    defaults: dict[str, Any] = {
        "context": f"from-{endpoint_id}",
        "transport": "tls" if secure else "udp",
        "qualifyFrequency": 60,
        **yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]["trunkDefaults"]["default"],
    }
    return {
        key: value for key, value in trunk.items() if key not in {"password", "adopt"} and defaults.get(key) != value
    }


def test_many_settings(project: Project, emulator: Emulator, database_url: str) -> None:
    whole = {} if database_url.startswith("sqlite") else COLUMNS
    _come_back(project, emulator, database_url, twilio=GUIDE | SETTINGS | whole)


def test_a_plain_trunk_by_a_default_name(project: Project, emulator: Emulator, database_url: str) -> None:
    _come_back(project, emulator, database_url, desk=GUIDE | PLAIN)


@pytest.mark.parametrize("authentication", ["credentials", "addresses"])
def test_one_kind_of_list(project: Project, emulator: Emulator, sqlite_url: str, authentication: str) -> None:
    excluded = {"credentials": {"asteriskAddresses"}, "addresses": {"username", "password"}}[authentication]
    trunk = {key: value for key, value in GUIDE.items() if key not in excluded} | {"authentication": authentication}
    _come_back(project, emulator, sqlite_url, resources=3, twilio=trunk)


def test_several_trunks_on_one_asterisk(project: Project, emulator: Emulator, postgres_url: str) -> None:
    project.variables["TRUNKLINE_DATABASE_URL"] = postgres_url
    ranges = {"dublin": "54.171.127.192/30", "frankfurt": "35.156.191.128/30"}
    _come_back(
        project,
        emulator,
        postgres_url,
        first=_shared("first", "+11234567890"),
        second=_shared("second", "+442071838750", signallingRanges=ranges),
        third=_shared("third", "+15005550006"),
    )


def test_a_trunk_that_differs_from_what_all_share(project: Project, emulator: Emulator, sqlite_url: str) -> None:
    project.configure(twilio=GUIDE)
    project.up().ok()
    world.forget(project)
    file = project.folder / "stacks" / "Pulumi.test.yaml"
    shared = {"codecs": ["alaw"], "dtmfMode": "info", "keepDomain": True, "context": "from-outside", "rtpTimeout": 30}
    stated = yaml.safe_load(file.read_text())
    stated["config"]["trunkline:trunkDefaults"] = shared
    file.write_text(yaml.safe_dump(stated))

    ended = world.import_(project, "--stack", "test")
    assert (ended.code, ended.stderr) == (0, "")
    (found,) = world.declared(project).values()
    assert {key: found[key] for key in shared} == {
        "codecs": ["ulaw"],
        "dtmfMode": "rfc4733",
        "keepDomain": False,
        "context": "from-twilio",
        "rtpTimeout": None,
    }
    world.takes_over(project, emulator, sqlite_url)
