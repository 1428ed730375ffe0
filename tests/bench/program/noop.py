"""A SipTrunk's resources without their work: what the engine alone costs."""

import json
import os
from pathlib import Path
from typing import Any

import pulumi
from pulumi.dynamic import CheckResult, CreateResult, DiffResult, ReadResult, Resource, ResourceProvider, UpdateResult

GIVEN: dict[str, dict[str, Any]] = json.loads(Path(os.environ["GIVEN"]).read_text())
"""{resource: its properties}, as a stack of real trunks states them."""


class NoopProvider(ResourceProvider):
    """Says yes to everything."""

    serialize_as_secret_always = False

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        return CheckResult(news, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=olds != news)

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult("noop", props)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        return ReadResult(id_, props, props)

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        return UpdateResult(news)


class Noop(Resource, module="twilio", name="Noop"):
    """A resource with the properties of the real one of that name."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions, **more: Any) -> None:
        super().__init__(NoopProvider(), name, GIVEN[name] | more, opts)


class Trunk(pulumi.ComponentResource):
    """As many resources as a SipTrunk has, with the same properties and dependencies."""

    def __init__(self, name: str, *, changed: bool) -> None:
        super().__init__("trunkline:index:SipTrunk", name)
        below = pulumi.ResourceOptions(parent=self)
        credentials = Noop(f"{name}-credentials", below)
        addresses = Noop(f"{name}-addresses", below)
        trunk = Noop(f"{name}-trunk", below, credential_lists=[credentials.id], addresses=[addresses.id], new=changed)
        Noop(f"{name}-endpoint", pulumi.ResourceOptions(parent=self, depends_on=[trunk]))
        self.register_outputs({})
