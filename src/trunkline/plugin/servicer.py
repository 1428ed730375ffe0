"""The plugin's side of gRPC: each call of the engine runs in a thread of its own, so that none waits for another.

It stands on the SDK's own servicer. A blocking method of the SDK's newer one (`pulumi.provider.experimental`) stops all
others.
"""

# The methods and their parameters have gRPC's names.
# ruff: noqa: ARG002, N802

import asyncio
import json
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

from google.protobuf.empty_pb2 import Empty
from pulumi import ResourceOptions, RunError
from pulumi.dynamic import ConfigureRequest
from pulumi.provider import ConstructResult, Provider
from pulumi.provider.server import ProviderServicer
from pulumi.resource import DependencyProviderResource
from pulumi.runtime import proto

from trunkline.components.errors import InvalidArgs
from trunkline.providers.errors import TrunklineError
from trunkline.providers.native import PACKAGE
from trunkline.providers.ownership import Owner
from trunkline.providers.servicer import CODE, DETAILS, current_call
from trunkline.providers.settings import Settings

from . import settings, versions, wire
from .arguments import opened
from .call import CallFailedError, Diagnostics
from .components import COMPONENTS, construct
from .functions import FUNCTIONS
from .kind import Kind
from .kinds import providers

_SCHEMA = Path(__file__).with_name("schema.json")
"""The package's schema without its version. `make docs` makes it."""
_UNKNOWN = "{}: this version of the plugin has no such resource: upgrade trunkline"
_UNKNOWN_FUNCTION = "{}: this version of the plugin has no such function: upgrade trunkline"
_COMPONENT = "{} has no id: declare it with adopt, as `trunkline import` prints it, or import its resources one by one"


class _Components(Provider):
    def construct(
        self, name: str, resource_type: str, inputs: Mapping[str, Any], options: ResourceOptions | None = None
    ) -> ConstructResult:
        return construct(resource_type, name, inputs, options)


class Servicer(ProviderServicer):
    """Answers for the resources of the package."""

    def __init__(self, version: str, engine: str | None, threads: Executor) -> None:
        super().__init__(_Components(version), [], engine or "")
        self._reference = ""
        self._find_settings: Callable[[], Settings] = Settings
        self._threads = threads
        self._diagnostics = Diagnostics.of(engine)
        self._kinds = {token: Kind(provider, self._diagnostics) for token, provider in providers().items()}

    async def _construct_inputs(self, inputs: Any, input_dependencies: Any) -> Any:  # type: ignore[override]
        given = await super()._construct_inputs(inputs, input_dependencies)
        return {key: await opened(value) for key, value in given.items()}

    def _construct_options(self, request: Any) -> Any:  # type: ignore[override]
        """The component's options. Its resources are this process's own: without its reference, another starts."""
        options: Any = super()._construct_options(request)
        options.providers = {PACKAGE: DependencyProviderResource(self._reference), **options.providers}
        return options

    async def Construct(self, request: Any, context: Any) -> Any:
        if request.type not in COMPONENTS:
            await context.abort(CODE, _UNKNOWN.format(request.type))
        try:
            return await self._construct(request, context)
        except Exception as failure:  # noqa: BLE001 - the SDK would add a traceback to each of them
            if not (isinstance(failure, InvalidArgs | RunError) or type(failure) is Exception):  # a defect
                traceback.print_exc()
            await context.abort(CODE, str(failure))

    async def Handshake(self, request: Any, context: Any) -> Any:
        return proto.ProviderHandshakeResponse(accept_secrets=True, accept_resources=True, accept_outputs=True)

    async def GetSchema(self, request: Any, context: Any) -> Any:
        schema = json.loads(_SCHEMA.read_text()) | {"version": self.provider.version}
        return proto.GetSchemaResponse(schema=json.dumps(schema))

    async def CheckConfig(self, request: Any, context: Any) -> Any:
        given = wire.decode(request.news)
        ours, _ = wire.reveal(settings.of(given))
        problems = [*versions.problems(given), *settings.problems(request.urn, ours)]
        failures = [proto.CheckFailure(reason=each) for each in problems]
        return proto.CheckResponse(inputs=wire.encode(settings.hide(ours)), failures=failures)

    async def DiffConfig(self, request: Any, context: Any) -> Any:
        """Other settings are another way to the same things, so they replace nothing."""
        olds, news = (settings.of(wire.decode(each)) for each in (request.olds, request.news))
        changes = proto.DiffResponse.DIFF_NONE if olds == news else proto.DiffResponse.DIFF_SOME
        return proto.DiffResponse(changes=changes)

    async def Configure(self, request: Any, context: Any) -> Any:
        found, _ = wire.reveal(wire.decode(request.args))
        configure = ConfigureRequest(settings.config(request.urn, found))
        for kind in self._kinds.values():
            kind.provider.configure(configure)
        self._reference = f"{request.urn}::{request.id}"
        self._find_settings = partial(Settings.find, configure.config.get, Owner(request.urn).short_stack)
        return proto.ConfigureResponse(
            acceptSecrets=True, acceptResources=True, acceptOutputs=True, supportsPreview=True
        )

    async def Check(self, request: Any, context: Any) -> Any:
        return await self._answer(Kind.check, request, context)

    async def Diff(self, request: Any, context: Any) -> Any:
        return await self._answer(Kind.diff, request, context)

    async def Create(self, request: Any, context: Any) -> Any:
        return await self._answer(Kind.create, request, context)

    async def Read(self, request: Any, context: Any) -> Any:
        return await self._answer(Kind.read, request, context)

    async def Update(self, request: Any, context: Any) -> Any:
        return await self._answer(Kind.update, request, context)

    async def Delete(self, request: Any, context: Any) -> Any:
        return await self._answer(Kind.delete, request, context)

    async def Invoke(self, request: Any, context: Any) -> Any:
        function = FUNCTIONS.get(request.tok)
        if not function:
            await context.abort(CODE, _UNKNOWN_FUNCTION.format(request.tok))
            return None
        return await self._run(lambda: function.answer(request, self._find_settings()), context)

    async def Cancel(self, request: Any, context: Any) -> Any:
        """Let the calls that have begun end: a request to Twilio cannot be taken back. The engine starts no more."""
        return Empty()

    def show(self, line: str) -> None:
        """Show a line of the current call."""
        call = current_call()
        self._diagnostics.info(line, call.urn if call else "")

    async def _answer(self, method: Callable[[Kind, Any], Any], request: Any, context: Any) -> Any:
        token = request.urn.split("::")[2].rpartition("$")[2]
        kind = self._kinds.get(token)
        if not kind:
            await context.abort(CODE, (_COMPONENT if token in COMPONENTS else _UNKNOWN).format(token))
            return None
        return await self._run(partial(method, kind, request), context)

    async def _run(self, work: Callable[[], Any], context: Any) -> Any:
        """The result of `work`, which runs in a thread. An error is the answer."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except CallFailedError as failure:
            details = ((DETAILS, failure.details),) if failure.details else ()
            await context.abort(CODE, str(failure), details)
        except TrunklineError as error:
            await context.abort(CODE, " ".join(str(error).split()))
        except Exception as defect:  # noqa: BLE001 - grpc would name its class and the class only
            traceback.print_exc()
            await context.abort(CODE, f"{type(defect).__name__}: {defect}")
