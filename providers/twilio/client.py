"""Twilio's SDK with what it leaves to its user: time-outs, retries, one kind of error, another host."""

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import stamina
from requests.adapters import HTTPAdapter
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from trunkline.providers.errors import (
    AmbiguousError,
    NotConfiguredError,
    NotFoundError,
    RefusedError,
    UnreachableError,
)
from trunkline.providers.once import once
from trunkline.providers.settings import Settings, opener

TIMEOUT = 20.0
"""Seconds that a connection, and then an answer, may take."""

CONNECTIONS = 16
"""Requests that may be under way at once to one of Twilio's hosts; further ones wait."""

PAGE_SIZE = 1000
"""Twilio's largest page: every collection that is read here fits in one or two."""

PLACES = frozenset(
    {
        ("us1", None),
        ("us1", "ashburn"),
        ("us1", "umatilla"),
        ("au1", "sydney"),
        ("ie1", "dublin"),
        ("jp1", "tokyo"),
    }
)
"""Regions with the edges that lead to them: https://www.twilio.com/docs/global-infrastructure"""

_ATTEMPTS = 6
_RETRY_SECONDS = 45.0
_ONE_THING = re.compile(r"/(?:[A-Z]{2}[0-9a-fA-F]{32}(?:\.json)?|Recording)$")

_REMEDIES = {
    20003: "check TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET",
    20404: "it may have been deleted by hand: run `pulumi refresh`, then `pulumi up`",
    20429: "run again in a minute",
    21236: "a trunk outside this stack uses it: take it off that trunk first",
    21237: "declare fewer addresses: an IP access control list holds 100",
    21239: "delete credential lists that nothing uses",
    21241: "a trunk outside this stack uses it: take it off that trunk first",
    21242: "declare fewer credentials: a list holds 1000",
    21244: "delete trunks that nothing uses, or ask Twilio for more than 100",
    21248: "another account has this domain_name, or a trunk that had it was deleted in the last 30 days: "
    "choose another",
    21249: "declare at most 10 origination URLs",
    21255: "delete IP access control lists that nothing uses",
    21404: "a trial account has one number: upgrade it",
    21422: "somebody else has it: ask for another",
    21631: "state the address_sid of an address in Twilio's console",
    21649: "state the bundle_sid of a bundle that Twilio has approved",
}


class _TryAgainError(Exception):
    """Carries the error that stands if no further attempt is made."""


class TrunklineHttpClient:
    """What the SDK sends its requests through, in place of its own `TwilioHttpClient`.

    That one returns the latest answer from an attribute that all threads share, and has fewer connections
    than we have threads. This one keeps nothing between requests but connections.

    Sends each request to `url` instead of *.twilio.com where `url` is given, with a time-out.

    Tries again, with growing pauses: an answer 429, which Twilio never processed; a connection that was
    never made; and, for requests that can be repeated (GET, DELETE, changes of one thing), a lost
    connection or a 5xx. Where a POST to a collection may or may not have worked it raises `AmbiguousError`,
    so that the caller looks before it asks again. Any other answer that is not a success is a `RefusedError`.
    """

    def __init__(self, url: str | None) -> None:
        self._target = _target(url) if url else None
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS, pool_block=True))

    def request(self, method: str, url: str, **options: Any) -> Response:
        """What the SDK calls; its `timeout` is None and gives way to ours."""
        if self._target:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._target[0], netloc=self._target[1]))
        try:
            for attempt in stamina.retry_context(
                on=_TryAgainError, attempts=_ATTEMPTS, timeout=_RETRY_SECONDS, wait_max=8
            ):
                with attempt:
                    return self._request_once(method, url, options | {"timeout": TIMEOUT})
        except _TryAgainError as exhausted:
            raise exhausted.args[0] from None
        raise AssertionError("stamina ends with a return or an error")

    def _request_once(self, method: str, url: str, options: dict[str, Any]) -> Response:
        repeatable = method.upper() in {"GET", "DELETE"} or bool(_ONE_THING.search(urlsplit(url).path))
        host = urlsplit(url).netloc
        try:
            answer = self._session.request(method, url, **options)
        except (requests.exceptions.SSLError, requests.exceptions.ProxyError) as error:
            raise UnreachableError(
                f"Twilio at {host} cannot be reached: {type(error).__name__}: check the URL and the proxy"
            ) from None
        except requests.RequestException as error:
            raise _lost(error, host, repeatable=repeatable) from None
        if answer.ok and _is_readable(answer):
            return Response(answer.status_code, answer.text, answer.headers)
        refusal = _refusal(answer)
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise _TryAgainError(refusal)
        unsure = answer.ok or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        if unsure and not repeatable:
            raise AmbiguousError(str(refusal))
        raise _TryAgainError(refusal) if unsure else refusal


def _target(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NotConfiguredError(f"TRUNKLINE_TWILIO_URL: {url!r} is not a URL: write http://host:port")
    return parts.scheme, parts.netloc


def _is_readable(answer: requests.Response) -> bool:
    """Whether it is what the SDK can make something of: nothing after a DELETE, else JSON."""
    if answer.status_code == HTTPStatus.NO_CONTENT:
        return True
    try:
        answer.json()
    except ValueError:
        return False
    return not answer.is_redirect


def _lost(error: requests.RequestException, host: str, *, repeatable: bool) -> Exception:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    never_sent = isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)
    fact = "did not answer in time" if isinstance(error, requests.Timeout) else "cannot be reached"
    line = f"Twilio at {host} {fact}: check the network and run again"
    if never_sent or repeatable:
        return _TryAgainError(UnreachableError(line))
    return AmbiguousError(line)


def _refusal(answer: requests.Response) -> RefusedError:
    try:
        body = answer.json()
        code, message = int(body["code"]), " ".join(str(body["message"]).split()).rstrip(".")
    except (ValueError, KeyError, TypeError):
        return RefusedError(
            f"Twilio answered {answer.status_code} with what is not Twilio's JSON: check the URL, or run again"
        )
    remedy = _REMEDIES.get(code, f"see https://www.twilio.com/docs/api/errors/{code}")
    kind = NotFoundError if answer.status_code == HTTPStatus.NOT_FOUND else RefusedError
    return kind(f"Twilio answered {answer.status_code}, code {code}: {message}: {remedy}", code=code)


@once
def connect(settings: Settings) -> Client:
    """One client for each process and account; its HTTP session is shared by the servicer's threads."""
    region, edge = settings.twilio_region or "us1", settings.twilio_edge or None
    if (region, edge) not in PLACES:
        raise NotConfiguredError(
            f"TWILIO_EDGE {edge!r} does not lead to TWILIO_REGION {region!r}: "
            "set sydney for au1, dublin for ie1, tokyo for jp1, or neither of the two"
        )
    account_sid = settings.require("twilio_account_sid")
    http_client = TrunklineHttpClient(settings.twilio_url)
    place = {"region": settings.twilio_region, "edge": edge, "http_client": http_client}
    password = settings.require(opener(with_key=bool(settings.twilio_api_key)))
    return Client(settings.twilio_api_key or account_sid, password, account_sid, **place)
