"""Checks that an answer fits its request, before the SDK makes objects of it."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from attrs import field, frozen
from twilio.base import deserialize
from twilio.base.page import Page

from trunkline.providers.twilio.shapes import SHAPES, Shape

MOST_PAGES = 1000
"""A list with more pages is treated as endless."""

_SID = r"[A-Z]{2}[0-9a-fA-F]{32}(?![0-9a-zA-Z])"
_ONE_THING = re.compile(rf"/(?:{_SID}(?:\.json)?|Recording)$")
_BEYOND_SHAPE = re.compile(rf"\.json$|/{_SID}|(?<=/AvailablePhoneNumbers)/.*")
_PAGING = frozenset({"Page", "PageSize", "PageToken"})
_DONE = {"GET": {HTTPStatus.OK}, "POST": {HTTPStatus.OK, HTTPStatus.CREATED}, "DELETE": {HTTPStatus.NO_CONTENT}}


class UnfitError(Exception):
    """The answer does not fit. `str()` of it names what came instead."""


class OtherAccountError(UnfitError):
    """The answer fits, but it is about another account.

    Attributes:
        account_sid: the other account.
        sid: the SID of the thing in it.
    """

    def __init__(self, account_sid: str, sid: str) -> None:
        super().__init__("the answer for another account")
        self.account_sid = account_sid
        self.sid = sid


@frozen
class Request:
    """The parts of a request that its answer must fit.

    Attributes:
        method: GET, POST or DELETE.
        url: with its query.
        form: what a POST sends, {name: value}.
    """

    method: str
    url: str
    form: Mapping[str, Any] = field(factory=dict)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def is_v1(self) -> bool:
        return self.path.startswith("/v1/")

    @property
    def is_about_one(self) -> bool:
        """Whether it is about one thing, and not about a collection."""
        return bool(_ONE_THING.search(self.path))

    @property
    def is_repeatable(self) -> bool:
        """Whether it has the same effect however often it is made."""
        return self.method != "POST" or self.is_about_one

    @property
    def shape(self) -> Shape | None:
        return SHAPES.get(_BEYOND_SHAPE.sub("", self.path))

    @property
    def query(self) -> dict[str, str]:
        return _query(urlsplit(self.url))

    def may_not_be_found_by(self, message: str) -> bool:
        """Whether "not found" is about this request: it names no SID but the account's, or one of this request."""
        named = {sid for sid in _sids(message) if not sid.startswith("AC")}
        return not named or not named.isdisjoint(_sids(" ".join([self.url, *map(str, self.form.values())])))


def load(text: str) -> Any:
    """Read JSON.

    Raises:
        UnfitError: it is not JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnfitError("something that is not Twilio's JSON") from None


def judge(request: Request, status: int, text: str, account_sid: str) -> None:
    """Raise if an answer does not fit. On a path that trunkline does not use, any object fits.

    Raises:
        UnfitError: it is not an answer to the request.
        OtherAccountError: it is one, but for another account.
    """
    if status not in _DONE.get(request.method, ()):
        raise UnfitError("something that is not Twilio's JSON")
    if request.method == "DELETE":
        return
    document = _object(load(text))
    shape = request.shape
    if not shape:
        return
    if request.method == "GET" and not request.is_about_one:
        for each in _page(request, shape, document):
            _judge_one(request, shape, _object(each), account_sid)
        return
    for name in shape.echoed.keys() & request.form.keys():
        if _plain(request.form[name]) != _plain(document.get(shape.echoed[name])):
            raise UnfitError("the answer to another request")
    _judge_one(request, shape, document, account_sid)


def _page(request: Request, shape: Shape, document: dict[str, Any]) -> list[Any]:
    """The things on a page of a list."""
    meta, link = (_object(document.get("meta")), "url") if request.is_v1 else (document, "uri")
    key = meta.get("key") if request.is_v1 else " ".join(document.keys() - Page.META_KEYS)
    things = document.get(shape.key)
    if key != shape.key or not isinstance(things, list):
        raise UnfitError(f"no list of {shape.key}")
    number = int(request.query.get("Page", 0))
    if meta.get("page", number) != number or not _is_of_list(request, meta.get(link)):
        raise UnfitError("the answer to another request")
    following = f"next_page_{link}"
    if shape.sid and following not in meta:
        raise UnfitError(f"a list without {following}")
    if meta.get(following) and not (things and _leads_on(request, meta[following], number)):
        raise UnfitError(f"a {following} that leads nowhere")
    return things


def _is_of_list(request: Request, own: Any) -> bool:
    """Whether a list's own URL is the one that was requested. It may lack some of the filters."""
    if own is None:
        return True
    parts = _split(own)
    filters = {name: value for name, value in _query(parts).items() if name not in _PAGING}
    return parts.path == request.path and all(
        _plain(request.query.get(name)) == _plain(filters[name]) for name in filters
    )


def _leads_on(request: Request, link: Any, number: int) -> bool:
    """Whether a link goes to a later page of the same list at Twilio. Only Twilio may get the login."""
    parts = _split(link)
    page = _query(parts).get("Page", "")
    is_later = page.isdecimal() and number < int(page) <= MOST_PAGES
    return is_later and parts.path == request.path and f".{parts.hostname or 'twilio.com'}".endswith(".twilio.com")


def _judge_one(request: Request, shape: Shape, document: dict[str, Any], account_sid: str) -> None:
    for name, types in shape.fields.items():
        if type(document.get(name)) not in types:
            raise UnfitError(f"{name} of an unexpected type")
    if not shape.sid:
        return
    sid, account = (str(document.get(name)) for name in ("sid", "account_sid"))
    if not re.fullmatch(f"{shape.sid}[0-9a-fA-F]{{32}}", sid) or not re.fullmatch(_SID, account):
        raise UnfitError("a thing without its SIDs")
    if not all(_is_date(document.get(name), request) for name in ("date_created", "date_updated")):
        raise UnfitError("a date that cannot be read")
    own, parent = document.get("url" if request.is_v1 else "uri"), document.get(shape.parent or "sid")
    path = _sids(request.path) | {sid}
    if (
        (request.is_about_one and path != _sids(request.path))
        or parent not in path
        or (own and _sids(str(own)) != path)
    ):
        raise UnfitError("the answer to another request")
    if account.lower() != account_sid.lower():
        raise OtherAccountError(account, sid)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnfitError("JSON of an unexpected shape")
    return value


def _split(url: Any) -> SplitResult:
    try:
        return urlsplit(str(url))
    except ValueError:
        raise UnfitError("a URL that cannot be read") from None


def _query(parts: SplitResult) -> dict[str, str]:
    return dict(parse_qsl(parts.query))


def _sids(text: str) -> set[str]:
    return set(re.findall(_SID, text))


def _plain(value: Any) -> str:
    """A value without what Twilio may write in another way: case, outer blanks, a + in a form."""
    return str("" if value is None else value).replace("+", " ").strip().casefold()


def _is_date(value: Any, request: Request) -> bool:
    if value is None:
        return True
    try:
        return bool(datetime.fromisoformat(value) if request.is_v1 else deserialize.rfc2822_datetime(value))
    except (AttributeError, IndexError, OverflowError, TypeError, ValueError):
        return False
