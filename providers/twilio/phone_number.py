"""A phone number that is bought for this stack, once, and kept.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
"""

from contextlib import suppress
from functools import partial
from typing import Any, Self

from trunkline.model.path import Path
from trunkline.model.twilio import PHONE_NUMBER_TO_BUY, SIDS
from trunkline.providers import connections
from trunkline.providers.errors import (
    AmbiguousError,
    NotFoundError,
    NotOursError,
    RefusedError,
    TrunklineError,
)
from trunkline.providers.logic import Logic, half_done, show
from trunkline.providers.rules import is_unknown
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import number_on_sale
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.converging import delete
from trunkline.providers.twilio.create_or_adopt import create_or_adopt

UNAVAILABLE = 21422
CLEARED = dict.fromkeys(SIDS, "") | {"emergency_status": "Inactive"}
SETTINGS = ("friendly_name", *CLEARED)


class PhoneNumberLogic(Logic):
    """A number costs money each month: it is bought at most once, and never replaced or released by a change.

    It is known by its friendly name. By that an interrupted run, or one after a destroy, takes over what an earlier
    one bought. A number that was released by hand is bought anew.

    Inputs:

    - `friendly_name`: the stack's own name for it, up to 64 characters;
    - `buy`: {phone_number: E.164}, or a search {country: ISO 3166 alpha-2} with, optionally, `area_code` (US and CA),
      `contains`, `number_type` (local, mobile or toll-free; default local) and `capabilities` (of voice, sms, mms,
      fax; default voice). Once there is a number, a change of it is refused;
    - optionally `address_sid`, `identity_sid`, `bundle_sid`, `emergency_address_sid`, `emergency_status`: left alone
      if not declared, cleared if no longer declared;
    - `release_on_delete`: give the number back when the resource is deleted. Default false: it stays the account's;
    - `adopt`: take over the `phone_number` of `buy` if the account owns it already. Default false.

    Outputs: the inputs and `phone_number`. What handles its calls is the trunk's business.
    """

    INPUTS = PHONE_NUMBER_TO_BUY

    def __init__(self, account: Account) -> None:
        self._account = account
        self._twilio = account.twilio
        self._numbers = account.twilio.incoming_phone_numbers

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(connections.account(settings))

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"phone number {inputs.get('friendly_name')!r}"

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        if not _is_known(news):
            return []
        if olds:
            bought = self._named(olds["friendly_name"])
            return _list(_other(bought and bought.phone_number, olds, news))
        if found := self._find(news):
            return _list(self._refuse(news, found))
        number_on_sale.find(self._twilio, news["buy"])
        return []

    def notices(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        if olds or not _is_known(news):
            return []
        if found := self._find(news):
            plan = f"{found.phone_number} is the account's already and is taken over: nothing is bought"
        else:
            plan = f"{number_on_sale.find(self._twilio, news['buy'])[0]} will be bought, at Twilio's monthly price"
        return [f"{self.subject(news)}: {plan}"]

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
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
        return number.sid, inputs | {"phone_number": number.phone_number}

    def read(self, sid: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        try:
            number = self._numbers(sid).fetch()
        except NotFoundError:
            return None
        settings = {name: getattr(number, name) or "" for name in _settings(outputs)}
        return outputs | settings | {"phone_number": number.phone_number}

    def update(self, sid: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        if reason := _other(olds["phone_number"], olds, news):
            raise RefusedError(reason)
        settings = CLEARED | _settings(news)
        changed = {name: value for name, value in settings.items() if news.get(name) != olds.get(name)}
        if changed:
            self._account.numbers.put(self._numbers(sid).update(**changed))
        return news | {"phone_number": olds["phone_number"]}

    def delete(self, sid: str, outputs: dict[str, Any]) -> None:
        if not outputs.get("release_on_delete"):
            return
        with suppress(NotFoundError):
            number = self._numbers(sid).fetch()
            if number.trunk_sid:
                show(f"{number.phone_number} is kept, not released: it is on the trunk {number.trunk_sid}")
                return
            delete(number)
        self._account.numbers.drop(sid)

    def name_now(self, sid: str, outputs: dict[str, Any]) -> str | None:
        if not outputs.get("release_on_delete"):  # it stays in any case
            return None
        number = self._account.numbers.find(sid)
        return number and number.friendly_name

    def _buy(self, inputs: dict[str, Any]) -> Any:
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
        for phone_number in number_on_sale.find(self._twilio, inputs["buy"]):
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

    def _find(self, inputs: dict[str, Any]) -> Any | None:
        """The account's number that has this name, or else that is the one to buy."""
        if named := self._named(inputs["friendly_name"]):
            return named
        wanted = inputs["buy"].get("phone_number")
        similar = self._numbers.stream(phone_number=wanted) if wanted else ()  # those that contain it
        return next((each for each in similar if each.phone_number == wanted), None)

    def _named(self, friendly_name: str) -> Any | None:
        numbers = self._numbers.stream(friendly_name=friendly_name)
        return next((each for each in numbers if each.friendly_name == friendly_name), None)

    def _refuse(self, inputs: dict[str, Any], found: Any) -> str | None:
        wanted = inputs["buy"].get("phone_number", found.phone_number)
        if found.phone_number != wanted:
            return (
                f"{self.subject(inputs)} is {found.phone_number} already ({found.sid}): "
                f"declare {wanted} under another name, or rename {found.phone_number} at Twilio"
            )
        ours = found.friendly_name == inputs["friendly_name"] or self.owner.is_own_name(found.friendly_name)
        if not ours and not inputs.get("adopt"):
            at = self.words.of(Path().field("buy").field("phone_number")).subject()
            return (
                f"{at}: {wanted} is this account's already ({found.sid}, {found.friendly_name!r}): "
                f"name it in {self.words.name('phone_numbers')} instead, or set {self.words.adopt}"
            )
        return None


def _list(finding: str | None) -> list[str]:
    return [finding] if finding else []


def _is_known(news: dict[str, Any]) -> bool:
    buy = news["buy"]
    return not any(map(is_unknown, (news["friendly_name"], buy, *(() if is_unknown(buy) else buy.values()))))


def _settings(inputs: dict[str, Any]) -> dict[str, Any]:
    return {name: inputs[name] for name in SETTINGS if name in inputs}


def _other(bought: str | None, olds: dict[str, Any], news: dict[str, Any]) -> str | None:
    """Why `buy` cannot change so, or None if it goes on naming the number that was bought."""
    asked = number_on_sale.canonical(news["buy"])
    if asked in (number_on_sale.canonical(olds["buy"]), {"phone_number": bought}):
        return None
    return (
        f"buy: {bought or 'a number'} has been bought, and another search does not exchange it: "
        "declare a further number under a name of its own, or leave buy as it was"
    )
