"""Lists: a page of rows, with Twilio's links to the pages around it, in the style of each API.

A PageToken is `PA<id>` for the rows after an id and `PB<id>` for the rows before it, so that a page stays in place
when rows are added or deleted. That rows are in the order of their creation is an assumption [? list-order-trunks].
"""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from trunkline.emulator.call import Call, Document
from trunkline.emulator.errors import PageTokenError
from trunkline.emulator.fields import integer
from trunkline.emulator.store import SqlValue

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000

Render = Callable[[sqlite3.Row], Document]


@dataclass(frozen=True)
class Page:
    """One page; `link(0)` is the relative URL of the first page."""

    call: Call
    rows: list[sqlite3.Row]
    number: int
    size: int
    token: str
    more: bool

    def link(self, number: int, token: str = "") -> str:
        filters = {k: v for k, v in self.call.query.items() if k not in {"PageSize", "Page", "PageToken"}}
        query = {**filters, "PageSize": self.size, "Page": number}
        return f"{self.call.path}?{urlencode({**query, 'PageToken': token} if token else query)}"

    def links(self, prefix: str, suffix: str) -> Document:
        following = self.link(self.number + 1, f"PA{self.rows[-1]['id']}") if self.more else None
        before = f"PB{self.rows[0]['id']}" if self.rows and self.number > 1 else ""
        preceding = self.link(self.number - 1, before) if self.number else None
        urls = {
            f"first_page_{suffix}": self.link(0),
            f"next_page_{suffix}": following,
            f"previous_page_{suffix}": preceding,
            suffix: self.link(self.number, self.token),
        }
        return {name: url and prefix + url for name, url in urls.items()}


def trunking_list(call: Call, key: str, render: Render, select: str, **parameters: SqlValue) -> Document:
    """A v1 list: links are absolute, in `meta`. `select` must give an `id` column."""
    page = _read(call, select, parameters)
    meta = {"key": key, "page": page.number, "page_size": page.size}
    return {
        key: [render(row) for row in page.rows],
        "meta": {**meta, **page.links("https://trunking.twilio.com", "url")},
    }


def api2010_list(call: Call, key: str, render: Render, select: str, **parameters: SqlValue) -> Document:
    """A 2010-04-01 list: links are relative, beside the rows. `select` must give an `id` column."""
    page = _read(call, select, parameters)
    start = page.number * page.size
    return {
        key: [render(row) for row in page.rows],
        "page": page.number,
        "page_size": page.size,
        "start": start,
        "end": max(start + len(page.rows) - 1, start),
        **page.links("", "uri"),
    }


def _read(call: Call, select: str, parameters: dict[str, SqlValue]) -> Page:
    size = integer(1, MAX_PAGE_SIZE)("PageSize", call.query.get("PageSize", str(DEFAULT_PAGE_SIZE)))
    number = integer(0, 10**9)("Page", call.query.get("Page", "0"))
    token = call.query.get("PageToken", "")
    if not re.fullmatch(r"(P[AB][0-9]{1,18})?", token):
        raise PageTokenError(f"Invalid PageToken: {token}")
    bound = int(token[2:] or 0)
    window, order, offset = {
        "PA": ("id > :bound", "ASC", 0),
        "PB": ("id < :bound", "DESC", 0),
        "": ("id > :bound", "ASC", number * size),
    }[token[:2]]
    rows = call.db.execute(
        f"SELECT * FROM ({select}) WHERE {window} ORDER BY id {order} LIMIT :size OFFSET :offset",  # noqa: S608 - no text of a request
        {**parameters, "bound": bound, "size": size, "offset": offset},
    ).fetchall()
    rows.sort(key=lambda row: int(row["id"]))
    more = bool(rows) and bool(
        call.db.execute(
            f"SELECT EXISTS (SELECT 1 FROM ({select}) WHERE id > :bound)",  # noqa: S608 - likewise
            {**parameters, "bound": rows[-1]["id"]},
        ).fetchone()[0]
    )
    return Page(call, rows, number, size, token, more)
