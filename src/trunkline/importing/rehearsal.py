"""Finds what the first `up` of a trunk's config would change, with the component and the resources themselves.

Pulumi's mocks run the component without an engine. Each resource compares its inputs with what exists.
"""

import asyncio
import json
import logging
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

from attrs import evolve
from pulumi.runtime import mocks, rpc

from trunkline.components.config import trunk_args
from trunkline.components.sip_trunk import SipTrunk
from trunkline.providers.differences import changes
from trunkline.providers.dynamic import CredentialList, Endpoint, IpAccessControlList, Trunk
from trunkline.providers.logic_provider import RUN
from trunkline.providers.settings import Settings

from .asterisk_side import AsteriskSide
from .stack import Stack

_LOGIC = {shell.__name__: shell.PROVIDER.LOGIC for shell in (CredentialList, IpAccessControlList, Trunk)}


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

    def of_twilio(self, made: Mapping[str, dict[str, Any]], sids: Mapping[str, str]) -> list[str]:
        """The problems and changes at Twilio. It does not compare the password."""
        found: list[str] = []
        for kind, path in ((kind, path) for kind, path in _LOGIC.items() if kind in made):
            logic = pkgutil.resolve_name(path).connect(self._settings)
            refused = logic.validate(made[kind])
            found += refused or changes(logic.read(sids[kind], made[kind]) or {}, made[kind])
        return found

    def of_asterisk(self, made: Mapping[str, dict[str, Any]], secret: dict[str, Any]) -> list[str]:
        """The problems and changes of the endpoint's rows, if its auth keeps `secret`."""
        inputs = made["Endpoint"]
        logic = pkgutil.resolve_name(Endpoint.PROVIDER.LOGIC).connect(self._settings)
        if refused := logic.validate(inputs) or logic.inspect({}, inputs):
            return list(refused)
        auths = {
            id_: {column: value for column, value in row.items() if column != "password"} | secret
            for id_, row in inputs.get("ps_auths", {}).items()
        }
        changed = self._asterisk.changes(inputs | {"ps_auths": auths})
        return [f"`pulumi up` would change its rows in {table}" for table in changed]

    def make(self, name: str, config: dict[str, Any], sids: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """The inputs of each resource, by the resource's kind.

        Raises:
            InvalidArgs: the component refuses the config.
        """
        recorder = _Recorder(sids)
        asyncio.set_event_loop(_event_loop())
        mocks.set_mocks(recorder, *self._place, logger=_SILENT)
        # the engine gives a stack's config as JSON with sorted keys
        args = trunk_args(name, json.loads(json.dumps(config, sort_keys=True)))
        mocks.test(lambda: SipTrunk(name, args).endpoint.urn)()
        return recorder.made


@cache
def _event_loop() -> asyncio.AbstractEventLoop:
    """For Pulumi's mocks, which use the current loop. From Python 3.14 on, a program must make one itself."""
    return asyncio.new_event_loop()


class _Recorder(mocks.Mocks):
    def __init__(self, sids: Mapping[str, str]) -> None:
        self.made: dict[str, dict[str, Any]] = {}
        self._sids = sids

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        kind = args.typ.rpartition(":")[2]
        inputs = {key: rpc.unwrap_rpc_secret(value) for key, value in args.inputs.items()}
        self.made[kind] = {key: value for key, value in inputs.items() if key not in {RUN, "__provider"}}
        return self._sids.get(kind, args.name), args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - Pulumi's signature
        return {}, None
