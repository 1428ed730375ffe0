"""The providers as the engine sees them: a provider class and a resource for each kind.

Every state file names these provider classes by their import path, so they cannot move
(a state in tests/golden must keep working).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import pulumi
from pulumi.dynamic import Resource

from trunkline.model import asterisk, twilio
from trunkline.model.properties import PropertyBag, Role
from trunkline.model.unknown import is_known
from trunkline.model.words import Words
from trunkline.providers import connections, names, native
from trunkline.providers.logic_provider import RUN, LogicProvider
from trunkline.providers.orphan import end_with_language_host
from trunkline.providers.ownership import domain_key, key
from trunkline.providers.short_stack import short_stack


class CredentialListProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.credential_list:CredentialListLogic"
    RECORD = twilio.CredentialList
    PLACE = "account_sid"

    def _look_ahead(self, properties: Mapping[str, Any], *, is_new: bool) -> None:  # noqa: ARG002
        if is_new:
            connections.open_soon(self._settings())


class CredentialListSealProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.credential_list_seal:CredentialListSealLogic"
    RECORD = twilio.CredentialListSeal


class IpAccessControlListProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.ip_access_control_list:IpAccessControlListLogic"
    RECORD = twilio.IpAccessControlList
    PLACE = "account_sid"


class TrunkProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.trunk:TrunkLogic"
    RECORD = twilio.Trunk
    PLACE = "account_sid"

    def _sids(self, id_: str, properties: Mapping[str, Any]) -> set[str]:
        return {id_, domain_key(properties["domain_name"])}

    def _claims(self, properties: Mapping[str, Any]) -> dict[str, str]:
        account, numbers = self._settings().account_sid, twilio.Trunk.load(properties).phone_numbers
        return {
            key(account, "number", number): f"number {number}"
            for number in (numbers if is_known(numbers) else ())
            if is_known(number)
        }


class PhoneNumberProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.phone_number:PhoneNumberLogic"
    RECORD = twilio.PhoneNumber
    PLACE = "account_sid"


class GeneratedPasswordProvider(LogicProvider):
    LOGIC = "trunkline.providers.password:GeneratedPasswordLogic"
    RECORD = twilio.GeneratedPassword


class EndpointProvider(LogicProvider):
    LOGIC = "trunkline.providers.asterisk.endpoint:EndpointLogic"
    RECORD = asterisk.Endpoint
    PLACE = "database"

    def _look_ahead(self, properties: Mapping[str, Any], *, is_new: bool) -> None:
        if not is_new and properties.get("friendly_name") is not None:
            connections.fetch_trunks_soon(self._settings())

    def _keys(self, properties: Mapping[str, Any]) -> set[str]:
        """Each row has its own key, because a dialplan row can move from one endpoint to another."""
        tables = asterisk.Endpoint.load(properties).tables
        return {key(self._settings().database, table, row) for table, rows in tables.items() for row in rows}

    def _claims(self, properties: Mapping[str, Any]) -> dict[str, str]:
        """Asterisk finds the trunk by the host in an inbound call."""
        rows = asterisk.Endpoint.load(properties).rows(asterisk.IDENTIFIES)
        patterns = [row.get("match_request_uri") for row in rows.values()]
        return {
            key(self._settings().database, asterisk.IDENTIFIES, "match_request_uri", pattern): f"the pattern {pattern}"
            for pattern in patterns
            if isinstance(pattern, str)
        }


class _Shell(Resource):
    NATIVE_TYPE: ClassVar[str]
    """The type of the native resource."""
    PROVIDER: ClassVar[type[LogicProvider]]
    SECRET_OUTPUTS: ClassVar[tuple[str, ...]] = ()
    """Outputs that are secret though no input is."""

    def __init__(
        self,
        name: str,
        props: PropertyBag,
        opts: pulumi.ResourceOptions | None = None,
        words: Words | None = None,
        problems: Any = None,
    ) -> None:
        end_with_language_host()
        outputs: PropertyBag = dict.fromkeys(sorted(self.PROVIDER.RECORD.named(Role.OUTPUT)))
        own = pulumi.ResourceOptions(additional_secret_outputs=list(self.SECRET_OUTPUTS), aliases=[self._other_type()])
        opts = pulumi.ResourceOptions.merge(opts, own)
        run: dict[str, Any] = {"words": words.dump() if words else None}
        if problems is not None:
            run["problems"] = problems
        with short_stack():
            if native.is_used():
                self._init_native(name, outputs | props, run, opts)
            else:
                run["is_preview"] = pulumi.runtime.is_dry_run()
                super().__init__(self.PROVIDER(), name, outputs | props | {RUN: run}, opts)

    def _other_type(self) -> pulumi.Alias:
        """The type of the other kind of resource, dynamic or native. So its entry in the state is this resource's."""
        dynamic = f"pulumi-python:{self._resource_type_name}"
        return pulumi.Alias(type_=dynamic if native.is_used() else self.NATIVE_TYPE)

    def _init_native(self, name: str, props: PropertyBag, run: PropertyBag, opts: pulumi.ResourceOptions) -> None:
        written = {native.written(key): value for key, value in props.items()}
        opts.version = native.version() or opts.version
        pulumi.CustomResource.__init__(self, self.NATIVE_TYPE, name, written | {RUN: run}, opts)
        for each in props:  # the SDK would translate the keys of mappings in a property too
            found, read = self.__dict__[native.written(each)], names.value_to_python(self.PROVIDER.RECORD, each)
            self.__dict__[each] = found.apply(read) if read else found


class CredentialList(_Shell, module="twilio", name="CredentialList"):
    """Its `id` is the list's SID (CL…). Properties: `model.twilio.CredentialList`."""

    NATIVE_TYPE = "trunkline:twilio:CredentialList"
    PROVIDER = CredentialListProvider
    friendly_name: pulumi.Output[str]
    credentials: pulumi.Output[dict[str, str]]
    unsealed: pulumi.Output[str]


class CredentialListSeal(_Shell, module="twilio", name="CredentialListSeal"):
    """Properties: `model.twilio.CredentialListSeal`."""

    NATIVE_TYPE = "trunkline:twilio:CredentialListSeal"
    PROVIDER = CredentialListSealProvider


class IpAccessControlList(_Shell, module="twilio", name="IpAccessControlList"):
    """Its `id` is the list's SID (AL…). Properties: `model.twilio.IpAccessControlList`."""

    NATIVE_TYPE = "trunkline:twilio:IpAccessControlList"
    PROVIDER = IpAccessControlListProvider
    friendly_name: pulumi.Output[str]
    ip_addresses: pulumi.Output[dict[str, str]]


class Trunk(_Shell, module="twilio", name="Trunk"):
    """Its `id` is the trunk's SID (TK…). Properties: `model.twilio.Trunk`."""

    NATIVE_TYPE = "trunkline:twilio:Trunk"
    PROVIDER = TrunkProvider
    auth_type: pulumi.Output[str]
    symmetric_rtp_enabled: pulumi.Output[bool]
    domain_name: pulumi.Output[str]
    origination_urls: pulumi.Output[dict[str, Any]]
    phone_numbers: pulumi.Output[list[str]]


class PhoneNumber(_Shell, module="twilio", name="PhoneNumber"):
    """Its `id` is the number's SID (PN…). Properties: `model.twilio.PhoneNumber`."""

    NATIVE_TYPE = "trunkline:twilio:PhoneNumber"
    PROVIDER = PhoneNumberProvider
    phone_number: pulumi.Output[str]


class GeneratedPassword(_Shell, module="trunkline", name="GeneratedPassword"):
    """Properties: `model.twilio.GeneratedPassword`."""

    NATIVE_TYPE = "trunkline:index:GeneratedPassword"
    PROVIDER = GeneratedPasswordProvider
    SECRET_OUTPUTS = ("password",)
    password: pulumi.Output[str]


class Endpoint(_Shell, module="asterisk", name="Endpoint"):
    """Its `id` is the endpoint's id. Properties: `model.asterisk.Endpoint`."""

    NATIVE_TYPE = "trunkline:asterisk:Endpoint"
    PROVIDER = EndpointProvider
    endpoint_id: pulumi.Output[str]


SHELLS: tuple[type[_Shell], ...] = (
    CredentialList,
    CredentialListSeal,
    Endpoint,
    GeneratedPassword,
    IpAccessControlList,
    PhoneNumber,
    Trunk,
)
