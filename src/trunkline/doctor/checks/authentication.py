"""Who may call out: the auth row, the trunk's lists, and what the stack declares for both."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.snapshot import Declared, Row, Trunk
from trunkline.doctor.view import Line, View
from trunkline.model import values
from trunkline.model.asterisk import ALGORITHMS, excludes_md5
from trunkline.model.standby import standby
from trunkline.providers.asterisk.auth import REALM, digest
from trunkline.providers.asterisk.realtime_table import UNDECLARED

MOST_SHOWN = 5
_MD5 = re.compile("[0-9a-fA-F]{32}")


def outbound_auth(view: View) -> Iterator[Finding]:
    for line in view.lines:
        subject = line.at("outbound_auth")
        missing = [id_ for id_, row in line.auths.items() if row is None]
        if missing:
            covers = tuple(f"ps_auths.{id_}" for id_ in missing)
            yield codes.MISSING_AUTH.at(subject, f"ps_auths has no row {', '.join(missing)}", covers=covers)
        if len(line.auths) > 1:
            yield codes.SEVERAL_AUTHS.at(subject, ", ".join(line.auths))
        if (
            not line.auths
            and line.domains
            and line.trunk
            and line.trunk.credential_lists
            and not _is_for_in(line, view)
        ):
            yield codes.NO_OUTBOUND_AUTH.at(subject, "not set")


def auth_rows(view: View) -> Iterator[Finding]:
    for line in view.lines:
        for id_, row in _auths(line):
            subject = f"ps_auths.{id_}"
            if lack := _lack(row):
                yield codes.INCOMPLETE_AUTH.at(subject, lack)
            if ALGORITHMS in row and excludes_md5(row[ALGORITHMS]):
                yield codes.NO_MD5.at(f"{subject}.{ALGORITHMS}", repr(row[ALGORITHMS]))
            if row.get("realm", REALM) not in {REALM, "*"}:
                yield codes.WRONG_REALM.at(f"{subject}.realm", f"{row['realm']!r}; Twilio's is {REALM!r}")
            if _kind(row) == "userpass" and (broken := _broken(row.get("password"))):
                yield codes.BAD_PASSWORD.at(
                    f"{subject}.password", f"it {broken[broken.index('lacks') :].split(': ')[0]}"
                )


def usernames(view: View) -> Iterator[Finding]:
    for line in view.lines:
        if not line.trunk or not line.trunk.usernames:
            continue
        for id_, row in _auths(line):
            username, known = row.get("username"), line.trunk.usernames
            if username and username not in known:
                yield codes.UNKNOWN_USERNAME.at(
                    f"ps_auths.{id_}.username",
                    f"{username!r}; the lists have {', '.join(sorted(known)[:MOST_SHOWN])}",
                    covers=tuple(f"{subject}.{username}" for subject in _lists(line.trunk)),
                    depends=(f"{line.trunk} credential_lists",),
                )


def stand_by(view: View) -> Iterator[Finding]:
    for trunk in view.trunks:
        auths = [f"ps_auths.{id_}.username" for line in view.lines if line.trunk is trunk for id_ in line.auths]
        for username in sorted(trunk.usernames):
            if standby(username) in trunk.usernames:
                fact = f"credential {standby(username)!r} exists beside {username!r}"
                credentials = [f"{subject}.{standby(username)}" for subject in _lists(trunk)]
                yield codes.STANDBY_LEFT.at(str(trunk), fact, covers=(*credentials, *auths))


def secrets(view: View) -> Iterator[Finding]:
    for line in view.lines:
        if not view.declared or not line.declared:
            continue
        for id_, row in _auths(line):
            passwords = _declared_passwords(view.declared, line.trunk, str(row.get("username")))
            column = "md5_cred" if _kind(row) == "md5" else "password"
            if column not in row or not passwords:
                continue
            valid = {digest(str(row["username"]), each) for each in passwords} if column == "md5_cred" else passwords
            stored = row[column].lower() if column == "md5_cred" else row[column]
            if stored not in valid:
                yield codes.WRONG_SECRET.at(
                    f"ps_auths.{id_}.{column}",
                    f"username {row['username']!r}; the value is not shown",
                    covers=(f"ps_auths.{id_}.password", f"ps_auths.{id_}.md5_cred"),
                )


def lists(view: View) -> Iterator[Finding]:
    for trunk in view.trunks:
        if not trunk.credential_lists and not trunk.ip_access_control_lists:
            covers = (f"{trunk} credential_lists", f"{trunk} ip_access_control_lists")
            yield codes.NOBODY_MAY_CALL.at(str(trunk), "no list is associated", covers=covers)
        for kind, found in (
            ("credential list", trunk.credential_lists),
            ("IP access control list", trunk.ip_access_control_lists),
        ):
            if found and not any(each.members for each in found.values()):
                subjects = tuple(f"{kind} {each.friendly_name}" for each in found.values())
                yield codes.EMPTY_LIST.at(str(trunk), ", ".join(subjects), covers=subjects)


def usernames_once(view: View) -> Iterator[Finding]:
    for trunk in view.trunks:
        times = Counter(username for each in trunk.credential_lists.values() for username in each.members)
        for username in sorted(name for name, count in times.items() if count > 1):
            subjects = (
                subject
                for sid, each in trunk.credential_lists.items()
                if username in each.members
                for subject in (
                    f"{trunk} credential_lists.{sid}",
                    f"credential list {each.friendly_name}.{username}",
                )
            )
            yield codes.USERNAME_TWICE.at(str(trunk), repr(username), depends=tuple(subjects))


CHECKS = (outbound_auth, auth_rows, usernames, usernames_once, stand_by, secrets, lists)


def _is_for_in(line: Line, view: View) -> bool:
    """Whether the endpoint takes calls, and another one of the trunk makes them."""
    return bool(line.identifies) and any(each.auths and each.domains & line.domains for each in view.lines)


def _auths(line: Line) -> list[tuple[str, Row]]:
    return [(id_, row) for id_, row in line.auths.items() if row is not None]


def _kind(row: Row) -> str:
    return str(row.get("auth_type", "userpass")).lower()


def _broken(password: Any) -> str | None:
    return values.password(password) if isinstance(password, str) else None


def _lack(row: Row) -> str | None:
    needed = {"userpass": "password", "md5": "md5_cred", "digest": "password"}.get(_kind(row))
    if needed and _kind(row) == "digest" and {"password_digest", "md5_cred"} & row.keys():
        needed = "username"
    if not needed:
        return f"auth_type {_kind(row)!r} answers no challenge with a username and a password"
    missing = [column for column in ("username", needed) if column not in row]
    if missing:
        return f"auth_type {_kind(row)!r} without {' and '.join(missing)}"
    if needed == "md5_cred" and not _MD5.fullmatch(row["md5_cred"]):
        return "md5_cred (not shown) is not 32 hex digits, the MD5 of username:sip.twilio.com:password"
    return None


def _declared_passwords(declared: Declared, trunk: Trunk | None, username: str) -> set[str]:
    """The passwords that the stack declares for the username; a stand-by has that of its username."""
    sids = trunk.credential_lists if trunk else declared.credential_lists
    return {
        password
        for sid in sids
        if (inputs := declared.credential_lists.get(sid))
        for name, password in inputs.credentials.items()
        if username in {name, standby(name)} and password != UNDECLARED
    }


def _lists(trunk: Trunk) -> list[str]:
    return [f"credential list {each.friendly_name}" for each in trunk.credential_lists.values()]
