"""Assumptions about any request: login, errors, bodies, pages, dates."""

import json
import re
from collections.abc import Callable

from .answer import must
from .assumption import Assumption, reads, untried, writes
from .cases import accepted, in_order, listed_at_once
from .errors import DiffersError, NotTriedError
from .places import TRUNKS, key, sid_of
from .sources import DOCS, RESPONSE, SILENT, code_only, documented
from .trial import Trial

ERROR_KEYS = ("status", "message", "code", "more_info")
V1_PAGE = ("first_page_url", "key", "next_page_url", "page", "page_size", "previous_page_url", "url")
PAGE_2010 = ("end", "first_page_uri", "next_page_uri", "page", "page_size", "previous_page_uri", "start", "uri")
LISTS = ("trunks", "credential_lists", "ip_access_control_lists")


def _wrong_login(trial: Trial) -> None:
    answer = trial.ask("GET", f"{TRUNKS}?PageSize=1", login=(trial.account_sid, "0" * 32))
    answer.expect(401, 20003)
    answer.expect_keys(ERROR_KEYS, 401)


def _other_account(trial: Trial) -> None:
    url = trial.place("credential_lists").replace(trial.account_sid, f"AC{'0' * 32}")
    trial.ask("GET", url).expect(401, 20003)


def _not_found(place: str, sid: str) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        url = trial.place(place)
        thing = f"{url.removesuffix('.json')}/{sid}{'.json' if url.endswith('.json') else ''}"
        answer = trial.ask("GET", thing)
        answer.expect(404, 20404)
        answer.expect_keys(ERROR_KEYS, 404)

    return case


def _no_such_path(name: str) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        trial.ask("GET", TRUNKS.replace("Trunks", name)).expect(404, 20404)

    return case


def _no_such_method(trial: Trial) -> None:
    trial.ask("PUT", TRUNKS, {"FriendlyName": trial.name()}).expect(405, 20004)


def _json(trial: Trial) -> None:
    body = json.dumps({"FriendlyName": trial.name()})
    trial.ask("POST", TRUNKS, body, headers={"Content-Type": "application/json"}).expect(415, 19056)


def _unknown_field(trial: Trial) -> None:
    trial.ask("POST", TRUNKS, {"FriendlyName": trial.name(), "Nonsense": "x"}).expect(201)


def _stray_ampersands(trial: Trial) -> None:
    name = trial.name()
    answer = trial.ask("POST", TRUNKS, f"&&FriendlyName={name}&", headers={"Content-Type": FORM})
    answer.expect_fields({"friendly_name": name}, 201)


def _page(query: str, status: int, code: int | None = None) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        trial.ask("GET", f"{TRUNKS}?{query}").expect(status, code)
        trial.ask("GET", f"{trial.place('credential_lists')}?{query}").expect(status, code)

    return case


def _shape_v1(trial: Trial) -> None:
    document = trial.ask("GET", f"{TRUNKS}?PageSize=1").expect(200)
    meta = document.get("meta", {})
    if missing := {*V1_PAGE} - meta.keys():
        raise DiffersError(f"meta has no {', '.join(sorted(missing))}")
    must(meta["key"], "trunks", what="meta.key")
    must(str(meta["url"]).partition("/v1/")[0], "https://trunking.twilio.com", what="the beginning of meta.url")


def _shape_2010(trial: Trial) -> None:
    for name in ("credential_lists", "ip_access_control_lists", "numbers"):
        url = trial.place(name)
        answer = trial.ask("GET", f"{url}?PageSize=1")
        answer.expect_keys((*PAGE_2010, key(url)))
        must(answer.document["uri"][:12], "/2010-04-01/", what="the beginning of uri")


def _default_size(trial: Trial) -> None:
    must(trial.ask("GET", TRUNKS).expect(200).get("meta", {}).get("page_size"), 50, what="meta.page_size")
    must(trial.ask("GET", trial.place("credential_lists")).expect(200).get("page_size"), 50, what="page_size")


def _pages_follow(trial: Trial) -> None:
    for name in ("trunks", "credential_lists"):
        made = {sid_of(trial.make(name)) for _ in range(2)}
        url = trial.place(name)
        seen = [each["sid"] for each in trial.pages(f"{url}?PageSize=1", key(url))]
        must(made <= {*seen} and len(seen) == len({*seen}), True, what=f"whether the pages of {name} have all once")


def _dates(place: str, pattern: str) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        document = trial.ask("GET", trial.place(place)).expect(200)
        for name in ("date_created", "date_updated"):
            if not re.fullmatch(pattern, str(document.get(name))):
                raise DiffersError(f"{name} is {document.get(name)!r}")

    return case


def _account(trial: Trial) -> None:
    answer = trial.ask("GET", f"{trial.place('credential_lists').partition('/SIP/')[0]}.json")
    answer.expect_fields({"sid": trial.account_sid, "status": "active", "type": ("Full", "Trial")})
    answer.expect_keys(("friendly_name", "owner_account_sid", "subresource_uris", "date_created"))


def _numbers_of_a_trunk(trial: Trial) -> None:
    if trial.region != "ie1":
        raise NotTriedError("needs TWILIO_REGION=ie1")
    trial.ask("GET", f"{trial.place('trunk')}/PhoneNumbers").expect(404)


FORM = "application/x-www-form-urlencoded"
NO_TK, NO_CL = "TK" + "0" * 32, "CL" + "0" * 32

ASSUMPTIONS: tuple[Assumption, ...] = (
    reads(
        "login-wrong",
        "A wrong token: 401, code 20003, with `status`, `message`, `code` and `more_info`.",
        code_only(20003),
        _wrong_login,
    ),
    reads(
        "login-other-account", "The path of an account that does not exist: 401, code 20003.", SILENT, _other_account
    ),
    reads(
        "account",
        "`Accounts/{Sid}.json` answers with the account, whose type is Full or Trial.",
        documented(f"{DOCS}/iam/api/account"),
        _account,
    ),
    reads(
        "not-found-v1",
        "A trunk that does not exist: 404, code 20404, with the four keys of an error.",
        code_only(20404),
        _not_found("trunks", NO_TK),
    ),
    reads(
        "not-found-2010",
        "A credential list that does not exist: 404, code 20404, with the four keys of an error.",
        code_only(20404),
        _not_found("credential_lists", NO_CL),
    ),
    reads(
        "not-found-sid",
        "An SID that is none is not found either: 404, code 20404.",
        SILENT,
        _not_found("trunks", "nonsense"),
    ),
    reads("not-found-slash", "`/v1/Trunks/` is not found: 404, code 20404.", SILENT, _no_such_path("Trunks/")),
    reads("not-found-path", "An unknown path: 404, code 20404.", SILENT, _no_such_path("Nothing")),
    writes("method-unknown", "PUT: 405, code 20004.", SILENT, _no_such_method),
    writes("body-json", "A body of JSON: 415, code 19056.", code_only(19056), _json),
    writes("body-unknown-field", "A field that Twilio does not know is ignored.", SILENT, _unknown_field),
    writes("body-ampersands", "Stray `&` in a body do no harm.", SILENT, _stray_ampersands),
    writes(
        "body-boolean",
        "`true` and `false` may be in upper case.",
        SILENT,
        accepted("trunk", {"secure": True}, Secure="TRUE"),
    ),
    untried("body-no-type", "A body without a type is read as a form.", SILENT, "The client always sends a type."),
    reads("page-v1", "A v1 list has its links in `meta`, absolute.", documented(RESPONSE), _shape_v1),
    reads("page-2010", "A 2010-04-01 list has its links beside the rows, relative.", documented(RESPONSE), _shape_2010),
    reads("page-default", "A page has 50 rows if `PageSize` is not given.", documented(RESPONSE), _default_size),
    reads("page-1000", "`PageSize` may be 1000.", documented(RESPONSE), _page("PageSize=1000", 200)),
    reads("page-0", "`PageSize=0`: 400, code 20001.", SILENT, _page("PageSize=0", 400, 20001)),
    reads("page-1001", "`PageSize=1001`: 400, code 20001.", SILENT, _page("PageSize=1001", 400, 20001)),
    reads("page-negative", "`Page=-1`: 400, code 20001.", SILENT, _page("Page=-1", 400, 20001)),
    reads(
        "page-token",
        "A `PageToken` that Twilio has not given: 400, code 21481.",
        code_only(21481),
        _page("PageToken=x", 400, 21481),
    ),
    reads("page-filter", "A filter that Twilio does not know is ignored.", SILENT, _page("Nonsense=x", 200)),
    writes("page-follow", "Pages of one row lead to each thing once.", documented(RESPONSE), _pages_follow),
    *(
        writes(
            f"list-order-{name.replace('_', '-')}",
            f"`{name}` are listed in the order of their creation.",
            SILENT,
            in_order(name),
        )
        for name in LISTS
    ),
    *(
        writes(
            f"list-at-once-{name.replace('_', '-')}",
            f"A new one is in the list of `{name}` at once.",
            SILENT,
            listed_at_once(name),
        )
        for name in (*LISTS, "origination_urls", "credentials", "ip_addresses")
    ),
    writes(
        "date-v1",
        "A v1 date is ISO 8601 in UTC: `2026-01-31T23:59:59Z`.",
        documented(RESPONSE),
        _dates("trunk", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    ),
    writes(
        "date-2010",
        "A 2010-04-01 date is RFC 2822 with `+0000`.",
        documented(RESPONSE),
        _dates("credential_list", r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000"),
    ),
    writes(
        "ie1-numbers",
        "In ie1 a trunk's list of numbers answers 404. Only the number's `trunk_sid` shows its trunk.",
        documented(f"{DOCS}/global-infrastructure"),
        _numbers_of_a_trunk,
    ),
)
