"""A preview and an `up` of a new stack in this process: Pulumi's mocks make the program, the real providers answer."""

import io
import logging
from collections.abc import Callable
from contextlib import redirect_stdout
from types import SimpleNamespace
from typing import Any, TypeVar

import grpc
import pulumi
from attrs import Factory, define, frozen
from pulumi.output import Unknown
from pulumi.runtime import mocks, rpc

from trunkline import InvalidArgs, SipTrunk
from trunkline.doctor.snapshot import Declared
from trunkline.model.asterisk import Endpoint
from trunkline.model.properties import Properties, Role
from trunkline.model.twilio import CredentialList, IpAccessControlList, Trunk
from trunkline.providers import dynamic, logic_provider
from trunkline.providers.ledger import Ledger
from trunkline.providers.logic_provider import LogicProvider

PROJECT, STACK = "trunkline", "test"

Program = Callable[[], list[SipTrunk]]

T = TypeVar("T", bound=Properties)

_PROVIDERS: dict[str, type[LogicProvider]] = {
    shell.__name__: shell.PROVIDER for shell in vars(dynamic).values() if hasattr(shell, "PROVIDER") and shell.__doc__
}


@frozen
class Previewed:
    """What a preview shows, line by line."""

    refusals: list[str]
    warnings: list[str]


def preview(program: Program, config: dict[str, str]) -> Previewed:
    run = _Run(config)
    try:
        run.execute(program, is_preview=True)
    except InvalidArgs as error:
        return Previewed(str(error).splitlines(), run.warnings)
    return Previewed(run.refusals, run.warnings)


def up(program: Program, config: dict[str, str]) -> tuple[Declared, list[str]]:
    """Make it; what the state would have of it, and the warnings."""
    run = _Run(config)
    run.execute(program, is_preview=False)
    assert not run.refusals, f"the up refuses what the preview has let through: {run.refusals}"
    declared = Declared(
        STACK, run.of(Trunk), run.of(CredentialList), run.of(IpAccessControlList), endpoints=run.of(Endpoint)
    )
    return declared, run.warnings


@define
class _Run(mocks.Mocks):
    """One command of the engine."""

    config: dict[str, str]
    is_preview: bool = True
    refusals: list[str] = Factory(list)
    warnings: list[str] = Factory(list)
    made: list[tuple[str, Properties]] = Factory(list)

    def of(self, record: type[T]) -> dict[str, T]:
        """{id: inputs} of the resources of one kind."""
        return {id_: inputs for id_, inputs in self.made if isinstance(inputs, record)}

    def execute(self, program: Program, *, is_preview: bool) -> None:
        logic_provider._LEDGER = Ledger()
        self.is_preview = is_preview
        logger = logging.getLogger("tests.agreement")
        logger.handlers, logger.propagate, logger.level = [_Lines(self.warnings)], False, logging.WARNING
        mocks.set_mocks(self, PROJECT, STACK, is_preview, logger)
        printed = io.StringIO()
        with redirect_stdout(printed):
            mocks.test(lambda: pulumi.Output.all(*(each.urn for each in program())))()
        self.warnings += printed.getvalue().splitlines()

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        if not args.custom:
            return args.name, args.inputs
        kind = args.typ.rpartition(":")[2]
        provider = _PROVIDERS[kind]()
        provider._config = self.config.get
        urn = f"urn:pulumi:{STACK}::{PROJECT}::trunkline:index:SipTrunk${args.typ}::{args.name}"
        inputs = {key: value for key, value in _in_clear(args.inputs).items() if key != "__provider"}
        checked = _asked(urn, provider.check, {}, inputs)
        self.refusals += [failure.reason for failure in checked.failures]
        if self.is_preview or self.refusals:
            outputs = dict.fromkeys(provider.RECORD.named(Role.OUTPUT), rpc.UNKNOWN)
            return None, {key: _as_output(value) for key, value in args.inputs.items()} | outputs
        made = _asked(urn, provider.create, checked.inputs)
        self.made.append((made.id, provider.RECORD.load(checked.inputs)))
        return made.id, made.outs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - Pulumi's signature
        return {}, None


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines += record.getMessage().splitlines()


class FailedError(Exception):
    """The line with which a call of a provider ended."""


def _fail(_context: object, _code: object, line: str) -> None:
    raise FailedError(line)


_Context = type(
    "_Context",
    (grpc.ServicerContext,),
    {name: lambda *_: None for name in grpc.ServicerContext.__abstractmethods__} | {"abort": _fail},
)


def _asked(urn: str, method: Callable[..., Any], *arguments: Any) -> Any:
    """The answer of a provider; it looks for these two names in the frame that calls it, as in the SDK's servicer."""
    context, request = _Context(), SimpleNamespace(urn=urn)
    answer = method(*arguments)
    del context, request
    return answer


def _in_clear(value: Any) -> Any:
    if isinstance(value, dict):
        if rpc._special_sig_key in value:
            return _in_clear(value["value"])
        return {key: _in_clear(each) for key, each in value.items()}
    return [_in_clear(each) for each in value] if isinstance(value, list) else value


def _as_output(value: Any) -> Any:
    """An input as the engine answers it in a preview."""
    if isinstance(value, Unknown):
        return rpc.UNKNOWN
    if isinstance(value, dict):
        return {key: _as_output(each) for key, each in value.items()}
    return [_as_output(each) for each in value] if isinstance(value, list) else value
