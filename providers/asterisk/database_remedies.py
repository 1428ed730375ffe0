"""Remedies for a database's errors: by PostgreSQL's SQLSTATE, MariaDB's error number or SQLite's error name."""

_BUSY = "another session holds a lock on the table: run again when it is done"
_SAME_ROWS = "another session writes the same rows: run again when it is done"
_READ_ONLY = "the server accepts no writes, like a stand-by: check that the host in {setting} is the primary"
_FULL = "make room on the server's disk and run again"
NO_CONNECTION = "the server has no free connection: run again, or raise its limit"
_MEMORY = "the server is out of memory: run again when some is free"
STARTS_OR_STOPS = "the server is starting or shutting down: run again in a minute"
_GRANT = (
    "grant this user SELECT, INSERT, UPDATE and DELETE on the ps_ tables and extensions, and USAGE on their schema "
    "and on the sequence of extensions.id"
)
_SCHEMA = "check the name in {setting}, and that Asterisk's realtime schema is installed and not being changed"
_LONG = "choose a shorter value, or widen the column"
_VALUE = "change the value, or the column's type"
_KEY = "a row has this key, perhaps in other case or accents: choose another endpoint id, or set adopt"
_REQUIRED = "the table requires a value: set it as an option, or give the column a default"
_FOREIGN = "a constraint or a trigger of the table forbids it: change the row, or the constraint"
_SLOW = "the database is too busy: run again"
_ENCODING = "use characters that the database's encoding has, or make the database in UTF-8"
_BYTES = "a text in the database is not in its encoding: correct that row, or create the database in UTF-8"
HOST = "check host and port in {setting}"
TLS = "check the TLS parameters in the query of {setting}, and the server's certificate"
OPTIONS = "check the options in the query of {setting}"
_FILE = "check the path in {setting}"
_DAMAGED = "restore the file from a backup, or check it with `sqlite3 <file> 'PRAGMA integrity_check'`"
LOGIN = "check user and password in {setting}; a character such as @ in them is percent-encoded, as in p%40ss"
_EXPIRED = "give this user a new password on the server, and put it into {setting}"
NAME = "check the name in {setting}, and this user's privileges"

_REMEDIES = {
    _BUSY: ("55P03", "1205"),
    _SAME_ROWS: ("40001", "40P01", "40002", "1213", "1020"),
    _READ_ONLY: ("25006", "1290", "1792", "1836"),
    _FULL: ("53100", "1021", "1114", "SQLITE_FULL"),
    NO_CONNECTION: ("53300", "53400", "1040", "1203", "1226"),
    _MEMORY: ("53200", "53000", "1037", "1038", "1041", "SQLITE_NOMEM"),
    STARTS_OR_STOPS: ("57P03", "1053"),
    _GRANT: ("42501", "1142", "1143", "1370"),
    _SCHEMA: ("42P01", "42703", "3F000", "42704", "0A000", "1146", "1054", "1412", "SQLITE_ERROR", "SQLITE_SCHEMA"),
    _LONG: ("22001", "1406", "SQLITE_TOOBIG"),
    _VALUE: ("22", "42804", "1264", "1265", "1292", "1366", "SQLITE_MISMATCH"),
    _KEY: ("23505", "1062", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"),
    _REQUIRED: ("23502", "1048", "1364", "SQLITE_CONSTRAINT_NOTNULL"),
    _FOREIGN: ("23", "44000", "P0001", "1451", "1452", "1644", "4025", "SQLITE_CONSTRAINT"),
    _SLOW: ("57014", "1969", "3024", "1317"),
    _BYTES: ("22021",),
    _ENCODING: ("22P05", "1267", "1300"),
    NAME: ("3D000", "1044", "1046", "1049"),
    LOGIN: ("28", "1045", "1698", "1251", "1524", "2059"),
    _EXPIRED: ("1820", "1862"),
    "unlock this user on the server": ("3118", "4151"),
    "run `mariadb-admin flush-hosts` on the server": ("1129",),
    "allow this user to come from this machine's address": ("1130",),
    TLS: ("2026", "3159"),
    "another process holds the file: set batch=>0 in res_config_sqlite3.conf and run again": (
        "SQLITE_BUSY",
        "SQLITE_LOCKED",
    ),
    "give this user write access to the database file and its folder": ("SQLITE_READONLY", "SQLITE_PERM"),
    _FILE: ("SQLITE_CANTOPEN", "SQLITE_NOTADB"),
    _DAMAGED: ("SQLITE_CORRUPT",),
    "check the disk, and the log": ("SQLITE_IOERR", "58", "1030"),
}
_BY_CODE = {code: remedy for remedy, codes in _REMEDIES.items() for code in codes}


def remedy(code: str, setting: str) -> str | None:
    """The remedy of the code, else of its class: PostgreSQL's first two characters, SQLite's first two words.

    Args:
        code: `40P01`, `1213` or `SQLITE_BUSY_SNAPSHOT`.
        setting: the URL's setting as the user knows it.
    """
    kind = "_".join(code.split("_")[:2]) if code.startswith("SQLITE_") else code[:2]
    found = _BY_CODE.get(code) or _BY_CODE.get(kind)
    return found and found.format(setting=setting)
