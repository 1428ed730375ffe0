"""What hangs on a trunk: lists, numbers and origination URLs. Each part can read, shape and converge itself."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from attrs import frozen

from trunkline.providers.twilio.client import PAGE_SIZE
from trunkline.providers.twilio.converging import converge
from trunkline.providers.twilio.finding import create_or_take

ALREADY_THERE = (21245,)
MOST_URLS = 10


class Part(Protocol):
    @property
    def key(self) -> str:
        """The part's name among the trunk's inputs."""

    @property
    def empty(self) -> Any:
        """The input of a trunk that has none of it."""

    def read(self, trunk: Any) -> dict[str, Any]:
        """What Twilio has, by its identity among the inputs."""

    def shape(self, actual: dict[str, Any]) -> Any:
        """`actual` in the shape of the input."""

    def converge(self, trunk: Any, declared: Any, actual: dict[str, Any], sid_of: Callable[[str], str]) -> None:
        """Add what is missing, change what differs, then remove what is not declared.

        `sid_of` knows the SIDs of phone numbers.
        """


@frozen
class Association:
    """Things that live outside the trunk and are associated with it by SID.

    Attributes:
        key: see `Part.key`.
        subresource: the SDK's name of the sub-resource.
        identity: the attribute of Twilio's answer that the inputs name a thing by.
    """

    key: str
    subresource: str
    identity: str = "sid"

    @property
    def empty(self) -> list[str]:
        return []

    def read(self, trunk: Any) -> dict[str, Any]:
        associated = getattr(trunk, self.subresource).stream(page_size=PAGE_SIZE)
        return {getattr(each, self.identity): each for each in associated}

    def shape(self, actual: dict[str, Any]) -> list[str]:
        return sorted(actual)

    def converge(self, trunk: Any, declared: list[str], actual: dict[str, Any], sid_of: Callable[[str], str]) -> None:
        missing = [identity for identity in declared if identity not in actual]
        converge(
            add=[partial(self._associate, trunk, identity, sid_of) for identity in missing],
            change=[],
            remove=[each for identity, each in actual.items() if identity not in declared],
            room=len(missing),
        )

    def _associate(self, trunk: Any, identity: str, sid_of: Callable[[str], str]) -> None:
        sid = identity if self.identity == "sid" else sid_of(identity)
        create_or_take(
            partial(getattr(trunk, self.subresource).create, sid),
            lambda: self.read(trunk).get(identity),
            duplicate=ALREADY_THERE,
        )


@frozen
class OriginationUrls:
    """Where Twilio sends inbound calls; a URL is known by its `sip_url`."""

    key: str = "origination_urls"

    @property
    def empty(self) -> dict[str, Any]:
        return {}

    def read(self, trunk: Any) -> dict[str, Any]:
        """A second origination URL with the same SIP URL is known by that and its own SID."""
        actual: dict[str, Any] = {}
        for each in trunk.origination_urls.stream():
            actual[f"{each.sip_url} ({each.sid})" if each.sip_url in actual else each.sip_url] = each
        return actual

    def shape(self, actual: dict[str, Any]) -> dict[str, Any]:
        return {
            url: {
                "friendly_name": each.friendly_name,
                "priority": each.priority,
                "weight": each.weight,
                "enabled": each.enabled,
            }
            for url, each in sorted(actual.items())
        }

    def converge(
        self,
        trunk: Any,
        declared: dict[str, Any],
        actual: dict[str, Any],
        sid_of: Callable[[str], str],  # noqa: ARG002 - origination URLs live in the trunk
    ) -> None:
        present = self.shape(actual)
        wanted = {
            url: settings | {"priority": int(settings["priority"]), "weight": int(settings["weight"])}
            for url, settings in declared.items()
        }
        converge(
            add=[partial(self._add, trunk, url, settings) for url, settings in wanted.items() if url not in actual],
            change=[
                partial(actual[url].update, **settings)
                for url, settings in wanted.items()
                if url in actual and present[url] != settings
            ],
            remove=[each for url, each in actual.items() if url not in declared],
            room=MOST_URLS - len(actual),
        )

    def _add(self, trunk: Any, url: str, settings: dict[str, Any]) -> None:
        create_or_take(
            partial(trunk.origination_urls.create, sip_url=url, **settings),
            lambda: self.read(trunk).get(url),
            duplicate=ALREADY_THERE,
        )


PARTS: tuple[Part, ...] = (
    Association("credential_lists", "credentials_lists"),
    Association("ip_access_control_lists", "ip_access_control_lists"),
    OriginationUrls(),
    Association("phone_numbers", "phone_numbers", identity="phone_number"),
)
