"""Expressions that the runner would otherwise read as an empty string."""

import pytest

from .expressions import Expressions, UnknownExpressionError

EXPRESSIONS = Expressions(
    {"github": {"event_name": "push"}, "secrets": {"TOKEN": "t"}},
    {"success": lambda: False, "cancelled": lambda: False},
)


@pytest.mark.parametrize(
    "text", ["secrets.TOKN", "secret.TOKEN", "github", "secrets.TOKEN.x", "toJSON(secrets)", "format('{0}', 'x')"]
)
def test_unknown(text: str) -> None:
    with pytest.raises(UnknownExpressionError):
        EXPRESSIONS.fill(f"${{{{ {text} }}}}")


@pytest.mark.parametrize("condition", ["!cancelled() && (github.event_name == 'push')", "!cancelled() && never()"])
def test_unknown_in_a_condition(condition: str) -> None:
    with pytest.raises(UnknownExpressionError):
        EXPRESSIONS.holds(condition)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("", False),
        ("github.event_name == 'push'", False),
        ("!cancelled()", True),
        ("${{ !cancelled() && github.event_name == 'push' }}", True),
        ("!cancelled() && github.event_name != 'push'", False),
        ("cancelled() || github.event_name == 'push'", True),
    ],
)
def test_a_condition_after_a_failure(condition: str, holds: bool) -> None:
    assert EXPRESSIONS.holds(condition) is holds
