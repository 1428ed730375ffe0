"""The functions of the package, by their tokens in a program."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from attrs import frozen
from pulumi.runtime import proto

from trunkline.components.arguments import Arguments, record
from trunkline.components.existing_trunk import GetTrunkArgs, GetTrunkResult, get_trunk, read
from trunkline.model.config_names import renamed
from trunkline.model.path import CamelPath, camel
from trunkline.providers.settings import Settings

from . import wire


@frozen
class Function:
    """A function.

    Attributes:
        args: its arguments.
        result: what it returns.
        documented: the function of Python programs, which says what it does.
        call: does it.
    """

    args: type[Arguments]
    result: type[attrs.AttrsInstance]
    documented: Callable[..., Any]
    call: Callable[[Settings, Mapping[str, Any]], attrs.AttrsInstance]

    def answer(self, request: Any, settings: Settings) -> Any:
        """The answer to the engine, with a failure for each wrong argument.

        Raises:
            TrunklineError: it cannot be done.
        """
        inputs, _ = wire.reveal(wire.decode(request.args))
        kind, path = record(self.args), CamelPath()
        given = renamed(kind, inputs, path)
        if problems := [*kind.problems(given, path)]:
            failures = [proto.CheckFailure(property=str(each.path), reason=each.text) for each in problems]
            return proto.InvokeResponse(failures=failures)
        found = attrs.asdict(self.call(settings, given))
        return proto.InvokeResponse(**{"return": wire.encode({camel(name): value for name, value in found.items()})})


FUNCTIONS: Mapping[str, Function] = {
    "trunkline:index:getTrunk": Function(GetTrunkArgs, GetTrunkResult, get_trunk, read),
}
"""{token: function}"""
