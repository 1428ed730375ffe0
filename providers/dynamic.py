"""What the engine sees of the providers: the only module that knows pulumi.dynamic.

Every state file names these provider classes by their import path, so they cannot move
(tests/golden holds a state that must go on working).
"""

import logging
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

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

from trunkline.providers.errors import NotOursError, RefusedError, TrunklineError
from trunkline.providers.logic import UNFINISHED, Logic
from trunkline.providers.orphan import end_with_engine, end_with_language_host
from trunkline.providers.settings import Settings
from trunkline.providers.short_stack import short_stack

PREVIEW = "__preview"
"""Tells `check` that this is a preview. It never gets into a state."""

_NOT_COMPARED = {"__provider", PREVIEW, "adopt"}


class LogicProvider(ResourceProvider):
    """Adapts a `Logic` to the engine. It is pickled by reference and holds nothing until it is configured."""

    serialize_as_secret_always = False

    LOGIC: ClassVar[str]
    """Import path of the `Logic`."""
    REPLACE_ON: ClassVar[tuple[str, ...]] = ()
    OUTPUT_ONLY: ClassVar[tuple[str, ...]] = ()
    """Outputs that are no inputs."""

    _config: Callable[[str], Any]

    def configure(self, req: ConfigureRequest) -> None:
        self._config = req.config.get
        end_with_engine()
        logging.getLogger("grpc._server").addFilter(_is_unexpected)
        logging.getLogger("stamina").setLevel(logging.ERROR)  # its word on a retry says nothing to a user

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        preview = news.pop(PREVIEW, False)
        before, inputs = _properties(olds), _properties(news)
        if not _changed(before, inputs):  # fit when they were made; to load the logic takes most of a run's time
            return CheckResult(inputs, [])
        try:
            logic = self._logic()
            findings = logic.validate(inputs)
            if preview and not findings:
                findings = logic.inspect(before, inputs)
                for notice in () if findings else logic.notices(before, inputs):
                    print(notice, flush=True)  # noqa: T201 - the engine shows it among the diagnostics
        except TrunklineError as error:
            findings = [str(error)]
        return CheckResult(inputs, [CheckFailure("", " ".join(finding.split())) for finding in findings])

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:  # noqa: ARG002
        changed = _changed(olds, news) - set(self.OUTPUT_ONLY)
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
            if id_ == UNFINISHED:
                id_, found = _finish(logic, outputs)
            else:
                found = logic.read(id_, outputs)
        if found is None:
            return ReadResult("", {})
        return ReadResult(id_, found, {key: value for key, value in found.items() if key not in self.OUTPUT_ONLY})

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


def _finish(logic: Logic, inputs: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    """Make or find what was being created; what is refused now was refused then, and is not there."""
    try:
        return logic.create(inputs)
    except (RefusedError, NotOursError) as error:
        print(f"{logic.subject(inputs)}: {error}", flush=True)  # noqa: T201 - the engine shows it
        return UNFINISHED, None


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
    OUTPUT_ONLY = ("auth_type", "symmetric_rtp_enabled")


class PhoneNumberProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.phone_number:PhoneNumberLogic"
    OUTPUT_ONLY = ("phone_number",)


class GeneratedPasswordProvider(LogicProvider):
    LOGIC = "trunkline.providers.password:GeneratedPasswordLogic"
    OUTPUT_ONLY = ("password",)


class EndpointProvider(LogicProvider):
    LOGIC = "trunkline.providers.asterisk.endpoint:EndpointLogic"
    REPLACE_ON = ("endpoint_id",)


class _Shell(Resource):
    PROVIDER: ClassVar[type[LogicProvider]]
    SECRET_OUTPUTS: ClassVar[tuple[str, ...]] = ()
    """Outputs that are secret though no input is."""

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        end_with_language_host()
        outputs: dict[str, Any] = dict.fromkeys(self.PROVIDER.OUTPUT_ONLY)
        secret = pulumi.ResourceOptions(additional_secret_outputs=list(self.SECRET_OUTPUTS))
        with short_stack():
            super().__init__(
                self.PROVIDER(),
                name,
                outputs | props | {PREVIEW: pulumi.runtime.is_dry_run()},
                pulumi.ResourceOptions.merge(opts, secret),
            )


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
    auth_type: pulumi.Output[str]
    symmetric_rtp_enabled: pulumi.Output[bool]
    domain_name: pulumi.Output[str]
    origination_urls: pulumi.Output[dict[str, Any]]
    phone_numbers: pulumi.Output[list[str]]


class PhoneNumber(_Shell, module="twilio", name="PhoneNumber"):
    """Its `id` is the number's SID (PN…). Properties: see `PhoneNumberLogic`."""

    PROVIDER = PhoneNumberProvider
    phone_number: pulumi.Output[str]


class GeneratedPassword(_Shell, module="trunkline", name="GeneratedPassword"):
    """Properties: see `GeneratedPasswordLogic`."""

    PROVIDER = GeneratedPasswordProvider
    SECRET_OUTPUTS = ("password",)
    password: pulumi.Output[str]


class Endpoint(_Shell, module="asterisk", name="Endpoint"):
    """Its `id` is the endpoint's id. Properties: see `EndpointLogic`."""

    PROVIDER = EndpointProvider
    endpoint_id: pulumi.Output[str]
