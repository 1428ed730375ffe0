"""A subaccount's SID with a key of the parent account: trunks would be made in the parent account."""

import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import frozen
from twilio.rest import Client

from trunkline.emulator.seed import seed
from trunkline.emulator.store import Store
from trunkline.providers import connections
from trunkline.providers.errors import RefusedError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import client as clients
from trunkline.providers.twilio.account import Account
from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from ..support import inputs, twilio_side
from ..support.logics import CredentialListLogic, TrunkLogic

SECRET = "CanarySecreta1b2c3d4e5f6"
BELOW_NUMBERS = ("+15125550150",)


@frozen
class Below:
    """A subaccount's SID, with the parent account's key, and the emulator that has both."""

    parent: Emulator
    settings: Settings
    auth_token: str

    @property
    def line(self) -> str:
        mine = self.settings.twilio_account_sid
        return (
            f"twilio_account_sid: Twilio answers for account {self.parent.account_sid}, not {mine}: an API key of the "
            "parent account does not reach a subaccount's trunks: "
            f"use a key or token of {mine} (TWILIO_API_KEY, TWILIO_API_SECRET)"
        )

    def client(self) -> Client:
        """In a separate process."""
        return clients.create(self.settings)

    def made(self) -> int:
        """How many things either account has by now, beside numbers."""
        by_token = attrs.evolve(
            self.settings, twilio_api_key=None, twilio_api_secret=None, twilio_auth_token=self.auth_token
        )
        return sum(
            len(things.list())
            for each in (self.parent.client(), connections.account(by_token).twilio)
            for things in (
                each.trunking.v1.trunks,
                each.api.v2010.account.sip.credential_lists,
                each.api.v2010.account.sip.ip_access_control_lists,
            )
        )


@pytest.fixture
def below(tmp_path: Path) -> Iterator[Below]:
    key, state, sid, token = f"SK{'0' * 32}", tmp_path / "twilio.sqlite3", f"AC{secrets.token_hex(16)}", "below"
    with twilio.running(state, api_key=(key, SECRET)) as parent:
        with closing(Store(state)) as store:
            environ = {"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token}
            seed(store, environ, BELOW_NUMBERS, owner_account_sid=parent.account_sid)
        settings = Settings(twilio_account_sid=sid, twilio_api_key=key, twilio_api_secret=SECRET, twilio_url=parent.url)
        yield Below(parent, settings, token)


def _trunk(**changes: Any) -> dict[str, Any]:
    return inputs.trunk(phone_numbers=list(BELOW_NUMBERS), **changes)


def test_a_preview_refuses_it(below: Below) -> None:
    below.parent.client().trunking.v1.trunks.create(friendly_name="the parent's")
    with pytest.raises(RefusedError) as refused:
        TrunkLogic(Account(below.client())).inspect({}, _trunk())
    assert str(refused.value) == below.line


def test_nothing_is_made_without_a_preview(below: Below) -> None:
    """The lists would come first, and they would be the subaccount's own."""
    below.parent.client().trunking.v1.trunks.create(friendly_name="the parent's")
    with pytest.raises(RefusedError) as refused:
        CredentialListLogic(Account(below.client())).create(inputs.credential_list())
    assert str(refused.value) == below.line
    assert below.made() == 1


def test_a_parent_account_without_trunks_gets_none(below: Below) -> None:
    """Here the first trunk's own answer is the first that shows it."""
    below.parent.forget_requests()
    with pytest.raises(RefusedError) as refused:
        TrunkLogic(Account(below.client())).create(_trunk())
    *_, made = [each["path"] for each in below.parent.requests_made() if each["method"] == "DELETE"]
    sid = made.rpartition("/")[2]
    assert str(refused.value) == below.line.replace(
        "trunks: ", f"trunks ({sid} was made there and is deleted again; its domain may stay reserved for 30 days): "
    )
    assert below.made() == 0


@pytest.mark.usefixtures("impatient")
def test_a_trunk_that_cannot_be_deleted_is_named(below: Below) -> None:
    below.parent.misbehave(method="DELETE", path="/v1/Trunks/", kind="status", times=9)
    with pytest.raises(RefusedError, match=r"trunks \(TK[0-9a-f]{32} was made there: delete it\): use a key"):
        below.client().trunking.v1.trunks.create()


def test_an_explicit_provider_has_no_variables(below: Below) -> None:
    below.parent.client().trunking.v1.trunks.create()
    client = connections.account(attrs.evolve(below.settings, explicit=True)).twilio
    with pytest.raises(RefusedError) as refused:
        client.trunking.v1.trunks.list()
    assert str(refused.value) == below.line.removesuffix(" (TWILIO_API_KEY, TWILIO_API_SECRET)")


def test_what_names_the_account_is_reached(below: Below) -> None:
    lists = below.client().api.v2010.account.sip.credential_lists
    assert [each.account_sid for each in (lists.create("x"), lists.list()[0])] == [
        below.settings.twilio_account_sid
    ] * 2


def test_a_key_of_its_own_asks_once(tmp_path: Path) -> None:
    """First `up` of one trunk, with the preview before it: at most 16 requests."""
    key = (f"SK{'0' * 32}", SECRET)
    with twilio.running(tmp_path / "twilio.sqlite3", api_key=key) as emulator:
        settings = attrs.evolve(emulator.settings, twilio_auth_token=None, twilio_api_key=key[0])
        settings = attrs.evolve(settings, twilio_api_secret=key[1])
        for process in ("preview", "up"):
            client = clients.create(settings)
            if process == "preview":
                assert twilio_side.inspect(client) == []
            else:
                twilio_side.create(client)
        asked = [each["path"] for each in emulator.requests_made() if each["method"] == "GET"]
        assert asked.count("/v1/Trunks") == 2
        assert len(emulator.requests_made()) <= 16
        twilio_side.is_made_once(emulator)
