"""`/v1/Trunks`: the trunk itself."""

import re
import sqlite3

from trunkline.emulator.call import Call, Document
from trunkline.emulator.errors import TooManyTrunksError, TrunkError
from trunkline.emulator.fields import boolean, choice, http_method, or_cleared, parse, text, url
from trunkline.emulator.paging import trunking_list
from trunkline.emulator.store import count, insert, new_sid, update
from trunkline.emulator.trunking import reserved_domain

MAX_TRUNKS = 100


LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"


@or_cleared
def domain_name(name: str, value: str) -> str:
    """A termination domain, `{label}.pstn.twilio.com`, also with sub-domains; an empty one gives the domain up.

    A localized URI, `{label}.pstn.dublin.twilio.com`, is refused: each domain has them automatically. That 21245 is the
    code for a malformed domain is an assumption [? trunk-domain-malformed].
    """
    if not re.fullmatch(rf"({LABEL}\.)+pstn\.twilio\.com", value, re.IGNORECASE):
        raise TrunkError(f"Invalid {name}: {value}; must be letters, digits and hyphens, ending in .pstn.twilio.com")
    return value


FIELDS = {
    "FriendlyName": ("friendly_name", text(64)),
    "DomainName": ("domain_name", domain_name),
    "DisasterRecoveryUrl": ("disaster_recovery_url", url),
    "DisasterRecoveryMethod": ("disaster_recovery_method", or_cleared(http_method)),
    "TransferMode": ("transfer_mode", choice("disable-all", "enable-all", "sip-only")),
    "TransferCallerId": ("transfer_caller_id", choice("from-transferee", "from-transferor")),
    "Secure": ("secure", boolean),
    "CnamLookupEnabled": ("cnam_lookup_enabled", boolean),
}


def index(call: Call) -> Document:
    return trunking_list(
        call,
        "trunks",
        lambda row: render(call.db, row),
        "SELECT * FROM trunks WHERE account_sid = :account_sid",
        account_sid=call.account_sid,
    )


def create(call: Call) -> Document:
    values = parse(call.form, FIELDS)
    if count(call.db, "trunks", "account_sid", call.account_sid) >= MAX_TRUNKS:
        raise TooManyTrunksError(f"Maximum number of trunks reached: {MAX_TRUNKS}")
    if domain := values.get("domain_name"):
        reserved_domain.claim(call, str(domain))
    sid = new_sid("TK")
    insert(call.db, "trunks", {"sid": sid, "account_sid": call.account_sid, **values})
    return render(call.db, call.owned("trunks", sid))


def fetch(call: Call) -> Document:
    return render(call.db, call.owned("trunks", call.sids["sid"]))


def modify(call: Call) -> Document:
    sid = call.sids["sid"]
    old = call.owned("trunks", sid)["domain_name"]
    values = parse(call.form, FIELDS)
    new = values.get("domain_name", old)
    if new and (not old or str(new).lower() != old.lower()):
        reserved_domain.claim(call, str(new))
    update(call.db, "trunks", sid, values)
    if old and (not new or str(new).lower() != old.lower()):
        reserved_domain.reserve(call, old, owner_may_reuse=True)
    return fetch(call)


def remove(call: Call) -> None:
    """Delete the trunk with its origination URLs and associations. Its numbers stay, without a trunk."""
    trunk = call.owned("trunks", call.sids["sid"])
    call.db.execute("DELETE FROM trunks WHERE sid = ?", (trunk["sid"],))
    if trunk["domain_name"]:
        reserved_domain.reserve(call, trunk["domain_name"], owner_may_reuse=False)


def render(db: sqlite3.Connection, row: sqlite3.Row) -> Document:
    auth_type_set = [
        kind
        for kind, table in (
            ("IP_ACL", "trunk_ip_access_control_lists"),
            ("CREDENTIAL_LIST", "trunk_credential_lists"),
        )
        if count(db, table, "trunk_sid", row["sid"])
    ]
    address = f"https://trunking.twilio.com/v1/Trunks/{row['sid']}"
    return {
        "sid": row["sid"],
        "account_sid": row["account_sid"],
        "domain_name": row["domain_name"],
        "friendly_name": row["friendly_name"],
        "disaster_recovery_url": row["disaster_recovery_url"],
        "disaster_recovery_method": row["disaster_recovery_method"],
        "secure": bool(row["secure"]),
        "cnam_lookup_enabled": bool(row["cnam_lookup_enabled"]),
        "symmetric_rtp_enabled": bool(row["symmetric_rtp_enabled"]),
        "recording": {"mode": row["recording_mode"], "trim": row["recording_trim"]},
        "transfer_mode": row["transfer_mode"],
        "transfer_caller_id": row["transfer_caller_id"],
        "auth_type": ",".join(auth_type_set),
        "auth_type_set": auth_type_set,
        "date_created": row["date_created"],
        "date_updated": row["date_updated"],
        "url": address,
        "links": {
            "origination_urls": f"{address}/OriginationUrls",
            "credential_lists": f"{address}/CredentialLists",
            "ip_access_control_lists": f"{address}/IpAccessControlLists",
            "phone_numbers": f"{address}/PhoneNumbers",
        },
    }
