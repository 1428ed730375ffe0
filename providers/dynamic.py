"""What the engine sees of the providers: the only module that knows pulumi.dynamic.

Every state file names these provider classes by their import path, so they cannot move
(tests/golden holds a state that must go on working).
"""

import logging
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Protocol, Self

import pulumi
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

from trunkline.providers.errors import TrunklineError
from trunkline.providers.settings import Settings

PREVIEW = "__preview"
"""Tells `check` that this is a preview. It never gets into a state."""

_NOT_COMPARED = {"__provider", PREVIEW, "adopt"}


class Logic(Protocol):
    """A resource without an engine.

    Inputs and outputs have one shape, so that what `read` finds can be compared with what was declared.
    """

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        """One with connections to the sides that it needs; a process shares these."""

    def subject(self, inputs: dict[str, Any]) -> str:
        """The resource's name in an error."""

    def validate(self, inputs: dict[str, Any]) -> list[str]:
        """What is wrong with the inputs, judged without asking anybody."""

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        """What the other side has against `news`; reads only. `olds` is empty for a new resource."""

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Find or make it, and converge; the id and the outputs."""

    def read(self, id_: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        """The whole of what is there, or None where it is gone."""

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        """Converge in place; the outputs."""

    def delete(self, id_: str, outputs: dict[str, Any]) -> None:
        """Take it away; what is gone is gone."""


class LogicProvider(ResourceProvider):
    """Adapts a `Logic` to the engine. It is pickled by reference and holds nothing until it is configured."""

    serialize_as_secret_always = False

    LOGIC: ClassVar[str]
    """Import path of the `Logic`."""
    REPLACE_ON: ClassVar[tuple[str, ...]] = ()

    _config: Callable[[str], Any]

    def configure(self, req: ConfigureRequest) -> None:
        self._config = req.config.get
        logging.getLogger("grpc._server").addFilter(_is_unexpected)
        logging.getLogger("stamina").setLevel(logging.ERROR)  # its word on a retry says nothing to a user

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        preview = news.pop(PREVIEW, False)
        before, inputs = _properties(olds), _properties(news)
        try:
            logic = self._logic()
            findings = logic.validate(inputs)
            if preview and not findings and _changed(before, inputs):
                findings = logic.inspect(before, inputs)
        except TrunklineError as error:
            findings = [str(error)]
        return CheckResult(inputs, [CheckFailure("", " ".join(finding.split())) for finding in findings])

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:  # noqa: ARG002
        changed = _changed(olds, news)
        # None has the engine compare property by property, which shows a changed secret too
        return DiffResult(changes=None if changed else False, replaces=sorted(changed & set(self.REPLACE_ON)))

    def create(self, props: dict[str, Any]) -> CreateResult:
        inputs = _properties(props)
        with self._named(inputs) as logic:
            created = logic.create(inputs)
        return CreateResult(*created)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        outputs = _properties(props)
        with self._named(outputs) as logic:
            found = logic.read(id_, outputs)
        return ReadResult("", {}) if found is None else ReadResult(id_, dict(found), found)

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        inputs = _properties(news)
        with self._named(inputs) as logic:
            outputs = logic.update(id_, _properties(olds), inputs)
        return UpdateResult(outputs)

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        outputs = _properties(props)
        with self._named(outputs) as logic:
            logic.delete(id_, outputs)

    def _logic(self) -> Logic:
        logic: type[Logic] = pkgutil.resolve_name(self.LOGIC)
        return logic.connect(Settings.find(self._config))

    @contextmanager
    def _named(self, properties: dict[str, Any]) -> Iterator[Logic]:
        """The logic, whose errors begin with the resource's name."""
        logic = self._logic()
        try:
            yield logic
        except TrunklineError as error:
            raise type(error)(f"{logic.subject(properties)}: {error}") from None


def _is_unexpected(record: logging.LogRecord) -> bool:
    """Grpc logs what a provider raises with its traceback, which the engine prints: for a defect, not for an error."""
    return not (record.exc_info and isinstance(record.exc_info[1], TrunklineError))


def _properties(bag: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in bag.items() if key not in {"__provider", PREVIEW}}


def _changed(olds: Mapping[str, Any], news: Mapping[str, Any]) -> set[str]:
    return {key for key in olds.keys() | news.keys() if olds.get(key) != news.get(key)} - _NOT_COMPARED


class CredentialListProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.credential_list:CredentialListLogic"


class CredentialListSealProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.credential_list_seal:CredentialListSealLogic"


class IpAccessControlListProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.ip_access_control_list:IpAccessControlListLogic"


class TrunkProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.trunk:TrunkLogic"


class EndpointProvider(LogicProvider):
    LOGIC = "trunkline.providers.asterisk.endpoint:EndpointLogic"
    REPLACE_ON = ("endpoint_id",)


class _Shell(Resource):
    PROVIDER: ClassVar[type[LogicProvider]]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(self.PROVIDER(), name, props | {PREVIEW: pulumi.runtime.is_dry_run()}, opts)


class CredentialList(_Shell, module="twilio", name="CredentialList"):
    """Its `id` is the list's SID (CL…). Properties: see `CredentialListLogic`."""

    PROVIDER = CredentialListProvider
    friendly_name: pulumi.Output[str]
    credentials: pulumi.Output[dict[str, str]]


class CredentialListSeal(_Shell, module="twilio", name="CredentialListSeal"):
    """Properties: see `CredentialListSealLogic`."""

    PROVIDER = CredentialListSealProvider


class IpAccessControlList(_Shell, module="twilio", name="IpAccessControlList"):
    """Its `id` is the list's SID (AL…). Properties: see `IpAccessControlListLogic`."""

    PROVIDER = IpAccessControlListProvider
    friendly_name: pulumi.Output[str]
    ip_addresses: pulumi.Output[dict[str, str]]


class Trunk(_Shell, module="twilio", name="Trunk"):
    """Its `id` is the trunk's SID (TK…). Properties: see `TrunkLogic`."""

    PROVIDER = TrunkProvider
    domain_name: pulumi.Output[str]
    origination_urls: pulumi.Output[dict[str, Any]]
    phone_numbers: pulumi.Output[list[str]]


class Endpoint(_Shell, module="asterisk", name="Endpoint"):
    """Its `id` is the endpoint's id. Properties: see `EndpointLogic`."""

    PROVIDER = EndpointProvider
    endpoint_id: pulumi.Output[str]
