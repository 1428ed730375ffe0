"""A PJSIP endpoint in Asterisk's realtime tables: auth, AORs, endpoint, identify and dialplan rows, in one transaction.

The tables are those of `contrib/ast-db-manage` in Asterisk's sources, which res_pjsip reads through sorcery.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from attrs import evolve

from trunkline.model.asterisk import (
    AORS,
    AUTHS,
    ENDPOINTS,
    EXTENSIONS,
    IDENTIFIES,
    Endpoint,
    Row,
    Rows,
    domains,
)
from trunkline.model.identification import OTHER_ACCOUNT, OTHER_ACCOUNT_REMEDY, other_account
from trunkline.model.path import Problem
from trunkline.model.unknown import is_known
from trunkline.providers import connections
from trunkline.providers.asterisk import auth, columns, database, manager, overlaps, own_rows, reading
from trunkline.providers.asterisk.own_rows import merge
from trunkline.providers.asterisk.realtime_table import RealtimeTable
from trunkline.providers.asterisk.row_writes import RowWrites, known_auths
from trunkline.providers.differences import takeover
from trunkline.providers.errors import (
    AmbiguousError,
    HalfDoneError,
    NotFoundError,
    NotOursError,
    RefusedError,
    TrunklineError,
)
from trunkline.providers.logic import Logic, half_done
from trunkline.providers.ownership import domain_key, resource_name
from trunkline.providers.rotation import Credentials, Rotation, at_standby
from trunkline.providers.settings import Settings

T = TypeVar("T")


class EndpointLogic(Logic[Endpoint]):
    """An auth row with `auth_type` md5 has its `password` in the record, and only its digest in the table (see `auth`).

    A password changes by way of a stand-by if the endpoint is sealed (see `rotation`).

    The endpoint owns each row whole: if a column is set in the database but not declared, it is reported, and the next
    update clears it. It also owns all its rows (see `own_rows`): an extra identify row would let strangers call in.

    If the settings name an Asterisk, `create` and `update` wait until its contacts are reachable.
    """

    OWNED_BY = "its trunk's name at Twilio"

    def __init__(
        self,
        realtime: database.Database,
        asterisk: manager.Manager | None = None,
        trunk_at: Callable[[str], Any | None] | None = None,
        credentials: Callable[[str], Credentials] | None = None,
        *,
        place: str | None = None,
        account_sid: str | None = None,
    ) -> None:
        """The logic for the rows in `realtime`.

        Args:
            realtime: the tables.
            asterisk: the Asterisk that reads them, to wait for its contacts.
            trunk_at: finds the trunk at Twilio by its domain; None without an account.
            credentials: finds the credentials of a list by its SID; None without an account.
            place: the database's name in the keys of the resource's things.
            account_sid: the account in which `trunk_at` looks.
        """
        self._database = realtime
        self._asterisk = asterisk
        self._trunk_at = trunk_at
        self._credentials = credentials
        self._place = place
        self._account_sid = account_sid

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        has_account = bool(settings.twilio_account_sid)
        return cls(
            connections.database(settings),
            manager.connect(settings),
            connections.account(settings).trunk_at if has_account else None,
            partial(connections.credentials, settings) if has_account else None,
            place=settings.database,
            account_sid=settings.account_sid,
        )

    def subject(self, inputs: Endpoint) -> str:
        return f"Asterisk endpoint {inputs.endpoint_id!r}"

    def inspect(self, olds: Endpoint | None, news: Endpoint) -> list[str]:
        self._require_readable(news)
        findings = self._unfit(news)
        if findings or not is_known(news.endpoint_id):
            return findings
        self._require_transport(news)
        findings = self._run(
            lambda connection: self._foreign(connection, olds, news) or self._refused(connection, olds, news)
        )
        return findings or self._without_room(olds, news)

    def notices(self, olds: Endpoint | None, news: Endpoint) -> list[str]:
        if not is_known(news.endpoint_id):
            return []
        is_same = olds is not None and olds.ps_endpoint_id_ips == news.ps_endpoint_id_ips
        lines = [] if is_same else [*self._overlaps(news), *self._other_account(news)]
        return lines + ([] if olds else self._takeover(news))

    def _takeover(self, news: Endpoint) -> list[str]:
        found = self._find(news.endpoint_id, news.tables)
        if not found:
            return []
        ours = self._is_ours(found.get(ENDPOINTS, {}).get(news.endpoint_id, {}), found.get(AORS, {}))
        mover = resource_name(self.owner.urn) if ours else None
        return takeover(
            self.subject(news), news.with_tables(found), news, to=mover, nothing=" in the database" if mover else ""
        )

    def create(self, inputs: Endpoint) -> tuple[str, Endpoint]:
        return inputs.endpoint_id, self._write(None, inputs)

    def read(self, endpoint_id: str, outputs: Endpoint) -> Endpoint | None:
        found = self._find(endpoint_id, outputs.tables)
        if not found:
            return None
        trunk = self._trunk(outputs) if outputs.friendly_name is not None else None
        name = trunk.friendly_name if trunk else outputs.friendly_name
        return evolve(outputs.with_tables(found), friendly_name=name)

    def identified(self, id_: str) -> dict[str, Any]:
        found = self._find(id_, {ENDPOINTS: {id_: {}}})
        if not (found and found.get(ENDPOINTS)):
            raise NotFoundError(
                f"no row of ps_endpoints in {self._database} has this id: check it and the database URL"
            )
        tables: dict[str, Rows] = {name: {} for name in (AUTHS, AORS, IDENTIFIES)}
        return {"endpoint_id": id_, "as_found": True, **tables, ENDPOINTS: {id_: {}}}

    def remains(self, id_: str, olds: Endpoint | None, news: Endpoint) -> Endpoint | None:
        """A row that is neither from before nor as declared is somebody else's: the write was refused because of it."""
        before = olds.tables if olds else {}
        # the engine would not mark a secret that no input has
        auths: Rows = {row_id: {} for row_id in before.get(AUTHS, {})}
        found = self.read(id_, news.with_tables(merge(before, {AUTHS: auths}, news.tables)))
        if not found:
            return None
        rows = {
            name: {
                row_id: row
                for row_id, row in each.items()
                if row_id in before.get(name, {}) or _is_written(row, news.rows(name).get(row_id))
            }
            for name, each in found.tables.items()
        }
        return found.with_tables(rows) if any(rows.values()) else None

    def update(self, endpoint_id: str, olds: Endpoint, news: Endpoint) -> Endpoint:  # noqa: ARG002
        return self._write(olds, news)

    def delete(self, endpoint_id: str, outputs: Endpoint) -> None:
        try:
            self._run(lambda connection: self._rows.converge(connection, endpoint_id, outputs, None))
        except RefusedError as refusal:
            raise self._explained(refusal, outputs, None) from None
        if self._asterisk:
            self._asterisk.forget_contacts()

    def name_now(self, id_: str, outputs: Endpoint) -> str | None:  # noqa: ARG002 - given to every resource
        trunk = self._trunk(outputs)
        return trunk.friendly_name if trunk else None

    def is_here(self, id_: str, outputs: Endpoint) -> bool:
        found = self.read(id_, outputs)
        return found is not None and all(found.rows(name) == rows for name, rows in outputs.tables.items())

    def _find(self, endpoint_id: str, declared: Mapping[str, Rows]) -> dict[str, Rows] | None:
        """The endpoint's rows that are there, in the shape of `declared`; None if there are none."""
        found = self._run(lambda connection: reading.endpoint(self._database, connection, endpoint_id, declared))
        return found if any(found.values()) else None

    def _write(self, olds: Endpoint | None, news: Endpoint) -> Endpoint:
        if unfit := self._unfit(news):
            raise RefusedError(unfit[0])
        self._require_transport(news)
        endpoint_id = news.endpoint_id
        self._prepare(olds, news)
        try:
            self._run(lambda connection: self._write_rows(connection, olds, news))
        except AmbiguousError as lost:  # the commit's answer: the rows may be written
            raise HalfDoneError(endpoint_id, lost) from None
        except RefusedError as refusal:
            raise self._explained(refusal, olds, news) from None
        with half_done(endpoint_id):
            if self._asterisk:
                self._asterisk.wait_until_reachable(endpoint_id, _contacts(news))
            self._rotation(None, news).seal([auth.AuthRow(self._database, id_) for id_ in news.rows(AUTHS)])
        return news

    def _write_rows(self, connection: sa.Connection, olds: Endpoint | None, news: Endpoint) -> None:
        if foreign := self._foreign(connection, olds, news):
            raise NotOursError(foreign[0])
        written = news.tables
        if news.sealed:
            found = self._auth_rows(connection, news)
            written |= {AUTHS: self._rotation(olds, news).rows(news.rows(AUTHS), found)}
        self._rows.converge(connection, news.endpoint_id, olds, news.with_tables(written))

    def _prepare(self, olds: Endpoint | None, news: Endpoint) -> None:
        self._rotation(olds, news).prepare(
            news.rows(AUTHS), lambda: self._run(lambda connection: self._auth_rows(connection, news))
        )

    def _without_room(self, olds: Endpoint | None, news: Endpoint) -> list[str]:
        sealed = news.sealed
        if not sealed or not is_known(sealed) or not is_known(sealed.credential_list_sid):
            return []
        found = self._run(lambda connection: self._auth_rows(connection, news))
        fault = self._rotation(olds, news).without_room(known_auths(news), found)
        return [f"{self.subject(news)}: {fault}"] if fault else []

    def _rotation(self, olds: Endpoint | None, news: Endpoint) -> Rotation:
        before, sealed = olds.sealed if olds else None, news.sealed
        sid = sealed.credential_list_sid if sealed else None
        return Rotation(
            sealed.credentials if sealed else {},
            self._credentials(sid) if self._credentials and sid else None,
            before.credentials if before else {},
            seals=bool(sid),
        )

    def _auth_rows(self, connection: sa.Connection, news: Endpoint) -> Rows:
        return RealtimeTable(self._database, AUTHS).read(connection, news.endpoint_id, news.rows(AUTHS))

    def _run(self, work: Callable[[sa.Connection], T]) -> T:
        reading.reflect(self._database)
        return self._database.run(work)

    @property
    def _rows(self) -> RowWrites:
        return RowWrites(self._database, self.owner, self._place, self.words)

    def _refused(self, connection: sa.Connection, olds: Endpoint | None, news: Endpoint | None) -> list[str]:
        """Why the database will refuse what `create`, `update` or `delete` does."""
        written: Rows = {}
        if news:
            written = self._rotation(olds, news).rows(known_auths(news), self._auth_rows(connection, news))
        return self._rows.refused(connection, olds, news, written)

    def _require_readable(self, inputs: Endpoint | None) -> None:
        has_dialplan = inputs is not None and inputs.extensions is not None
        self._database.require_readable([*reading.TABLES, *([EXTENSIONS] if has_dialplan else [])])

    def _explained(self, refusal: RefusedError, olds: Endpoint | None, news: Endpoint | None) -> RefusedError:
        """The refusal with the cause as a preview finds it, if it does."""
        self._require_readable(news)
        with suppress(TrunklineError):
            found = self._run(lambda connection: self._refused(connection, olds, news))
            return RefusedError(found[0]) if found else refusal
        return refusal

    def _overlaps(self, news: Endpoint) -> list[str]:
        rows = news.rows(IDENTIFIES)
        found = self._run(
            lambda connection: overlaps.notice(self._database, connection, rows, place=self._place, owner=self.owner)
        )
        ways = f"{self.words.name('shared_asterisk')} of a SipTrunk, {self.words.name('request_hosts')} of an endpoint"
        return [f"{self.subject(news)}: {found}: set {ways}, on each of them"] if found else []

    def _trunk(self, properties: Endpoint) -> Any | None:
        """The trunk at Twilio to which the endpoint's contacts lead."""
        if not self._trunk_at:
            return None
        return next(filter(None, map(self._trunk_at, domains(properties.rows(AORS)))), None)

    def _require_transport(self, inputs: Endpoint) -> None:
        for row in inputs.rows(ENDPOINTS).values():
            transport = row.get("transport")
            if self._asterisk and isinstance(transport, str):
                self._asterisk.require_transport(transport)

    def _unfit(self, inputs: Endpoint) -> list[str]:
        """The lines for values that the connected schema cannot store."""
        tables = {name: RealtimeTable(self._database, name) for name in inputs.tables}
        found = (each for name, table in tables.items() for each in table.unfit(inputs.rows(name)))
        return [str(self.words.problem(each)) for each in (*found, *self._unfit_standbys(inputs))]

    def _unfit_standbys(self, inputs: Endpoint) -> Iterator[Problem]:
        """Find the auth values that the schema holds, but not while a password changes."""
        table, rows = RealtimeTable(self._database, AUTHS), inputs.rows(AUTHS)
        if inputs.sealed and not table.unfit(rows):
            named = {id_: row for id_, row in rows.items() if isinstance(row.get("username"), str)}
            for each in table.unfit({id_: at_standby(row) for id_, row in named.items()}):
                yield evolve(each, text=f"while the password changes, {each.text}")

    def _other_account(self, news: Endpoint) -> list[str]:
        """The line for a header that Twilio's calls will not have, if the trunk is known to be in this account."""
        found = other_account(news.rows(IDENTIFIES), self._account_sid) if self._account_sid else None
        if not found or not self._is_in_account(news):
            return []
        return [f"{self.subject(news)}: {OTHER_ACCOUNT}: {found[1]}: {self.words.path.fill(OTHER_ACCOUNT_REMEDY)}"]

    def _is_in_account(self, news: Endpoint) -> bool:
        """Whether the trunk is of the same component, or is there."""
        if news.friendly_name is not None:
            return True
        with suppress(TrunklineError):
            return self._trunk(news) is not None
        return False

    def _foreign(self, connection: sa.Connection, olds: Endpoint | None, news: Endpoint) -> list[str]:
        """The lines for rows that this stack has not made, and that are not as declared."""
        if news.adopt:
            return []
        endpoint_id, declared = news.endpoint_id, news.tables
        own = own_rows.find(self._database, connection, endpoint_id, declared)
        found = {
            name: RealtimeTable(self._database, name).read(
                connection, endpoint_id, {**own.get(name, {}), **rows} if name == IDENTIFIES else rows
            )
            for name, rows in declared.items()
        }
        if self._is_ours(found.get(ENDPOINTS, {}).get(endpoint_id, {}), found.get(AORS, {})):
            found = {name: rows for name, rows in found.items() if name == EXTENSIONS}
        return [
            f"{name}: a row {id_!r} exists already, differs from the declared one, and this stack has not made it: "
            f"choose another {self.words.name('endpoint_id')}, or set {self.words.adopt}"
            for name, rows in found.items()
            for id_, row in rows.items()
            if not (olds and id_ in olds.rows(name))
            and not (name == EXTENSIONS and id_ in own.get(name, {}))
            and not news.may_have(name, id_)
            and not _is_same(row, declared[name].get(id_, {}))
            and not (olds and row.get("endpoint") in {endpoint_id, *news.rows(ENDPOINTS)})
        ]

    def _is_ours(self, endpoint: Row, aors: Rows) -> bool:
        """Whether a run of this program has made these rows: trunkline writes such rows, for a trunk of the run."""
        written = endpoint.get("identify_by") == "ip" and endpoint.get("accountcode")
        return bool(written) and bool(self.owner.holders(map(domain_key, domains(aors))))


def _contacts(inputs: Endpoint) -> list[manager.Contact]:
    """The contacts of the endpoint that Asterisk qualifies."""
    endpoint = inputs.rows(ENDPOINTS)[inputs.endpoint_id]
    own = {aor.strip() for aor in str(endpoint.get("aors", "")).split(",")}
    return [
        manager.Contact(aor, str(row["contact"]), str(endpoint.get("transport", "")))
        for aor, row in inputs.rows(AORS).items()
        if aor in own and row.get("qualify_frequency") and row.get("contact")
    ]


def _is_written(found: Row, declared: Row | None) -> bool:
    """Whether a row is as declared, with its stand-by or not (see `rotation`)."""
    return declared is not None and found in (declared, at_standby(declared))


def _is_same(found: Row, declared: Row) -> bool:
    """Whether a row is as declared, as far as that is known yet."""
    return found.keys() == declared.keys() and all(
        found[column] == value for column, value in declared.items() if columns.is_known(value)
    )
