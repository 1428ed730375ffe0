"""Twilio's side of the trunks of an account, in the shape of the resources' inputs. GET only."""

import re
from collections import Counter
from functools import partial
from typing import Any

from attrs import frozen

from trunkline.model import twilio
from trunkline.providers import connections
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.converging import concurrently
from trunkline.providers.twilio.credential_list import CredentialListLogic
from trunkline.providers.twilio.ip_access_control_list import IpAccessControlListLogic
from trunkline.providers.twilio.trunk import TrunkLogic

from .errors import LeftOutError

_KINDS = {"credential_lists": "credential list", "ip_access_control_lists": "IP access control list"}
_SECOND = re.compile(r"(.*) \(OU[0-9a-fA-F]{32}\)")


@frozen
class Trunk:
    """A trunk.

    Attributes:
        sid: `TK` and 32 hex digits.
        domain_name: the termination domain, in lower case, or empty.
        settings: all that Twilio has of it.
    """

    sid: str
    domain_name: str
    settings: twilio.Trunk

    def __str__(self) -> str:
        return f"trunk {self.domain_name or self.settings.friendly_name!r} ({self.sid})"


@frozen
class Sids:
    """A trunk's SID and those of its lists."""

    credential_list: str
    ip_access_control_list: str
    trunk: str


class TwilioSide:
    """The account's trunks, and its lists on demand.

    Attributes:
        trunks: all of them.
    """

    trunks: list[Trunk]

    def __init__(self, settings: Settings) -> None:
        self._account = connections.account(settings)
        logic = TrunkLogic(self._account)
        found = concurrently(*(partial(_read, logic, each) for each in self._account.trunks.all()))
        self.trunks = [trunk for trunk in found if trunk]
        self._uses = Counter(sid for trunk in self.trunks for kind in _KINDS for sid in getattr(trunk.settings, kind))

    def credential_list(self, trunk: Trunk) -> tuple[str, twilio.CredentialList]:
        """SID and inputs of its list; the passwords are not known."""
        sid, blank = self._only(trunk, "credential_lists"), twilio.CredentialList.load({})
        return sid, CredentialListLogic(self._account).read(sid, blank) or blank

    def ip_access_control_list(self, trunk: Trunk) -> tuple[str, twilio.IpAccessControlList]:
        """SID and inputs of its list."""
        sid, blank = self._only(trunk, "ip_access_control_lists"), twilio.IpAccessControlList.load({})
        return sid, IpAccessControlListLogic(self._account).read(sid, blank) or blank

    def require_simple(self, trunk: Trunk) -> None:
        """Raise `LeftOutError` for what no `SipTrunk` can be."""
        if not trunk.domain_name:
            raise LeftOutError(f"{trunk} has no termination domain: give it one at Twilio, and import again")
        for url in trunk.settings.origination_urls:
            if second := _SECOND.fullmatch(url):
                raise LeftOutError(
                    f"{trunk} has the origination URL {second[1]} twice: delete one of the two at Twilio, "
                    "and import again"
                )

    def _only(self, trunk: Trunk, kind: str) -> str:
        sids: list[str] = getattr(trunk.settings, kind)
        name = _KINDS[kind]
        if not sids:
            raise LeftOutError(
                f"{trunk} has no {name}, and a SipTrunk has one: associate one at Twilio, and import again"
            )
        if len(sids) > 1:
            raise LeftOutError(
                f"{trunk} has {len(sids)} {name}s ({', '.join(sids)}), and a SipTrunk has one: put all into one list "
                "at Twilio, and import again"
            )
        (sid,) = sids
        if self._uses[sid] > 1:
            raise LeftOutError(
                f"{trunk} shares its {name} ({sid}) with another trunk, and a SipTrunk owns its own: "
                "give each trunk a list at Twilio, and import again"
            )
        return sid


def _read(logic: TrunkLogic, found: Any) -> Trunk | None:
    settings = logic.read(found.sid, twilio.Trunk.load({"adopt": True}))
    return Trunk(found.sid, (found.domain_name or "").lower(), settings) if settings else None
