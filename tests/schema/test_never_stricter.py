"""The schema accepts all that the model accepts: an editor never underlines what a preview allows."""

from typing import Any, get_args

import pytest
from jsonschema import Draft7Validator

from trunkline import NumberToBuy, OriginationUrl, SipTrunkArgs
from trunkline.components.arguments import record
from trunkline.model import asterisk, twilio
from trunkline.model.kinds import Kind
from trunkline.model.path import ConfigPath, camel
from trunkline.model.signalling import EDGES

from ..importing.test_round_trip import COLUMNS, PLAIN, SETTINGS
from ..rules.test_bogus_values import BOGUS
from ..support.project import GUIDE

PASSWORDS = {"password", "further_credentials"}
"""The model accepts the passwords themselves, of which the schema wants the encrypted ones."""

KINDS: dict[str, Kind] = {
    f"{kind.__name__}.{name}": each
    for kind in (SipTrunkArgs, OriginationUrl, NumberToBuy)
    for name, each in record(kind).fields.items()
    if name not in PASSWORDS | {"origination_urls", "buy_numbers"}
}
LITERALS = [
    twilio.Authentication,
    asterisk.AuthType,
    asterisk.Codec,
    asterisk.DtmfMode,
    asterisk.Timers,
    twilio.RecordingMode,
    twilio.RecordingTrim,
    twilio.TransferMode,
    twilio.TransferCallerId,
    twilio.Method,
    twilio.NumberType,
    twilio.Capability,
    twilio.EmergencyStatus,
]
SCALARS: list[Any] = [
    *(value for cases in BOGUS.values() for _, value, _ in cases),
    *(value for literal in LITERALS for value in get_args(literal)),
    *EDGES,
    *("grable.pstn.twilio.com", "9-lives.pstn.twilio.com", f"{'g' * 63}.pstn.twilio.com"),
    *("206.189.160.179", "206.189.160.0/24", "128.0.0.0/1", "206.189.160.0/255.255.255.0", "10.0.0.0/08"),
    *("+11234567890", "+442071838750", "+4915112345678", "Office <+11234567890>", "<+442071838750> (x)"),
    *("sip:206.189.160.179", "SIP:a.example.com:5061;transport=TLS", "sip:+1123@localhost:65535;transport=tcp;lr"),
    *("https://example.com/twiml", "HTTP://203.0.113.1:8080/?a=b", "sip:proxy.example.com;lr"),
    *("Goto(attendant,start,1)", "Hangup()", "_X.", "VAR(1)", "x" * 40, "from-twilio", "ünïcode"),
    *("AD" + "0" * 32, "RI" + "f" * 32, "BU" + "A" * 32, "US", "GB", "415", "+1415*", "%AB%", "12$"),
    *(True, False, None, 0, 1, 15, 15.0, 60, 86400, 65535, 65535.0, 1_000_000, 2.5, -1),
]


VALUES: list[Any] = [
    *([], {}),
    *SCALARS,
    *([value] for value in SCALARS),
    *([value, value] for value in SCALARS),
    *({key: value} for value in SCALARS for key in ("A", "192.0.2.1", "ps_endpoints")),
    *({str(key): value} for key in SCALARS for value in ("192.0.2.0/24", "Hangup()")),
]


@pytest.mark.parametrize("argument", KINDS)
def test_argument(argument: str) -> None:
    kind, path = KINDS[argument], ConfigPath("trunks.twilio")
    validator = Draft7Validator(kind.schema())
    accepted = [value for value in VALUES if not list(kind.problems(value, path.field("argument")))]
    assert accepted
    assert [value for value in accepted if not validator.is_valid(value)] == []


@pytest.mark.parametrize("trunk", [GUIDE | SETTINGS | COLUMNS, GUIDE | PLAIN])
def test_whole_trunks(trunk: dict[str, Any]) -> None:
    schema = record(SipTrunkArgs).schema()
    plain = {key: value for key, value in trunk.items() if key != "password"}
    assert list(Draft7Validator(schema).iter_errors(plain)) == []
    assert schema["properties"].keys() == {camel(name) for name in record(SipTrunkArgs).fields}
