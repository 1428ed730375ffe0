"""What a credential list and an IP access control list have in common: a unique name, members owned whole."""

from abc import abstractmethod
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Self

from trunkline.providers import rules
from trunkline.providers.differences import takeover
from trunkline.providers.errors import NotFoundError, TrunklineError
from trunkline.providers.logic import Logic
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import account
from trunkline.providers.twilio.account import Account, Listing
from trunkline.providers.twilio.converging import delete, side_by_side
from trunkline.providers.twilio.finding import create_or_take

CLOCK_SKEW = timedelta(seconds=60)
"""How far this machine's clock may be from Twilio's."""


class NamedListLogic(Logic):
    """Inputs and outputs: `friendly_name`, `adopt`, and the members under the key `MEMBERS`.

    A list of that name is taken over where `adopt` is set, and is refused otherwise.
    """

    KIND: ClassVar[str]
    LISTS: ClassVar[str]
    """The account's lists, as the SDK and `Account` name them."""
    MEMBERS: ClassVar[str]
    NAME_WIDTH: ClassVar[int]
    DUPLICATE: ClassVar[int]
    """Twilio's error code for a second list of the same name, and for a second member of the same key."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lists = getattr(account.twilio.api.v2010.account.sip, self.LISTS)
        self._known: Listing = getattr(account, self.LISTS)

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(account.connect(settings))

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
        self._account.look_around()
        if not self._find(name) or news["adopt"]:
            return []
        found = self._find(name, afresh=True)
        return rules.findings(self._refuse(news, found)) if found else []

    def notices(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        found = None if olds else self._find(news["friendly_name"])
        if not found:
            return []
        return takeover(f"{self.subject(news)} ({found.sid})", self.read(found.sid, news) or {}, news)

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        name = inputs["friendly_name"]
        made, fresh = create_or_take(
            partial(self._lists.create, friendly_name=name),
            partial(self._find, name, afresh=True),
            duplicate=(self.DUPLICATE,),
            refuse=partial(self._refuse, inputs),
            is_made_by_us=partial(self._is_untouched_since, datetime.now(UTC)),
        )
        self._known.put(made)
        try:
            self._declare(made.sid, {}, inputs[self.MEMBERS], {} if fresh else self._members(made.sid))
        except TrunklineError:
            if fresh:
                with suppress(TrunklineError):
                    self._lists(made.sid).delete()
                    self._known.drop(made.sid)
            raise
        if fresh:
            self._account.complete.add(made.sid)
        return made.sid, inputs

    def read(self, sid: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        try:
            found, members = side_by_side(partial(self._get, sid), partial(self._members, sid))
        except NotFoundError:
            return None
        return outputs | {
            "friendly_name": found.friendly_name,
            self.MEMBERS: self._shape(members, rules.mapping(outputs[self.MEMBERS])),
        }

    def update(self, sid: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        if olds["friendly_name"] != news["friendly_name"]:
            self._known.put(self._lists(sid).update(friendly_name=news["friendly_name"]))
        if olds[self.MEMBERS] != news[self.MEMBERS]:
            self._account.complete.discard(sid)
            self._declare(sid, olds[self.MEMBERS], news[self.MEMBERS], self._members(sid))
        return news

    def delete(self, sid: str, outputs: dict[str, Any]) -> None:  # noqa: ARG002 - given to every resource
        delete(self._lists(sid))
        self._known.drop(sid)

    def _get(self, sid: str) -> Any:
        """The list with that SID; NotFoundError where there is none."""
        return next((each for each in self._known.all() if each.sid == sid), None) or self._lists(sid).fetch()

    def _find(self, friendly_name: str, *, afresh: bool = False) -> Any | None:
        lists = self._known.afresh() if afresh else self._known.all()
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
