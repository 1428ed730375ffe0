"""A change of the password is sealed last, after every endpoint that uses it."""

import pulumi
import pytest

from trunkline import AsteriskEndpoint, AsteriskEndpointArgs, InvalidArgs, TwilioTrunk, TwilioTrunkArgs

from . import recorder
from .cases import BASES


def _sealed(*, seal: bool, sealed: bool) -> pulumi.Resource:
    trunk = TwilioTrunk("twilio", TwilioTrunkArgs(**BASES[TwilioTrunkArgs], seal=seal))
    endpoint = AsteriskEndpoint("asterisk", AsteriskEndpointArgs(**BASES[AsteriskEndpointArgs], sealed=sealed))
    trunk.seal([endpoint])
    return trunk


def test_it_is_one_resource() -> None:
    assert "twilio-seal" in recorder.preview(lambda: _sealed(seal=False, sealed=True))


@pytest.mark.parametrize(
    ("seal", "sealed", "line"),
    [
        (True, True, "the trunk seals itself, before its endpoints are written: set seal=False"),
        (False, False, "asterisk writes a new password at once: set its sealed=True"),
    ],
)
def test_what_is_refused(seal: bool, sealed: bool, line: str) -> None:
    with pytest.raises(InvalidArgs, match=f"^twilio: TwilioTrunkArgs.seal: {line}$"):
        recorder.preview(lambda: _sealed(seal=seal, sealed=sealed))
