"""The addresses on the loopback network, and their names."""

DATABASE = "127.1.0.1"
DATABASE_PORT = 15432
MARIADB_PORT = 13306
RESOLVER = "127.1.0.53"
ASTERISK = "127.1.0.10"
DESK_PHONE = "127.1.0.20"

EDGE = "127.2.0.1"
SIGNALLING = "127.2.0.0/30"
"""The addresses that Twilio calls from, as the stack's config states them."""

INSIDE = "127.3.0.1"
"""The edge's address in the telephone network."""
FAR_PHONE = "127.3.0.2"
CALLER = "127.3.0.3"

TWILIO = "127.2.0.2"
"""Another of Twilio's signalling addresses."""
STRANGER = "127.9.0.9"
NOBODY = "127.9.0.99"

DOMAIN, OTHER_DOMAIN = "grable.pstn.twilio.com", "other.pstn.twilio.com"
HOST, OTHER_HOST, DEAD_HOST = "grable.voip.zoftko.com", "other.voip.zoftko.com", "dead.voip.zoftko.com"

NAMES = {DOMAIN: EDGE, OTHER_DOMAIN: EDGE, HOST: ASTERISK, OTHER_HOST: ASTERISK, DEAD_HOST: NOBODY}
