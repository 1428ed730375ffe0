"""The SIDs by which things are imported."""

import re
from collections.abc import Mapping

from trunkline.providers.errors import RefusedError

_KINDS: Mapping[str, tuple[str, str]] = {
    "AL": ("an IP access control list", "IpAccessControlList"),
    "CL": ("a credential list", "CredentialList"),
    "PN": ("a phone number", "PhoneNumber"),
    "TK": ("a trunk", "Trunk"),
}
"""{first two letters: (the kind in words, its resource)}"""


def require(sid: str, letters: str) -> None:
    """Raise `RefusedError` if this is no SID of the kind with these letters."""
    if re.fullmatch(f"{letters}[0-9a-fA-F]{{32}}", sid):
        return
    kind, _ = _KINDS[letters]
    other = _KINDS.get(sid[:2])
    if other and sid[:2] != letters:
        raise RefusedError(f"this is the SID of {other[0]}, not of {kind}: import it as trunkline:twilio:{other[1]}")
    raise RefusedError(f"this is not the SID of {kind}: use {letters} and 32 hex digits, as Twilio's console shows it")
