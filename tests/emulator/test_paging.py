"""Lists longer than a page, in both styles, and the links between their pages."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from twilio.rest import Client

Send = Callable[..., requests.Response]


def test_the_sdk_follows_v1_pages(client: Client, send: Send) -> None:
    made = [client.trunking.v1.trunks.create(friendly_name=str(n)).sid for n in range(7)]

    assert [trunk.sid for trunk in client.trunking.v1.trunks.list(page_size=3)] == made
    assert [trunk.sid for trunk in client.trunking.v1.trunks.stream(page_size=1)] == made
    assert len(client.trunking.v1.trunks.list(limit=4, page_size=3)) == 4

    meta = send("GET", "/v1/Trunks?PageSize=3").json()["meta"]
    assert {name: meta[name] for name in ("key", "page", "page_size", "previous_page_url")} == {
        "key": "trunks",
        "page": 0,
        "page_size": 3,
        "previous_page_url": None,
    }
    assert meta["url"] == meta["first_page_url"] == "https://trunking.twilio.com/v1/Trunks?PageSize=3&Page=0"
    assert meta["next_page_url"].startswith("https://trunking.twilio.com/v1/Trunks?PageSize=3&Page=1&PageToken=PA")


def test_the_sdk_follows_2010_pages(client: Client, send: Send) -> None:
    lists = client.api.account.sip.credential_lists
    made = [lists.create(str(n)).sid for n in range(7)]

    assert [one.sid for one in lists.list(page_size=3)] == made
    assert [one.sid for one in lists.stream(page_size=2)] == made

    path = f"/2010-04-01/Accounts/{client.account_sid}/SIP/CredentialLists.json"
    first = send("GET", f"{path}?PageSize=3").json()
    assert (first["page"], first["page_size"], first["start"], first["end"]) == (0, 3, 0, 2)
    assert first["uri"] == first["first_page_uri"] == f"{path}?PageSize=3&Page=0"
    assert first["previous_page_uri"] is None
    assert first["next_page_uri"].startswith(f"{path}?PageSize=3&Page=1&PageToken=PA")
    last = send("GET", send("GET", first["next_page_uri"]).json()["next_page_uri"]).json()
    assert (last["page"], last["start"], last["end"], last["next_page_uri"]) == (2, 6, 6, None)


def test_pages_lead_back(client: Client) -> None:
    made = [client.trunking.v1.trunks.create().sid for _ in range(5)]

    page = client.trunking.v1.trunks.page(page_size=2)
    seen = [[trunk.sid for trunk in page]]
    while following := page.next_page():
        page = following
        seen.append([trunk.sid for trunk in page])
    while preceding := page.previous_page():
        page = preceding
        seen.append([trunk.sid for trunk in page])

    assert seen == [made[:2], made[2:4], made[4:], made[2:4], made[:2]]


def test_a_page_stays_in_its_place_when_rows_go(client: Client) -> None:
    made = [client.trunking.v1.trunks.create() for _ in range(4)]
    page = client.trunking.v1.trunks.page(page_size=2)
    made[0].delete()
    made[1].delete()

    following = page.next_page()

    assert following is not None
    assert [trunk.sid for trunk in following] == [made[2].sid, made[3].sid]


def test_a_page_is_found_by_its_number_alone(client: Client, send: Send) -> None:
    made = [client.trunking.v1.trunks.create().sid for _ in range(5)]

    page = send("GET", "/v1/Trunks?PageSize=2&Page=1").json()

    assert [trunk["sid"] for trunk in page["trunks"]] == made[2:4]
    beyond = send("GET", "/v1/Trunks?PageSize=2&Page=9").json()
    assert beyond["trunks"] == []
    assert beyond["meta"]["next_page_url"] is None


def test_filters_stay_in_the_links(send: Send) -> None:
    path = "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json"
    page = send("GET", path, params={"PhoneNumber": "+1", "PageSize": "1"}).json()

    query = parse_qs(urlsplit(page["next_page_uri"]).query)

    assert (query["PhoneNumber"], query["PageSize"], query["Page"]) == (["+1"], ["1"], ["1"])
    assert len(send("GET", page["next_page_uri"]).json()["incoming_phone_numbers"]) == 1


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/v1/Trunks", "trunks"),
        ("/2010-04-01/Accounts/{account}/SIP/IpAccessControlLists.json", "ip_access_control_lists"),
    ],
)
def test_a_list_may_be_empty(send: Send, path: str, key: str) -> None:
    page = send("GET", path).json()

    assert page[key] == []
    assert page.get("meta", page)["page_size"] == 50


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("PageSize=0", 20001),
        ("PageSize=1001", 20001),
        ("PageSize=many", 20001),
        ("Page=-1", 20001),
        ("Page=x", 20001),
        ("PageToken=PA", 21481),
        ("PageToken=x", 21481),
    ],
)
def test_bogus_paging_is_refused(send: Send, query: str, code: int) -> None:
    answer = send("GET", f"/v1/Trunks?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, code)
