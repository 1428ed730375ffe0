"""HTTP basic: an account's token, an API key's secret, and nothing else."""

import secrets
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from trunkline.emulator.seed import seed
from trunkline.emulator.store import Store


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic //8="},
        {"Authorization": "Basic Zm9v"},
        {"Authorization": "Bearer Zm9vOmJhcg=="},
    ],
)
def test_who_does_not_say_who_they_are_is_refused(
    send: Callable[..., requests.Response], headers: dict[str, str]
) -> None:
    for path in (
        "/v1/Trunks",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json",
        "/emulator/requests",
    ):
        answer = send("GET", path, auth=lambda request: request, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'


def test_a_wrong_token_is_refused(client: Client, connect: Callable[..., Client]) -> None:
    for credentials in ((client.account_sid, "wrong"), ("AC" + "f" * 32, client.password)):
        with pytest.raises(TwilioRestException) as refused:
            connect(*credentials).trunking.v1.trunks.create()
        assert (refused.value.status, refused.value.code) == (401, 20003)


def test_another_accounts_path_is_refused(client: Client, stranger: Client, connect: Callable[..., Client]) -> None:
    trespasser = connect(client.username, client.password, stranger.account_sid)

    with pytest.raises(TwilioRestException) as refused:
        trespasser.api.account.sip.credential_lists.create("x")

    assert refused.value.code == 20003


def test_an_api_key_speaks_for_its_account(client: Client, connect: Callable[..., Client], state: Path) -> None:
    key, secret = "SK" + secrets.token_hex(16), secrets.token_hex(16)
    environ = {"TWILIO_ACCOUNT_SID": client.account_sid, "TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret}
    with closing(Store(state)) as store:
        seed(store, environ)

    by_key = connect(key, secret, client.account_sid)

    assert by_key.trunking.v1.trunks.create().account_sid == client.account_sid
    assert by_key.api.account.sip.credential_lists.create("x").account_sid == client.account_sid
    assert len(client.trunking.v1.trunks.list()) == 1
    with pytest.raises(TwilioRestException) as refused:
        connect(key, "wrong", client.account_sid).trunking.v1.trunks.create()
    assert refused.value.code == 20003


def test_a_parents_key_acts_in_its_subaccounts_but_for_trunks(
    client: Client, stranger: Client, connect: Callable[..., Client], state: Path
) -> None:
    """Trunking paths name no account: they are the key's own."""
    key, secret = "SK" + secrets.token_hex(16), secrets.token_hex(16)
    environ = {"TWILIO_ACCOUNT_SID": client.account_sid, "TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret}
    below = {"TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16), "TWILIO_AUTH_TOKEN": secrets.token_hex(16)}
    with closing(Store(state)) as store:
        seed(store, environ)
        seed(store, below, ["+15125550199"], owner_account_sid=client.account_sid)

    by_key = connect(key, secret, below["TWILIO_ACCOUNT_SID"])

    made = by_key.api.account.sip.credential_lists.create("x")
    assert made.account_sid == below["TWILIO_ACCOUNT_SID"]
    assert by_key.trunking.v1.trunks.create().account_sid == client.account_sid
    its_own = connect(*below.values())
    assert [each.sid for each in its_own.api.account.sip.credential_lists.list()] == [made.sid]
    assert its_own.trunking.v1.trunks.list() == client.api.account.sip.credential_lists.list() == []
    for intruder in (
        connect(key, secret, stranger.account_sid),
        connect(*below.values(), client.account_sid),
        connect(stranger.username, stranger.password, below["TWILIO_ACCOUNT_SID"]),
    ):
        with pytest.raises(TwilioRestException) as refused:
            intruder.api.account.sip.credential_lists.create("y")
        assert refused.value.code == 20003
