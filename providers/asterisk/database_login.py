"""Explains why a login to a database failed, without the driver's words.

The driver's words repeat the host, the user and the name in the URL. PostgreSQL's driver drops the SQLSTATE of a failed
login, so this reads its text. An answer in another language becomes a refused login.
"""

import re

from trunkline.providers.errors import RefusedError, TrunklineError, UnreachableError

from .database_remedies import HOST, LOGIN, NAME, NO_CONNECTION, STARTS_OR_STOPS, TLS, remedy

_ANY = (
    "check user, password and name in {setting}, and the server's log; "
    "a character such as @ in them is percent-encoded, as in p%40ss"
)
_PARAMETERS = "check the parameters in the query of {setting}"
_FULL = "too many clients|connection slots|too many connections|no more connections allowed|^1040|^1203|^1226"
_ABSENT = (
    ("translate host name|gaierror", "its host name is not found", HOST),
    ("Connection ?[Rr]efused", "the connection is refused", f"{HOST}, and that the server runs"),
    ("timeout expired|TimeoutError|timed out|OverdueError", "no answer in time", f"{HOST}, and the firewall"),
    (
        "on socket.*No such file|^2003.*FileNotFound",
        "no server has a socket there",
        f"{HOST}, and that the server runs",
    ),
    ("No route to host|unreachable", "there is no route to it", f"{HOST}, and the network"),
    ("invalid response|expected authentication", "another kind of server answers there", HOST),
    ("starting up|shutting down|recovery mode|not yet accepting|^1053", "it is not open", STARTS_OR_STOPS),
    (
        "cached error: connect failed|cannot connect to server|query_wait_timeout|server conn crashed",
        "PgBouncer does not reach its server",
        "check that it runs, and PgBouncer's log",
    ),
    (_FULL, "it is full", NO_CONNECTION),
    ("closed the connection|reset|^2013|^2006", "it closes the connection", f"{HOST}, and the server's log"),
)
"""(mark in the driver's message, fact, remedy): there is no server, or it is not ready."""

_CLIENT = "set sslcert and sslkey in the query of {setting} to its files"
_REFUSALS = (
    ("requires a valid client certificate", "it requires a client certificate", _CLIENT),
    ("certificate authentication failed", "the client certificate is for another user", _CLIENT),
    ("group or world access", "others may read the client certificate's key", "run `chmod 600` on the file in sslkey"),
    (
        "root certificate file",
        "the CA's certificate cannot be read",
        "set sslrootcert in the query of {setting} to its file, or to system",
    ),
    ("private key file|could not (stat|open|read) certificate file", "the client certificate cannot be used", _CLIENT),
    (
        "password authentication failed|no password supplied|role .* exist|SASL authentication failed|no such user",
        "user or password is wrong",
        LOGIN,
    ),
    (
        "^1045|^1698",
        "user or password is wrong, or this user needs a client certificate",
        f"{LOGIN}; ssl_cert and ssl_key in its query name a certificate",
    ),
    ("database .* exist|for database|^1049|^1044", "there is no such database, or this user may not use it", NAME),
    (
        "unsupported startup parameter",
        "PgBouncer accepts no such option",
        "set it on the server by ALTER ROLE, and remove it from the options in the query of {setting}",
    ),
    ("pg_hba.conf", "its pg_hba.conf does not let this user in from here", f"add a line there, or {TLS}"),
    ("support SSL", "it has no TLS", TLS),
    ("Hostname mismatch|not match host name", "its certificate is for another host name", TLS),
    ("(?i)certificate.verify.failed", "its certificate is not trusted", TLS),
    (" file |FileNotFound|PermissionError", "a file that the URL names cannot be read", TLS),
    ("SSL|TLS", "TLS fails", TLS),
    (
        "invalid .*(value|number)|could not match|service|unrecognized configuration parameter|denied to set",
        "a parameter has a wrong value",
        _PARAMETERS,
    ),
)
"""(mark, fact, remedy): the server does not accept this URL's login, name or parameters."""


def login_error(error: BaseException, name: str, setting: str) -> TrunklineError:
    """The line for the driver's error during a login."""
    said = _said(error)
    for mark, fact, check in _ABSENT:
        if re.search(mark, said, re.DOTALL):
            return UnreachableError(f"{name} cannot be reached: {fact}: {check.format(setting=setting)}")
    for mark, fact, check in _REFUSALS:
        if re.search(mark, said, re.DOTALL):
            return RefusedError(f"{name}: {fact}: {check.format(setting=setting)}")
    known, server = remedy(said[:4], setting), re.match(r"\d|.*failed: [^\W\d]+:", said, re.DOTALL)
    if known or server:
        return RefusedError(f"{name}: the server refuses the login: {known or _ANY.format(setting=setting)}")
    return UnreachableError(f"{name} cannot be reached: the login did not complete: check {setting}")


def is_full(error: BaseException) -> bool:
    """Whether the server has no further connection, for this user or for any."""
    return bool(re.search(_FULL, _said(error)))


def _said(error: BaseException) -> str:
    """The driver's message without quoted parts, which are the user's. For MariaDB, its number and cause."""
    if error.args and isinstance(error.args[0], int) and not isinstance(error, OSError):
        return f"{error.args[0]} {getattr(error, 'original_exception', '')!r} {error.__cause__}"
    return re.sub('"[^"]*"|[»«„][^»«“]*[»«“]', "", f"{type(error).__name__}: {error}")
