"""Asterisk's side: the endpoints that call trunks, with their rows as they are. SELECT only."""

from collections import Counter

from attrs import field, frozen

from trunkline.doctor import asterisk_side, view
from trunkline.doctor.snapshot import Snapshot
from trunkline.doctor.view import Line, listed
from trunkline.model import asterisk, values
from trunkline.model.asterisk import IDENTIFIES, Row, Rows
from trunkline.providers import connections
from trunkline.providers.asterisk import reading
from trunkline.providers.asterisk.columns import SEVERAL
from trunkline.providers.asterisk.encoding import decode
from trunkline.providers.asterisk.realtime_table import RealtimeTable
from trunkline.providers.asterisk.secrets import SECRET
from trunkline.providers.errors import TrunklineError
from trunkline.providers.settings import Settings

from .errors import ImportingError, LeftOutError

_RAW = "(stored with a raw ';')"
"""What `decode` remarks."""


@frozen
class Endpoint:
    """An endpoint.

    Attributes:
        endpoint_id: its id.
        username: with which it answers Twilio's challenge.
        password: that username's, or None if the database does not have it.
        unknown: why it would not.
        rows: {table: {row id: {column: value}}}, decoded, without secrets.
        secret: {column: value} of the column by which its auth answers, or empty.
        extensions: {exten: application} of its context, if `SipTrunk` could have made it.
    """

    endpoint_id: str
    username: str
    password: str | None = field(repr=False)
    unknown: str
    rows: dict[str, Rows]
    secret: Row = field(repr=False)
    extensions: dict[str, str]

    def __str__(self) -> str:
        return f"Asterisk endpoint {self.endpoint_id!r}"


class AsteriskSide:
    """The endpoints of a realtime database that call Twilio."""

    def __init__(self, settings: Settings) -> None:
        try:
            self.database = connections.database(settings)
            reading.reflect(self.database)
            with reading.read_only(self.database) as connection:
                self._stored = reading.stored(self.database, connection)
        except TrunklineError as error:
            raise ImportingError(str(error)) from None
        found = asterisk_side.snapshot(self.database, self._stored)
        self._lines = view.view(Snapshot(None, found)).lines
        self._uses = Counter(
            (table, id_)
            for endpoint in found.endpoints.values()
            for table, column in (("ps_aors", "aors"), ("ps_auths", "outbound_auth"), ("ps_auths", "auth"))
            for id_ in set(listed(endpoint, column))
        )
        self._contexts = Counter(endpoint.get("context") for endpoint in found.endpoints.values())

    def endpoint(self, trunk: str, domain_name: str) -> Endpoint:
        """The one endpoint that calls the trunk `domain_name`; `trunk` names it in an error."""
        lines = [line for line in self._lines if domain_name in _domains(line)]
        if not lines:
            raise LeftOutError(
                f"{trunk} has no Asterisk endpoint: no contact of an AOR in {self.database} leads to {domain_name}: "
                "declare it with adopt: true, and `pulumi up` makes the endpoint"
            )
        if len(lines) > 1:
            raise LeftOutError(
                f"{trunk} is called by {len(lines)} Asterisk endpoints "
                f"({', '.join(line.endpoint_id for line in lines)}), and a SipTrunk has one: "
                "declare it as a TwilioTrunk with an AsteriskEndpoint each, with adopt=True"
            )
        return self._read(trunk, lines[0])

    def changes(self, inputs: asterisk.Endpoint) -> list[str]:
        """The tables in which rows with these inputs of an `Endpoint` would not stay as they are."""
        with self.database.transaction() as connection:
            return [
                table
                for table, rows in inputs.tables.items()
                if RealtimeTable(self.database, table).pending(connection, inputs.endpoint_id, {}, rows)
            ]

    def _read(self, trunk: str, line: Line) -> Endpoint:
        subject = f"{trunk}: Asterisk endpoint {line.endpoint_id!r}"
        self._require_simple(subject, line)
        (auth_id,) = line.auths
        ids = {
            "ps_auths": [auth_id],
            "ps_aors": list(line.aors),
            "ps_endpoints": [line.endpoint_id],
            IDENTIFIES: list(line.identifies),
        }
        rows = {table: self._verbatim(subject, table, sorted(row_ids)) for table, row_ids in ids.items()}
        auth = rows["ps_auths"][auth_id]
        secrets = {column: auth[column] for column in SECRET & auth.keys()}
        rows["ps_auths"] = {auth_id: {column: value for column, value in auth.items() if column not in secrets}}
        is_digested = str(auth.get("auth_type")).lower() == "md5"
        column = "md5_cred" if is_digested else "password"
        password = None if is_digested else secrets.get(column)
        is_known = isinstance(password, str) and not values.password(password)
        return Endpoint(
            line.endpoint_id,
            str(auth["username"]),
            str(password) if is_known else None,
            "ps_auths has only its digest" if is_digested else "ps_auths has none that Twilio would take",
            rows,
            {column: secrets[column]} if column in secrets else {},
            self._extensions(line),
        )

    def _require_simple(self, subject: str, line: Line) -> None:
        if len(_domains(line)) > 1:
            raise LeftOutError(
                f"{subject} calls several trunks ({', '.join(sorted(_domains(line)))}): give each an endpoint"
            )
        if missing := [id_ for id_, row in line.aors.items() if row is None]:
            raise LeftOutError(f"{subject} names the AOR {missing[0]!r}, which ps_aors lacks: take it out of aors")
        auths = list(line.auths.values())
        if len(auths) != 1 or not auths[0] or not auths[0].get("username"):
            raise LeftOutError(
                f"{subject} has not one auth with a username in outbound_auth: give it one row of ps_auths, "
                "and import again"
            )
        for table, ids in (("ps_aors", line.aors), ("ps_auths", line.auths)):
            if shared := [id_ for id_ in ids if self._uses[table, id_] > 1]:
                raise LeftOutError(
                    f"{subject} shares the row {shared[0]!r} of {table} with another endpoint, and a SipTrunk owns its "
                    "own: give each endpoint a row, and import again"
                )

    def _verbatim(self, subject: str, table: str, ids: list[str]) -> Rows:
        """The rows with each column that is not NULL, but for those that trunkline leaves to the database."""
        realtime = RealtimeTable(self.database, table)
        names = {column.name for column in self.database.table(table).c} - {"id"}
        blank: Row = {name: [] if name in SEVERAL else "" for name in names}
        filled = {id_: realtime.meaning(self._stored[table][id_], {}) for id_ in ids}
        stored = {id_: realtime.meaning(self._stored[table][id_], blank) for id_ in ids}
        if torn := [
            f"{table}.{id_}.{column}" for id_, row in stored.items() for column in row if _RAW in str(row[column])
        ]:
            raise LeftOutError(
                f"{subject}: {torn[0]} has a raw ';', at which Asterisk splits it: write ^3B there, and import again"
            )
        return {
            id_: {column: value for column, value in row.items() if column in filled[id_] or value == ""}
            for id_, row in stored.items()
        }

    def _extensions(self, line: Line) -> dict[str, str]:
        """Empty if another endpoint has the context too, or a row is none that `SipTrunk` writes."""
        context = line.endpoint.get("context")
        if not context or self._contexts[context] > 1:
            return {}
        rows = reading.dialplan(self.database, str(context))
        if rows is None or any(row["priority"] != 1 for row in rows):
            return {}
        dialect = self.database.dialect
        return {decode(row["exten"], dialect): decode(f"{row['app']}({row['appdata']})", dialect) for row in rows}


def _domains(line: Line) -> set[str]:
    return {uri.domain_name for uri in line.uris if uri.domain_name}
