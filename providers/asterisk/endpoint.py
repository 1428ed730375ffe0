"""A PJSIP endpoint in Asterisk's realtime tables: auth, AORs, endpoint, identify and dialplan rows, in one transaction.

The tables are those of `contrib/ast-db-manage` in Asterisk's sources, which res_pjsip reads through sorcery.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Self, TypeVar

import sqlalchemy as sa

from trunkline.model.asterisk import ENDPOINT
from trunkline.model.sip_uri import SipUri
from trunkline.providers import connections, rules
from trunkline.providers.asterisk import auth, columns, database, manager, overlaps, own_rows, reading
from trunkline.providers.asterisk.own_rows import TABLES, merge
from trunkline.providers.asterisk.realtime_table import EXTENSIONS, IDENTIFY, RealtimeTable, Rows, rows_of
from trunkline.providers.asterisk.row_writes import RowWrites, known_auths
from trunkline.providers.differences import takeover
from trunkline.providers.errors import AmbiguousError, HalfDoneError, NotOursError, RefusedError, TrunklineError
from trunkline.providers.logic import Logic, half_done
from trunkline.providers.ownership import domain_key, resource_name
from trunkline.providers.rotation import Credentials, Rotation, at_standby
from trunkline.providers.settings import Settings

T = TypeVar("T")


class EndpointLogic(Logic):
    """Inputs and outputs: `endpoint_id`, a key for each of `TABLES` with its `Rows`, and those below.

    `extensions` rows are known as `<context>/<exten>/<priority>`.
    An auth row with `auth_type` md5 has its `password` here, and only its digest in the table (see `auth`).
    `sealed`, where set, has Twilio's `credentials`, {username: password}: a change of a password goes by a stand-by
    (see `rotation`). With their `credential_list_sid` the endpoint seals that list when its rows are written, else a
    `CredentialListSealLogic` does. `unsealed` is the list's output: another value brings the seal about.
    `friendly_name` is that of the trunk: when another stack has taken the trunk over, it has the rows too.

    A row is owned whole: a column that is set in the database but not declared is reported, and cleared by
    the next update. So are all rows of the endpoint (see `own_rows`): an extra identify row is a hole for calls to
    come in by.

    Where an Asterisk is named in the settings, `create` and `update` wait until its contacts are reachable.
    """

    INPUTS = ENDPOINT
    OWNED_BY = "its trunk's name at Twilio"

    def __init__(
        self,
        realtime: database.Database,
        asterisk: manager.Manager | None = None,
        trunk_at: Callable[[str], Any | None] | None = None,
        credentials: Callable[[str], Credentials] | None = None,
        place: str | None = None,
    ) -> None:
        """The rows in `realtime`.

        Args:
            realtime: the tables.
            asterisk: the Asterisk that reads them, to wait for its contacts.
            trunk_at: finds the trunk at Twilio by its domain; None without an account.
            credentials: finds those of a credential list by its SID; None without an account.
            place: the database's name in the keys of what the resource holds.
        """
        self._database = realtime
        self._asterisk = asterisk
        self._trunk_at = trunk_at
        self._credentials = credentials
        self._place = place

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        has_account = bool(settings.twilio_account_sid)
        return cls(
            connections.database(settings),
            manager.connect(settings),
            connections.account(settings).trunk_at if has_account else None,
            partial(connections.credentials, settings) if has_account else None,
            settings.database,
        )

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"Asterisk endpoint {inputs.get('endpoint_id')!r}"

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        self._require_readable(news)
        findings = self._unfit(news)
        if findings or not columns.is_known(news["endpoint_id"]):
            return findings
        self._require_transport(news)
        return self._run(
            lambda connection: self._foreign(connection, olds, news) or self._refused(connection, olds, news)
        )

    def notices(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        if not columns.is_known(news["endpoint_id"]):
            return []
        lines = self._overlaps(news) if news.get(IDENTIFY) != olds.get(IDENTIFY) else []
        return lines + ([] if olds else self._takeover(news))

    def _takeover(self, news: dict[str, Any]) -> list[str]:
        found = self.read(news["endpoint_id"], {name: rows_of(news, name) for name in TABLES if name in news})
        if not found:
            return []
        ours = self._is_ours(found["ps_endpoints"].get(news["endpoint_id"], {}), found["ps_aors"])
        mover = resource_name(self.owner.urn) if ours else None
        found |= {name: news[name] for name in ("endpoint_id", "friendly_name") if name in news}
        return takeover(self.subject(news), found, news, to=mover, nothing=" in the database" if mover else "")

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return inputs["endpoint_id"], self._write({}, inputs)

    def read(self, endpoint_id: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        declared = {name: rows_of(outputs, name) for name in TABLES if name in outputs}
        found: dict[str, Any] = self._run(
            lambda connection: reading.endpoint(self._database, connection, endpoint_id, declared)
        )
        if not any(found.values()):
            return None
        trunk = self._trunk(outputs) if "friendly_name" in outputs else None
        return outputs | found | ({"friendly_name": trunk.friendly_name} if trunk else {})

    def remains(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any] | None:
        """Rows that are neither of before nor as declared are somebody else's, for which the write was refused."""
        before = {name: rows_of(olds, name) for name in TABLES}
        auths: Rows = {
            row_id: {} for row_id in before[auth.AUTHS]
        }  # a secret that no input has would not be marked as one
        found = self.read(id_, news | merge(olds, {auth.AUTHS: auths}, news))
        if not found:
            return None
        rows = {
            name: {
                row_id: row
                for row_id, row in found[name].items()
                if row_id in before[name] or _is_written(row, rows_of(news, name).get(row_id))
            }
            for name in TABLES
            if name in found
        }
        return found | rows if any(rows.values()) else None

    def update(self, endpoint_id: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        return self._write(olds, news)

    def delete(self, endpoint_id: str, outputs: dict[str, Any]) -> None:
        try:
            self._run(lambda connection: self._rows.converge(connection, endpoint_id, outputs, {}))
        except RefusedError as refusal:
            raise self._explained(refusal, outputs, {}) from None
        if self._asterisk:
            self._asterisk.forget_contacts()

    def name_now(self, id_: str, outputs: dict[str, Any]) -> str | None:  # noqa: ARG002 - given to every resource
        trunk = self._trunk(outputs)
        return trunk.friendly_name if trunk else None

    def is_here(self, id_: str, outputs: dict[str, Any]) -> bool:
        found = self.read(id_, outputs) or {}
        return all(found.get(name) == outputs[name] for name in TABLES if name in outputs)

    def _write(self, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        if unfit := self._unfit(news):
            raise RefusedError(unfit[0])
        self._require_transport(news)
        endpoint_id = news["endpoint_id"]
        self._prepare(olds, news)
        try:
            self._run(lambda connection: self._write_rows(connection, olds, news))
        except AmbiguousError as lost:  # the answer to the commit: the rows may be written
            raise HalfDoneError(endpoint_id, lost) from None
        except RefusedError as refusal:
            raise self._explained(refusal, olds, news) from None
        with half_done(endpoint_id):
            if self._asterisk:
                self._asterisk.wait_until_reachable(endpoint_id, _contacts(news))
            self._rotation({}, news).seal([auth.AuthRow(self._database, id_) for id_ in rows_of(news, auth.AUTHS)])
        return news

    def _write_rows(self, connection: sa.Connection, olds: dict[str, Any], news: dict[str, Any]) -> None:
        if foreign := self._foreign(connection, olds, news):
            raise NotOursError(foreign[0])
        written = news
        if news.get("sealed"):
            found = self._auth_rows(connection, news)
            written = news | {auth.AUTHS: self._rotation(olds, news).rows(rows_of(news, auth.AUTHS), found)}
        self._rows.converge(connection, news["endpoint_id"], olds, written)

    def _prepare(self, olds: dict[str, Any], news: dict[str, Any]) -> None:
        self._rotation(olds, news).prepare(
            rows_of(news, auth.AUTHS), lambda: self._run(lambda connection: self._auth_rows(connection, news))
        )

    def _rotation(self, olds: dict[str, Any], news: dict[str, Any]) -> Rotation:
        before, sealed = (rules.mapping(properties.get("sealed")) for properties in (olds, news))
        sid = sealed.get("credential_list_sid")
        return Rotation(
            sealed.get("credentials", {}),
            self._credentials(sid) if self._credentials and sid else None,
            before.get("credentials", {}),
            seals=bool(sid),
        )

    def _auth_rows(self, connection: sa.Connection, news: dict[str, Any]) -> Rows:
        table = RealtimeTable(self._database, auth.AUTHS)
        return table.read(connection, news["endpoint_id"], rows_of(news, auth.AUTHS))

    def _run(self, work: Callable[[sa.Connection], T]) -> T:
        reading.reflect(self._database)
        return self._database.run(work)

    @property
    def _rows(self) -> RowWrites:
        return RowWrites(self._database, self.owner, self._place, self.words)

    def _refused(self, connection: sa.Connection, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        """Why the database will refuse what `create`, `update` or `delete` does."""
        written = self._rotation(olds, news).rows(known_auths(news), self._auth_rows(connection, news)) if news else {}
        return self._rows.refused(connection, olds, news, written)

    def _require_readable(self, inputs: dict[str, Any]) -> None:
        self._database.require_readable([*reading.TABLES, *([EXTENSIONS] if EXTENSIONS in inputs else [])])

    def _explained(self, refusal: RefusedError, olds: dict[str, Any], news: dict[str, Any]) -> RefusedError:
        """The same with the cause as a preview finds it, if it does."""
        self._require_readable(news)
        with suppress(TrunklineError):
            found = self._run(lambda connection: self._refused(connection, olds, news))
            return RefusedError(found[0]) if found else refusal
        return refusal

    def _overlaps(self, news: dict[str, Any]) -> list[str]:
        rows = rows_of(news, IDENTIFY)
        found = self._run(
            lambda connection: overlaps.notice(self._database, connection, rows, place=self._place, owner=self.owner)
        )
        ways = f"{self.words.name('shared_asterisk')} of a SipTrunk, {self.words.name('request_hosts')} of an endpoint"
        return [f"{self.subject(news)}: {found}: set {ways}, on each of them"] if found else []

    def _trunk(self, properties: dict[str, Any]) -> Any | None:
        """The trunk at Twilio to which the endpoint's contacts lead."""
        if not self._trunk_at:
            return None
        return next(filter(None, map(self._trunk_at, _domains(rows_of(properties, "ps_aors")))), None)

    def _require_transport(self, inputs: dict[str, Any]) -> None:
        for row in rows_of(inputs, "ps_endpoints").values():
            if self._asterisk and columns.is_known(row.get("transport")):
                self._asterisk.require_transport(row["transport"])

    def _tables(self, *inputs: dict[str, Any]) -> list[tuple[str, RealtimeTable]]:
        names = [name for name in TABLES if any(name in each for each in inputs)]
        return [(name, RealtimeTable(self._database, name)) for name in names]

    def _unfit(self, inputs: dict[str, Any]) -> list[str]:
        """What the connected schema cannot hold."""
        found = (each for name, table in self._tables(inputs) for each in table.unfit(rows_of(inputs, name)))
        return [str(self.words.problem(each)) for each in found]

    def _foreign(self, connection: sa.Connection, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        """Rows that are there, that this stack has not made, and that are not what it would write anyway."""
        if news["adopt"]:
            return []
        endpoint_id = news["endpoint_id"]
        declared = {name: rows_of(news, name) for name in TABLES if name in news}
        own = own_rows.find(self._database, connection, endpoint_id)
        found = {
            name: RealtimeTable(self._database, name).read(connection, endpoint_id, rows)
            for name, rows in declared.items()
        }
        if self._is_ours(found["ps_endpoints"].get(endpoint_id, {}), found["ps_aors"]):
            found = {name: rows for name, rows in found.items() if name == EXTENSIONS}
        return [
            f"{name}: a row {id_!r} exists already, is not as declared, and this stack has not made it: "
            f"choose another {self.words.name('endpoint_id')}, or set {self.words.adopt}"
            for name, rows in found.items()
            for id_, row in rows.items()
            if id_ not in olds.get(name, {})
            and not (name == EXTENSIONS and id_ in own.get(name, {}))
            and not rules.is_unknown(news[name])
            and not rules.is_unknown(rules.mapping(news[name]).get(id_))
            and not _is_same(row, declared[name].get(id_, {}))
            and not (olds and row.get("endpoint") == endpoint_id)
        ]

    def _is_ours(self, endpoint: dict[str, Any], aors: Rows) -> bool:
        """Whether a run of this program has made these rows: as only trunkline writes them, for a trunk of its own."""
        written = endpoint.get("identify_by") == "ip" and endpoint.get("accountcode")
        return bool(written) and bool(self.owner.holders(map(domain_key, _domains(aors))))


def _contacts(inputs: dict[str, Any]) -> list[manager.Contact]:
    """The contacts that Asterisk qualifies."""
    transport = inputs["ps_endpoints"][inputs["endpoint_id"]].get("transport", "")
    return [
        manager.Contact(aor, row["contact"], transport)
        for aor, row in inputs["ps_aors"].items()
        if row.get("qualify_frequency") and row.get("contact")
    ]


def _domains(aors: Rows) -> list[str]:
    """The termination domains of the contacts, without an edge."""
    contacts = [row["contact"] for row in aors.values() if isinstance(row.get("contact"), str)]
    return [domain for contact in contacts if (domain := SipUri(contact).domain_name)]


def _is_written(found: dict[str, Any], declared: dict[str, Any] | None) -> bool:
    """Whether a row is as it was to be written, at a stand-by or not (see `rotation`)."""
    return declared is not None and found in (declared, at_standby(declared))


def _is_same(found: dict[str, Any], declared: dict[str, Any]) -> bool:
    """Whether a row is as declared, as far as that is known yet."""
    return found.keys() == declared.keys() and all(
        found[column] == value for column, value in declared.items() if columns.is_known(value)
    )
