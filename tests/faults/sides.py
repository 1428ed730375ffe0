"""Both sides of one worker, with a proxy before each, and the means to put them back to an earlier moment."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import requests
from attrs import frozen
from sqlalchemy.engine import make_url

from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from ..support import postgres
from ..support.postgres import PostgresServer
from . import moments
from .http_proxy import HttpProxy
from .moments import Moment
from .seen import Seen, look
from .sql_proxy import SqlProxy

DATABASE_PASSWORD = "Database-Canary-2024"


@frozen(eq=False)
class Sides:
    """An emulator and a realtime database, each behind a proxy.

    Attributes:
        others: both sides with what is not ours and no more.
        nothing: the same, to go back to.
    """

    emulator: Emulator
    server: PostgresServer
    database: str
    http: HttpProxy
    sql: SqlProxy
    environment: dict[str, str]
    others: Seen
    nothing: Moment

    def look(self) -> Seen:
        return look(self.emulator.state, self.database)

    def save(self) -> Moment:
        return moments.save(self.emulator.state, self.database)

    def restore(self, moment: Moment) -> None:
        """Put both sides back; sessions and requests that are still open are ended."""
        self.http.end_connections()
        self.sql.end_sessions()
        moments.restore(moment, self.emulator.state, self.database)

    def lift_reservations(self) -> None:
        """Let deleted trunks' domains be used again, as after Twilio's 30 days."""
        self.emulator.lift_reservations()


@contextmanager
def running(folder: Path) -> Iterator[Sides]:
    """Both sides, with a few things on them that are others'."""
    with twilio.running(folder / "twilio.sqlite3") as emulator, postgres.server() as server:
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            server.execute(f"ALTER SYSTEM SET {setting} = off")
        server.execute("SELECT pg_reload_conf()")
        url = make_url(server.create_database(DATABASE_PASSWORD))
        admin = server.admin
        socket = f"{admin.query['host']}/.s.PGSQL.{admin.port or 5432}"
        database = f"host={admin.query['host']} user={admin.username} dbname={url.database}"
        _make_others(emulator, database)
        http, sql = HttpProxy(int(emulator.url.rpartition(":")[2])), SqlProxy(socket)
        environment = emulator.environment | {
            "TRUNKLINE_TWILIO_URL": http.url,
            "TRUNKLINE_DATABASE_URL": url.set(host="127.0.0.1", port=sql.port, query={}).render_as_string(
                hide_password=False
            ),
        }
        others, nothing = look(emulator.state, database), moments.save(emulator.state, database)
        try:
            yield Sides(emulator, server, database, http, sql, environment, others, nothing)
        finally:
            http.close()
            sql.close()


def _make_others(emulator: Emulator, database: str) -> None:
    """A trunk with its lists, and an endpoint, that no run of ours may touch."""
    account = f"/2010-04-01/Accounts/{emulator.account_sid}/SIP"

    def post(path: str, **form: str) -> str:
        auth = (emulator.account_sid, emulator.auth_token)
        answer = requests.post(emulator.url + path, form, auth=auth, timeout=10)
        answer.raise_for_status()
        return str(answer.json()["sid"])

    credentials = post(f"{account}/CredentialLists.json", FriendlyName="others")
    post(
        f"{account}/CredentialLists/{credentials}/Credentials.json",
        Username="grable",
        Password=secrets.token_hex() + "A",
    )
    addresses = post(f"{account}/IpAccessControlLists.json", FriendlyName="others")
    post(
        f"{account}/IpAccessControlLists/{addresses}/IpAddresses.json", FriendlyName="others", IpAddress="198.51.100.7"
    )
    trunk = post("/v1/Trunks", FriendlyName="others", DomainName="others.pstn.twilio.com")
    post(f"/v1/Trunks/{trunk}/CredentialLists", CredentialListSid=credentials)
    post(f"/v1/Trunks/{trunk}/IpAccessControlLists", IpAccessControlListSid=addresses)
    with closing(psycopg2.connect(database)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO ps_auths (id, auth_type, username) VALUES ('twilio2', 'userpass', 'others')")
        cursor.execute("INSERT INTO ps_aors (id, contact) VALUES ('twilio2', 'sip:others@others.pstn.twilio.com')")
        cursor.execute("INSERT INTO ps_endpoints (id, aors, context) VALUES ('twilio2', 'twilio2', 'from-twilio')")
        cursor.execute("INSERT INTO ps_endpoint_id_ips (id, endpoint, match) VALUES ('o', 'twilio2', '192.0.2.0/30')")
        cursor.execute(
            "INSERT INTO extensions (context, exten, priority, app, appdata)"
            " VALUES ('from-twilio', 'others', 1, 'Hangup', ''), ('from-twilio', '700', 2, 'Hangup', '')"
        )
