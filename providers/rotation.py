"""Changes a password without a refused call.

Twilio keeps one password for each username of a credential list, and Asterisk sends one. So for a while there is a
second username, the stand-by, with the new password:

1. Twilio gets the stand-by with the new password (`changed`, `Rotation.prepare`);
2. the auth row switches to the stand-by, in one statement (`Rotation.rows`);
3. once no call with the old password is under way, the username gets the new password at Twilio, the auth row switches
   back to it, and then the stand-by goes (`Rotation.seal`).

At each moment Asterisk sends a valid password. If a run is killed, the next one continues from there.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from attrs import field, frozen

from trunkline.model.asterisk import Row, Rows
from trunkline.model.standby import standby, standbys
from trunkline.model.twilio import MOST_CREDENTIALS
from trunkline.model.unknown import is_known

OLD_PASSWORD_SECONDS = 5.0
"""How long an INVITE with the old password may still arrive, after the auth row has switched to the stand-by."""

OLD_USERNAME_SECONDS = 5.0
"""How long an INVITE with a username may still arrive, after the last auth row has dropped it."""


class Credentials(Protocol):
    """The credentials of one list at Twilio."""

    @property
    def are_new(self) -> bool:
        """Whether this process has made the list, and it holds the declared credentials only."""

    def usernames(self) -> Collection[str]:
        """The usernames in the list. Each object reads them once."""

    def set_password(self, username: str, password: str) -> None:
        """Change the credential, or add it."""

    def remove(self, username: str) -> None:
        """Remove the credential from the list."""


class AuthRow(Protocol):
    """A row of ps_auths."""

    def has_username(self, usernames: Collection[str]) -> bool:
        """Whether the row has one of them."""

    def switch(self, credentials: Mapping[str, tuple[str, str]]) -> None:
        """In one transaction, if the row has one of these usernames: set another one with its password.

        Args:
            credentials: {username in the row: (username, password)}.
        """


@frozen
class Rotation:
    """The steps of an endpoint, or of a seal, when a list's passwords change.

    Attributes:
        declared: {username: password} of the list.
        credentials: the list at Twilio; None if another resource seals it, or Twilio is not configured.
        before: the same in the state.
        seals: whether this resource ends the rotation, and not another one.
    """

    declared: Mapping[str, str] = field(repr=False)
    credentials: Credentials | None
    before: Mapping[str, str] = field(factory=dict, repr=False)
    seals: bool = True

    def prepare(self, rows: Rows, read: Callable[[], Rows]) -> None:
        """Give Twilio the stand-bys that `rows` is about to switch to, if the list does not have them yet.

        Args:
            rows: {id: row}, as declared.
            read: reads the rows in the database.
        """
        if self.credentials is None or self.credentials.are_new:
            return
        found = read()
        for id_, row in rows.items():
            if self._needs_standby(row, found.get(id_, {})):
                self.credentials.set_password(standby(str(row["username"])), str(row["password"]))

    def without_room(self, rows: Rows, found: Rows) -> str | None:
        """Why the list cannot hold the stand-bys that `prepare` adds, or None.

        Args:
            rows: {id: row}, declared.
            found: the rows that are there.
        """
        if self.credentials is None or self.credentials.are_new or not is_known(self.declared):
            return None
        rotated = {str(row["username"]) for id_, row in rows.items() if self._needs_standby(row, found.get(id_, {}))}
        if not rotated:
            return None
        known = {*self.declared, *self.before}
        stays = known.union(*map(standbys, known)).intersection(self.credentials.usernames())
        most = len({*stays, *self.declared, *map(standby, rotated)})
        if most <= MOST_CREDENTIALS:
            return None
        names = ", ".join(map(repr, sorted(rotated)))
        return (
            f"a new password of {names} makes {most} credentials for a while, and a list holds {MOST_CREDENTIALS}: "
            f"declare at most {MOST_CREDENTIALS - len(rotated)}"
        )

    def rows(self, declared: Rows, found: Rows) -> Rows:
        """The rows to write. If a row's password changes, it has the stand-by until the seal switches it back."""
        return {
            id_: at_standby(row) if self._needs_standby(row, found.get(id_, {})) else row
            for id_, row in declared.items()
        }

    def seal(self, rows: Sequence[AuthRow]) -> None:
        """Set each declared username's password, switch the rows to it, and remove the other usernames.

        Args:
            rows: the rows that use the list's credentials.
        """
        if self.credentials is None:
            return
        found = [] if self.credentials.are_new else list(self.credentials.usernames())
        username_of = {name: username for username in self.declared for name in standbys(username)}
        rotated = [
            username for username in self.declared if username in found and standbys(username).intersection(found)
        ]
        waiting = [row for row in rows if row.has_username(username_of.keys())]
        if rotated and waiting:
            time.sleep(OLD_PASSWORD_SECONDS)
        for username in rotated:
            self.credentials.set_password(username, self.declared[username])
        for row in waiting:
            row.switch({name: (username, self.declared[username]) for name, username in username_of.items()})
        surplus = [username for username in found if username not in self.declared]
        if surplus and (waiting or not username_of.keys() >= {*surplus}):
            time.sleep(OLD_USERNAME_SECONDS)
        for username in surplus:
            self.credentials.remove(username)

    def _needs_standby(self, declared: Row, found: Row) -> bool:
        has_password = bool(found) and found.get("password") == declared.get("password")
        return found == at_standby(declared) or (self._changes(str(declared["username"]), found) and not has_password)

    def _changes(self, username: str, found: Row) -> bool:
        """Whether the list's password of `username` has changed, or may have."""
        if not self.seals:
            return username in self.before and self.before[username] != self.declared.get(username)
        may_differ = self.credentials is not None and not self.credentials.are_new
        return may_differ and found.get("username") in {username, standby(username)}


def changed(declared: Mapping[str, str], known: Mapping[str, str], existing: Collection[str]) -> list[str]:
    """The usernames whose new password goes to the stand-by first.

    Args:
        declared: {username: password}.
        known: {username: password} that Twilio certainly has already.
        existing: the usernames in the list.
    """
    return [
        username for username, password in declared.items() if username in existing and known.get(username) != password
    ]


def at_standby(row: Row) -> Row:
    """An auth row with its stand-by."""
    return {**row, "username": standby(str(row.get("username")))}
