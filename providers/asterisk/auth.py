"""A row of ps_auths whose password stays out of the database.

With `auth_type` md5, Asterisk answers Twilio's challenge with `md5_cred`, the digest of username, realm and password. A
resource's inputs and outputs have the password, and the table has the digest. Source:
https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Module_Configuration/res_pjsip/#auth
"""

import hashlib
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from attrs import frozen

from trunkline.model.asterisk import AUTHS, Row
from trunkline.providers.asterisk.database import Database
from trunkline.providers.asterisk.encoding import encode

REALM = "sip.twilio.com"
"""The realm of Twilio's challenge."""
CHANGED = "(changed)"
"""The password in the outputs if the table has the digest of another password."""


def digest(username: str, password: str) -> str:
    """HA1 of RFC 2617, which Asterisk calls md5_cred."""
    return hashlib.md5(f"{username}:{REALM}:{password}".encode(), usedforsecurity=False).hexdigest()


def is_digested(row: Row) -> bool:
    return str(row.get("auth_type")).lower() == "md5" and "password" in row and "md5_cred" not in row


def to_columns(row: Row) -> Row:
    """The row as the table has it. A value that is not known yet stays unknown."""
    if not is_digested(row):
        return row
    username, password = row.get("username"), row["password"]
    digested = digest(username, password) if isinstance(username, str) and isinstance(password, str) else password
    return {**{column: value for column, value in row.items() if column != "password"}, "md5_cred": digested}


def from_columns(found: Row, declared: Row) -> Row:
    """The row as it was declared. Its password is `CHANGED` if the table has another digest, or a password too.

    Args:
        found: the columns' meaning, with `md5_cred` as plain text.
        declared: the row as it was declared.
    """
    rest = {column: value for column, value in found.items() if column not in {"md5_cred", "password"}}
    if rest == found:
        return rest
    expected = to_columns({**declared, "username": found.get("username", "")})["md5_cred"]
    same = found.get("md5_cred") == expected and "password" not in found
    return {**rest, "password": declared["password"] if same else CHANGED}


@frozen
class AuthRow:
    """A row of ps_auths by its id; see `rotation.AuthRow`."""

    database: Database
    id: str

    def has_username(self, usernames: Collection[str]) -> bool:
        auths, dialect = self.database.table(AUTHS), self.database.dialect
        with self.database.transaction() as connection:
            stored = connection.scalar(sa.select(auths.c.username).where(auths.c.id == self.id))
        return stored in {encode(username, dialect) for username in usernames}

    def switch(self, credentials: Mapping[str, tuple[str, str]]) -> None:
        """A plain `password` fits any username, so only the username changes. `md5_cred` is computed again."""
        auths, dialect = self.database.table(AUTHS), self.database.dialect

        def switch_all(connection: sa.Connection) -> None:
            for former, (username, password) in credentials.items():
                has_former = sa.and_(auths.c.id == self.id, auths.c.username == encode(former, dialect))
                switch = sa.update(auths).where(has_former).values(username=encode(username, dialect))
                if "md5_cred" in auths.c:
                    digested = switch.where(auths.c.md5_cred.is_not(None))
                    connection.execute(digested.values(md5_cred=digest(username, password)))
                connection.execute(switch)

        self.database.run(switch_all)
