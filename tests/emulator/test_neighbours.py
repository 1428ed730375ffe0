"""The paths that trunks do not need, but clients ask for on their way."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from trunkline.emulator.app import NEIGHBOURS
from trunkline.emulator.seed import seed
from trunkline.emulator.store import Store

Send = Callable[..., requests.Response]


def test_the_account(client: Client) -> None:
    account = client.api.v2010.accounts(client.account_sid).fetch()

    assert (account.sid, account.owner_account_sid, account.auth_token) == (
        client.account_sid,
        client.account_sid,
        None,
    )
    assert (account.status, account.type) == ("active", "Full")
    assert [each.sid for each in client.api.v2010.accounts.list()] == [client.account_sid]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"friendly_name": "My first Twilio account"}, 1),
        ({"friendly_name": "another"}, 0),
        ({"status": "active"}, 1),
        ({"status": "closed"}, 0),
    ],
)
def test_accounts_are_filtered(client: Client, filters: dict[str, str], count: int) -> None:
    assert len(client.api.v2010.accounts.list(**filters)) == count


def test_subaccounts(client: Client, stranger: Client, state: Path) -> None:
    assert stranger.account_sid is not None
    environ = {"TWILIO_ACCOUNT_SID": stranger.account_sid, "TWILIO_AUTH_TOKEN": str(stranger.password)}
    with closing(Store(state)) as store:
        seed(store, environ, owner_account_sid=client.account_sid)

    assert {each.sid for each in client.api.v2010.accounts.list()} == {client.account_sid, stranger.account_sid}
    assert client.api.v2010.accounts(stranger.account_sid).fetch().owner_account_sid == client.account_sid
    assert [each.sid for each in stranger.api.v2010.accounts.list()] == [stranger.account_sid]
    with pytest.raises(TwilioRestException, match="Authenticate"):
        stranger.api.v2010.accounts(client.account_sid).fetch()


KINDS = ("local", "mobile", "toll_free")


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_by_kind(client: Client, kind: str) -> None:
    found = getattr(client.available_phone_numbers("GB"), kind).list(limit=1)[0].phone_number
    numbers = client.incoming_phone_numbers
    before = {each.sid for each in numbers.list()}

    bought = getattr(numbers, kind).create(phone_number=found, friendly_name="by its kind")

    assert numbers(bought.sid).fetch().friendly_name == "by its kind"
    assert bought.sid in {each.sid for each in getattr(numbers, kind).list()}
    for other in set(KINDS) - {kind}:
        assert bought.sid not in {each.sid for each in getattr(numbers, other).list()}
        with pytest.raises(TwilioRestException) as refused:
            getattr(numbers, other).create(phone_number=found)
        assert (refused.value.status, refused.value.code) == (400, 21422)
    assert {each.sid for each in numbers.list()} == before | {bought.sid}
    assert [each.sid for each in getattr(numbers, kind).list(phone_number=found)] == [bought.sid]
    assert getattr(numbers, kind).list(friendly_name="another") == []
    assert numbers(bought.sid).delete()


@pytest.mark.parametrize("kind", ["Local", "Mobile", "TollFree"])
def test_a_number_of_a_kind_has_to_be_named(send: Send, kind: str) -> None:
    answer = send(
        "POST", f"/2010-04-01/Accounts/{{account}}/IncomingPhoneNumbers/{kind}.json", data={"AreaCode": "415"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_countries(client: Client) -> None:
    countries = {each.country_code: each for each in client.available_phone_numbers.list()}

    assert {"US", "CA", "GB", "DE", "AU"} <= countries.keys()
    for code, kinds in {"US": {"local", "toll_free"}, "GB": {"local", "mobile", "toll_free"}}.items():
        country = client.available_phone_numbers(code).fetch()
        assert country.subresource_uris == countries[code].subresource_uris
        assert (country.subresource_uris or {}).keys() == kinds
    with pytest.raises(TwilioRestException, match="was not found"):
        client.available_phone_numbers("XX").fetch()


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _, _ in NEIGHBOURS])
def test_a_login_is_needed(send: Send, method: str, path: str) -> None:
    path = path.replace("{account_sid}", "{account}").replace("{kind:kind}", "Local").replace("{country_code}", "US")
    answer = send(method, path, auth=("AC" + "0" * 32, "wrong"))
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


@pytest.mark.parametrize(
    "path", ["/IncomingPhoneNumbers/Premium.json", "/IncomingPhoneNumbers/local.json", "/Calls.json"]
)
def test_what_there_is_not(send: Send, path: str) -> None:
    answer = send("GET", f"/2010-04-01/Accounts/{{account}}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)
