"""The answers to a call out: SIP codes, and Twilio's error numbers (https://www.twilio.com/docs/api/errors/<number>).

Twilio writes the error number into the header X-Twilio-Error of its answer. Which SIP code comes with which number is
documented for none of them. The numbers of a code are those that were seen with it in public traces; the rest are an
assumption.
"""

from attrs import frozen

from trunkline.doctor import codes
from trunkline.doctor.finding import Code

ERRORS_URL = "https://www.twilio.com/docs/api/errors"


@frozen
class Error:
    """An error number of Twilio's.

    Attributes:
        title: Twilio's own.
        remedy: what to do.
        findings: the doctor's codes for its causes.
        after_challenge: whether Twilio finds it after the 407; None if it can be both.
    """

    title: str
    remedy: str
    findings: tuple[Code, ...] = ()
    after_challenge: bool | None = None


@frozen
class Answer:
    """A SIP code.

    Attributes:
        meaning: what it means from Twilio, or from the phone behind it.
        remedy: what to do if Twilio gives no error number.
        errors: the error numbers that can come with it.
        findings: further codes of the doctor.
    """

    meaning: str
    remedy: str
    errors: tuple[int, ...] = ()
    findings: tuple[Code, ...] = ()


_MEDIA = (codes.MEDIA_ENCRYPTION,)
_CREDENTIALS = (
    codes.WRONG_SECRET,
    codes.UNKNOWN_USERNAME,
    codes.BAD_PASSWORD,
    codes.STANDBY_LEFT,
    codes.USERNAME_TWICE,
    codes.EMPTY_LIST,
)
_ADDRESSES = (
    codes.ADDRESS_NOT_ALLOWED,
    codes.HOST_NOT_ALLOWED,
    codes.PRIVATE_ADDRESSES,
    codes.EMPTY_LIST,
)
_TOO_MANY = "wait a second and call again; raise the limit in the console under Termination"

ERRORS = {
    32001: Error("Trunk CPS limit exceeded", _TOO_MANY),
    32006: Error("Too many hops", "send Max-Forwards of at least 20", after_challenge=None),
    32012: Error("Parent account pooled Trunking CPS limit exceeded", _TOO_MANY),
    32100: Error(
        "Trial accounts can only call verified caller IDs",
        "verify the called number in the console, or upgrade the account",
        after_challenge=True,
    ),
    32101: Error("Invalid phone number", "call an E.164 number: + and the country code", after_challenge=True),
    32102: Error("Bad SDP", "allow a codec of Twilio's in ps_endpoints: ulaw or alaw", (codes.NO_CODEC,)),
    32103: Error("Empty body", "allow a codec in ps_endpoints", (codes.NO_CODEC, codes.NO_AUDIO)),
    32200: Error(
        "Insufficient permissions",
        "associate an IP access control list or a credential list with the trunk; check that the account is active",
        (codes.NOBODY_MAY_CALL, codes.UNMAPPED_LIST, codes.EMPTY_LIST),
        after_challenge=False,
    ),
    32201: Error(
        "Source IP address not in ACL",
        "add the public address from which Asterisk calls to the trunk's IP access control list",
        _ADDRESSES,
        after_challenge=False,
    ),
    32202: Error(
        "Bad user credentials",
        "make username and password of the outbound_auth row in ps_auths those of the trunk's credential list",
        _CREDENTIALS,
        after_challenge=True,
    ),
    32203: Error(
        "Phone number blocked",
        "Twilio blocks the called number: call another one, or ask Twilio's support",
        after_challenge=True,
    ),
    32204: Error(
        "'From' phone number not verified",
        "call with a number of the account, or verify this caller ID in the console",
        (codes.CALLER_ID, codes.FOREIGN_CALLER_ID),
        after_challenge=True,
    ),
    32205: Error(
        "No international permission",
        "permit the country in the console, under Voice, Settings, Geo permissions",
        after_challenge=True,
    ),
    32207: Error(
        "Secure media not accepted", "set media_encryption in ps_endpoints to 'no', or make the trunk secure", _MEDIA
    ),
    32208: Error("Secure media required", "set media_encryption in ps_endpoints to 'sdes'", _MEDIA),
    32209: Error(
        "Secure transport required",
        "set transport in ps_endpoints to a TLS transport of pjsip.conf",
        (codes.PLAIN_SIGNALLING,),
        after_challenge=False,
    ),
    32222: Error("TLS version not allowed", "set method in the transport of pjsip.conf to tlsv1_2"),
    32224: Error("Forwarded call blocked by Twilio", "the destination's rules forbid the call: call another number"),
}
"""{Twilio's error number: what it means}"""

SIP = {
    400: Answer("Twilio cannot read the request", "see the error in the console's debugger", (32100, 32101, 32102)),
    401: Answer(
        "Asterisk did not answer the challenge",
        "set outbound_auth in ps_endpoints to a row of ps_auths",
        findings=(codes.NO_OUTBOUND_AUTH, codes.MISSING_AUTH, codes.WRONG_REALM, codes.NO_MD5, codes.INCOMPLETE_AUTH),
    ),
    403: Answer(
        "Twilio refuses the caller",
        "compare the address, the credential and the caller ID with the trunk: `trunkline doctor`",
        (32201, 32202, 32204, 32200, 32205, 32209, 32203, 32001),
    ),
    404: Answer(
        "no trunk has the contact's domain, or the called number does not exist",
        "compare the host of ps_aors.contact with the trunk's termination domain",
        (32101,),
        (codes.UNKNOWN_DOMAIN, codes.NOT_PSTN, codes.OTHER_ACCOUNT, codes.STRICT_PROXY),
    ),
    408: Answer("no answer came in time", "check the firewall of Asterisk's machine"),
    480: Answer("the phone is not available", "call another number: the trunk itself works"),
    481: Answer("Twilio does not know the call", "check that no proxy changes the messages"),
    483: Answer("too many hops", "send Max-Forwards of at least 20", (32006,)),
    484: Answer("the number is not complete", "call an E.164 number: + and the country code", (32101,)),
    486: Answer("the phone is busy", "nothing: the trunk works"),
    487: Answer("the call was cancelled before an answer", "nothing: the trunk works, the phone did not answer"),
    488: Answer(
        "the two sides do not agree about the media",
        "make media_encryption in ps_endpoints fit the trunk's secure, and allow ulaw or alaw",
        (32208, 32207, 32209, 32102),
        (
            *_MEDIA,
            codes.NO_CODEC,
            codes.OTHER_CODECS,
            codes.BROWSER_MEDIA,
            codes.NO_AUDIO,
            codes.PLAIN_SIGNALLING,
        ),
    ),
    500: Answer("Twilio failed", "call again; see https://status.twilio.com"),
    503: Answer(
        "Twilio cannot take the call now", "call again in a second; see https://status.twilio.com", (32001, 32012)
    ),
    504: Answer("the network behind Twilio did not answer", "call again, or call another number"),
    600: Answer("the phone is busy", "nothing: the trunk works"),
    603: Answer("the phone or its network declined the call", "nothing: the trunk works"),
}
"""{SIP code: what it means}; 407 is as 401."""

SIP[407] = SIP[401]

OTHER = Answer("Twilio refuses it", "see the error in the console's debugger")
"""The meaning of any other SIP code."""

OF_CAUSE = {
    1: (404, 410, 485, 604),
    3: (420,),
    17: (486, 600),
    18: (408,),
    19: (480, 483),
    21: (401, 403, 407, 603),
    22: (410,),
    27: (502,),
    28: (484,),
    29: (501,),
    34: (503,),
    38: (500,),
    41: (409,),
    58: (488, 606),
    102: (504,),
}
"""{Q.850 cause: the SIP codes of which Asterisk makes it}, as in Asterisk's chan_pjsip.c (hangup_sip2cause).

Older versions make 1 of a 410. Left out is 127, which it makes of any other 4xx or 6xx.
"""

NO_WAY = (codes.UNSUITABLE_TRANSPORT, codes.NO_CONTACT, codes.MISSING_AOR, codes.UNKNOWN_EDGE, codes.RAW_SEMICOLON)
"""The doctor's codes for a call that never reaches Twilio."""


def number_of(header: str) -> int | None:
    """The error number at the beginning of an X-Twilio-Error header."""
    word = header.split(maxsplit=1)[0] if header.strip() else ""
    return int(word) if word.isascii() and word.isdigit() else None


@frozen
class Meaning:
    """The meaning of an answer: a text after the code, what to do, and the doctor's codes for its causes."""

    text: str
    remedy: str
    codes: tuple[Code, ...]


def meaning(code: int, header: str, *, is_challenged: bool | None) -> Meaning:
    """The meaning of a SIP code with its X-Twilio-Error header, which can be empty."""
    answer, number = SIP.get(code, OTHER), number_of(header)
    if number in ERRORS:
        error = ERRORS[number]
        text = f"; Twilio's error {number}: {error.title} ({ERRORS_URL}/{number})"
        return Meaning(text, error.remedy, error.findings)
    wanted = possible(code, is_challenged=is_challenged)
    codes_ = (*answer.findings, *(each for one in wanted for each in ERRORS[one].findings))
    return Meaning(f"{f'; X-Twilio-Error: {header}' if header else ''}: {answer.meaning}", answer.remedy, codes_)


def possible(code: int, *, is_challenged: bool | None) -> list[int]:
    """The error numbers that can come with a SIP code before or after a challenge; None: that is not known."""
    errors = SIP.get(code, OTHER).errors
    return [each for each in errors if is_challenged is None or ERRORS[each].after_challenge in {None, is_challenged}]
