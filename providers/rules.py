"""What the engine has not told yet in a preview."""

from typing import Any

from trunkline.model.kinds import UNKNOWN


def is_unknown(value: Any) -> bool:
    """Whether it is the engine's mark of what is not known yet in a preview."""
    return not isinstance(value, str | float | int | list | dict | None)


def known(value: Any) -> Any:
    """The value with `UNKNOWN` in place of the engine's mark."""
    if isinstance(value, dict):
        return {key: known(each) for key, each in value.items()}
    if isinstance(value, list):
        return [known(each) for each in value]
    return UNKNOWN if is_unknown(value) else value


def mapping(value: Any) -> dict[str, Any]:
    """`value`, or an empty one if it is not known yet."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """`value`, or an empty one if it is not known yet."""
    return value if isinstance(value, list) else []
