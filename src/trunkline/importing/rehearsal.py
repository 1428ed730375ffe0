"""Finds what the first `up` of a trunk's config would change, with the component and the resources themselves.

Pulumi's mocks run the component without an engine. Each resource compares its inputs with what exists.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from attrs import evolve, frozen
from pulumi.runtime import mocks, rpc

from trunkline.components.config import trunk_args
from trunkline.components.sip_trunk import SipTrunk
from trunkline.model import asterisk, twilio
from trunkline.model.asterisk import AUTHS, Row
from trunkline.model.command import pulumi
from trunkline.model.properties import Properties
from trunkline.providers.asterisk.endpoint import EndpointLogic
from trunkline.providers.differences import changes
from trunkline.providers.logic import Logic
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.credential_list import CredentialListLogic
from trunkline.providers.twilio.ip_access_control_list import IpAccessControlListLogic
from trunkline.providers.twilio.trunk import TrunkLogic

from .asterisk_side import AsteriskSide
from .stack import Stack
from .twilio_side import Sids

T = TypeVar("T", bound=Properties)


@frozen
class Made:
    """The inputs of each resource that the component makes; a list that it does not make is None."""

    credential_list: twilio.CredentialList | None
    ip_access_control_list: twilio.IpAccessControlList | None
    trunk: twilio.Trunk
    endpoint: asterisk.Endpoint


_SILENT = logging.getLogger(f"{__name__}.program")
"""An import takes everything over as it is. Its next preview warns."""
_SILENT.propagate = False
_SILENT.addHandler(logging.NullHandler())


class Rehearsal:
    """Both sides, and the stack that will adopt the trunks."""

    def __init__(self, settings: Settings, asterisk: AsteriskSide, stack: Stack | None) -> None:
        self._settings = evolve(settings, ami_host=None)
        self._asterisk = asterisk
        self._place = (stack.project, stack.short_name) if stack else ("trunkline", "import")

    def of_twilio(self, made: Made, sids: Sids) -> list[str]:
        """The problems and changes at Twilio. It does not compare the password."""
        return [
            *self._of_one(CredentialListLogic, sids.credential_list, made.credential_list),
            *self._of_one(IpAccessControlListLogic, sids.ip_access_control_list, made.ip_access_control_list),
            *self._of_one(TrunkLogic, sids.trunk, made.trunk),
        ]

    def of_asterisk(self, made: Made, secret: Row) -> list[str]:
        """The problems and changes of the endpoint's rows, if its auth keeps `secret`."""
        inputs = made.endpoint
        refused = _problems(inputs) or EndpointLogic.connect(self._settings).inspect(None, inputs)
        if refused:
            return refused
        auths = {
            id_: {**{column: value for column, value in row.items() if column != "password"}, **secret}
            for id_, row in inputs.rows(AUTHS).items()
        }
        changed = self._asterisk.changes(evolve(inputs, ps_auths=auths))
        return [f"`{pulumi('up', self._settings.stack)}` would change its rows in {table}" for table in changed]

    def make(self, name: str, config: Mapping[str, Any], sids: Sids) -> Made:
        """The inputs of the resources.

        Raises:
            InvalidArgs: the component refuses the config.
        """
        recorder = _Recorder(sids)
        asyncio.set_event_loop(_event_loop())
        mocks.set_mocks(recorder, *self._place, logger=_SILENT)
        # the engine gives a stack's config as JSON with sorted keys
        args = trunk_args(name, json.loads(json.dumps(config, sort_keys=True)), stack=self._settings.stack)
        mocks.test(lambda: SipTrunk(name, args).endpoint.urn)()
        return Made(
            recorder.find(twilio.CredentialList),
            recorder.find(twilio.IpAccessControlList),
            twilio.Trunk.load(recorder.made["Trunk"]),
            asterisk.Endpoint.load(recorder.made["Endpoint"]),
        )

    def _of_one(self, kind: type[Logic[T]], sid: str | None, declared: T | None) -> list[str]:
        if sid is None or declared is None:
            return []
        return _problems(declared) or changes(kind.connect(self._settings).read(sid, declared), declared)


def _problems(declared: Properties) -> list[str]:
    return list(map(str, declared.problems(declared.dump())))


@cache
def _event_loop() -> asyncio.AbstractEventLoop:
    """For Pulumi's mocks, which use the current loop. From Python 3.14 on, a program must make one itself."""
    return asyncio.new_event_loop()


class _Recorder(mocks.Mocks):
    def __init__(self, sids: Sids) -> None:
        self.made: dict[str, Mapping[str, Any]] = {}
        """{kind of resource: its inputs}"""
        self._sids = {
            "CredentialList": sids.credential_list,
            "IpAccessControlList": sids.ip_access_control_list,
            "Trunk": sids.trunk,
        }

    def find(self, record: type[T]) -> T | None:
        """The inputs of the resource of that kind; None if there is none."""
        inputs = self.made.get(record.__name__)
        return None if inputs is None else record.load(inputs)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        kind = args.typ.rpartition(":")[2]
        self.made[kind] = {key: rpc.unwrap_rpc_secret(value) for key, value in args.inputs.items()}
        return self._sids.get(kind) or args.name, args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - Pulumi's signature
        return {}, None
