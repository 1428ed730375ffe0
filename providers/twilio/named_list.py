"""What a credential list and an IP access control list have in common: a name, unique in the account,
and members that are owned whole.
"""

from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any, ClassVar

from .. import rules
from ..errors import NotFound, TrunklineError
from .finding import create_or_take, refuse_foreign


class NamedListLogic(ABC):
    """Inputs and outputs: `friendly_name`, `adopt`, and the members under the key `MEMBERS`.

    A list of that name is taken over where `adopt` is set, and is refused otherwise.
    """

    KIND: ClassVar[str]
    MEMBERS: ClassVar[str]
    NAME_WIDTH: ClassVar[int]
    DUPLICATE: ClassVar[int]
    """Twilio's error code for a second list of the same name."""

    def __init__(self, lists: Any) -> None:
        self._lists = lists

    @abstractmethod
    def _judge_members(self, members: dict[str, str]) -> list[str]: ...

    @abstractmethod
    def _read_members(self, sid: str, known: dict[str, str]) -> dict[str, str]:
        """What the list holds, in the shape of the input."""

    @abstractmethod
    def _declare(self, sid: str, olds: dict[str, str], news: dict[str, str], *, empty: bool) -> None:
        """Make the list hold `news`; `empty` says that it was made just now."""

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"{self.KIND} {inputs.get('friendly_name')!r}"

    def validate(self, inputs: dict[str, Any]) -> list[str]:
        name = rules.text("friendly_name", inputs["friendly_name"], self.NAME_WIDTH)
        return [*rules.findings(name), *self._judge_members(rules.mapping(inputs[self.MEMBERS]))]

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        if olds.get("friendly_name") == news["friendly_name"]:
            return []
        found = self._find(news["friendly_name"])
        return refuse_foreign(self.subject(news), found.sid) if found and not news["adopt"] else []

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        name = inputs["friendly_name"]
        made, fresh = create_or_take(
            lambda: self._lists.create(friendly_name=name),
            lambda: self._find(name),
            duplicate=(self.DUPLICATE,),
            refuse=lambda found: (
                None if inputs["adopt"] else refuse_foreign(self.subject(inputs), found.sid)[0]
            ),
        )
        try:
            self._declare(made.sid, {}, inputs[self.MEMBERS], empty=fresh)
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
                self.MEMBERS: self._read_members(sid, outputs[self.MEMBERS]),
            }
        except NotFound:
            return None

    def update(self, sid: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        if olds["friendly_name"] != news["friendly_name"]:
            self._lists(sid).update(friendly_name=news["friendly_name"])
        if olds[self.MEMBERS] != news[self.MEMBERS]:
            self._declare(sid, olds[self.MEMBERS], news[self.MEMBERS], empty=False)
        return news

    def delete(self, sid: str, outputs: dict[str, Any]) -> None:  # noqa: ARG002 - given to every resource
        with suppress(NotFound):
            self._lists(sid).delete()

    def _find(self, friendly_name: str) -> Any | None:
        return next((each for each in self._lists.stream() if each.friendly_name == friendly_name), None)
