"""The resources' logic on plain values: each verb takes and gives properties, as the engine does."""

import pkgutil
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from trunkline.model import asterisk, twilio
from trunkline.model.properties import Properties
from trunkline.providers import password
from trunkline.providers.asterisk import endpoint
from trunkline.providers.logic import Logic
from trunkline.providers.logic_provider import LogicProvider
from trunkline.providers.ownership import Owner
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import (
    credential_list,
    credential_list_seal,
    ip_access_control_list,
    phone_number,
    trunk,
)

from .inputs import Inputs


class PlainLogic:
    """A logic that is called with `Inputs`; those of before are empty for a new resource."""

    LOGIC: ClassVar[type[Logic[Any]]]
    RECORD: ClassVar[type[Properties]]

    def __init__(self, *connections: Any, **options: Any) -> None:
        self.records = self.LOGIC(*connections, **options)

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        made = cls.__new__(cls)
        made.records = cls.LOGIC.connect(settings)
        return made

    @property
    def owner(self) -> Owner:
        return self.records.owner

    @owner.setter
    def owner(self, owner: Owner) -> None:
        self.records.owner = owner

    def subject(self, inputs: Inputs) -> str:
        return self.records.subject(self.RECORD.load(inputs))

    def validate(self, inputs: Mapping[str, Any]) -> list[str]:
        return [str(self.records.words.problem(each)) for each in self.RECORD.problems(inputs)]

    def inspect(self, olds: Inputs, news: Inputs) -> list[str]:
        return self.records.inspect(self._known(olds), self.RECORD.load(news))

    def notices(self, olds: Inputs, news: Inputs) -> list[str]:
        return self.records.notices(self._known(olds), self.RECORD.load(news))

    def create(self, inputs: Inputs) -> tuple[str, Inputs]:
        id_, outputs = self.records.create(self.RECORD.load(inputs))
        return id_, outputs.dump()

    def read(self, id_: str, outputs: Inputs) -> Inputs | None:
        found = self.records.read(id_, self.RECORD.load(outputs))
        place = {key: outputs[key] for key in ("account_sid", "database") if key in outputs}
        return found and place | found.dump()

    def update(self, id_: str, olds: Inputs, news: Inputs) -> Inputs:
        outputs: Properties = self.records.update(id_, self.RECORD.load(olds), self.RECORD.load(news))
        return outputs.dump()

    def delete(self, id_: str, outputs: Inputs) -> None:
        self.records.delete(id_, self.RECORD.load(outputs))

    def remains(self, id_: str, olds: Inputs, news: Inputs) -> Inputs | None:
        found = self.records.remains(id_, self._known(olds), self.RECORD.load(news))
        return found and found.dump()

    def storable(self, found: Inputs, news: Inputs) -> Inputs:
        stored: Properties = self.records.storable(self.RECORD.load(found), self.RECORD.load(news))
        return stored.dump()

    def _known(self, olds: Inputs) -> Properties | None:
        return self.RECORD.load(olds) if olds else None


class CredentialListLogic(PlainLogic):
    LOGIC, RECORD = credential_list.CredentialListLogic, twilio.CredentialList


class CredentialListSealLogic(PlainLogic):
    LOGIC, RECORD = credential_list_seal.CredentialListSealLogic, twilio.CredentialListSeal


class IpAccessControlListLogic(PlainLogic):
    LOGIC, RECORD = ip_access_control_list.IpAccessControlListLogic, twilio.IpAccessControlList


class TrunkLogic(PlainLogic):
    LOGIC, RECORD = trunk.TrunkLogic, twilio.Trunk


class PhoneNumberLogic(PlainLogic):
    LOGIC, RECORD = phone_number.PhoneNumberLogic, twilio.PhoneNumber


class GeneratedPasswordLogic(PlainLogic):
    LOGIC, RECORD = password.GeneratedPasswordLogic, twilio.GeneratedPassword


class EndpointLogic(PlainLogic):
    LOGIC, RECORD = endpoint.EndpointLogic, asterisk.Endpoint


def of(provider: type[LogicProvider]) -> type[PlainLogic]:
    """The logic that a provider adapts."""
    return next(each for each in PlainLogic.__subclasses__() if each.LOGIC is pkgutil.resolve_name(provider.LOGIC))
