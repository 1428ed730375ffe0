"""Twilio's SDK with what it leaves to its user: time-outs, retries, one kind of error, another host."""

import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import stamina
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from ..errors import Ambiguous, NotFound, Refused, Unreachable
from ..settings import Settings

TIMEOUT = 20.0
"""Seconds that one request may take."""

_ATTEMPTS = 6
_RETRY_SECONDS = 45.0
_ONE_THING = re.compile(r"/(?:[A-Z]{2}[0-9a-f]{32}(?:\.json)?|Recording)$")

_REMEDIES = {
    20003: "check TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET",
    20429: "run again in a minute",
    21237: "declare fewer addresses: an IP access control list holds 100",
    21239: "delete credential lists that nothing uses",
    21242: "declare fewer credentials: a list holds 1000",
    21244: "delete trunks that nothing uses, or ask Twilio for more than 100",
    21248: "another account has this domain_name, or a trunk that had it was deleted in the last 30 days: choose another",
    21249: "declare at most 10 origination URLs",
    21255: "delete IP access control lists that nothing uses",
}


class _TryAgain(Exception):
    """Carries the error that stands if no further attempt is made."""


class TrunklineHttpClient(TwilioHttpClient):
    """Sends each request to `url` instead of *.twilio.com where `url` is given, with a time-out.

    Tries again, with growing pauses: an answer 429, which Twilio never processed; a connection that was
    never made; and, for requests that can be repeated (GET, DELETE, changes of one thing), a lost
    connection or a 5xx. Where a POST to a collection may or may not have worked it raises `Ambiguous`,
    so that the caller looks before it asks again. Any other answer from 400 up is a `Refused`.
    """

    def __init__(self, url: str | None) -> None:
        super().__init__(timeout=TIMEOUT)
        self._target = urlsplit(url) if url else None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if self._target:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._target.scheme, netloc=self._target.netloc))
        try:
            for attempt in stamina.retry_context(
                on=_TryAgain, attempts=_ATTEMPTS, timeout=_RETRY_SECONDS, wait_max=8
            ):
                with attempt:
                    return self._request_once(method, url, *args, **kwargs)
        except _TryAgain as exhausted:
            raise exhausted.args[0] from None
        raise AssertionError("stamina ends with a return or an error")

    def _request_once(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        repeatable = method.upper() in {"GET", "DELETE"} or bool(_ONE_THING.search(urlsplit(url).path))
        host = urlsplit(url).netloc
        try:
            response = super().request(method, url, *args, **kwargs)
        except (requests.exceptions.SSLError, requests.exceptions.ProxyError) as error:
            raise Unreachable(
                f"Twilio at {host} cannot be reached: {type(error).__name__}: check the URL and the proxy"
            ) from None
        except requests.RequestException as error:
            raise self._lost(error, host, repeatable=repeatable) from None
        if response.status_code < 400:
            return response
        refusal = _refusal(response)
        if response.status_code == 429:
            raise _TryAgain(refusal)
        if response.status_code >= 500:
            if repeatable:
                raise _TryAgain(refusal)
            raise Ambiguous(str(refusal))
        raise refusal

    @staticmethod
    def _lost(error: requests.RequestException, host: str, *, repeatable: bool) -> Exception:
        never_sent = isinstance(error, requests.ConnectTimeout) or "NewConnectionError" in repr(error)
        fact = "did not answer in time" if isinstance(error, requests.Timeout) else "cannot be reached"
        line = f"Twilio at {host} {fact}: check the network and run again"
        if never_sent or repeatable:
            return _TryAgain(Unreachable(line))
        return Ambiguous(line)


def _refusal(response: Response) -> Refused:
    try:
        body = json.loads(response.text)
        code, message = int(body["code"]), str(body["message"])
    except (ValueError, KeyError, TypeError):
        code, message = None, "an answer that is not Twilio's JSON"
    remedy = _REMEDIES.get(code or 0) or (
        f"see https://www.twilio.com/docs/api/errors/{code}" if code else "check the URL, or run again"
    )
    kind = NotFound if response.status_code == 404 else Refused
    return kind(
        f"Twilio answered {response.status_code}, code {code}: {message.rstrip('.')}: {remedy}", code=code
    )


@lru_cache
def connect(settings: Settings) -> Client:
    """One client for each process and account; its HTTP session is shared by the servicer's threads."""
    account_sid = settings.require("twilio_account_sid")
    http_client = TrunklineHttpClient(settings.twilio_url)
    if settings.twilio_api_key:
        return Client(
            settings.twilio_api_key,
            settings.require("twilio_api_secret"),
            account_sid,
            http_client=http_client,
        )
    return Client(account_sid, settings.require("twilio_auth_token"), http_client=http_client)
