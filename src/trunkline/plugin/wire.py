"""Properties as the engine sends them: plain values, secrets, values that are not known yet, resources."""

from collections.abc import Collection, Mapping
from typing import Any

from google.protobuf.struct_pb2 import Struct, Value

from trunkline.model.hidden import Hidden
from trunkline.model.properties import PropertyBag
from trunkline.model.unknown import UNKNOWN

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""Key of a mapping that is a special value."""
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - Pulumi's mark of a secret
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The text in place of a value that is not known yet."""

Place = tuple[str | int, ...]
"""Keys and indexes that lead to a value."""


def decode(message: Struct) -> PropertyBag:
    """Values without None, with `Hidden` ones for secrets, and `UNKNOWN` for those that are not known yet."""
    plain = {key: _decoded(value) for key, value in message.fields.items()}
    return {key: value for key, value in plain.items() if value is not None}


def encode(values: Mapping[str, Any]) -> Struct:
    """The reverse of `decode`."""
    message = Struct()
    message.update(_encoded(values))
    return message


def reveal(value: Any) -> tuple[Any, frozenset[Place]]:
    """The values without `Hidden`, and the places of the secrets."""
    places = set[Place]()
    return _revealed(value, (), places), frozenset(places)


def hide(value: Any, places: Collection[Place], place: Place = ()) -> Any:
    """The values with `Hidden` ones at these places."""
    if place in places:
        return Hidden(value)
    if isinstance(value, Mapping):
        return {key: hide(each, places, (*place, key)) for key, each in value.items()}
    return [hide(each, places, (*place, at)) for at, each in enumerate(value)] if _is_list(value) else value


def _decoded(value: Value) -> Any:
    match value.WhichOneof("kind"):
        case "struct_value":
            return _special(value.struct_value)
        case "list_value":
            return [_decoded(each) for each in value.list_value.values]
        case "string_value":
            return UNKNOWN if value.string_value == UNKNOWN_TEXT else value.string_value
        case "number_value":
            return value.number_value
        case "bool_value":
            return value.bool_value
    return None


def _special(message: Struct) -> Any:
    kind = message.fields[SIGNATURE].string_value if SIGNATURE in message.fields else None
    if kind == SECRET:
        return Hidden(_decoded(message.fields["value"]))
    if kind == RESOURCE:
        return _decoded(message.fields["id" if "id" in message.fields else "urn"])
    return decode(message)


def _encoded(value: Any) -> Any:
    if isinstance(value, Hidden):
        return {SIGNATURE: SECRET, "value": _encoded(value.value)}
    if isinstance(value, Mapping):
        return {key: _encoded(each) for key, each in value.items() if each is not None}
    if _is_list(value):
        return [_encoded(each) for each in value]
    return UNKNOWN_TEXT if value is UNKNOWN else value


def _revealed(value: Any, place: Place, places: set[Place]) -> Any:
    if isinstance(value, Hidden):
        places.add(place)
        return _revealed(value.value, place, places)
    if isinstance(value, Mapping):
        return {key: _revealed(each, (*place, key), places) for key, each in value.items()}
    return [_revealed(each, (*place, at), places) for at, each in enumerate(value)] if _is_list(value) else value


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)
