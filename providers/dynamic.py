"""What the engine sees of the providers: a provider class and a resource for each kind.

Every state file names these provider classes by their import path, so they cannot move
(tests/golden holds a state that must go on working).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import pulumi
from pulumi.dynamic import Resource

from trunkline.model.asterisk import IDENTIFIES
from trunkline.model.words import Words
from trunkline.providers.logic_provider import RUN, LogicProvider
from trunkline.providers.orphan import end_with_language_host
from trunkline.providers.ownership import domain_key, key
from trunkline.providers.rules import mapping, sequence
from trunkline.providers.short_stack import short_stack


class CredentialListProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.credential_list:CredentialListLogic"
    OUTPUT_ONLY = ("unsealed",)
    HINTS = frozenset({"trunk"})
    PLACE = "account_sid"
    KEY = "friendly_name"


class CredentialListSealProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.credential_list_seal:CredentialListSealLogic"
    LATER = frozenset({"unsealed"})


class IpAccessControlListProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.ip_access_control_list:IpAccessControlListLogic"
    HINTS = frozenset({"trunk"})
    PLACE = "account_sid"
    KEY = "friendly_name"


class TrunkProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.trunk:TrunkLogic"
    OUTPUT_ONLY = ("auth_type", "symmetric_rtp_enabled")
    PLACE = "account_sid"
    KEY = "domain_name"

    def _sids(self, id_: str, properties: Mapping[str, Any]) -> set[str]:
        return {id_, domain_key(properties["domain_name"])}

    def _claims(self, properties: Mapping[str, Any]) -> dict[str, str]:
        account = self._settings().account_sid
        return {
            key(account, "number", number): f"number {number}"
            for number in sequence(properties.get("phone_numbers"))
            if isinstance(number, str)
        }


class PhoneNumberProvider(LogicProvider):
    LOGIC = "trunkline.providers.twilio.phone_number:PhoneNumberLogic"
    OUTPUT_ONLY = ("phone_number",)
    PLACE = "account_sid"
    KEY = "friendly_name"


class GeneratedPasswordProvider(LogicProvider):
    LOGIC = "trunkline.providers.password:GeneratedPasswordLogic"
    OUTPUT_ONLY = ("password",)


class EndpointProvider(LogicProvider):
    LOGIC = "trunkline.providers.asterisk.endpoint:EndpointLogic"
    REPLACE_ON = ("endpoint_id",)
    LATER = frozenset({"friendly_name", "unsealed"})
    PLACE = "database"

    def _keys(self, properties: Mapping[str, Any]) -> set[str]:
        """A row is a thing of its own: a row of the dialplan can move from one endpoint to another."""
        tables = {table: rows for table, rows in properties.items() if table != "sealed" and isinstance(rows, dict)}
        return {key(self._settings().database, table, row) for table, rows in tables.items() for row in rows}

    def _claims(self, properties: Mapping[str, Any]) -> dict[str, str]:
        """By the host in an inbound call Asterisk finds the trunk."""
        patterns = [mapping(row).get("match_request_uri") for row in mapping(properties.get(IDENTIFIES)).values()]
        return {
            key(self._settings().database, IDENTIFIES, "match_request_uri", pattern): f"the pattern {pattern}"
            for pattern in patterns
            if isinstance(pattern, str)
        }


class _Shell(Resource):
    PROVIDER: ClassVar[type[LogicProvider]]
    SECRET_OUTPUTS: ClassVar[tuple[str, ...]] = ()
    """Outputs that are secret though no input is."""

    def __init__(
        self,
        name: str,
        props: dict[str, Any],
        opts: pulumi.ResourceOptions | None = None,
        words: Words | None = None,
        problems: Any = (),
    ) -> None:
        end_with_language_host()
        outputs: dict[str, Any] = dict.fromkeys(self.PROVIDER.OUTPUT_ONLY)
        secret = pulumi.ResourceOptions(additional_secret_outputs=list(self.SECRET_OUTPUTS))
        run = {"is_preview": pulumi.runtime.is_dry_run(), "words": (words or Words()).dump(), "problems": problems}
        with short_stack():
            super().__init__(
                self.PROVIDER(),
                name,
                outputs | props | {RUN: run},
                pulumi.ResourceOptions.merge(opts, secret),
            )


class CredentialList(_Shell, module="twilio", name="CredentialList"):
    """Its `id` is the list's SID (CL…). Properties: see `CredentialListLogic`."""

    PROVIDER = CredentialListProvider
    friendly_name: pulumi.Output[str]
    credentials: pulumi.Output[dict[str, str]]
    unsealed: pulumi.Output[str]


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
