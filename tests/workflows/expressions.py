"""The few `${{ … }}` that the workflows use. Any other is refused, so that none is taken for an empty string."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
_CALL = re.compile(r"(?P<negation>!?)(?P<function>\w+)\(\)")
_COMPARISON = re.compile(r"(?P<left>\S+) (?P<sign>[=!]=) (?P<right>\S+)")


class UnknownExpressionError(Exception):
    """An expression, or a name in it, that these tests do not know."""


@frozen
class Expressions:
    """Evaluates by GitHub's contexts (`github`, `matrix`, `secrets`, …) and its functions of a job's status."""

    contexts: Mapping[str, Any]
    functions: Mapping[str, Callable[[], bool]]

    def fill(self, text: str) -> str:
        """`text` with each `${{ context.name }}` replaced."""
        return _EXPRESSION.sub(lambda found: self._value(found[1]), text)

    def holds(self, condition: str) -> bool:
        """Whether an `if` is met; one that calls no function of the status asks for success first, as on GitHub."""
        bare = _EXPRESSION.sub(r"\1", condition)
        stated = [[term.strip() for term in terms.split("&&")] for terms in bare.split("||")] if bare else []
        if not any(_CALL.fullmatch(term) for terms in stated for term in terms) and not self.functions["success"]():
            return False
        return not stated or any(all(map(self._is_met, terms)) for terms in stated)

    def _is_met(self, term: str) -> bool:
        if (call := _CALL.fullmatch(term)) and call["function"] in self.functions:
            return self.functions[call["function"]]() != bool(call["negation"])
        if comparison := _COMPARISON.fullmatch(term):
            equal = self._value(comparison["left"]) == self._value(comparison["right"])
            return equal == (comparison["sign"] == "==")
        raise UnknownExpressionError(term)

    def _value(self, operand: str) -> str:
        if literal := re.fullmatch(r"'([^']*)'", operand):
            return literal[1]
        value: Any = self.contexts
        for name in operand.split("."):
            if not isinstance(value, Mapping) or name not in value:
                raise UnknownExpressionError(operand)
            value = value[name]
        if not isinstance(value, str | int):
            raise UnknownExpressionError(operand)
        return str(value)
