"""Checks the login: HTTP basic with an account's SID and token, or an API key's SID and secret."""

import base64
import binascii
import hashlib
import hmac
import secrets
import sqlite3

from trunkline.emulator.errors import AuthenticationError


def salted(secret: str) -> tuple[str, str]:
    """A new salt, and the digest for it."""
    salt = secrets.token_hex(16)
    return salt, _digest(salt, secret)


def _matches(secret: str, salt: str | None, digest: str | None) -> bool:
    return salt is not None and digest is not None and hmac.compare_digest(_digest(salt, secret), digest)


def _digest(salt: str, secret: str) -> str:
    # One round is enough: tokens and API secrets are at least 128 random bits, not words.
    return hashlib.sha256(f"{salt}:{secret}".encode()).hexdigest()


def authenticate(db: sqlite3.Connection, authorization: str, account_sid: str | None) -> str:
    """The SID of the account that a request is about.

    It is the account in the path, if that is the caller's own or its subaccount. Trunking paths have no account: there
    it is the caller's own.

    Args:
        db: the state.
        authorization: the header's value, empty for none.
        account_sid: the account in a 2010 path.

    Raises:
        AuthenticationError: unknown user, wrong secret, or another account's path. The answer to the last
            is an assumption [? login-other-account].
    """
    user, secret = _basic(authorization)
    row = db.execute(
        "SELECT sid AS account_sid, auth_token_salt AS salt, auth_token_sha256 AS digest"
        " FROM accounts WHERE sid = :user"
        " UNION ALL SELECT account_sid, secret_salt, secret_sha256 FROM api_keys WHERE sid = :user",
        {"user": user},
    ).fetchone()
    if row is None or not _matches(secret, row["salt"], row["digest"]):
        raise AuthenticationError("Authenticate")
    owner: str = row["account_sid"]
    if account_sid is None or account_sid == owner:
        return owner
    owned = "SELECT sid FROM subaccounts WHERE sid = ? AND owner_account_sid = ?"
    if db.execute(owned, (account_sid, owner)).fetchone() is None:
        raise AuthenticationError("Authenticate")
    return account_sid


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        user, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        colon = ""
    if scheme.lower() != "basic" or not colon:
        raise AuthenticationError("Authenticate")
    return user, secret
