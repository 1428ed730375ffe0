"""Which columns are secret."""

SECRET = frozenset({"password", "md5_cred", "password_digest", "oauth_clientid", "oauth_secret", "refresh_token"})
"""Columns of ps_auths whose values are in no error, log or state as plain text."""
