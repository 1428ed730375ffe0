"""Every finding that there is. A code keeps its meaning for good; docs/doctor.md is held to this table."""

from trunkline.model.signalling import OVERLAP as OVERLAPPING

from .finding import ASTERISK, BOTH, ERROR, HINT, STACK, TWILIO, WARNING, Code

_MEND = "run `pulumi refresh`, then `pulumi up`"

# What could not be looked at
TWILIO_NOT_CONFIGURED = Code(
    "TL001",
    ERROR,
    TWILIO,
    "No Twilio account is named",
    "export TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or give --stack",
)
TWILIO_UNREADABLE = Code(
    "TL002", ERROR, TWILIO, "Twilio cannot be asked", "do what the line says; the rest was checked without Twilio"
)
DATABASE_NOT_CONFIGURED = Code(
    "TL003", ERROR, ASTERISK, "No realtime database is named", "export TRUNKLINE_DATABASE_URL, or give --stack"
)
DATABASE_UNREADABLE = Code(
    "TL004", ERROR, ASTERISK, "The database cannot be read", "do what the line says; the rest was checked without it"
)
NO_ENDPOINT = Code(
    "TL005",
    WARNING,
    ASTERISK,
    "No endpoint calls through Twilio",
    "check that TRUNKLINE_DATABASE_URL is Asterisk's, and that ps_aors.contact leads to `<label>.pstn.twilio.com`",
)
NO_ENDPOINT_FOR_TRUNK = Code(
    "TL006",
    HINT,
    BOTH,
    "No endpoint here calls through this trunk",
    "nothing, where another Asterisk does; else set ps_aors.contact",
)

# From the AOR's contact to the trunk
NOT_PSTN = Code(
    "TL101",
    ERROR,
    ASTERISK,
    "The contact's host is not a termination domain (a SIP domain answers 404)",
    "set contact to `sip:<username>@<label>.pstn.twilio.com`",
)
UNKNOWN_DOMAIN = Code(
    "TL102",
    ERROR,
    BOTH,
    "No trunk of the account has the contact's domain",
    "make the contact's host and the trunk's domain_name the same",
)
SEVERAL_TRUNKS = Code(
    "TL103",
    ERROR,
    ASTERISK,
    "One endpoint's AORs lead to several trunks",
    "make an endpoint for each trunk: an endpoint has one credential",
)
SEVERAL_CONTACTS = Code(
    "TL104",
    WARNING,
    ASTERISK,
    "Several contacts in one AOR: they are tried in the order of a hash",
    "make an AOR of each contact, and list these in aors in the order wanted",
)
MISSING_AOR = Code(
    "TL105",
    ERROR,
    ASTERISK,
    "The endpoint's aors are not set, or name a row that is not there",
    "insert the row into ps_aors, or correct aors",
)
NO_CONTACT = Code(
    "TL106",
    ERROR,
    ASTERISK,
    "The AOR has no contact that is a SIP URI (Twilio never registers)",
    "set contact to `sip:<username>@<label>.pstn.twilio.com`",
)
UNKNOWN_EDGE = Code(
    "TL107",
    ERROR,
    ASTERISK,
    "The contact names an edge that Twilio does not have",
    "name one of Twilio's edges, or none: `<label>.pstn.twilio.com`",
)
RAW_SEMICOLON = Code(
    "TL108", ERROR, ASTERISK, "A raw ';', at which Asterisk's driver tears the column apart", "store ';' as '^3B'"
)
FOREIGN_ENCODING = Code(
    "TL109",
    ERROR,
    ASTERISK,
    "An encoded character, which Asterisk's sqlite3 driver does not decode",
    "store the character itself",
)
CONTACT_USER = Code(
    "TL110",
    HINT,
    ASTERISK,
    "The contact's user part is not the credential's username",
    "set it to the username: it shows in OPTIONS requests, while calls carry the dialled number",
)

# Who may call out
NO_OUTBOUND_AUTH = Code(
    "TL201",
    ERROR,
    ASTERISK,
    "The endpoint has no outbound_auth, so that a 407 is not answered",
    "set outbound_auth to the id of a row in ps_auths",
)
MISSING_AUTH = Code(
    "TL202",
    ERROR,
    ASTERISK,
    "outbound_auth names a row that is not there",
    "insert the row into ps_auths, or correct outbound_auth",
)
UNKNOWN_USERNAME = Code(
    "TL203",
    ERROR,
    BOTH,
    "The username is in none of the trunk's credential lists",
    "add the credential to a list of the trunk, or correct username in ps_auths",
)
WRONG_SECRET = Code("TL204", ERROR, BOTH, "The stored secret is not the one that the stack declares for Twilio", _MEND)
BAD_PASSWORD = Code(
    "TL205",
    ERROR,
    ASTERISK,
    "The password is one that no credential of Twilio's can have",
    "choose one of at least 12 characters with upper case, lower case and a digit, on both sides",
)
NOBODY_MAY_CALL = Code(
    "TL206",
    ERROR,
    TWILIO,
    "The trunk has neither a credential list nor an IP access control list (error 32200)",
    "associate at least one of them with the trunk; best both",
)
EMPTY_LIST = Code(
    "TL207",
    ERROR,
    TWILIO,
    "All of the trunk's lists of one kind are empty, so that no call passes",
    "add the credential, or Asterisk's addresses",
)
UNMAPPED_LIST = Code("TL208", ERROR, BOTH, "A list of the stack is not associated with its trunk", _MEND)
WRONG_REALM = Code(
    "TL209",
    ERROR,
    ASTERISK,
    "The auth has a realm that is not Twilio's, so that no second INVITE is sent",
    "set realm to NULL",
)
INCOMPLETE_AUTH = Code(
    "TL210",
    ERROR,
    ASTERISK,
    "The auth lacks what its auth_type needs",
    "set username with password, or username with auth_type 'md5' and md5_cred",
)
STANDBY_LEFT = Code(
    "TL211",
    WARNING,
    BOTH,
    "A rotation was interrupted: its stand-by credential is still there",
    "run `pulumi up`, which goes on with it",
)
SEVERAL_AUTHS = Code(
    "TL212",
    WARNING,
    ASTERISK,
    "Of several auths in outbound_auth only the first is tried for a realm",
    "name one, and keep an overlap in Twilio's list",
)
ADDRESS_NOT_ALLOWED = Code(
    "TL213", ERROR, BOTH, "An address of Asterisk's is in none of the trunk's IP access control lists", _MEND
)
HOST_NOT_ALLOWED = Code(
    "TL214",
    HINT,
    BOTH,
    "An address that takes inbound calls is in none of the trunk's IP access control lists",
    "add it to the list, if Asterisk calls out from there",
)
WIDE_BLOCK = Code(
    "TL215",
    ERROR,
    TWILIO,
    "An IP access control list lets in a large part of the Internet",
    "list the addresses from which Asterisk calls out",
)
USERNAME_TWICE = Code(
    "TL216",
    WARNING,
    TWILIO,
    "Two of the trunk's credential lists have the same username, with a password each",
    "keep the username in one list",
)

# Who may call in
NO_IDENTIFY = Code(
    "TL301",
    ERROR,
    ASTERISK,
    "No identify row leads to the endpoint: inbound calls are refused",
    "insert a row into ps_endpoint_id_ips for each of Twilio's signalling ranges",
)
RANGE_MISSING = Code(
    "TL302",
    ERROR,
    ASTERISK,
    "Signalling ranges from which inbound calls are refused",
    "insert a row into ps_endpoint_id_ips for each; with an ACL, permit each",
)
STRANGERS_MATCH = Code(
    "TL303",
    ERROR,
    ASTERISK,
    "Addresses that are not Twilio's are taken for Twilio",
    "delete the row, or narrow match; with an ACL, deny the rest",
)
NAME_IN_MATCH = Code(
    "TL304",
    WARNING,
    ASTERISK,
    "A match by name: it is resolved when the row is read, and covers no range",
    "match Twilio's numeric ranges, a row each",
)
SPOOFABLE = Code(
    "TL305",
    ERROR,
    ASTERISK,
    "identify_by takes a stranger's From header for proof (unset, it is username,ip)",
    "set identify_by to 'ip'",
)
PATTERN_WITHOUT_ACL = Code(
    "TL306",
    ERROR,
    ASTERISK,
    "A match by request URI or header, and no ACL: a stranger who knows it gets in",
    "set deny to 0.0.0.0/0 and permit to Twilio's signalling ranges in ps_endpoints",
)
HOST_NOT_MATCHED = Code(
    "TL307",
    ERROR,
    BOTH,
    "Calls to an origination URL match no identify row of the endpoint",
    "add a match_request_uri for the URL's host, or correct the URL",
)
OVERLAP = Code(
    "TL308",
    ERROR,
    ASTERISK,
    OVERLAPPING,
    "delete one of them, or tell the trunks apart by match_request_uri",
)
INBOUND_AUTH = Code(
    "TL309",
    ERROR,
    ASTERISK,
    "The endpoint asks inbound calls for a password, which Twilio does not have",
    "set auth to NULL in ps_endpoints",
)
DEFAULT_CONTEXT = Code(
    "TL310",
    WARNING,
    ASTERISK,
    "The endpoint has no context: inbound calls land in 'default'",
    "set context, such as from-twilio",
)
RANGES_DECLARED_SHORT = Code(
    "TL311",
    HINT,
    STACK,
    "The stack itself leaves out signalling ranges of Twilio's",
    "leave signalling_ranges out, unless something between Twilio and Asterisk takes the calls",
)

# What a call is made of
MEDIA_ENCRYPTION = Code(
    "TL401",
    ERROR,
    BOTH,
    "media_encryption and the trunk's secure disagree: calls end with 488 or are refused",
    "set media_encryption to 'sdes' for a secure trunk, else to 'no'",
)
PLAIN_SIGNALLING = Code(
    "TL402",
    ERROR,
    BOTH,
    "The trunk is secure, and Asterisk calls it without TLS",
    "set transport to a TLS transport of pjsip.conf",
)
UNSUITABLE_TRANSPORT = Code(
    "TL403",
    ERROR,
    ASTERISK,
    "Contact and transport do not go together",
    "leave port and ;transport= out of the contact, and name the transport in ps_endpoints",
)
NO_CODEC = Code(
    "TL404", ERROR, ASTERISK, "No codec that Twilio carries is allowed", "set disallow to 'all', allow to 'ulaw,alaw'"
)
OTHER_CODECS = Code(
    "TL405",
    HINT,
    ASTERISK,
    "Codecs are allowed that Twilio does not carry, or disallow is not 'all'",
    "set disallow to 'all', allow to 'ulaw,alaw'",
)
DIRECT_MEDIA = Code(
    "TL406",
    WARNING,
    ASTERISK,
    "direct_media is on (the default): calls with audio in one direction, or none",
    "set direct_media to 'no'",
)
REWRITE_CONTACT = Code(
    "TL407",
    HINT,
    ASTERISK,
    "rewrite_contact is on: requests within a call go to the address they came from",
    "set rewrite_contact to 'no'",
)
DTMF = Code("TL408", WARNING, ASTERISK, "Keys are not sent as Twilio hears them", "set dtmf_mode to 'rfc4733'")
CALLER_ID = Code(
    "TL409",
    ERROR,
    ASTERISK,
    "The endpoint's caller ID is not an E.164 number (error 32204)",
    "write it with '+' and country code, as in +442071838750",
)
FOREIGN_CALLER_ID = Code(
    "TL410",
    HINT,
    BOTH,
    "The endpoint's caller ID is no number of the account (error 32204, unless it is verified there)",
    "use a number of the account, or verify this one at Twilio",
)
NOT_QUALIFIED = Code(
    "TL411",
    HINT,
    ASTERISK,
    "The contact is not qualified: nobody sees when Twilio cannot be reached",
    "set qualify_frequency to 60",
)
NO_FAILOVER = Code(
    "TL412",
    WARNING,
    ASTERISK,
    "An AOR of several is not qualified: a call does not pass on to the next",
    "set qualify_frequency to 60",
)
TOO_OFTEN = Code(
    "TL413", WARNING, ASTERISK, "OPTIONS are sent more often than Twilio allows", "set qualify_frequency to 15 or more"
)
ANY_ANSWER = Code(
    "TL414",
    HINT,
    ASTERISK,
    "qualify_2xx_only is off: a contact that answers 403 counts as available",
    "set qualify_2xx_only to 'yes'",
)
BAD_VALUE = Code(
    "TL415",
    WARNING,
    ASTERISK,
    "A column has a value that Asterisk or Twilio does not take",
    "correct it",
)

# Where Twilio sends calls
NO_ORIGINATION = Code(
    "TL501",
    ERROR,
    TWILIO,
    "The trunk has no origination URL that is enabled: no inbound call arrives",
    "add one, or enable one",
)
PLAIN_ORIGINATION = Code(
    "TL502", ERROR, TWILIO, "The trunk is secure, and an origination URL is not for TLS", "add ;transport=tls to it"
)
BAD_ORIGINATION = Code(
    "TL503", ERROR, TWILIO, "An origination URL that Twilio cannot call", "write sip:host[:port][;transport=tls]"
)
ORIGINATION_PORT = Code(
    "TL504",
    WARNING,
    TWILIO,
    "An origination URL's port is the usual one of another transport",
    "use 5061 with ;transport=tls, else 5060, or leave the port out",
)
PRIVATE_ORIGINATION = Code(
    "TL505",
    ERROR,
    TWILIO,
    "An origination URL's address cannot be reached from the Internet",
    "name Asterisk's public address",
)
SAME_ORIGINATION = Code("TL506", WARNING, TWILIO, "An origination URL stands twice on the trunk", "delete one of them")
SHARED_PRIORITY = Code(
    "TL507",
    HINT,
    TWILIO,
    "Origination URLs of one priority share the calls by weight; none of them is the other's stand-by",
    "give them different priorities if one is to stand by: the lowest goes first",
)
BAD_RECOVERY = Code(
    "TL508",
    ERROR,
    TWILIO,
    "Twilio cannot ask the trunk's disaster recovery URL",
    "set disaster_recovery_url to an http or https URL, or clear it",
)
NUMBER_ELSEWHERE = Code("TL511", ERROR, BOTH, "A number of the stack is not with its trunk", _MEND)
NUMBER_NOT_OWNED = Code(
    "TL512",
    ERROR,
    BOTH,
    "A number of the stack is not the account's",
    "buy it at Twilio, or take it out of phone_numbers",
)
CALLS_GO_ELSEWHERE = Code(
    "TL513",
    WARNING,
    BOTH,
    "The dialplan has a row for a number of the account that is not with this trunk",
    "associate the number with the trunk, or delete the row",
)
NO_EXTENSION = Code(
    "TL514",
    HINT,
    BOTH,
    "The dialplan in the database has no row for a number of the trunk",
    "insert one into extensions, unless extensions.conf has it",
)

# What the stack says
GONE = Code("TL601", ERROR, STACK, "What the stack has made is gone", _MEND)
UNDECLARED_CREDENTIAL = Code(
    "TL602", ERROR, STACK, "A credential that the stack does not declare: whoever has it calls at your expense", _MEND
)
UNDECLARED_ADDRESS = Code("TL603", ERROR, STACK, "An allowed address that the stack does not declare", _MEND)
UNDECLARED_LIST = Code("TL604", ERROR, STACK, "A list on the trunk that the stack does not declare", _MEND)
UNDECLARED_ROW = Code("TL605", ERROR, STACK, "An identify row of the endpoint that the stack does not declare", _MEND)
DIFFERS = Code(
    "TL606",
    WARNING,
    STACK,
    "A setting is not as the stack declares it",
    "run `pulumi refresh`, then `pulumi up`; or declare it so",
)

TABLE = {value.code: value for value in list(globals().values()) if isinstance(value, Code)}
"""{code: Code}"""
