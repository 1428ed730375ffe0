"""Reads the trunks of an account from Twilio, as inputs of the resources. Only GET."""

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
    """The SIDs of a trunk and of the lists that it has."""

    credential_list: str | None
    ip_access_control_list: str | None
    trunk: str


class TwilioSide:
    """The account's trunks. It reads a list when it is needed.

    Attributes:
        trunks: all trunks of the account.
    """

    trunks: list[Trunk]

    def __init__(self, settings: Settings) -> None:
        self._account = connections.account(settings)
        logic = TrunkLogic(self._account)
        found = concurrently(*(partial(_read, logic, each) for each in self._account.trunks.all()))
        self.trunks = [trunk for trunk in found if trunk]
        self._uses = Counter(sid for trunk in self.trunks for kind in _KINDS for sid in getattr(trunk.settings, kind))

    def credential_list(self, trunk: Trunk) -> tuple[str | None, twilio.CredentialList | None]:
        """SID and inputs of its credential list, if it has one, without passwords."""
        sid = self._only(trunk, "credential_lists")
        blank = twilio.CredentialList.load({})
        return sid, CredentialListLogic(self._account).read(sid, blank) if sid else None

    def ip_access_control_list(self, trunk: Trunk) -> tuple[str | None, twilio.IpAccessControlList | None]:
        """SID and inputs of its IP access control list, if it has one."""
        sid = self._only(trunk, "ip_access_control_lists")
        blank = twilio.IpAccessControlList.load({})
        return sid, IpAccessControlListLogic(self._account).read(sid, blank) if sid else None

    def require_simple(self, trunk: Trunk) -> None:
        """Raise `LeftOutError` if no `SipTrunk` can be like this trunk."""
        if not any(getattr(trunk.settings, kind) for kind in _KINDS):
            raise LeftOutError(
                f"{trunk} has neither a credential list nor an IP access control list, so Twilio refuses its calls: "
                "associate one at Twilio, and import again"
            )
        if not trunk.domain_name:
            raise LeftOutError(f"{trunk} has no termination domain: give it one at Twilio, and import again")
        if not trunk.settings.friendly_name:
            raise LeftOutError(
                f"{trunk} has no friendly name, by which a stack knows its trunk: give it one at Twilio, "
                "and import again"
            )
        for url in trunk.settings.origination_urls:
            if second := _SECOND.fullmatch(url):
                raise LeftOutError(
                    f"{trunk} has the origination URL {second[1]} twice: delete one of the two at Twilio, "
                    "and import again"
                )

    def _only(self, trunk: Trunk, kind: str) -> str | None:
        sids: list[str] = getattr(trunk.settings, kind)
        name = _KINDS[kind]
        if not sids:
            return None
        if len(sids) > 1:
            raise LeftOutError(
                f"{trunk} has {len(sids)} {name}s ({', '.join(sids)}), but a SipTrunk has one: move all members into "
                "one list at Twilio, and import again"
            )
        (sid,) = sids
        if self._uses[sid] > 1:
            raise LeftOutError(
                f"{trunk} shares its {name} ({sid}) with another trunk, but a SipTrunk needs its own: "
                "make one list for each trunk at Twilio, and import again"
            )
        return sid


def _read(logic: TrunkLogic, found: Any) -> Trunk | None:
    settings = logic.read(found.sid, twilio.Trunk.load({"adopt": True}))
    return Trunk(found.sid, (found.domain_name or "").lower(), settings) if settings else None
