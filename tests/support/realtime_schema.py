"""Tables with the traits of Asterisk's realtime schema that matter here, for PostgreSQL and MariaDB.

Enums, narrow columns, columns that trunkline does not write, every type of column that there is, no primary key.
"""

import sqlalchemy as sa

METADATA = sa.MetaData()


def _enum(name: str, *labels: str) -> sa.Enum:
    return sa.Enum(*labels, name=name, metadata=METADATA)


_BOOL = _enum("ast_bool_values", "0", "1", "off", "on", "false", "true", "no", "yes")
_AUTH = _enum("pjsip_auth_type_values_v2", "md5", "userpass", "google_oauth")
_MEDIA = _enum("pjsip_media_encryption_values", "no", "sdes", "dtls")
_DTMF = _enum("pjsip_dtmf_mode_values_v3", "rfc4733", "inband", "info", "auto", "auto_info")
_TIMERS = _enum("pjsip_timer_values", "forced", "no", "required", "yes")


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(255), nullable=False, unique=True)


sa.Table(
    "ps_auths",
    METADATA,
    _id(),
    sa.Column("auth_type", _AUTH),
    sa.Column("nonce_lifetime", sa.Integer),
    sa.Column("md5_cred", sa.String(40)),
    sa.Column("password", sa.String(80)),
    sa.Column("realm", sa.String(255)),
    sa.Column("username", sa.String(40)),
    sa.Column("refresh_token", sa.String(255)),
    sa.Column("password_digest", sa.String(1024)),
)
sa.Table(
    "ps_aors",
    METADATA,
    _id(),
    sa.Column("contact", sa.String(255)),
    sa.Column("max_contacts", sa.Integer),
    sa.Column("qualify_frequency", sa.Integer),
    sa.Column("qualify_timeout", sa.Float),
    sa.Column("authenticate_qualify", _BOOL),
    sa.Column("outbound_proxy", sa.String(255)),
    sa.Column("qualify_2xx_only", _BOOL),
)
sa.Table(
    "ps_endpoints",
    METADATA,
    _id(),
    sa.Column("transport", sa.String(40)),
    sa.Column("aors", sa.String(2048)),
    sa.Column("auth", sa.String(255)),
    sa.Column("context", sa.String(40)),
    sa.Column("disallow", sa.String(200)),
    sa.Column("allow", sa.String(200)),
    sa.Column("direct_media", _BOOL),
    sa.Column("dtmf_mode", _DTMF),
    sa.Column("force_rport", _BOOL),
    sa.Column("identify_by", sa.String(80)),
    sa.Column("outbound_auth", sa.String(255)),
    sa.Column("outbound_proxy", sa.String(255)),
    sa.Column("rewrite_contact", _BOOL),
    sa.Column("rtp_symmetric", _BOOL),
    sa.Column("rtp_timeout", sa.Integer),
    sa.Column("send_pai", _BOOL),
    sa.Column("trust_id_inbound", _BOOL),
    sa.Column("timers", _TIMERS),
    sa.Column("t38_udptl", _BOOL),
    sa.Column("callerid", sa.String(40)),
    sa.Column("accountcode", sa.String(80)),
    sa.Column("100rel", _TIMERS),
    sa.Column("media_encryption", _MEDIA),
    sa.Column("media_encryption_optimistic", _BOOL),
    sa.Column("max_audio_streams", sa.Integer),
    sa.Column("from_domain", sa.String(40)),
    sa.Column("from_user", sa.String(40)),
    sa.Column("language", sa.String(40)),
    sa.Column("set_var", sa.Text),
    sa.Column("deny", sa.String(95)),
    sa.Column("permit", sa.String(95)),
)
sa.Table(
    "ps_endpoint_id_ips",
    METADATA,
    _id(),
    sa.Column("endpoint", sa.String(255)),
    sa.Column("match", sa.String(80)),
    sa.Column("srv_lookups", _BOOL),
    sa.Column("match_header", sa.String(255)),
    sa.Column("match_request_uri", sa.String(255)),
)
sa.Table(
    "extensions",
    METADATA,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
    sa.Column("context", sa.String(40), nullable=False),
    sa.Column("exten", sa.String(40), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("app", sa.String(40), nullable=False),
    sa.Column("appdata", sa.String(256), nullable=False),
    sa.UniqueConstraint("context", "exten", "priority"),
)
