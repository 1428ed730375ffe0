"""Requests in the forms that clients send: kinds of body, absolute URLs."""

import base64
import http.client
import json
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import requests
from twilio.rest import Client

Send = Callable[..., requests.Response]

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


def part(name: str, value: str, *, more: str = "") -> str:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n{more}\r\n{value}\r\n'


ACCEPTED = [
    (URLENCODED, "FriendlyName=K%C3%B6ln&Secure=true"),
    (f"{URLENCODED}; charset=UTF-8", "FriendlyName=K%C3%B6ln&Secure=true"),
    (URLENCODED.upper(), "FriendlyName=K%C3%B6ln&Secure=true"),
    (None, "FriendlyName=K%C3%B6ln&Secure=true"),
    (URLENCODED, "FriendlyName=Köln&Secure=true"),
    (URLENCODED, "&FriendlyName=K%C3%B6ln&&Secure=true&"),
    (URLENCODED, "Stray&FriendlyName=K%C3%B6ln&=&Secure=true&x=1=2"),
    (URLENCODED, "FriendlyName=one&FriendlyName=K%C3%B6ln&Secure=true"),
    (MULTIPART, part("FriendlyName", "Köln") + part("Secure", "true") + "--x--\r\n"),
    (MULTIPART, part("FriendlyName", "Köln", more="Content-Type: text/plain\r\n") + part("Secure", "true") + "--x--"),
]


@pytest.mark.parametrize(("content_type", "body"), ACCEPTED)
def test_bodies_that_are_read(send: Send, content_type: str | None, body: str) -> None:
    answer = send("POST", "/v1/Trunks", data=body.encode(), headers={"Content-Type": content_type})

    assert answer.status_code == 201, answer.text
    assert (answer.json()["friendly_name"], answer.json()["secure"]) == ("Köln", True)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", MULTIPART, URLENCODED, None])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_empty_body_may_have_any_type(send: Send, content_type: str | None, method: str) -> None:
    answer = send(method, "/v1/Trunks", headers={"Content-Type": content_type})
    assert answer.status_code in {200, 201}


REFUSED = [
    ("application/json", json.dumps({"FriendlyName": "x"}).encode(), 415, 19056),
    (URLENCODED, json.dumps({"FriendlyName": "x"}).encode(), 415, 19056),
    (None, json.dumps([{"FriendlyName": "x"}]).encode(), 415, 19056),
    ("text/plain", b"FriendlyName=x", 415, 19056),
    ("application/xml", b"<FriendlyName>x</FriendlyName>", 415, 19056),
    (URLENCODED, b"FriendlyName=\xff", 400, 20001),
    (URLENCODED, b"FriendlyName=%ff", 400, 20001),
    (MULTIPART, b"FriendlyName=x", 400, 20001),
    ("multipart/form-data", part("FriendlyName", "x").encode() + b"--x--", 400, 20001),
    (MULTIPART, b"--x\r\n\r\nx\r\n--x--", 400, 20001),
    (MULTIPART, part("FriendlyName", "?").encode().replace(b"?", b"\xff") + b"--x--", 400, 20001),
]


@pytest.mark.parametrize(("content_type", "body", "status", "code"), REFUSED)
def test_bodies_that_are_refused(  # noqa: PLR0917 - a row of the table and the fixtures
    client: Client, send: Send, content_type: str | None, body: bytes, status: int, code: int
) -> None:
    answer = send("POST", "/v1/Trunks", data=body, headers={"Content-Type": content_type})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert client.trunking.v1.trunks.list() == []


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("https://trunking.twilio.com/v1/Trunks", 200),
        ("http://127.0.0.1:8110/v1/Trunks?PageSize=1", 200),
        ("HTTPS://trunking.dublin.ie1.twilio.com/v1/Trunks", 200),
        ("https://api.twilio.com/2010-04-01/Accounts/{account}.json", 200),
        ("https://api.twilio.com", 404),
        ("https://api.twilio.com/v1/Nothing", 404),
        ("http://127.0.0.1:8110/emulator/requests", 200),
        ("/v1/Trunks?url=https://example.com/v1", 200),
    ],
)
def test_absolute_urls(client: Client, url: str, target: str, status: int) -> None:
    login = base64.b64encode(f"{client.username}:{client.password}".encode()).decode()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        target = target.replace("{account}", str(client.account_sid))
        connection.request("GET", target, headers={"Authorization": f"Basic {login}"})
        answer = connection.getresponse()
        assert (answer.status, "127.0.0.1" in answer.read().decode()) == (status, False)
    finally:
        connection.close()
