"""A PJSIP endpoint in Asterisk's realtime tables: auth, AORs, endpoint, identify and dialplan rows, in one transaction.

The tables are those of `contrib/ast-db-manage` in Asterisk's sources, which res_pjsip reads through sorcery.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Self

import sqlalchemy as sa

from trunkline.providers import rules
from trunkline.providers.asterisk import auth, columns, database, manager
from trunkline.providers.asterisk.realtime_table import EXTENSIONS, IDENTIFY, RealtimeTable, Rows, rows_of
from trunkline.providers.differences import takeover
from trunkline.providers.errors import NotOursError, RefusedError
from trunkline.providers.logic import Logic
from trunkline.providers.rotation import standby
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import account
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.credential_list_seal import seal

TABLES = ("ps_auths", "ps_aors", "ps_endpoints", IDENTIFY, EXTENSIONS)
FASTEST = 15
"""Seconds between two OPTIONS requests, at least."""
DTMF_MODES = ("rfc4733", "inband", "info", "auto", "auto_info")

_NAME = re.compile(r"[A-Za-z0-9_.+-]*")
_EXTEN = re.compile(r"[A-Za-z0-9_.+*#!\[\]-]*")
_CONTACT = re.compile(r"sip:[^@\s;:<>\"]{1,32}@[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:;transport=(?:udp|tcp|tls))?")


class EndpointLogic(Logic):
    """Inputs and outputs: `endpoint_id`, a key for each of `TABLES` with its `Rows`, `sealed`, `adopt`.

    `extensions` rows are known as `<context>/<exten>/<priority>`; without any the table is not touched.
    An auth row with `auth_type` md5 has its `password` here, and only its digest in the table (see `auth`).
    `sealed`, where set, has Twilio's `credentials`, {username: password}: a change of a password goes by a stand-by
    (see `rotation`); what somebody does to the auth row by hand is no such change. With their `credential_list_sid`
    the endpoint seals that list when its rows are written, else a `CredentialListSealLogic` does.

    A row is owned whole: a column that is set in the database but not declared is reported, and cleared by
    the next update. So is every identify row of the endpoint: an extra one is a hole for calls to come in by.

    Where an Asterisk is named in the settings, `create` and `update` wait until its contacts are reachable.
    """

    def __init__(
        self, realtime: database.Database, asterisk: manager.Manager | None = None, twilio: Account | None = None
    ) -> None:
        self._database = realtime
        self._asterisk = asterisk
        self._twilio = twilio

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        twilio = account.connect(settings) if settings.twilio_account_sid else None
        return cls(database.connect(settings), manager.connect(settings), twilio)

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"Asterisk endpoint {inputs.get('endpoint_id')!r}"

    def validate(self, inputs: dict[str, Any]) -> list[str]:
        return rules.findings(
            rules.text("endpoint_id", inputs["endpoint_id"], 40)
            or _spelled("endpoint_id", inputs["endpoint_id"], _NAME, "letters, digits and _ . + -"),
            *(
                judge(f"{table}.{id_}.{column}", row.get(column))
                for (table, column), judge in _JUDGES.items()
                for id_, row in rows_of(inputs, table).items()
            ),
        )

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        findings = self._unfit(news)
        if findings or not columns.is_known(news["endpoint_id"]):
            return findings
        self._require_transport(news)
        with self._database.transaction() as connection:
            return self._foreign(connection, olds, news)

    def notices(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        if olds or not columns.is_known(news["endpoint_id"]):
            return []
        found = self.read(news["endpoint_id"], {name: rows_of(news, name) for name in TABLES if name in news})
        return takeover(self.subject(news), found | {"endpoint_id": news["endpoint_id"]}, news) if found else []

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return inputs["endpoint_id"], self._write({}, inputs)

    def read(self, endpoint_id: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        with self._database.transaction() as connection:
            found = {name: table.read(connection, endpoint_id, outputs[name]) for name, table in self._tables(outputs)}
        if not any(found.values()):
            return None
        return outputs | found

    def update(self, endpoint_id: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        return self._write(olds, news)

    def delete(self, endpoint_id: str, outputs: dict[str, Any]) -> None:
        with self._database.transaction() as connection:
            for name, table in reversed(self._tables(outputs)):
                table.delete(connection, endpoint_id, outputs[name])
        if self._asterisk:
            self._asterisk.forget_contacts()

    def _write(self, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        if unfit := self._unfit(news):
            raise RefusedError(unfit[0])
        self._require_transport(news)
        with self._database.transaction() as connection:
            if foreign := self._foreign(connection, olds, news):
                raise NotOursError(foreign[0])
            written = news | {auth.AUTHS: self._rotated(connection, olds, news)} if news.get("sealed") else news
            for name, table in self._tables(olds, news):
                table.converge(connection, news["endpoint_id"], olds.get(name, {}), written.get(name, {}))
        if self._asterisk:
            self._asterisk.wait_until_reachable(news["endpoint_id"], _contacts(news))
        self._seal(news)
        return news

    def _seal(self, news: dict[str, Any]) -> None:
        sealed = rules.mapping(news.get("sealed"))
        if self._twilio and "credential_list_sid" in sealed:
            auths = [(self._database, id_) for id_ in news[auth.AUTHS]]
            seal(self._twilio, sealed["credential_list_sid"], sealed["credentials"], auths)

    def _require_transport(self, inputs: dict[str, Any]) -> None:
        for row in rows_of(inputs, "ps_endpoints").values():
            if self._asterisk and columns.is_known(row.get("transport")):
                self._asterisk.require_transport(row["transport"])

    def _tables(self, *inputs: dict[str, Any]) -> list[tuple[str, RealtimeTable]]:
        names = [name for name in TABLES if any(name in each for each in inputs)]
        return [(name, RealtimeTable(self._database, name)) for name in names]

    def _rotated(self, connection: sa.Connection, olds: dict[str, Any], news: dict[str, Any]) -> Rows:
        """The auth rows with a changed password under the stand-by's username, until the seal switches back."""
        table = RealtimeTable(self._database, auth.AUTHS)
        present = table.read(connection, news["endpoint_id"], news[auth.AUTHS])
        before = rules.mapping(olds.get("sealed")).get("credentials", {})
        rows = {}
        for id_, row in news[auth.AUTHS].items():
            username = row["username"]
            changes = username in before and before[username] != news["sealed"]["credentials"].get(username)
            stand_in = row | {"username": standby(username)}
            switches = changes and present.get(id_) != row
            rows[id_] = stand_in if switches or present.get(id_) == stand_in else row
        return rows

    def _unfit(self, inputs: dict[str, Any]) -> list[str]:
        """What the connected schema cannot hold."""
        return [finding for name, table in self._tables(inputs) for finding in table.unfit(rows_of(inputs, name))]

    def _foreign(self, connection: sa.Connection, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        """Rows that are there, are not this stack's and are not what it would write anyway."""
        if news["adopt"]:
            return []
        findings = []
        for name, table in self._tables(news):
            declared = rows_of(news, name)
            found = table.read(connection, news["endpoint_id"], declared)
            findings += [
                f"{name}: a row {id_!r} exists already and is not this stack's: "
                "choose another endpoint_id, or say adopt=True"
                for id_, row in found.items()
                if id_ not in olds.get(name, {})
                and not _is_same(row, declared.get(id_, {}))
                and not (olds and row.get("endpoint") == news["endpoint_id"])
            ]
        return findings


def _contacts(inputs: dict[str, Any]) -> list[manager.Contact]:
    """The contacts that Asterisk qualifies."""
    transport = inputs["ps_endpoints"][inputs["endpoint_id"]].get("transport", "")
    return [
        manager.Contact(aor, row["contact"], transport)
        for aor, row in inputs["ps_aors"].items()
        if row.get("qualify_frequency") and row.get("contact")
    ]


def _qualify_frequency(prop: str, value: Any) -> str | None:
    if value == 0:
        return None
    return rules.whole_number(prop, value, FASTEST, 86400) and (
        f"{prop}: {value!r} is neither 0 nor a whole number from {FASTEST} to 86400: "
        "Twilio asks for OPTIONS no more often than that"
    )


def _contact(prop: str, value: Any) -> str | None:
    return _spelled(prop, value, _CONTACT, "sip:<username>@<domain>, with ;transport=udp, tcp or tls, or without")


def _match(prop: str, value: Any) -> str | None:
    items = value.split(",") if isinstance(value, str) else []
    return next(filter(None, (rules.network(prop, item.strip()) for item in items)), None)


def _context(prop: str, value: Any) -> str | None:
    return _spelled(prop, value, _NAME, "letters, digits and _ . + -")


def _exten(prop: str, value: Any) -> str | None:
    return _spelled(prop, value, _EXTEN, "a number or a pattern: letters, digits and _ . + * # ! [ ] -")


def _spelled(prop: str, value: Any, pattern: re.Pattern[str], rule: str) -> str | None:
    if not isinstance(value, str) or (value and pattern.fullmatch(value)):
        return None
    return f"{prop}: {value!r} is not spelled as Asterisk takes it: {rule}"


_JUDGES: dict[tuple[str, str], Callable[[str, Any], str | None]] = {
    (auth.AUTHS, "username"): rules.username,
    ("ps_aors", "contact"): _contact,
    ("ps_aors", "qualify_frequency"): _qualify_frequency,
    ("ps_endpoints", "allow"): rules.codecs,
    ("ps_endpoints", "context"): _context,
    ("ps_endpoints", "dtmf_mode"): partial(rules.choice, allowed=DTMF_MODES),
    (IDENTIFY, "match"): _match,
    (EXTENSIONS, "context"): _context,
    (EXTENSIONS, "exten"): _exten,
}
"""What Asterisk or Twilio takes in a column, of which the schema says nothing."""


def _is_same(found: dict[str, Any], declared: dict[str, Any]) -> bool:
    """Whether a row is as declared, as far as that is known yet."""
    return found.keys() == declared.keys() and all(
        found[column] == value for column, value in declared.items() if columns.is_known(value)
    )
