"""Sources of evidence for an assumption."""

DOCS = "https://www.twilio.com/docs"
ERRORS = f"{DOCS}/api/errors"
TRUNK = f"{DOCS}/sip-trunking/api/trunk-resource"
ORIGINATION = f"{DOCS}/sip-trunking/api/originationurl-resource"
CREDENTIAL_LIST = f"{DOCS}/voice/sip/api/sip-credentiallist-resource"
CREDENTIAL = f"{DOCS}/voice/sip/api/sip-credential-resource"
ADDRESS_LIST = f"{DOCS}/voice/sip/api/sip-ipaccesscontrollist-resource"
ADDRESS = f"{DOCS}/voice/sip/api/sip-ipaddress-resource"
NUMBERS = f"{DOCS}/phone-numbers/api/incomingphonenumber-resource"
ON_SALE = f"{DOCS}/phone-numbers/api/availablephonenumberlocal-resource"
LIMITS = f"{DOCS}/sip-trunking/scale-and-limits"
RESPONSE = f"{DOCS}/usage/twilios-response"

SILENT = "Twilio's documents are silent."
OTHER_CLIENT = (
    "The tests of another client against Twilio expect it: https://github.com/RJPearson94/terraform-provider-twilio."
)


def documented(url: str) -> str:
    return f"Documented: {url}."


def code_only(code: int) -> str:
    """The code is documented, its HTTP status is not."""
    return f"The code is documented, the HTTP status is not: {ERRORS}/{code}."


def rule(url: str) -> str:
    return f"The rule is documented, the answer is not: {url}."
