"""Every finding that there is. A code never changes its meaning; docs/doctor.md has the same table."""

from collections.abc import Iterable

from trunkline.model import acl
from trunkline.model.identification import OTHER_ACCOUNT as OTHER_ACCOUNT_OF_HEADER
from trunkline.model.identification import OTHER_ACCOUNT_REMEDY
from trunkline.model.signalling import OVERLAP as OVERLAPPING
from trunkline.model.signalling import SIGNALLING_RANGES

from .finding import ASTERISK, BOTH, ERROR, HINT, STACK, TWILIO, WARNING, Code

RESTORE = "run `pulumi refresh --stack {stack}`, then `pulumi up --stack {stack}`"
"""For what is not as the stack declares it."""
TAKE_BACK = "associate the number with its trunk at Twilio, or set {adopt} to true and run `pulumi up --stack {stack}`"
"""For a number that is on another trunk: an `up` takes it back only with `adopt`."""


def set_acl(blocks: Iterable[str]) -> str:
    """The remedy that permits these blocks only; `permit` alone is too short for all of Twilio's."""
    values = ", ".join(f"{column} = '{value}'" for column, value in acl.write(blocks).items())
    return f"run SQL: UPDATE ps_endpoints SET {values} WHERE id = '<id>'"  # noqa: S608 - blocks of addresses


_CONTACT = "run SQL: UPDATE ps_aors SET contact = 'sip:<username>@<label>.pstn.twilio.com' WHERE id = '<id>'"
_DECLARED_CONTACT = "set {domain_name} and {username}, or contact in {rows_as_found}"
_CODECS = "run SQL: UPDATE ps_endpoints SET disallow = 'all', allow = 'ulaw,alaw' WHERE id = '<id>'"
_DECLARED_CODECS = "set {codecs}, or disallow 'all' and allow 'ulaw,alaw' in {rows_as_found}"
_QUALIFY = "run SQL: UPDATE ps_aors SET qualify_frequency = 60 WHERE id = '<id>'"
_DECLARED_QUALIFY = "set {qualify_frequency} to 60"

# What could not be read
TWILIO_NOT_CONFIGURED = Code(
    "TL001",
    ERROR,
    TWILIO,
    "No Twilio account is given",
    "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the environment, or use --stack",
    "run `pulumi config set --stack {stack} twilioAccountSid AC…` and "
    "`pulumi config set --stack {stack} --secret twilioAuthToken`",
)
TWILIO_UNREADABLE = Code(
    "TL002", ERROR, TWILIO, "Twilio cannot be read", "follow the fact; everything else was checked without Twilio"
)
DATABASE_NOT_CONFIGURED = Code(
    "TL003",
    ERROR,
    ASTERISK,
    "No realtime database is given",
    "set TRUNKLINE_DATABASE_URL in the environment, or use --stack",
    "run `pulumi config set --stack {stack} --secret databaseUrl`",
)
DATABASE_UNREADABLE = Code(
    "TL004",
    ERROR,
    ASTERISK,
    "The database cannot be read",
    "follow the fact; everything else was checked without the database",
)
NO_ENDPOINT = Code(
    "TL005",
    WARNING,
    ASTERISK,
    "No endpoint calls through Twilio",
    "check that TRUNKLINE_DATABASE_URL is Asterisk's database, and that ps_aors.contact has the host "
    "`<label>.pstn.twilio.com`",
)
NO_ENDPOINT_FOR_TRUNK = Code(
    "TL006",
    HINT,
    BOTH,
    "No endpoint in this database calls through this trunk",
    "if another Asterisk does, nothing; if not, set ps_aors.contact to `sip:<username>@<label>.pstn.twilio.com`",
)

# From the AOR's contact to the trunk
NOT_PSTN = Code(
    "TL101",
    ERROR,
    ASTERISK,
    "The contact's host is not a termination domain (a SIP domain answers 404)",
    _CONTACT,
    _DECLARED_CONTACT,
)
UNKNOWN_DOMAIN = Code(
    "TL102",
    ERROR,
    BOTH,
    "No trunk of the account has the contact's domain",
    "correct ps_aors.contact, or the trunk's domain_name at Twilio",
    "set {domain_name} to the domain of a trunk in this account",
)
SEVERAL_TRUNKS = Code(
    "TL103",
    ERROR,
    ASTERISK,
    "One endpoint's AORs lead to several trunks",
    "make one endpoint for each trunk: an endpoint has one credential",
    "declare one endpoint for each trunk: an endpoint has one credential",
)
SEVERAL_CONTACTS = Code(
    "TL104",
    WARNING,
    ASTERISK,
    "One AOR has several contacts, and Asterisk tries them in no fixed order",
    "make one AOR for each contact, and list the AORs in ps_endpoints.aors in the order you want",
    "list the edges in {edges}, or declare one AOR for each contact in {rows_as_found}",
)
MISSING_AOR = Code(
    "TL105",
    ERROR,
    ASTERISK,
    "The endpoint's aors are not set, or name a row that does not exist",
    "insert the row into ps_aors, or correct aors in ps_endpoints",
    "declare the AOR's row and aors in {rows_as_found}",
)
NO_CONTACT = Code(
    "TL106",
    ERROR,
    ASTERISK,
    "The AOR has no contact that is a SIP URI (Twilio never registers)",
    _CONTACT,
    _DECLARED_CONTACT,
)
UNKNOWN_EDGE = Code(
    "TL107",
    ERROR,
    ASTERISK,
    "The contact names an edge that Twilio does not have",
    "set the contact's host to `<label>.pstn.<edge>.twilio.com` with an edge of Twilio, or to "
    "`<label>.pstn.twilio.com`",
    "set {edges}, or contact in {rows_as_found}, to edges of Twilio",
)
REGISTRATION = Code(
    "TL111",
    WARNING,
    ASTERISK,
    "Asterisk registers at a trunk, and Twilio's trunks accept no registration",
    "run SQL: DELETE FROM ps_registrations WHERE id = '<id>'",
)
OTHER_HOST = Code(
    "TL112",
    HINT,
    ASTERISK,
    "The contact's host is not Twilio's, so the way from there to Twilio was not checked",
    "if it is not a proxy or another carrier of yours, set ps_aors.contact to `sip:<username>@<label>.pstn.twilio.com`",
    _DECLARED_CONTACT,
)
OTHER_ACCOUNT = Code(
    "TL113",
    HINT,
    BOTH,
    "No trunk of this account has the contact's domain, but other endpoints call trunks of it",
    "if the trunk is another account's, run the doctor with that account; if not, correct ps_aors.contact",
    "if the trunk is not another account's, set {domain_name} to the domain of a trunk in this account",
)
RAW_SEMICOLON = Code(
    "TL108",
    ERROR,
    ASTERISK,
    "A plain ';', at which Asterisk's driver splits the value",
    "write each ';' in the column as '^3B', without the backslash that pjsip.conf needs before it",
    RESTORE,
)
FOREIGN_ENCODING = Code(
    "TL109",
    ERROR,
    ASTERISK,
    "An encoded character, which Asterisk's sqlite3 driver does not decode",
    "write the character itself: ';' for ^3B, '^' for ^5E",
    RESTORE,
)
CONTACT_USER = Code(
    "TL110",
    HINT,
    ASTERISK,
    "The contact's user part is not the credential's username",
    "set it to the username; OPTIONS requests show it, calls have the dialled number instead",
    "set {username}, or contact in {rows_as_found}; OPTIONS requests show it, calls have the dialled number instead",
)

# Who may call out
NO_OUTBOUND_AUTH = Code(
    "TL201",
    ERROR,
    ASTERISK,
    "The endpoint has no outbound_auth, so it does not answer Twilio's 407",
    "run SQL: UPDATE ps_endpoints SET outbound_auth = '<the id of a row in ps_auths>' WHERE id = '<id>'",
    "set outbound_auth in {rows_as_found} or {endpoint_options} to the id of the auth row",
)
MISSING_AUTH = Code(
    "TL202",
    ERROR,
    ASTERISK,
    "outbound_auth names a row that does not exist",
    "insert the row into ps_auths, or correct outbound_auth in ps_endpoints",
    "declare the auth row, or correct outbound_auth, in {rows_as_found}",
)
UNKNOWN_USERNAME = Code(
    "TL203",
    ERROR,
    BOTH,
    "The username is in none of the trunk's credential lists",
    "add the credential to a list of the trunk, or correct username in ps_auths",
    "declare the same {username} and {password} on both sides",
)
WRONG_SECRET = Code(
    "TL204",
    ERROR,
    BOTH,
    "The password or digest in the database does not match the stack's password for Twilio",
    RESTORE,
    "declare the same {password} on both sides",
)
BAD_PASSWORD = Code(
    "TL205",
    ERROR,
    ASTERISK,
    "Twilio accepts no credential with this password",
    "use at least 12 characters with upper case, lower case and a digit, on both sides",
    "set {password} to at least 12 characters with upper case, lower case and a digit",
)
NOBODY_MAY_CALL = Code(
    "TL206",
    ERROR,
    TWILIO,
    "The trunk has neither a credential list nor an IP access control list (error 32200)",
    "associate at least one list with the trunk; both are safer",
    "declare credentials or addresses for the trunk",
)
EMPTY_LIST = Code(
    "TL207",
    ERROR,
    TWILIO,
    "All of the trunk's lists of one kind are empty, so Twilio refuses every call from Asterisk",
    "add the credential, or Asterisk's addresses, to the list",
    "declare a credential, or Asterisk's addresses, for the list",
)
UNMAPPED_LIST = Code("TL208", ERROR, BOTH, "A list of the stack is not associated with its trunk", RESTORE)
WRONG_REALM = Code(
    "TL209",
    ERROR,
    ASTERISK,
    "The auth row's realm is not Twilio's, so Asterisk does not answer the challenge",
    "run SQL: UPDATE ps_auths SET realm = NULL WHERE id = '<id>'",
    "leave realm out of {auth_options} and {rows_as_found}",
)
INCOMPLETE_AUTH = Code(
    "TL210",
    ERROR,
    ASTERISK,
    "The auth row lacks what its auth_type needs",
    "set username, password and auth_type 'userpass' in ps_auths, or username, md5_cred and auth_type 'md5'",
    "set {username} and {password}, and {auth_type} to 'userpass' or 'md5'",
)
STANDBY_LEFT = Code(
    "TL211",
    WARNING,
    BOTH,
    "A password change was interrupted: its stand-by credential still exists",
    "run `pulumi up` for the stack that has the trunk: it completes the change",
    "run `pulumi up --stack {stack}`: it completes the change",
)
SEVERAL_AUTHS = Code(
    "TL212",
    WARNING,
    ASTERISK,
    "outbound_auth names several auth rows, and Asterisk tries only the first for a realm",
    "name one row in outbound_auth",
    "name one row in outbound_auth, in {rows_as_found} or {endpoint_options}",
)
ADDRESS_NOT_ALLOWED = Code(
    "TL213",
    ERROR,
    BOTH,
    "An address of Asterisk is in none of the trunk's IP access control lists",
    RESTORE,
)
HOST_NOT_ALLOWED = Code(
    "TL214",
    HINT,
    BOTH,
    "An address that receives inbound calls is in none of the trunk's IP access control lists",
    "if Asterisk calls out from this address, add it to a list of the trunk",
    "if Asterisk calls out from this address, declare it among Asterisk's addresses",
)
WIDE_BLOCK = Code(
    "TL215",
    ERROR,
    TWILIO,
    "An IP access control list allows a large part of the Internet",
    "delete the block from the list, and add the addresses from which Asterisk calls out",
    "declare only the addresses from which Asterisk calls out",
)
USERNAME_TWICE = Code(
    "TL216",
    WARNING,
    TWILIO,
    "Two of the trunk's credential lists have the same username, with a password each",
    "delete the username from all of these lists except one",
    "declare the username in one list only",
)
PRIVATE_ADDRESSES = Code(
    "TL217",
    ERROR,
    TWILIO,
    "The trunk allows private addresses only, so Twilio refuses every call: it sees Asterisk's public address",
    "replace them by the public address from which Asterisk calls out",
    "set {asterisk_addresses} to the public address from which Asterisk calls out",
)
PRIVATE_ADDRESS = Code(
    "TL218",
    HINT,
    TWILIO,
    "An IP access control list has a private address, which Twilio never sees",
    "delete it from the list",
    "leave it out of {asterisk_addresses}",
)
NO_MD5 = Code(
    "TL219",
    ERROR,
    ASTERISK,
    "supported_algorithms_uac lacks MD5, so Asterisk does not answer Twilio's challenge",
    "run SQL: UPDATE ps_auths SET supported_algorithms_uac = 'MD5' WHERE id = '<id>'",
    "leave supported_algorithms_uac out of {auth_options} and {rows_as_found}",
)

# Who may call in
NO_IDENTIFY = Code(
    "TL301",
    ERROR,
    ASTERISK,
    "No identify row leads to the endpoint, so Asterisk refuses inbound calls",
    "insert a row into ps_endpoint_id_ips for each of Twilio's signalling ranges",
    "declare ps_endpoint_id_ips in {rows_as_found}, a row for each of Twilio's signalling ranges",
)
RANGE_MISSING = Code(
    "TL302",
    ERROR,
    ASTERISK,
    "Asterisk refuses inbound calls from these signalling ranges",
    "insert a row into ps_endpoint_id_ips for each range",
    "leave {signalling_ranges} out, or declare a row for each range in {rows_as_found}",
)
STRANGERS_MATCH = Code(
    "TL303",
    ERROR,
    ASTERISK,
    "Asterisk treats addresses that are not Twilio's as Twilio",
    "delete the row from ps_endpoint_id_ips, or narrow its match",
    "leave the addresses out of {signalling_ranges}, {identify_options} and {rows_as_found}",
)
NAME_IN_MATCH = Code(
    "TL304",
    WARNING,
    ASTERISK,
    "match has a host name: Asterisk resolves it once, when it reads the row, and misses Twilio's other addresses",
    "set match to Twilio's signalling ranges, one row for each",
    "leave the host name out of {identify_options} and {rows_as_found}",
)
SPOOFABLE = Code(
    "TL305",
    ERROR,
    ASTERISK,
    "identify_by accepts a From header as proof, which anyone can write (not set, it is username,ip)",
    "run SQL: UPDATE ps_endpoints SET identify_by = 'ip' WHERE id = '<id>'",
    "set identify_by to 'ip' in {rows_as_found} or {endpoint_options}",
)
PATTERN_WITHOUT_ACL = Code(
    "TL306",
    ERROR,
    ASTERISK,
    "An identify row matches by request URI or header, and the endpoint has no ACL: anyone who knows the pattern "
    "can call in",
    set_acl(SIGNALLING_RANGES.values()),
    "set deny to 0.0.0.0/0 and permit to Twilio's signalling ranges in {rows_as_found} or {endpoint_options}",
)
HOST_NOT_MATCHED = Code(
    "TL307",
    ERROR,
    BOTH,
    "Calls to an origination URL match no identify row of the endpoint",
    "insert a row with match_request_uri for the URL's host into ps_endpoint_id_ips, or correct the URL",
    "correct {origination_urls}, or declare a row with match_request_uri for the host in {rows_as_found}",
)
OVERLAP = Code(
    "TL308",
    ERROR,
    ASTERISK,
    OVERLAPPING,
    "delete one of the rows, or distinguish the endpoints by match_request_uri",
    "declare {shared_asterisk} for each trunk; delete a row that no stack declares from ps_endpoint_id_ips",
)
INBOUND_AUTH = Code(
    "TL309",
    ERROR,
    ASTERISK,
    "The endpoint asks inbound calls for a password, which Twilio does not have",
    "run SQL: UPDATE ps_endpoints SET auth = NULL WHERE id = '<id>'",
    "leave auth out of {endpoint_options} and {rows_as_found}",
)
DEFAULT_CONTEXT = Code(
    "TL310",
    WARNING,
    ASTERISK,
    "The endpoint has no context, so inbound calls arrive in 'default'",
    "run SQL: UPDATE ps_endpoints SET context = 'from-twilio' WHERE id = '<id>'",
    "set {context}, or context in {rows_as_found}",
)
RANGES_DECLARED_SHORT = Code(
    "TL311",
    HINT,
    STACK,
    "The stack declares fewer signalling ranges than Twilio has",
    "if no proxy between Twilio and Asterisk receives the calls, leave {signalling_ranges} out, or declare all ranges "
    "in {rows_as_found}",
)
CONTACT_ACL = Code(
    "TL312",
    WARNING,
    ASTERISK,
    "An ACL for the Contact header: Twilio's Contact can have an address that it denies",
    "set contact_deny, contact_permit and contact_acl to NULL in ps_endpoints; deny and permit are for the source "
    "address",
    "leave contact_deny, contact_permit and contact_acl out of {endpoint_options} and {rows_as_found}",
)
NO_CALLS_IN = Code(
    "TL313",
    HINT,
    BOTH,
    "No identify row leads to the endpoint; its trunk has neither a number nor an origination URL, so no call comes in",
    "before you give the trunk a number, insert a row into ps_endpoint_id_ips for each of Twilio's signalling ranges",
    "before you give the trunk a number, declare ps_endpoint_id_ips in {rows_as_found}, a row for each of Twilio's "
    "signalling ranges",
)
OWN_MATCH = Code(
    "TL314",
    HINT,
    ASTERISK,
    "Asterisk treats an address of your own as Twilio, which is right only if a proxy there sends it Twilio's calls",
    "if the address is no proxy, delete the row from ps_endpoint_id_ips, and insert a row for each of Twilio's ranges",
)

OTHER_ACCOUNT_MATCHED = Code(
    "TL315",
    ERROR,
    BOTH,
    OTHER_ACCOUNT_OF_HEADER,
    "set match_header in ps_endpoint_id_ips to 'X-Twilio-AccountSid: ' and the SID of the trunk's account",
    OTHER_ACCOUNT_REMEDY,
)

# The call itself
MEDIA_ENCRYPTION = Code(
    "TL401",
    ERROR,
    BOTH,
    "media_encryption does not fit the trunk's secure: calls end with 488, or Twilio refuses them",
    "set media_encryption in ps_endpoints to 'sdes' for a secure trunk, to 'no' for any other",
    "declare the same {secure} on both sides; in {rows_as_found} and {endpoint_options}, set media_encryption to "
    "'sdes' for a secure trunk, to 'no' for any other, and leave media_encryption_optimistic out",
)
PLAIN_SIGNALLING = Code(
    "TL402",
    ERROR,
    BOTH,
    "The trunk is secure, but Asterisk calls it without TLS",
    "set transport in ps_endpoints to a TLS transport of pjsip.conf",
    "set {transport}, or transport in {rows_as_found}, to a TLS transport of pjsip.conf",
)
UNSUITABLE_TRANSPORT = Code(
    "TL403",
    ERROR,
    ASTERISK,
    "The contact and the transport do not fit",
    "leave port and ;transport= out of the contact, and name the transport in ps_endpoints",
    "set {transport}, or leave port and ;transport= out of the contact in {rows_as_found}",
)
NO_CODEC = Code("TL404", ERROR, ASTERISK, "The endpoint allows no codec of Twilio", _CODECS, _DECLARED_CODECS)
OTHER_CODECS = Code(
    "TL405",
    HINT,
    ASTERISK,
    "The endpoint allows codecs that Twilio does not have, or disallow is not 'all'",
    _CODECS,
    _DECLARED_CODECS,
)
DIRECT_MEDIA = Code(
    "TL406",
    WARNING,
    ASTERISK,
    "direct_media is on: calls can have audio in one direction only, or none",
    "run SQL: UPDATE ps_endpoints SET direct_media = 'no' WHERE id = '<id>'",
    "set {direct_media} to false, or direct_media 'no' in {rows_as_found}",
)
REWRITE_CONTACT = Code(
    "TL407",
    HINT,
    ASTERISK,
    "rewrite_contact is on: Asterisk sends requests within a call to the source address, not to Twilio's Contact",
    "run SQL: UPDATE ps_endpoints SET rewrite_contact = 'no' WHERE id = '<id>'",
    "set {rewrite_contact} to false, or rewrite_contact 'no' in {rows_as_found}",
)
DTMF = Code(
    "TL408",
    WARNING,
    ASTERISK,
    "Asterisk sends dialled keys in a way that Twilio does not detect",
    "run SQL: UPDATE ps_endpoints SET dtmf_mode = 'rfc4733' WHERE id = '<id>'",
    "set {dtmf_mode}, or dtmf_mode in {rows_as_found}, to 'rfc4733'",
)
CALLER_ID = Code(
    "TL409",
    ERROR,
    ASTERISK,
    "from_user, the caller ID of calls out, is not an E.164 number (error 32204)",
    "write it in ps_endpoints with '+' and country code, such as +442071838750",
    "write {from_user} with '+' and country code, such as +442071838750",
)
FOREIGN_CALLER_ID = Code(
    "TL410",
    HINT,
    BOTH,
    "from_user, the caller ID of calls out, is no number of the account (error 32204, unless it is verified at Twilio)",
    "use a number of the account, or verify this one at Twilio",
    "set {from_user} to a number of the account, or verify this one at Twilio",
)
NOT_QUALIFIED = Code(
    "TL411",
    HINT,
    ASTERISK,
    "Asterisk sends the contact no OPTIONS, so it does not detect that Twilio is unreachable",
    _QUALIFY,
    _DECLARED_QUALIFY,
)
NO_FAILOVER = Code(
    "TL412",
    WARNING,
    ASTERISK,
    "Asterisk sends one of several AORs no OPTIONS, so a call does not go on to the next AOR",
    _QUALIFY,
    _DECLARED_QUALIFY,
)
TOO_OFTEN = Code(
    "TL413",
    WARNING,
    ASTERISK,
    "Asterisk sends OPTIONS more often than Twilio allows",
    _QUALIFY,
    _DECLARED_QUALIFY,
)
ANY_ANSWER = Code(
    "TL414",
    HINT,
    ASTERISK,
    "qualify_2xx_only is off, so a contact that answers 403 counts as available",
    "run SQL: UPDATE ps_aors SET qualify_2xx_only = 'yes' WHERE id = '<id>'",
    "set qualify_2xx_only to 'yes' in {rows_as_found} or {aor_options}",
)
BAD_VALUE = Code(
    "TL415",
    WARNING,
    ASTERISK,
    "A column has a value that Asterisk or Twilio does not accept",
    "correct the value in the row",
    "correct the argument that sets the column, or the column in {rows_as_found}",
)
REQUIRED_EXTENSION = Code(
    "TL416",
    ERROR,
    ASTERISK,
    "The endpoint requires an extension that Twilio does not offer: inbound calls end with 421",
    "set the column to 'yes' in ps_endpoints",
    "set it to 'yes': {timers}, or the column in {endpoint_options} or {rows_as_found}",
)
BROWSER_MEDIA = Code(
    "TL417",
    ERROR,
    ASTERISK,
    "The endpoint is set up for calls from browsers, whose media Twilio refuses: calls end with 488",
    "set the column to 'no' in ps_endpoints",
    "leave the column out of {endpoint_options}, or set it to 'no' in {rows_as_found}",
)
STRICT_PROXY = Code(
    "TL418",
    ERROR,
    ASTERISK,
    "outbound_proxy lacks ;lr, so Asterisk replaces the trunk's domain in the request, and Twilio answers 404",
    "add ;lr at the end of outbound_proxy, written as '^3Blr' unless the database is SQLite",
    "add ;lr at the end of {outbound_proxy}, or of outbound_proxy in {aor_options} or {rows_as_found}",
)
NO_AUDIO = Code(
    "TL419",
    ERROR,
    ASTERISK,
    "max_audio_streams is 0, so a call has no audio: it ends with 488",
    "run SQL: UPDATE ps_endpoints SET max_audio_streams = 1 WHERE id = '<id>'",
    "leave max_audio_streams out of {endpoint_options} and {rows_as_found}",
)

# Where Twilio sends calls
NO_ORIGINATION = Code(
    "TL501",
    ERROR,
    TWILIO,
    "The trunk has no enabled origination URL, so no inbound call arrives",
    "add a URL to the trunk, or enable one",
    "add a URL to {origination_urls}, or enable one",
)
PLAIN_ORIGINATION = Code(
    "TL502",
    ERROR,
    TWILIO,
    "The trunk is secure, but an origination URL does not use TLS",
    "give the URL ;transport=tls, in place of any other transport",
    "give the URL in {origination_urls} ;transport=tls, in place of any other transport",
)
BAD_ORIGINATION = Code(
    "TL503",
    ERROR,
    TWILIO,
    "Twilio cannot call an origination URL",
    "write the URL as sip:host[:port][;transport=tls]",
    "write the URL in {origination_urls} as sip:host[:port][;transport=tls]",
)
ORIGINATION_PORT = Code(
    "TL504",
    WARNING,
    TWILIO,
    "An origination URL has the usual port of another transport",
    "use 5061 with ;transport=tls and 5060 without, or leave the port out",
    "in {origination_urls}, use 5061 with ;transport=tls and 5060 without, or leave the port out",
)
PRIVATE_ORIGINATION = Code(
    "TL505",
    ERROR,
    TWILIO,
    "An origination URL has an address that the Internet cannot reach",
    "write Asterisk's public address",
    "write Asterisk's public address in {origination_urls}",
)
SAME_ORIGINATION = Code(
    "TL506",
    WARNING,
    TWILIO,
    "The trunk has an origination URL twice",
    "delete one of them at Twilio",
)
SHARED_PRIORITY = Code(
    "TL507",
    HINT,
    TWILIO,
    "Origination URLs of one priority share the calls by weight; none is a stand-by for another",
    "if one should be a stand-by, give it a higher priority number: Twilio uses the lowest first",
    "if one should be a stand-by, give it a higher priority number in {origination_urls}: Twilio uses the lowest first",
)
BAD_RECOVERY = Code(
    "TL508",
    ERROR,
    TWILIO,
    "Twilio cannot request the trunk's disaster recovery URL",
    "set disaster_recovery_url at Twilio to an http or https URL, or clear it",
    "set {disaster_recovery_url} to an http or https URL, or leave it out",
)
NUMBER_ELSEWHERE = Code(
    "TL511",
    ERROR,
    BOTH,
    "A number of the stack is not associated with its trunk",
    RESTORE,
)
NUMBER_NOT_OWNED = Code(
    "TL512",
    ERROR,
    BOTH,
    "The account does not own a number of the stack",
    "buy the number at Twilio, or remove it from phone_numbers",
    "buy the number at Twilio, or remove it from {phone_numbers}",
)
CALLS_GO_ELSEWHERE = Code(
    "TL513",
    WARNING,
    BOTH,
    "The dialplan has a row for a number of the account that is not associated with this trunk",
    "associate the number with the trunk, or delete the row from extensions",
    "add the number to {phone_numbers}, or remove it from {extensions}; delete a row that no stack declares",
)
NO_EXTENSION = Code(
    "TL514",
    HINT,
    BOTH,
    "The dialplan in the database has no row for a number of the trunk",
    "insert a row into extensions, unless extensions.conf has the number",
    "add the number to {extensions}, unless extensions.conf has it",
)

# What differs from the stack
GONE = Code("TL601", ERROR, STACK, "A thing that the stack has made does not exist any more", RESTORE)
UNDECLARED_CREDENTIAL = Code(
    "TL602",
    ERROR,
    STACK,
    "A credential that the stack does not declare: its owner can call at your expense",
    RESTORE,
)
UNDECLARED_ADDRESS = Code("TL603", ERROR, STACK, "The trunk allows an address that the stack does not declare", RESTORE)
UNDECLARED_LIST = Code(
    "TL604",
    ERROR,
    STACK,
    "The trunk has a list that the stack does not declare",
    RESTORE,
)
UNDECLARED_ROW = Code("TL605", ERROR, STACK, "The endpoint has a row that the stack does not declare", RESTORE)
DIFFERS = Code("TL606", WARNING, STACK, "A setting is not as the stack declares it", f"{RESTORE}; or declare it so")

TABLE = {value.code: value for value in list(globals().values()) if isinstance(value, Code)}
"""{code: Code}"""
