"""An HTTP client for Twilio's SDK, with what the SDK leaves to its user: deadlines, retries, one kind of error."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit

import requests
import stamina
from attrs import evolve
from twilio.http.response import Response
from urllib3 import Timeout
from urllib3.exceptions import HTTPError, ReadTimeoutError

from trunkline.providers.errors import (
    AmbiguousError,
    RefusedError,
    TrunklineError,
    UnreachableError,
)
from trunkline.providers.pace import NoPlaceError, Pace
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.answers import OtherAccountError, Request, UnfitError, judge
from trunkline.providers.twilio.attempts import Call, TryAgainError, seconds
from trunkline.providers.twilio.deadline import Adapter, progress
from trunkline.providers.twilio.refusals import refusal

TIMEOUT = 20.0
"""Seconds for one attempt: to connect, to send, and to get the whole of the answer."""

DEADLINE = 45.0
"""Seconds for a request: all its attempts with the pauses between them."""

CONNECTIONS = 64
"""The most requests under way at once, if Twilio accepts so many; further ones wait."""

FIRST = 16
"""How many before it is known what Twilio accepts."""

MOST_BYTES = 16 * 2**20
"""A longer answer is not Twilio's."""

_ATTEMPTS = 6
_LONGEST_PAUSE = 8.0
_JITTER = 1.0
_TRUNKS = "/v1/Trunks"


class _Session(requests.Session):
    def resolve_redirects(self, *_: Any, **__: Any) -> Iterator[Any]:
        """None: requests reads and parses a redirect even if it does not follow it."""
        return iter(())


class TrunklineHttpClient:
    """An HTTP client for the SDK, instead of its own. It is safe for threads, and the SDK's is not.

    A request has `DEADLINE` seconds, with its wait for a place among those under way (see `Pace`). An attempt has
    `TIMEOUT` seconds, up to the last byte of the answer. After a 429, which Twilio never processes, any request is
    tried again, and fewer are under way at once. After a lost or 5xx answer, or one that does not fit the request (see
    `answers`), a request is tried again only if it has the same effect however often it is made. A POST to a collection
    makes one thing more each time, so it raises `AmbiguousError`: the caller looks before it asks again. A 401 is tried
    again once if Twilio accepted an earlier request of this process. Any other answer of 4xx is a `RefusedError`.

    An answer for another account is a `RefusedError` too. A key of the parent account gets one for a subaccount's
    trunks. So before the first POST with a key, the client asks for a trunk. If a trunk is made elsewhere in spite of
    that, it is deleted.

    Args:
        settings: the account.
        target: scheme, host and port in place of twilio.com. On the loopback interface no proxy is used.
    """

    def __init__(self, settings: Settings, target: SplitResult | None) -> None:
        self._settings = settings
        self._account_sid = settings.require("twilio_account_sid")
        self._target = target
        self._proxies = {"no_proxy": target.hostname or ""} if target and _is_loopback(target.hostname or "") else None
        self._session = _Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, Adapter(pool_maxsize=CONNECTIONS))
        self._pace = Pace(FIRST, CONNECTIONS)
        self._was_let_in = False
        self._knows_account = not settings.twilio_api_key
        self._asking = threading.Lock()

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] = ("", ""),
        **_: Any,
    ) -> Response:
        """The SDK calls this. Its `timeout` is None, and ours is used instead. No redirect is followed."""
        if self._target:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._target.scheme, netloc=self._target.netloc))
        request = Request(method.upper(), f"{url}?{urlencode(params)}" if params else url, data or {})
        call = Call(request, headers or {}, auth, time.monotonic() + DEADLINE)
        if request.method == "POST" and not self._knows_account:
            self._ask_for_a_trunk(call)
        return self._answer(call)

    def close(self) -> None:
        """Close the idle connections; the next request opens one."""
        self._session.close()

    def _ask_for_a_trunk(self, call: Call) -> None:
        parts = urlsplit(call.request.url)
        host = parts.netloc if self._target else parts.netloc.replace("api.", "trunking.", 1)
        request = Request("GET", urlunsplit((parts.scheme, host, _TRUNKS, "PageSize=1", "")))
        if not self._asking.acquire(timeout=call.left):
            raise call.late
        try:
            if not self._knows_account:
                self._answer(evolve(call, request=request))
        finally:
            self._asking.release()

    def _answer(self, call: Call) -> Response:
        """Try until an answer fits."""
        was_once = False
        try:
            for attempt in stamina.retry_context(
                on=TryAgainError, attempts=_ATTEMPTS, timeout=DEADLINE, wait_max=_LONGEST_PAUSE, wait_jitter=_JITTER
            ):
                with attempt:
                    try:
                        return self._attempt(call)
                    except TryAgainError as failed:
                        pause = failed.after + (attempt.next_wait and attempt.next_wait + _JITTER)
                        if call.left <= pause or (failed.once and was_once):
                            raise failed.error from None
                        was_once = was_once or failed.once
                        time.sleep(failed.after)
                        raise
        except TryAgainError as exhausted:
            raise exhausted.error from None
        except OtherAccountError as other:
            raise self._is_elsewhere(call, other) from None
        raise AssertionError("stamina ends with a return or an error")

    def _attempt(self, call: Call) -> Response:
        status, text, headers = self._in_turn(call)
        request, is_sure = call.request, False
        try:
            if status < HTTPStatus.BAD_REQUEST:
                judge(request, status, text, self._account_sid)
                self._was_let_in = True
                self._knows_account = self._knows_account or request.path == _TRUNKS
                return Response(status, text, headers)
            secrets = (call.login[1], str(request.form.get("Password", "")))
            refused = refusal(request, status, text, secrets, self._settings)
            is_sure = status < HTTPStatus.INTERNAL_SERVER_ERROR
        except UnfitError as unfit:
            if isinstance(unfit, OtherAccountError) and self._settings.twilio_api_key and request.is_v1:
                raise
            refused = RefusedError(f"Twilio answered {status} with {unfit}: check the URL, or run again")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise TryAgainError(refused, after=seconds(headers.get("Retry-After", "")))
        if status == HTTPStatus.UNAUTHORIZED and self._was_let_in:
            raise TryAgainError(refused, once=True)
        if is_sure:
            raise refused
        raise TryAgainError(refused) if request.is_repeatable else AmbiguousError(str(refused))

    def _in_turn(self, call: Call) -> tuple[int, str, Any]:
        try:
            with self._pace.place(call.until):
                status, text, headers = self._exchange(call)
                if status == HTTPStatus.TOO_MANY_REQUESTS:
                    self._pace.refused()
                elif status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    self._pace.accepted()
                return status, text, headers
        except NoPlaceError as full:
            raise self._crowded(call) if full.is_slowed else call.late from None

    def _crowded(self, call: Call) -> UnreachableError:
        return UnreachableError(
            f"Twilio at {call.host} accepts few requests at once, and has not accepted this one within {DEADLINE:g} s: "
            "run again with a lower PULUMI_PARALLEL"
        )

    def _exchange(self, call: Call) -> tuple[int, str, Any]:
        """Status, body and headers of the answer. A body that is too long, or not a text, is empty."""
        request, body = call.request, bytearray()
        progress.may_be_sent = None
        try:
            with self._session.request(
                request.method,
                request.url,
                data=request.form,
                headers=call.headers,
                auth=(call.login[0].encode(), call.login[1].encode()),  # type: ignore[arg-type] # latin-1 otherwise
                timeout=Timeout(total=min(TIMEOUT, max(call.left, 0.001))),  # type: ignore[arg-type] # not in the stubs
                allow_redirects=False,
                proxies=self._proxies,
                stream=True,
            ) as answer:
                for chunk in answer.iter_content(2**16):
                    body += chunk
                    if len(body) > MOST_BYTES:
                        return answer.status_code, "", answer.headers
        except (requests.RequestException, HTTPError, ValueError) as error:
            raise self._lost(call, error) from None
        try:
            return answer.status_code, body.decode(), answer.headers
        except UnicodeDecodeError:
            return answer.status_code, "", answer.headers

    def _lost(self, call: Call, error: Exception) -> Exception:
        is_sent, is_early = progress.may_be_sent is not False, not progress.may_be_sent
        is_refused = isinstance(error, (requests.exceptions.SSLError, requests.exceptions.ProxyError))
        if (is_early and isinstance(error, ValueError)) or (is_refused and not is_sent):
            return UnreachableError(
                f"Twilio at {call.host} cannot be reached: {type(error).__name__}: check the URL and the proxy"
            )
        if any(isinstance(each, (requests.Timeout, ReadTimeoutError)) for each in (error, *error.args)):
            self._session.close()  # idle connections are likely to be dead too
            lost = call.late
        else:
            fact = "sent no complete answer" if is_sent else "cannot be reached"
            lost = UnreachableError(f"Twilio at {call.host} {fact}: check the network and run again")
        if is_sent and not call.request.is_repeatable:
            return AmbiguousError(str(lost))
        return TryAgainError(lost)

    def _is_elsewhere(self, call: Call, other: OtherAccountError) -> RefusedError:
        made = ""
        if not call.request.is_repeatable:
            made = f" ({other.sid} was made there: delete it)"
            with suppress(TrunklineError):
                self._answer(evolve(call, request=Request("DELETE", f"{call.request.url}/{other.sid}")))
                made = f" ({other.sid} was made there and is deleted again; its domain may stay reserved for 30 days)"
        variables = "" if self._settings.explicit else " (TWILIO_API_KEY, TWILIO_API_SECRET)"
        return RefusedError(
            f"twilio_account_sid: Twilio answers for account {other.account_sid}, not {self._account_sid}: an API key "
            f"of the parent account does not reach a subaccount's trunks{made}: "
            f"use a key or token of {self._account_sid}{variables}"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return f".{host}".endswith(".localhost")
