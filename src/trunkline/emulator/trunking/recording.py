"""`/v1/Trunks/{TrunkSid}/Recording`: a part of each trunk."""

from trunkline.emulator.call import Call, Document
from trunkline.emulator.fields import choice, parse
from trunkline.emulator.store import update

FIELDS = {
    "Mode": (
        "recording_mode",
        choice(
            "do-not-record",
            "record-from-ringing",
            "record-from-answer",
            "record-from-ringing-dual",
            "record-from-answer-dual",
        ),
    ),
    "Trim": ("recording_trim", choice("trim-silence", "do-not-trim")),
}


def fetch(call: Call) -> Document:
    trunk = call.owned("trunks", call.sids["trunk_sid"])
    return {"mode": trunk["recording_mode"], "trim": trunk["recording_trim"]}


def modify(call: Call) -> Document:
    trunk = call.owned("trunks", call.sids["trunk_sid"])
    update(call.db, "trunks", trunk["sid"], parse(call.form, FIELDS))
    return fetch(call)
