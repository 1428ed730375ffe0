"""What a credential list and an IP access control list have in common: a unique name, members owned whole."""

from abc import ABC, abstractmethod
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Self

from twilio.rest import Client

from trunkline.providers import rules
from trunkline.providers.errors import NotFoundError, TrunklineError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import client
from trunkline.providers.twilio.converging import delete
from trunkline.providers.twilio.finding import create_or_take

CLOCK_SKEW = timedelta(seconds=60)
"""How far this machine's clock may be from Twilio's."""


class NamedListLogic(ABC):
    """Inputs and outputs: `friendly_name`, `adopt`, and the members under the key `MEMBERS`.

    A list of that name is taken over where `adopt` is set, and is refused otherwise.
    """

    KIND: ClassVar[str]
    LISTS: ClassVar[str]
    """The SDK's name of the account's lists."""
    MEMBERS: ClassVar[str]
    NAME_WIDTH: ClassVar[int]
    DUPLICATE: ClassVar[int]
    """Twilio's error code for a second list of the same name, and for a second member of the same key."""

    def __init__(self, twilio: Client) -> None:
        self._lists = getattr(twilio.api.v2010.account.sip, self.LISTS)

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(client.connect(settings))

    @abstractmethod
    def _judge_members(self, members: dict[str, str]) -> list[str]: ...

    @abstractmethod
    def _members(self, sid: str) -> dict[str, Any]:
        """What the list holds, by the key of the input."""

    @abstractmethod
    def _shape(self, members: dict[str, Any], known: dict[str, str]) -> dict[str, str]:
        """`members` in the shape of the input."""

    @abstractmethod
    def _declare(self, sid: str, olds: dict[str, str], news: dict[str, str], existing: dict[str, Any]) -> None:
        """Make the list, which holds `existing`, hold `news`."""

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"{self.KIND} {inputs.get('friendly_name')!r}"

    def validate(self, inputs: dict[str, Any]) -> list[str]:
        name = rules.text("friendly_name", inputs["friendly_name"], self.NAME_WIDTH)
        return [*rules.findings(name), *self._judge_members(rules.mapping(inputs[self.MEMBERS]))]

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        name = news["friendly_name"]
        if not isinstance(name, str) or olds.get("friendly_name") == name:
            return []
        found = self._find(name)
        return rules.findings(self._refuse(news, found)) if found else []

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        name = inputs["friendly_name"]
        made, fresh = create_or_take(
            partial(self._lists.create, friendly_name=name),
            partial(self._find, name),
            duplicate=(self.DUPLICATE,),
            refuse=partial(self._refuse, inputs),
            is_made_by_us=partial(self._is_untouched_since, datetime.now(UTC)),
        )
        try:
            self._declare(made.sid, {}, inputs[self.MEMBERS], {} if fresh else self._members(made.sid))
        except TrunklineError:
            if fresh:
                with suppress(TrunklineError):
                    self._lists(made.sid).delete()
            raise
        return made.sid, inputs

    def read(self, sid: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        try:
            return outputs | {
                "friendly_name": self._lists(sid).fetch().friendly_name,
                self.MEMBERS: self._shape(self._members(sid), outputs[self.MEMBERS]),
            }
        except NotFoundError:
            return None

    def update(self, sid: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        if olds["friendly_name"] != news["friendly_name"]:
            self._lists(sid).update(friendly_name=news["friendly_name"])
        if olds[self.MEMBERS] != news[self.MEMBERS]:
            self._declare(sid, olds[self.MEMBERS], news[self.MEMBERS], self._members(sid))
        return news

    def delete(self, sid: str, outputs: dict[str, Any]) -> None:  # noqa: ARG002 - given to every resource
        delete(self._lists(sid))

    def _find(self, friendly_name: str) -> Any | None:
        lists = self._lists.stream(page_size=client.PAGE_SIZE)
        return next((each for each in lists if each.friendly_name == friendly_name), None)

    def _refuse(self, inputs: dict[str, Any], found: Any) -> str | None:
        if inputs["adopt"]:
            return None
        return (
            f"{self.subject(inputs)} exists already ({found.sid}) and is not this stack's: "
            "choose another name, or say adopt=True"
        )

    def _is_untouched_since(self, asked: datetime, found: Any) -> bool:
        """Whether it is what a request of then has made, whose answer was lost: new by then, and still empty."""
        made = found.date_created
        return isinstance(made, datetime) and made >= asked - CLOCK_SKEW and not self._members(found.sid)
