"""Reads the URL of a realtime database. Any other text is refused, and no part of it is shown."""

import re
from difflib import get_close_matches
from ipaddress import IPv6Address
from urllib.parse import parse_qsl, unquote_to_bytes

from sqlalchemy.engine import URL, make_url

from trunkline.providers.errors import NotConfiguredError

ENCODE = "percent-encode it, as in p%40ss"

_POSTGRESQL, _MARIADB, _SQLITE = "postgresql+psycopg2", "mysql+pymysql", "sqlite"
_DRIVERS = {
    "postgresql": _POSTGRESQL,
    "postgres": _POSTGRESQL,
    "postgresql+psycopg2": _POSTGRESQL,
    "mariadb": _MARIADB,
    "mysql": _MARIADB,
    "mariadb+pymysql": _MARIADB,
    "mysql+pymysql": _MARIADB,
    "sqlite": _SQLITE,
    "sqlite+pysqlite": _SQLITE,
}
_URLS = "postgresql://user:password@host/name, mariadb://user:password@host/name or sqlite:////path"

_SERVER = re.compile(
    r"(?:(?P<user>[^@:/?#\[\]]*)(?::(?P<password>[^@:/?#\[\]]*))?@)?"
    r"(?P<host>\[[^@/?#\[\]]*\]|[^@:/?#\[\]]*)(?::(?P<port>[^@:/?#\[\]]*))?"
    r"(?:/(?P<name>[^@/?#]*))?(?:\?(?P<query>[^@#]*))?"
)
_FILE = re.compile(r"/(?P<name>[^?]+)(?:\?(?P<query>.*))?")
_HOST = re.compile(r"[\w.,-]*")
_HIGHEST_PORT = 65535
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NO_BYTE = re.compile(r"%(?![0-9A-Fa-f]{2})")

_DAY = 86400
_SECONDS = ("connect_timeout", "read_timeout", "write_timeout")
_KNOWN = {
    _POSTGRESQL: (
        *("sslmode", "sslrootcert", "sslcert", "sslkey", "host", "port", "options", "connect_timeout", "passfile"),
        *("service", "target_session_attrs", "application_name", "keepalives_idle", "tcp_user_timeout"),
    ),
    _MARIADB: (
        *("ssl_ca", "ssl_capath", "ssl_cert", "ssl_key", "ssl_cipher", "ssl_check_hostname", "unix_socket", "charset"),
        *_SECONDS,
    ),
    _SQLITE: ("timeout",),
}
"""Parameters of the query. For PostgreSQL, only the usual ones, which an error names."""


def parse(text: str, setting: str, *, alone: bool = False) -> URL:
    """The URL, with the driver that opens it.

    Args:
        text: postgresql://…, mariadb://…, mysql://… or sqlite:///….
        setting: the setting's name as the user knows it.
        alone: whether a server's URL has to name user, host and database.

    Raises:
        NotConfiguredError: the URL is not valid, or it is not clear which of its characters belong to the password.
    """
    try:
        return _parse(text.strip(), alone=alone)
    except _NoUrlError as error:
        raise NotConfiguredError(f"{setting}{error}") from None


class _NoUrlError(ValueError):
    """The fault of a URL. Its text follows the setting's name, and repeats no part of the URL."""


def _parse(text: str, *, alone: bool) -> URL:
    scheme, separator, rest = text.partition("://")
    driver = _DRIVERS.get(scheme)
    if not separator or not driver:
        raise _NoUrlError(f" is not a database URL: {_URLS}")
    if not _is_text(rest):
        raise _NoUrlError(": it has a control character or a byte that is not UTF-8: set it again, in one line")
    parts = (_FILE if driver == _SQLITE else _SERVER).fullmatch(rest)
    if driver == _SQLITE:
        if not parts:
            raise _NoUrlError(": an SQLite URL names a file and no server: write sqlite:////path")
    elif not parts or not all(_is_encoded(parts[each] or "") for each in ("user", "password")):
        raise _NoUrlError(
            f": user or password has a character with a meaning in URLs (@ : / ? # % [ ]): {ENCODE}"
            if "@" in rest
            else f" is not a database URL: {_URLS}"
        )
    else:
        _judge_server(parts)
    _judge_query(driver, parts["query"] or "")
    url = make_url(text).set(drivername=driver)
    if alone and driver != _SQLITE:
        _judge_alone(url)
    return url


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return not _CONTROL.search(text)


def _is_encoded(text: str) -> bool:
    """Whether each `%` begins a byte, all bytes are UTF-8, and none is NUL, which no server accepts."""
    try:
        return not _NO_BYTE.search(text) and "\0" not in unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False


def _judge_server(parts: re.Match[str]) -> None:
    host, port, name = parts["host"], parts["port"], parts["name"] or ""
    if not (_is_ipv6(host[1:-1]) if host.startswith("[") else _HOST.fullmatch(host)):
        raise _NoUrlError(": its host is neither a name nor an address: write host, 192.0.2.1 or [2001:db8::1]")
    if port and not (port.isascii() and port.isdigit() and 1 <= int(port) <= _HIGHEST_PORT):
        raise _NoUrlError(f": its port is not a number from 1 to {_HIGHEST_PORT}")
    if not _is_encoded(name):
        raise _NoUrlError(": the database's name has a % that is not percent-encoded: write %25")


def _is_ipv6(address: str) -> bool:
    try:
        IPv6Address(address)
    except ValueError:
        return False
    return True


def _judge_alone(url: URL) -> None:
    named = {
        "user": url.username or url.query.get("user"),
        "host": url.host or any(name in url.query for name in ("host", "hostaddr", "unix_socket")),
        "database": url.database or url.query.get("dbname"),
    }
    lacking = [name for name, value in named.items() if not value]
    if lacking:
        raise _NoUrlError(
            f": it names no {' and no '.join(lacking)}, and none comes from the environment: "
            f"write {url.get_backend_name().replace('mysql', 'mariadb')}://user:password@host/name"
        )


def _judge_query(driver: str, query: str) -> None:
    parts = query.split("&") if query else []
    names = [name for name, _ in parse_qsl(query)]
    if len(names) < len(parts) or not _is_encoded(query):
        raise _NoUrlError(": its query is not of the form ?name=value&name=value, percent-encoded")
    if len({*names}) + max(names.count("host") - 1, 0) < len(names):
        raise _NoUrlError(": its query has a parameter twice: leave one out")
    for name, value in parse_qsl(query):
        if not _is_known(driver, name):
            close = get_close_matches(name, _KNOWN[driver], 1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            raise _NoUrlError(f": its query has an unknown parameter{hint}: use one of {', '.join(_KNOWN[driver])}")
        if driver != _POSTGRESQL and not _fits(name, value):
            raise _NoUrlError(f": {name} in its query has a value that is not allowed")


def _is_known(driver: str, name: str) -> bool:
    if driver != _POSTGRESQL:
        return name in _KNOWN[driver]
    from trunkline.providers.asterisk import libpq  # noqa: PLC0415 - see `database_engine.create_engine`

    return libpq.is_known(name)


def _fits(name: str, value: str) -> bool:
    if name == "charset":
        from pymysql.charset import charset_by_name  # noqa: PLC0415 - see `database_engine.create_engine`

        return charset_by_name(value) is not None
    if name == "ssl_check_hostname":
        return value in {"true", "false"}
    if name in {*_SECONDS, "timeout"}:
        return value.isascii() and value.isdigit() and 1 <= int(value) <= _DAY
    return True
