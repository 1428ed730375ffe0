"""The tables of the state file, and how a file of an earlier version gets them.

A change of the tables is a change of `SCHEMA` and one more entry in `MIGRATIONS`.
"""

SCHEMA = """
CREATE TABLE accounts (
  sid TEXT PRIMARY KEY,
  auth_token_salt TEXT,
  auth_token_sha256 TEXT,
  date_created TEXT NOT NULL
);
CREATE TABLE api_keys (
  sid TEXT PRIMARY KEY,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  secret_salt TEXT NOT NULL,
  secret_sha256 TEXT NOT NULL,
  date_created TEXT NOT NULL
);
CREATE TABLE subaccounts (
  sid TEXT PRIMARY KEY REFERENCES accounts (sid),
  owner_account_sid TEXT NOT NULL REFERENCES accounts (sid)
);
CREATE TABLE trunks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  domain_name TEXT UNIQUE COLLATE NOCASE,
  friendly_name TEXT,
  disaster_recovery_url TEXT,
  disaster_recovery_method TEXT,
  secure INTEGER NOT NULL DEFAULT 0,
  cnam_lookup_enabled INTEGER NOT NULL DEFAULT 0,
  symmetric_rtp_enabled INTEGER NOT NULL DEFAULT 0,
  transfer_mode TEXT NOT NULL DEFAULT 'disable-all',
  transfer_caller_id TEXT NOT NULL DEFAULT 'from-transferee',
  recording_mode TEXT NOT NULL DEFAULT 'do-not-record',
  recording_trim TEXT NOT NULL DEFAULT 'do-not-trim',
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL
);
CREATE TABLE reserved_domains (
  domain_name TEXT PRIMARY KEY COLLATE NOCASE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  owner_may_reuse INTEGER NOT NULL,
  reserved_until TEXT NOT NULL
);
CREATE TABLE credential_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  friendly_name TEXT NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (account_sid, friendly_name)
);
CREATE TABLE credentials (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  credential_list_sid TEXT NOT NULL REFERENCES credential_lists (sid) ON DELETE CASCADE,
  username TEXT NOT NULL,
  ha1 TEXT NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (credential_list_sid, username)
);
CREATE TABLE ip_access_control_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  friendly_name TEXT NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (account_sid, friendly_name)
);
CREATE TABLE ip_addresses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  ip_access_control_list_sid TEXT NOT NULL REFERENCES ip_access_control_lists (sid) ON DELETE CASCADE,
  friendly_name TEXT NOT NULL,
  ip_address TEXT NOT NULL,
  cidr_prefix_length INTEGER NOT NULL DEFAULT 32,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (ip_access_control_list_sid, ip_address, cidr_prefix_length)
);
CREATE TABLE trunk_credential_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trunk_sid TEXT NOT NULL REFERENCES trunks (sid) ON DELETE CASCADE,
  credential_list_sid TEXT NOT NULL REFERENCES credential_lists (sid),
  UNIQUE (trunk_sid, credential_list_sid)
);
CREATE TABLE trunk_ip_access_control_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trunk_sid TEXT NOT NULL REFERENCES trunks (sid) ON DELETE CASCADE,
  ip_access_control_list_sid TEXT NOT NULL REFERENCES ip_access_control_lists (sid),
  UNIQUE (trunk_sid, ip_access_control_list_sid)
);
CREATE TABLE origination_urls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  trunk_sid TEXT NOT NULL REFERENCES trunks (sid) ON DELETE CASCADE,
  friendly_name TEXT NOT NULL,
  sip_url TEXT NOT NULL,
  priority INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL
);
CREATE TABLE incoming_phone_numbers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  phone_number TEXT NOT NULL UNIQUE,
  friendly_name TEXT NOT NULL,
  trunk_sid TEXT REFERENCES trunks (sid) ON DELETE SET NULL,
  api_version TEXT NOT NULL DEFAULT '2010-04-01',
  voice_url TEXT,
  voice_method TEXT NOT NULL DEFAULT 'POST',
  voice_fallback_url TEXT,
  voice_fallback_method TEXT NOT NULL DEFAULT 'POST',
  voice_application_sid TEXT,
  voice_caller_id_lookup INTEGER NOT NULL DEFAULT 0,
  voice_receive_mode TEXT NOT NULL DEFAULT 'voice',
  sms_url TEXT,
  sms_method TEXT NOT NULL DEFAULT 'POST',
  sms_fallback_url TEXT,
  sms_fallback_method TEXT NOT NULL DEFAULT 'POST',
  sms_application_sid TEXT,
  status_callback TEXT,
  status_callback_method TEXT NOT NULL DEFAULT 'POST',
  address_sid TEXT,
  identity_sid TEXT,
  bundle_sid TEXT,
  emergency_status TEXT NOT NULL DEFAULT 'Inactive',
  emergency_address_sid TEXT,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL
);
CREATE INDEX incoming_phone_numbers_trunk_sid ON incoming_phone_numbers (trunk_sid);
CREATE INDEX origination_urls_trunk_sid ON origination_urls (trunk_sid);
"""

MIGRATIONS = (
    # 1 to 2: a trunk without disaster recovery has no method either. Some files of version 1 have no subaccounts.
    """
CREATE TABLE IF NOT EXISTS subaccounts (
  sid TEXT PRIMARY KEY REFERENCES accounts (sid),
  owner_account_sid TEXT NOT NULL REFERENCES accounts (sid)
);
ALTER TABLE trunks RENAME COLUMN disaster_recovery_method TO old_method;
ALTER TABLE trunks ADD COLUMN disaster_recovery_method TEXT;
UPDATE trunks SET disaster_recovery_method = old_method
  WHERE disaster_recovery_url IS NOT NULL OR old_method <> 'POST';
ALTER TABLE trunks DROP COLUMN old_method;
""",
)
"""The statements that lead from version 1 to 2, from 2 to 3, and so on."""

VERSION = len(MIGRATIONS) + 1
"""The version of `SCHEMA`, which a file has as its `user_version`."""
