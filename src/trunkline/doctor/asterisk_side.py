"""Reads Asterisk's side into a snapshot: only SELECT, in read-only transactions."""

from attrs import evolve

from trunkline.model import asterisk
from trunkline.model.asterisk import EXTENSIONS, IDENTIFIES
from trunkline.providers import connections
from trunkline.providers.asterisk import reading
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.encoding import decode
from trunkline.providers.errors import TrunklineError
from trunkline.providers.settings import Settings

from .snapshot import AsteriskSide, Declared, Unread
from .snapshot import Rows as StoredRows


def read(settings: Settings, declared: Declared | None) -> AsteriskSide | Unread:
    try:
        return _read(connections.database(settings), declared)
    except TrunklineError as error:
        return Unread(configured=bool(settings.database_url), reason=str(error))


def snapshot(database: Database, stored: dict[str, reading.Stored]) -> AsteriskSide:
    """The rows alone, without the dialplan."""
    return AsteriskSide(
        database=str(database),
        dialect=database.dialect,
        auths=_filled(stored["ps_auths"]),
        aors=_filled(stored["ps_aors"]),
        endpoints=_filled(stored["ps_endpoints"]),
        identifies=_filled(stored[IDENTIFIES]),
        extensions=None,
        columns={name: frozenset(database.table(name).columns.keys()) for name in stored},
    )


def _read(database: Database, declared: Declared | None) -> AsteriskSide:
    reading.reflect(database)
    with reading.read_only(database) as connection:
        side = snapshot(database, reading.stored(database, connection))
        endpoints = declared.endpoints if declared else {}
        wanted = {id_: _declared(database, inputs) for id_, inputs in endpoints.items()}
        owned = reading.endpoints(database, connection, wanted) if wanted else {}
    registrations = {id_: decode(uri, database.dialect) for id_, uri in reading.registrations(database).items()}
    return evolve(side, extensions=reading.extens(database), owned=owned, registrations=registrations)


def _filled(stored: reading.Stored) -> StoredRows:
    return {
        id_: {column: value for column, value in row.items() if value not in (None, "")} for id_, row in stored.items()
    }


def _declared(database: Database, inputs: asterisk.Endpoint) -> dict[str, asterisk.Rows]:
    """The declared rows of the tables that this user may read."""
    return {name: rows for name, rows in inputs.tables.items() if name != EXTENSIONS or database.may_read(EXTENSIONS)}
