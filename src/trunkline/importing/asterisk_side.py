"""Reads Asterisk's side: the endpoints that call trunks, with their rows as they are. Only SELECT."""

from collections import Counter

from attrs import field, frozen

from trunkline.doctor import asterisk_side, view
from trunkline.doctor.snapshot import Row as StoredRow
from trunkline.doctor.snapshot import Snapshot
from trunkline.doctor.view import Line, listed
from trunkline.model import asterisk, values
from trunkline.model.asterisk import IDENTIFIES, SECRET, Row, Rows
from trunkline.model.command import pulumi
from trunkline.providers import connections
from trunkline.providers.asterisk import reading
from trunkline.providers.asterisk.columns import SEVERAL
from trunkline.providers.asterisk.encoding import decode
from trunkline.providers.asterisk.realtime_table import RealtimeTable
from trunkline.providers.errors import TrunklineError
from trunkline.providers.settings import Settings

from .errors import ImportingError, LeftOutError

_RAW = "(stored with a raw ';')"
"""The remark of `decode`."""


@frozen
class Endpoint:
    """An endpoint.

    Attributes:
        endpoint_id: its id.
        username: the username with which it answers Twilio's challenge; None if it has no auth.
        password: the password of that username, or None if the database does not have it.
        unknown: why the database would not have it.
        rows: {table: {row id: {column: value}}}, decoded, without secrets; also of other endpoints of its trunk.
        secret: {column: value} of the column with the password or digest, or empty.
        extensions: {exten: application} of its context, if `SipTrunk` could have made it.
    """

    endpoint_id: str
    username: str | None
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
        self._up = pulumi("up", settings.stack)
        try:
            self.database = connections.database(settings)
            reading.reflect(self.database)
            with reading.read_only(self.database) as connection:
                self._stored = reading.stored(self.database, connection)
        except TrunklineError as error:
            raise ImportingError(str(error)) from None
        found = asterisk_side.snapshot(self.database, self._stored)
        self._lines = view.view(Snapshot(None, found)).lines
        self._uses = Counter(use for endpoint in found.endpoints.values() for use in _uses(endpoint))
        self._contexts = Counter(endpoint.get("context") for endpoint in found.endpoints.values())

    def endpoint(self, trunk: str, domain_name: str) -> Endpoint:
        """The endpoint that calls the trunk `domain_name`, with those beside it. Errors call the trunk `trunk`."""
        lines = [line for line in self._lines if domain_name in _domains(line)]
        if not lines:
            raise LeftOutError(
                f"{trunk} has no Asterisk endpoint: no contact in ps_aors of {self.database} has the host "
                f"{domain_name}: write the trunk into the config with adopt: true; `{self._up}` then makes the endpoint"
            )
        return self._read(trunk, lines)

    def changes(self, inputs: asterisk.Endpoint) -> list[str]:
        """The tables in which an `Endpoint` with these inputs would change rows."""
        with self.database.transaction() as connection:
            return [
                table
                for table, rows in inputs.tables.items()
                if RealtimeTable(self.database, table).pending(connection, inputs.endpoint_id, {}, rows)
            ]

    def _read(self, trunk: str, lines: list[Line]) -> Endpoint:
        first = max(lines, key=lambda line: len(line.identifies))
        subject = f"{trunk}: Asterisk endpoint {first.endpoint_id!r}"
        self._require_simple(trunk, lines)
        ids = {
            "ps_auths": {id_ for line in lines for id_ in line.auths},
            "ps_aors": {id_ for line in lines for id_, row in line.aors.items() if row is not None},
            "ps_endpoints": {line.endpoint_id for line in lines},
            IDENTIFIES: {id_ for line in lines for id_ in line.identifies},
        }
        rows = {table: self._verbatim(subject, table, sorted(row_ids)) for table, row_ids in ids.items()}
        auths = rows["ps_auths"].values()
        secrets = [{column: row[column] for column in SECRET & row.keys()} for row in auths] or [{}]
        rows["ps_auths"] = {
            id_: {column: value for column, value in row.items() if column not in SECRET}
            for id_, row in rows["ps_auths"].items()
        }
        auth, secret = next(iter(auths), {}), secrets[0]
        is_digested = str(auth.get("auth_type")).lower() == "md5"
        column = "md5_cred" if is_digested else "password"
        if unused := sorted(secret.keys() - {column}):
            raise LeftOutError(
                f"{subject}: its row in ps_auths has {unused[0]}, but with this auth_type trunkline writes only "
                f"{column}: set {unused[0]} to NULL, and import again"
            )
        if any(each != secret for each in secrets) or len({str(row["username"]) for row in auths}) > 1:
            raise LeftOutError(
                f"{trunk}: its Asterisk endpoints ({_names(lines)}) log in with several passwords or usernames, but a "
                "SipTrunk has one: give their rows in ps_auths the same username and password, and import again"
            )
        password = None if is_digested else secret.get(column)
        is_known = isinstance(password, str) and not values.password(password)
        return Endpoint(
            first.endpoint_id,
            str(auth["username"]) if auth else None,
            str(password) if is_known else None,
            "ps_auths has only its digest" if is_digested else "ps_auths has no password that Twilio accepts",
            rows,
            secret,
            self._extensions(first),
        )

    def _require_simple(self, trunk: str, lines: list[Line]) -> None:
        uses = Counter(use for line in lines for use in _uses(line.endpoint))
        for line in lines:
            subject = f"{trunk}: Asterisk endpoint {line.endpoint_id!r}"
            if len(_domains(line)) > 1:
                raise LeftOutError(
                    f"{subject} calls several trunks ({', '.join(sorted(_domains(line)))}): make one endpoint for "
                    "each, and import again"
                )
            auths = list(line.auths.values())
            if len(auths) > 1 or any(not auth or not auth.get("username") for auth in auths):
                raise LeftOutError(
                    f"{subject} needs exactly one auth row with a username: set outbound_auth to one row of ps_auths, "
                    "and import again"
                )
            for table, id_ in sorted(_uses(line.endpoint)):
                if self._uses[table, id_] > uses[table, id_] and id_ in {*line.aors, *line.auths}:
                    raise LeftOutError(
                        f"{subject} shares the row {id_!r} of {table} with an endpoint that does not call this trunk, "
                        "and that would lose it with the trunk: make one row for each, and import again"
                    )

    def _verbatim(self, subject: str, table: str, ids: list[str]) -> Rows:
        """The rows with their columns that are not NULL, without those that trunkline leaves to the database."""
        realtime = RealtimeTable(self.database, table)
        names = {column.name for column in self.database.table(table).c} - {"id"}
        blank: Row = {name: [] if name in SEVERAL else "" for name in names}
        filled = {id_: realtime.meaning(self._stored[table][id_], {}) for id_ in ids}
        stored = {id_: realtime.meaning(self._stored[table][id_], blank) for id_ in ids}
        if split := [
            f"{table}.{id_}.{column}" for id_, row in stored.items() for column in row if _RAW in str(row[column])
        ]:
            raise LeftOutError(
                f"{subject}: {split[0]} has a plain ';', at which Asterisk splits the value: "
                "write a comma between several values, and ^3B for any other ';', and import again"
            )
        return {
            id_: {column: value for column, value in row.items() if column in filled[id_] or value == ""}
            for id_, row in stored.items()
        }

    def _extensions(self, line: Line) -> dict[str, str]:
        """{exten: application}. Empty if another endpoint has the context too, or `SipTrunk` would write other rows."""
        context = line.endpoint.get("context")
        if not context or self._contexts[context] > 1:
            return {}
        rows = reading.dialplan(self.database, str(context))
        if rows is None or any(row["priority"] != 1 for row in rows):
            return {}
        dialect = self.database.dialect
        return {decode(row["exten"], dialect): decode(f"{row['app']}({row['appdata']})", dialect) for row in rows}


def _names(lines: list[Line]) -> str:
    return ", ".join(line.endpoint_id for line in lines)


def _uses(endpoint: StoredRow) -> set[tuple[str, str]]:
    """(table, id) of the rows that an endpoint names."""
    columns = (("ps_aors", "aors"), ("ps_auths", "outbound_auth"), ("ps_auths", "auth"))
    return {(table, id_) for table, column in columns for id_ in listed(endpoint, column)}


def _domains(line: Line) -> set[str]:
    return {uri.domain_name for uri in line.uris if uri.domain_name}
