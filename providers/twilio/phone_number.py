"""A phone number that is bought for this stack, once, and kept.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any, Self

from attrs import evolve

from trunkline.model.path import Path
from trunkline.model.twilio import NUMBER_SETTINGS, Buy, PhoneNumber
from trunkline.model.unknown import is_known
from trunkline.providers import connections
from trunkline.providers.errors import (
    AmbiguousError,
    NotFoundError,
    NotOursError,
    RefusedError,
    TrunklineError,
)
from trunkline.providers.logic import Logic, half_done, show
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import number_on_sale, sids
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.converging import delete
from trunkline.providers.twilio.create_or_adopt import create_or_adopt

UNAVAILABLE = 21422
CLEARED = dict.fromkeys(NUMBER_SETTINGS, "") | {"emergency_status": "Inactive"}
SETTINGS = ("friendly_name", *NUMBER_SETTINGS)


class PhoneNumberLogic(Logic[PhoneNumber]):
    """A number costs money each month: it is bought at most once, and never replaced or released by a change.

    The friendly name identifies it. If an earlier run was interrupted, or the stack was destroyed, the next run uses
    this name to find the number that was bought. If a number was released by hand, the next run buys one again. Once
    there is a number, a change of `buy` is refused.

    A setting that is no longer declared is cleared. The trunk decides what handles the number's calls.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._twilio = account.twilio
        self._numbers = account.numbers.things

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(connections.account(settings))

    def subject(self, inputs: PhoneNumber) -> str:
        return f"phone number {inputs.friendly_name!r}"

    def inspect(self, olds: PhoneNumber | None, news: PhoneNumber) -> list[str]:
        if not _is_known(news):
            return []
        if olds:
            bought = self._named(olds.friendly_name)
            return _list(_other(bought and bought.phone_number, olds, news))
        if found := self._find(news):
            return _list(self._refuse(news, found))
        number_on_sale.find(self._twilio, news.buy)
        return []

    def notices(self, olds: PhoneNumber | None, news: PhoneNumber) -> list[str]:
        if olds or not _is_known(news):
            return []
        if found := self._find(news):
            plan = f"{found.phone_number} is the account's already and is taken over: nothing is bought"
        else:
            plan = f"{number_on_sale.find(self._twilio, news.buy)[0]} will be bought, at Twilio's monthly price"
        return [f"{self.subject(news)}: {plan}"]

    def create(self, inputs: PhoneNumber) -> tuple[str, PhoneNumber]:
        number = self._find(inputs)
        if number is None:
            number = self._buy(inputs)
        elif reason := self._refuse(inputs, number):
            raise NotOursError(reason)
        differing = {name: value for name, value in _settings(inputs).items() if (getattr(number, name) or "") != value}
        if differing:
            with half_done(number.sid):
                number = number.update(**differing)
        self._account.numbers.put(number)
        return number.sid, evolve(inputs, phone_number=number.phone_number)

    def read(self, sid: str, outputs: PhoneNumber) -> PhoneNumber | None:
        try:
            number = self._numbers(sid).fetch()
        except NotFoundError:
            return None
        settings = {name: getattr(number, name) or "" for name in _settings(outputs)}
        buy = outputs.buy if outputs.buy != Buy() else Buy(phone_number=number.phone_number)
        return outputs.with_fields(settings | {"phone_number": number.phone_number, "buy": buy})

    def identified(self, id_: str) -> dict[str, Any]:
        sids.require(id_, "PN")
        return {}

    def update(self, sid: str, olds: PhoneNumber, news: PhoneNumber) -> PhoneNumber:
        if reason := _other(olds.phone_number, olds, news):
            raise RefusedError(reason)
        settings = CLEARED | _settings(news)
        changed = {name: value for name, value in settings.items() if getattr(news, name) != getattr(olds, name)}
        if changed:
            self._account.numbers.put(self._numbers(sid).update(**changed))
        return news.with_outputs_of(olds)

    def delete(self, sid: str, outputs: PhoneNumber) -> None:
        if not outputs.release_on_delete:
            return
        with suppress(NotFoundError):
            number = self._numbers(sid).fetch()
            if number.trunk_sid:
                show(f"{number.phone_number} is kept, not released: it is on the trunk {number.trunk_sid}")
                return
            delete(number)
        self._account.numbers.drop(sid)

    def name_now(self, sid: str, outputs: PhoneNumber) -> str | None:
        if not outputs.release_on_delete:  # it stays in any case
            return None
        number = self._account.numbers.find(sid)
        return number and number.friendly_name

    def _buy(self, inputs: PhoneNumber) -> Any:
        """The first fitting number that is still on sale."""
        lost = False

        def create(phone_number: str) -> Any:
            nonlocal lost
            try:
                return self._numbers.create(phone_number=phone_number, **_settings(inputs))
            except AmbiguousError:
                lost = True
                raise

        refusal: TrunklineError | None = None
        for phone_number in self._on_sale(inputs):
            try:
                return create_or_adopt(
                    partial(create, phone_number),
                    partial(self._find, inputs),
                    duplicate=(UNAVAILABLE,),
                    refuse=partial(self._refuse, inputs),
                )[0]
            except RefusedError as error:
                if error.code != UNAVAILABLE or lost:  # lost: it may be ours, which the next run will see
                    raise
                refusal = error
        raise refusal or AssertionError("a search finds one or raises")

    def _on_sale(self, inputs: PhoneNumber) -> Iterator[str]:
        """The candidates one by one, without those that other resources of this process try to buy."""
        buyers, name, are_left_out = self._account.buyers, inputs.friendly_name, True
        while are_left_out:
            are_left_out = False
            others = {number for number, buyer in buyers.copy().items() if buyer != name}
            for number in number_on_sale.find(self._twilio, inputs.buy, others):
                if inputs.buy.phone_number or buyers.setdefault(number, name) == name:
                    yield number
                else:
                    are_left_out = True

    def _find(self, inputs: PhoneNumber) -> Any | None:
        """The account's number with this name, or else the number that `buy` names."""
        if named := self._named(inputs.friendly_name):
            return named
        wanted = inputs.buy.phone_number
        similar = self._numbers.stream(phone_number=wanted) if wanted else ()  # those that contain it
        return next((each for each in similar if each.phone_number == wanted), None)

    def _named(self, friendly_name: str) -> Any | None:
        numbers = self._numbers.stream(friendly_name=friendly_name)
        return next((each for each in numbers if each.friendly_name == friendly_name), None)

    def _refuse(self, inputs: PhoneNumber, found: Any) -> str | None:
        wanted = inputs.buy.phone_number or found.phone_number
        if found.phone_number != wanted:
            return (
                f"{self.subject(inputs)} is {found.phone_number} already ({found.sid}): "
                f"declare {wanted} under another name, or rename {found.phone_number} at Twilio"
            )
        ours = found.friendly_name == inputs.friendly_name or self.owner.is_own_name(found.friendly_name)
        if not ours and not inputs.adopt:
            at = self.words.of(Path().field("buy").field("phone_number")).subject()
            return (
                f"{at}: {wanted} is this account's already ({found.sid}, {found.friendly_name!r}): "
                f"name it in {self.words.name('phone_numbers')} instead, or set {self.words.adopt}"
            )
        return None


def _list(finding: str | None) -> list[str]:
    return [finding] if finding else []


def _is_known(news: PhoneNumber) -> bool:
    return is_known(news.friendly_name) and is_known(news.buy) and all(map(is_known, news.buy.dump().values()))


def _settings(inputs: PhoneNumber) -> dict[str, str]:
    return {name: value for name in SETTINGS if (value := getattr(inputs, name)) is not None}


def _other(bought: str | None, olds: PhoneNumber, news: PhoneNumber) -> str | None:
    """Why `buy` cannot change so, or None if it still names the number that was bought."""
    asked = number_on_sale.canonical(news.buy)
    if asked in (number_on_sale.canonical(olds.buy), Buy(phone_number=bought)):
        return None
    return (
        f"buy: {bought or 'a number'} has been bought, and another search does not replace it: "
        "declare another number under its own name, or leave buy as it was"
    )
