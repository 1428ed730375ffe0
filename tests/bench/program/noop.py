"""The shape of a SipTrunk's resources without their work: what the engine alone costs."""

from typing import Any

import pulumi
from pulumi.dynamic import CheckResult, CreateResult, DiffResult, ReadResult, Resource, ResourceProvider, UpdateResult


class NoopProvider(ResourceProvider):
    """Says yes to everything."""

    serialize_as_secret_always = False

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        return CheckResult(news, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=olds.get("value") != news.get("value"))

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult("noop", {"value": props["value"]})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        return ReadResult(id_, props, props)

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        return UpdateResult({"value": news["value"]})


class Noop(Resource, module="twilio", name="Noop"):
    """A resource with one property."""

    def __init__(self, name: str, value: Any, opts: pulumi.ResourceOptions) -> None:
        super().__init__(NoopProvider(), name, {"value": value}, opts)


class Trunk(pulumi.ComponentResource):
    """As many resources as a SipTrunk has, with the same dependencies."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions, *, changed: bool) -> None:
        super().__init__("trunkline:index:SipTrunk", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        credentials = Noop(f"{name}-credentials", "value", below)
        addresses = Noop(f"{name}-addresses", "value", below)
        trunk = Noop(f"{name}-trunk", [credentials.id, addresses.id, "changed" if changed else "value"], below)
        Noop(f"{name}-endpoint", "value", pulumi.ResourceOptions(parent=self, depends_on=[trunk]))
        self.register_outputs({})
