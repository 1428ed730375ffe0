"""The account under trial: requests to it, and the things that the cases make in it."""

import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from trunkline.providers.errors import RefusedError, TrunklineError, UnreachableError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import client
from trunkline.providers.twilio.answers import Request
from trunkline.providers.twilio.bare_http_client import BareHttpClient
from trunkline.providers.twilio.refusals import refusal

from .answer import Answer
from .errors import DiffersError, NotTriedError
from .places import COLLECTIONS, FORMS, THINGS, TRUNKS, TWILIO, below, inside, key, sid_of

PREFIX = "trunkline-parity-"
ATTEMPTS = 5
MOST_PAGES = 1000
NOT_PERMITTED = (20403, 70051)
"""Codes for a suspended account, and for what a restricted key may not do."""
PAUSE = 0.5
"""Seconds after a 429, and before a failed delete is tried again; doubled each time."""

_NAMED = ("trunks", "credential_lists", "ip_access_control_lists")


class Trial:
    """Makes requests one at a time. `close` deletes all that they made.

    Nothing else of the account is changed. Names begin with `PREFIX` and are random.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._twilio = client.create(settings, BareHttpClient)
        self.account_sid = settings.require("twilio_account_sid")
        self.region = settings.twilio_region or "us1"
        self._prefix = f"{PREFIX}{secrets.token_hex(3)}-"
        self._shared: dict[str, str] = {}
        self._made: list[str] = []
        self._serial = 0

    def check(self) -> None:
        """Look at one trunk.

        Raises:
            TrunklineError: Twilio does not answer, refuses the login, or answers for another account.
        """
        request = Request("GET", f"{TRUNKS}?PageSize=1")
        try:
            answer = self.ask(request.method, request.url)
        except NotTriedError as reason:
            raise UnreachableError(f"{reason}: run again") from None
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise refusal(request, answer.status, answer.text, (), self._settings)
        for trunk in answer.document.get("trunks", ()):
            self._is_of_the_account(trunk)

    def ask(
        self,
        method: str,
        url: str,
        form: Mapping[str, str] | str | None = None,
        *,
        login: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to one request. A thing that it makes is noted.

        Raises:
            NotTriedError: Twilio answered 5xx, or 429 again and again, or the login may not do this.
            UnreachableError: Twilio did not answer.
        """
        pause = PAUSE
        for _ in range(ATTEMPTS):
            response = self._twilio.request(method, url, data=form, auth=login, headers=headers and {**headers})
            if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                break
            time.sleep(pause)
            pause *= 2
        answer = Answer(response.status_code, response.text)
        if answer.status == HTTPStatus.CREATED and "sid" in answer.document:
            self._note(url, answer.document)
        if answer.document.get("code") in NOT_PERMITTED:
            raise NotTriedError(f"the login may not do this: {answer}")
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise NotTriedError(f"Twilio answered {answer}")
        return answer

    def place(self, name: str) -> str:
        """The URL of a collection, or of one of `THINGS`.

        A thing is made when it is first needed.
        """
        if name in THINGS:
            if name not in self._shared:
                self._shared[name] = self.make(THINGS[name])
            return self._shared[name]
        parent = re.match(r"{(\w+)}", COLLECTIONS[name])
        if not parent:
            return COLLECTIONS[name]
        url = self._account if parent[1] == "account" else self.place(parent[1]).removesuffix(".json")
        return COLLECTIONS[name].replace(parent[0], url)

    def make(self, collection: str, **fields: str) -> str:
        """The URL of a new thing, with its usual form and these fields."""
        url = self.place(collection)
        answer = self.ask("POST", url, self.form(collection, **fields))
        if answer.status != HTTPStatus.CREATED:
            raise NotTriedError(f"what it needs was refused: {answer}")
        return below(url, answer.document["sid"])

    def form(self, place: str, **fields: str | None) -> dict[str, str]:
        """A form for that place: for a collection the usual one, with these fields. None leaves one out."""
        fields = {**FORMS.get(place, {}), **fields}
        return {name: self._filled(value) for name, value in fields.items() if value is not None}

    def rows(self, name: str, query: str = "") -> list[dict[str, Any]]:
        """All things of a collection, of all pages."""
        url = self.place(name)
        return list(self.pages(f"{url}?PageSize=1000{query}", key(url)))

    def pages(self, url: str, key: str) -> Iterator[dict[str, Any]]:
        """The things of a list, from the page at `url` on."""
        for _ in range(MOST_PAGES):
            document = self.ask("GET", url).expect(HTTPStatus.OK)
            yield from document.get(key, ())
            following = document.get("meta", {}).get("next_page_url") or document.get("next_page_uri")
            if not following:
                return
            url = urljoin(TWILIO, following)
            if not str(urlsplit(url).hostname).endswith(".twilio.com"):  # only Twilio may get the login
                raise DiffersError(f"the next page is at {url}")
        raise DiffersError(f"the list has more than {MOST_PAGES} pages")

    def name(self) -> str:
        """A name that nothing else has."""
        self._serial += 1
        return f"{self._prefix}{self._serial}"

    def domain(self) -> str:
        """A termination domain that is free."""
        return f"{PREFIX}{secrets.token_hex(8)}.pstn.twilio.com"

    def close(self) -> list[str]:
        """Delete what was made. Returns a line for each thing that is still there."""
        left: list[str] = []
        waiting = self._roots()
        try:
            while waiting:
                left += self._deleted(waiting[0])
                del waiting[0]
            for name in _NAMED:
                ours = [
                    each["sid"] for each in self.rows(name) if str(each.get("friendly_name")).startswith(self._prefix)
                ]
                for sid in ours:
                    left += self._deleted(below(self.place(name), sid))
        except (DiffersError, NotTriedError, TrunklineError) as error:
            left.append(f"{', '.join(map(sid_of, waiting)) or self._prefix + '*'} may still be there: {error}")
        self._twilio.http_client.close()
        return list(dict.fromkeys(left))

    @property
    def _account(self) -> str:
        return f"{TWILIO}/2010-04-01/Accounts/{self.account_sid}"

    def _filled(self, value: str) -> str:
        """The value with new names, and SIDs of shared things, for what it has in braces."""
        match = re.fullmatch(r"(.*){(\w+)}(.*)", value)
        if not match:
            return value
        if match[2] == "address":
            self._serial += 1
        new: dict[str, Callable[[], str]] = {
            "name": self.name,
            "domain": self.domain,
            "address": lambda: f"198.18.{self._serial // 250}.{self._serial % 250 + 1}",
        }
        filled = new[match[2]]() if match[2] in new else sid_of(self.place(match[2]))
        return f"{match[1]}{filled}{match[3]}"

    def _note(self, url: str, document: Mapping[str, Any]) -> None:
        self._made.append(below(url, document["sid"]))
        self._is_of_the_account(document)

    def _is_of_the_account(self, document: Mapping[str, Any]) -> None:
        account_sid = str(document.get("account_sid", self.account_sid))
        if account_sid.lower() != self.account_sid.lower():
            raise RefusedError(
                f"{document['sid']} is in account {account_sid}, not in {self.account_sid}: "
                f"use a key or token of {self.account_sid}"
            )

    def _roots(self) -> list[str]:
        """The things that were made and are in no other such thing. Trunks come first: a list in use is not deleted."""
        roots = [url for url in self._made if not any(url.startswith(inside(other)) for other in self._made)]
        return sorted(roots, key=lambda url: not url.startswith(TRUNKS))

    def _deleted(self, url: str) -> list[str]:
        """Delete a thing, and what is in it if it is refused otherwise."""
        if not (refused := self._refused(url)):
            return []
        for child in reversed(self._made):
            if child.startswith(inside(url)):
                self._refused(child)
        refused = self._refused(url)
        return [f"{sid_of(url)} is still there: {refused}: delete it in Twilio's console"] if refused else []

    def _refused(self, url: str) -> str:
        """Delete a thing. Returns the answer if it is still there.

        Raises:
            UnreachableError: Twilio did not answer, the last time either.
        """
        pause = PAUSE
        for attempt in range(ATTEMPTS):
            try:
                answer = self.ask("DELETE", url)
            except (NotTriedError, UnreachableError) as error:
                if attempt == ATTEMPTS - 1:
                    if isinstance(error, UnreachableError):
                        raise
                    return str(error)
                time.sleep(pause)
                pause *= 2
            else:
                done = answer.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND}
                return "" if done else f"Twilio answered {answer}"
        raise AssertionError("the last attempt returns or raises")
