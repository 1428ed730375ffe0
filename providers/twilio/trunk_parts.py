"""What hangs on a trunk: lists, numbers and origination URLs. Each part can read, shape and converge itself."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from attrs import frozen

from ..errors import NotFound
from .finding import create_or_take

ALREADY_THERE = (21245,)


def side_by_side(*calls: Callable[[], Any]) -> list[Any]:
    """The results of independent calls, made at once; the first error is raised after all have ended."""
    if len(calls) < 2:
        return [call() for call in calls]
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


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

    def converge(self, trunk: Any, declared: Any, actual: dict[str, Any], sids: Mapping[str, str]) -> None:
        """Add what is missing, change what differs, then remove what is not declared."""


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
        return {getattr(each, self.identity): each for each in getattr(trunk, self.subresource).stream()}

    def shape(self, actual: dict[str, Any]) -> list[str]:
        return sorted(actual)

    def converge(
        self, trunk: Any, declared: list[str], actual: dict[str, Any], sids: Mapping[str, str]
    ) -> None:
        associations = getattr(trunk, self.subresource)
        missing = [identity for identity in declared if identity not in actual]
        side_by_side(
            *(partial(self._associate, trunk, identity, sids.get(identity, identity)) for identity in missing)
        )
        for identity in actual.keys() - set(declared):
            with suppress(NotFound):
                associations(actual[identity].sid).delete()

    def _associate(self, trunk: Any, identity: str, sid: str) -> None:
        create_or_take(
            partial(getattr(trunk, self.subresource).create, sid),
            lambda: self.read(trunk).get(identity),
            duplicate=ALREADY_THERE,
            refuse=lambda _: None,
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
        sids: Mapping[str, str],  # noqa: ARG002 - origination URLs live in the trunk
    ) -> None:
        present = self.shape(actual)
        for url, settings in declared.items():
            wanted = settings | {"priority": int(settings["priority"]), "weight": int(settings["weight"])}
            if url not in actual:
                create_or_take(
                    partial(trunk.origination_urls.create, sip_url=url, **wanted),
                    lambda url=url: self.read(trunk).get(url),
                    duplicate=ALREADY_THERE,
                    refuse=lambda _: None,
                )
            elif present[url] != wanted:
                trunk.origination_urls(actual[url].sid).update(**wanted)
        for url in actual.keys() - declared.keys():
            with suppress(NotFound):
                trunk.origination_urls(actual[url].sid).delete()


PARTS: tuple[Part, ...] = (
    Association("credential_lists", "credentials_lists"),
    Association("ip_access_control_lists", "ip_access_control_lists"),
    OriginationUrls(),
    Association("phone_numbers", "phone_numbers", identity="phone_number"),
)
