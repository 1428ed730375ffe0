"""A restricted API key: what it lacks does no harm if nothing needs it, and is named if something does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest

from trunkline.doctor import twilio_side as doctors
from trunkline.doctor.snapshot import TwilioSide
from trunkline.providers import connections
from trunkline.providers.errors import RefusedError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.account import Account
from trunkline.testing.twilio import Emulator

from ..support import inputs, wire
from ..support.between import between
from ..support.logics import CredentialListLogic, CredentialListSealLogic, TrunkLogic

NUMBERS, ADDRESSES = "/IncomingPhoneNumbers", "/SIP/IpAccessControlLists"
REFUSALS = [
    wire.document(401, {"status": 401, "code": 20003, "message": "Authenticate"}),
    wire.document(403, {"status": 403, "code": 20003, "message": "Permission Denied"}),
    wire.document(401, {"status": 401, "code": 70051, "message": "Authorization Failed"}),
]

pytestmark = pytest.mark.usefixtures("impatient")


@contextmanager
def _without(emulator: Emulator, refusal: bytes, *paths: str) -> Iterator[Settings]:
    """Settings with a key that may not ask for these paths of the 2010 API."""

    def instead(request: wire.Request) -> list[wire.Step] | None:
        return [refusal] if any(f"{emulator.account_sid}{path}" in request.path for path in paths) else None

    with between(emulator, instead=instead) as proxy:
        yield attrs.evolve(emulator.settings, twilio_url=proxy.url)
        connections.clear()


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_trunk_without_numbers_and_addresses(emulator: Emulator, refusal: bytes) -> None:
    """Its whole life: preview, create, refresh, change, takeover, delete; and the doctor."""
    with _without(emulator, refusal, NUMBERS, ADDRESSES) as settings:
        client = connections.account(settings).twilio
        wanted = inputs.trunk(ip_access_control_lists=[], phone_numbers=[])
        lists, trunks = CredentialListLogic(Account(client)), TrunkLogic(Account(client))
        assert lists.inspect({}, inputs.credential_list()) == trunks.inspect({}, wanted) == []
        list_sid, credentials = lists.create(inputs.credential_list())
        wanted["credential_lists"] = [list_sid]
        sid, made = trunks.create(wanted)
        CredentialListSealLogic(Account(client), None).create(inputs.seal(list_sid, grable=inputs.PASSWORD))
        read = trunks.read(sid, made)
        assert read
        assert read["phone_numbers"] == []
        changed = trunks.update(sid, made, wanted | {"secure": False})
        adopting = TrunkLogic(Account(client))
        assert adopting.inspect({}, wanted | {"adopt": True}) == []
        assert adopting.create(wanted | {"adopt": True})[0] == sid
        side = doctors.read(settings, None)
        assert isinstance(side, TwilioSide)
        assert side.numbers is None
        trunks.delete(sid, changed)
        lists.delete(list_sid, credentials)


def test_numbers_that_were_added_by_hand_are_seen(emulator: Emulator) -> None:
    with _without(emulator, REFUSALS[0], NUMBERS) as settings:
        trunks = TrunkLogic(connections.account(settings))
        sid, made = trunks.create(inputs.trunk(phone_numbers=[]))
        number = emulator.client().incoming_phone_numbers.list()[0]
        number.update(trunk_sid=sid)
        read = trunks.read(sid, made)
        assert read
        assert read["phone_numbers"] == [number.phone_number]


@pytest.mark.parametrize(
    ("refusal", "line"),
    [
        (
            REFUSALS[0],
            (
                "Twilio answered 401, code 20003: Authenticate: check TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or "
                "TWILIO_API_KEY with TWILIO_API_SECRET"
            ),
        ),
        (
            REFUSALS[2],
            (
                "Twilio answered 401, code 70051 to GET /2010-04-01/Accounts/AC/IncomingPhoneNumbers.json: "
                "Authorization Failed: give the restricted API key this permission in Twilio's console, or use a "
                "standard key"
            ),
        ),
    ],
)
def test_what_a_trunk_needs_is_named(emulator: Emulator, refusal: bytes, line: str) -> None:
    with _without(emulator, refusal, NUMBERS) as settings:
        for needs in (_preview, _create):
            with pytest.raises(RefusedError) as refused:
                needs(TrunkLogic(Account(connections.account(settings).twilio)))
            assert str(refused.value).replace(emulator.account_sid, "AC") == line


def _preview(trunks: TrunkLogic) -> Any:
    return trunks.inspect({}, inputs.trunk())


def _create(trunks: TrunkLogic) -> Any:
    return trunks.create(inputs.trunk())


def test_a_provider_of_the_program_has_no_variables(emulator: Emulator) -> None:
    with _without(emulator, REFUSALS[0], NUMBERS) as settings:
        client = connections.account(attrs.evolve(settings, explicit=True)).twilio
        with pytest.raises(RefusedError) as refused:
            client.incoming_phone_numbers.list()
        assert str(refused.value).endswith(
            ": check twilio_account_sid with twilio_auth_token, or twilio_api_key with twilio_api_secret"
        )
