BEGIN TRANSACTION;
CREATE TABLE accounts (
  sid TEXT PRIMARY KEY,
  auth_token_salt TEXT,
  auth_token_sha256 TEXT,
  date_created TEXT NOT NULL
);
INSERT INTO "accounts" VALUES('AC11111111111111111111111111111111','953d02022ced3ec8c4cae7334bb701be','3b19d395c90e144c1bf7e0d23ce3ab1cf3109f73e3a4c686396c25e31372c9b3','2026-11-27T15:57:35Z');
INSERT INTO "accounts" VALUES('AC33333333333333333333333333333333',NULL,NULL,'2026-11-27T15:57:35Z');
CREATE TABLE api_keys (
  sid TEXT PRIMARY KEY,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  secret_salt TEXT NOT NULL,
  secret_sha256 TEXT NOT NULL,
  date_created TEXT NOT NULL
);
INSERT INTO "api_keys" VALUES('SK44444444444444444444444444444444','AC33333333333333333333333333333333','2aaafdbf63e179c6d180a4ab3002549f','a0714514ec73b996c62aa6107880606172767e93ebd7ff05ce12376f635da3d9','2026-11-27T15:57:35Z');
CREATE TABLE credential_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  friendly_name TEXT NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (account_sid, friendly_name)
);
INSERT INTO "credential_lists" VALUES(1,'CLa263c7c419e616989e86be066d25f88c','AC11111111111111111111111111111111','credentials','2026-11-27T15:57:36Z','2026-11-27T15:57:36Z');
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
INSERT INTO "credentials" VALUES(1,'CR8ef5226a259eac63d794a45b18be3d8e','AC11111111111111111111111111111111','CLa263c7c419e616989e86be066d25f88c','pbx','b3ddee6db65215e11b8441e68ed0105c','2026-11-27T15:57:36Z','2026-11-27T15:57:36Z');
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
INSERT INTO "incoming_phone_numbers" VALUES(1,'PNe32f0224b56e9d9acadd60494a840d54','AC11111111111111111111111111111111','+11234567890','(123) 456-7890','TK1a9e317ba43256ec1c8057b1750206b7','2010-04-01',NULL,'POST',NULL,'POST',NULL,0,'voice',NULL,'POST',NULL,'POST',NULL,NULL,'POST',NULL,NULL,NULL,'Inactive',NULL,'2026-11-27T15:57:35Z','2026-11-27T15:57:36Z');
INSERT INTO "incoming_phone_numbers" VALUES(2,'PN4fa4921c29e1a95bcad8a38655a25bc3','AC11111111111111111111111111111111','+15005550006','(500) 555-0006',NULL,'2010-04-01',NULL,'POST',NULL,'POST',NULL,0,'voice',NULL,'POST',NULL,'POST',NULL,NULL,'POST',NULL,NULL,NULL,'Inactive',NULL,'2026-11-27T15:57:35Z','2026-11-27T15:57:35Z');
INSERT INTO "incoming_phone_numbers" VALUES(3,'PN579baf14a32feed72690cffa5e96bb60','AC11111111111111111111111111111111','+442071838750','+442071838750',NULL,'2010-04-01',NULL,'POST',NULL,'POST',NULL,0,'voice',NULL,'POST',NULL,'POST',NULL,NULL,'POST',NULL,NULL,NULL,'Inactive',NULL,'2026-11-27T15:57:35Z','2026-11-27T15:57:35Z');
INSERT INTO "incoming_phone_numbers" VALUES(4,'PN012a3de95a7e44fe0bde893689b0e2bb','AC33333333333333333333333333333333','+15125550100','(512) 555-0100',NULL,'2010-04-01',NULL,'POST',NULL,'POST',NULL,0,'voice',NULL,'POST',NULL,'POST',NULL,NULL,'POST',NULL,NULL,NULL,'Inactive',NULL,'2026-11-27T15:57:35Z','2026-11-27T15:57:35Z');
CREATE TABLE ip_access_control_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  friendly_name TEXT NOT NULL,
  date_created TEXT NOT NULL,
  date_updated TEXT NOT NULL,
  UNIQUE (account_sid, friendly_name)
);
INSERT INTO "ip_access_control_lists" VALUES(1,'ALddfa0ff618e2879663504235615d8337','AC11111111111111111111111111111111','addresses','2026-11-27T15:57:36Z','2026-11-27T15:57:36Z');
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
INSERT INTO "ip_addresses" VALUES(1,'IPf2213424ab3aff11e48fe474223a40f1','AC11111111111111111111111111111111','ALddfa0ff618e2879663504235615d8337','pbx','192.0.2.1',32,'2026-11-27T15:57:36Z','2026-11-27T15:57:36Z');
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
INSERT INTO "origination_urls" VALUES(1,'OU5a7ed10f6cb5cda07a341ed281fdda69','AC11111111111111111111111111111111','TK1a9e317ba43256ec1c8057b1750206b7','pbx','sip:pbx.example.com',1,1,1,'2026-11-27T15:57:36Z','2026-11-27T15:57:36Z');
CREATE TABLE reserved_domains (
  domain_name TEXT PRIMARY KEY COLLATE NOCASE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  owner_may_reuse INTEGER NOT NULL,
  reserved_until TEXT NOT NULL
);
INSERT INTO "reserved_domains" VALUES('reserved.pstn.twilio.com','AC11111111111111111111111111111111',0,'2026-12-27T15:57:36Z');
CREATE TABLE subaccounts (
  sid TEXT PRIMARY KEY REFERENCES accounts (sid),
  owner_account_sid TEXT NOT NULL REFERENCES accounts (sid)
);
INSERT INTO "subaccounts" VALUES('AC33333333333333333333333333333333','AC11111111111111111111111111111111');
CREATE TABLE trunk_credential_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trunk_sid TEXT NOT NULL REFERENCES trunks (sid) ON DELETE CASCADE,
  credential_list_sid TEXT NOT NULL REFERENCES credential_lists (sid),
  UNIQUE (trunk_sid, credential_list_sid)
);
INSERT INTO "trunk_credential_lists" VALUES(1,'TK1a9e317ba43256ec1c8057b1750206b7','CLa263c7c419e616989e86be066d25f88c');
CREATE TABLE trunk_ip_access_control_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trunk_sid TEXT NOT NULL REFERENCES trunks (sid) ON DELETE CASCADE,
  ip_access_control_list_sid TEXT NOT NULL REFERENCES ip_access_control_lists (sid),
  UNIQUE (trunk_sid, ip_access_control_list_sid)
);
INSERT INTO "trunk_ip_access_control_lists" VALUES(1,'TK1a9e317ba43256ec1c8057b1750206b7','ALddfa0ff618e2879663504235615d8337');
CREATE TABLE trunks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sid TEXT NOT NULL UNIQUE,
  account_sid TEXT NOT NULL REFERENCES accounts (sid),
  domain_name TEXT UNIQUE COLLATE NOCASE,
  friendly_name TEXT,
  disaster_recovery_url TEXT,
  disaster_recovery_method TEXT NOT NULL DEFAULT 'POST',
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
INSERT INTO "trunks" VALUES(1,'TKe61f4524d310b73da16c7c5f5a2c2a7a','AC11111111111111111111111111111111',NULL,'plain',NULL,'POST',0,0,0,'disable-all','from-transferee','do-not-record','do-not-trim','2026-11-27T15:57:36Z','2026-11-27T15:57:36Z');
INSERT INTO "trunks" VALUES(2,'TK1a9e317ba43256ec1c8057b1750206b7','AC11111111111111111111111111111111','kept.pstn.twilio.com','recovers','https://example.com/recover','GET',1,0,0,'disable-all','from-transferee','do-not-record','do-not-trim','2026-11-27T15:57:36Z','2026-11-27T15:57:36Z');
INSERT INTO "trunks" VALUES(3,'TK41b606a7577fd3cf450c3d683b43a180','AC11111111111111111111111111111111',NULL,'recovers by POST','https://example.com/recover','POST',0,0,0,'disable-all','from-transferee','do-not-record','do-not-trim','2026-11-27T15:57:36Z','2026-11-27T15:57:36Z');
CREATE INDEX incoming_phone_numbers_trunk_sid ON incoming_phone_numbers (trunk_sid);
CREATE INDEX origination_urls_trunk_sid ON origination_urls (trunk_sid);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('incoming_phone_numbers',4);
INSERT INTO "sqlite_sequence" VALUES('trunks',4);
INSERT INTO "sqlite_sequence" VALUES('credential_lists',1);
INSERT INTO "sqlite_sequence" VALUES('credentials',1);
INSERT INTO "sqlite_sequence" VALUES('ip_access_control_lists',1);
INSERT INTO "sqlite_sequence" VALUES('ip_addresses',1);
INSERT INTO "sqlite_sequence" VALUES('trunk_credential_lists',1);
INSERT INTO "sqlite_sequence" VALUES('trunk_ip_access_control_lists',1);
INSERT INTO "sqlite_sequence" VALUES('origination_urls',1);
COMMIT;
PRAGMA user_version = 1;
