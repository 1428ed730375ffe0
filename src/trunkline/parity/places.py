"""Where things are at Twilio, and the forms that make them. A thing is known by its URL."""

import re

PASSWORD = "Trunkline-Parity-2026"  # noqa: S105 - of lists that no trunk keeps

TRUNKS = "https://trunking.twilio.com/v1/Trunks"
TWILIO = "https://api.twilio.com"
TRUNK, SIP = "{trunk}", "{account}/SIP"

COLLECTIONS = {
    "trunks": TRUNKS,
    "origination_urls": f"{TRUNK}/OriginationUrls",
    "trunk_credential_lists": f"{TRUNK}/CredentialLists",
    "trunk_ip_access_control_lists": f"{TRUNK}/IpAccessControlLists",
    "recording": f"{TRUNK}/Recording",
    "credential_lists": f"{SIP}/CredentialLists.json",
    "credentials": "{credential_list}/Credentials.json",
    "ip_access_control_lists": f"{SIP}/IpAccessControlLists.json",
    "ip_addresses": "{ip_access_control_list}/IpAddresses.json",
    "numbers": "{account}/IncomingPhoneNumbers.json",
    "on_sale": "{account}/AvailablePhoneNumbers",
}
"""{place: its URL}; a name in braces is a thing's URL, or the account's, without `.json`."""

FORMS = {
    "trunks": {"FriendlyName": "{name}"},
    "origination_urls": {
        "FriendlyName": "{name}", "SipUrl": "sip:192.0.2.1", "Priority": "1", "Weight": "1", "Enabled": "true",
    },
    "trunk_credential_lists": {"CredentialListSid": "{credential_list}"},
    "trunk_ip_access_control_lists": {"IpAccessControlListSid": "{ip_access_control_list}"},
    "credential_lists": {"FriendlyName": "{name}"},
    "credentials": {"Username": "{name}", "Password": PASSWORD},
    "ip_access_control_lists": {"FriendlyName": "{name}"},
    "ip_addresses": {"FriendlyName": "{name}", "IpAddress": "{address}"},
}  # fmt: skip
"""{collection: the form that makes a thing in it}"""

THINGS = {
    "trunk": "trunks",
    "origination_url": "origination_urls",
    "credential_list": "credential_lists",
    "credential": "credentials",
    "ip_access_control_list": "ip_access_control_lists",
    "ip_address": "ip_addresses",
}
"""{a thing that the cases share: its collection}"""


def sid_of(url: str) -> str:
    return url.rpartition("/")[2].removesuffix(".json")


def key(url: str) -> str:
    """The key of a list's rows, by the list's URL."""
    name = sid_of(url.partition("?")[0])
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def below(collection: str, sid: str) -> str:
    """The URL of a thing in a collection."""
    ending = ".json" if collection.endswith(".json") else ""
    return f"{collection.removesuffix('.json')}/{sid}{ending}"


def inside(url: str) -> str:
    """The beginning of the URLs of what is in a thing."""
    return f"{url.removesuffix('.json')}/"
