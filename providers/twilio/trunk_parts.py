"""The parts of a trunk: lists, numbers and origination URLs. Each part can shape and converge itself."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from attrs import frozen

from trunkline.model.twilio import MOST_URLS, Origination
from trunkline.providers.errors import NotFoundError
from trunkline.providers.twilio import owned_numbers, reading
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.converging import concurrently, converge, delete
from trunkline.providers.twilio.create_or_adopt import create_or_adopt
from trunkline.providers.twilio.reading import Found

ALREADY_THERE = (21245,)


class Part(Protocol):
    @property
    def key(self) -> str:
        """The part's name among the trunk's inputs."""

    @property
    def empty(self) -> Any:
        """The input of a trunk without this part."""

    def shape(self, actual: Found) -> Any:
        """The result of `reading`, in the shape of the input."""

    def converge(self, account: Account, trunk_sid: str, declared: Any, actual: Found) -> None:
        """Add what is missing, change what differs, then remove what is not declared."""


@frozen
class Association:
    """Lists outside the trunk that are associated with it by SID.

    Attributes:
        key: see `Part.key`.
        subresource: the SDK's name of the sub-resource.
    """

    key: str
    subresource: str

    @property
    def empty(self) -> list[str]:
        return []

    def shape(self, actual: Found) -> list[str]:
        return sorted(actual)

    def converge(self, account: Account, trunk_sid: str, declared: Sequence[str], actual: Found) -> None:
        missing = [sid for sid in declared if sid not in actual]
        converge(
            add=[partial(self._associate, account, trunk_sid, sid) for sid in missing],
            change=[],
            remove=[each for sid, each in actual.items() if sid not in declared],
            room=len(missing),
        )

    def _associate(self, account: Account, trunk_sid: str, sid: str) -> None:
        create_or_adopt(
            partial(getattr(account.trunk(trunk_sid), self.subresource).create, sid),
            lambda: reading.associated(self.subresource, account, trunk_sid).get(sid),
            duplicate=ALREADY_THERE,
        )


@frozen
class PhoneNumbers:
    """The account's numbers whose calls the trunk gets, E.164."""

    key: str = "phone_numbers"

    @property
    def empty(self) -> list[str]:
        return []

    def shape(self, actual: Found) -> list[str]:
        return sorted(actual)

    def converge(self, account: Account, trunk_sid: str, declared: Sequence[str], actual: Found) -> None:
        concurrently(
            *(partial(self._take, account, trunk_sid, number) for number in declared if number not in actual),
            *(
                partial(self._leave, account, each, trunk_sid)
                for number, each in actual.items()
                if number not in declared
            ),
        )

    def _take(self, account: Account, trunk_sid: str, number: str) -> None:
        owned = owned_numbers.find(account, number)
        if not owned:
            raise NotFoundError(f"phone_numbers: {number} is no longer a number of this account: leave it out")
        account.numbers.put(owned.update(trunk_sid=trunk_sid))

    def _leave(self, account: Account, owned: Any, trunk_sid: str) -> None:
        """Take it off this trunk, but not off another trunk that has taken it meanwhile.

        If there is no sub-resource, an empty TrunkSid does it. Twilio documents that for other fields
        only [? number-trunk-cleared].
        """
        delete(account.trunk(trunk_sid).phone_numbers(owned.sid))
        with suppress(NotFoundError):
            now = account.numbers.things(owned.sid).fetch()
            if now.trunk_sid == trunk_sid:
                now = now.update(trunk_sid="")
            account.numbers.put(now)


@frozen
class OriginationUrls:
    """The URLs to which Twilio sends inbound calls. The key of a URL is its `sip_url`."""

    key: str = "origination_urls"

    @property
    def empty(self) -> dict[str, Origination]:
        return {}

    def shape(self, actual: Found) -> dict[str, Origination]:
        return {
            url: Origination(
                friendly_name=each.friendly_name, priority=each.priority, weight=each.weight, enabled=each.enabled
            )
            for url, each in sorted(actual.items())
        }

    def converge(self, account: Account, trunk_sid: str, declared: Mapping[str, Origination], actual: Found) -> None:
        present = self.shape(actual)
        converge(
            add=[
                partial(self._add, account, trunk_sid, url, settings)
                for url, settings in declared.items()
                if url not in actual
            ],
            change=[
                partial(actual[url].update, **settings.dump())
                for url, settings in declared.items()
                if url in actual and present[url] != settings
            ],
            remove=[each for url, each in actual.items() if url not in declared],
            room=MOST_URLS - len(actual),
        )

    def _add(self, account: Account, trunk_sid: str, url: str, settings: Origination) -> None:
        create_or_adopt(
            partial(account.trunk(trunk_sid).origination_urls.create, sip_url=url, **settings.dump()),
            lambda: reading.origination_urls(account, trunk_sid).get(url),
            duplicate=ALREADY_THERE,
        )


PARTS: tuple[Part, ...] = (
    Association("credential_lists", "credentials_lists"),
    Association("ip_access_control_lists", "ip_access_control_lists"),
    OriginationUrls(),
    PhoneNumbers(),
)
