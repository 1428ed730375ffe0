"""An answer of Twilio's, and comparisons with what was assumed."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from .errors import DiffersError

_MOST_CHARACTERS = 120


@frozen
class Answer:
    """An answer of any status. `document` is empty if the body is not a JSON object."""

    status: int
    text: str = field(repr=False)

    @property
    def document(self) -> dict[str, Any]:
        try:
            document = json.loads(self.text)
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}

    def __str__(self) -> str:
        code, message = self.document.get("code"), self.document.get("message")
        if code is None:
            return str(self.status)
        return f"{self.status}, code {code}: {' '.join(str(message).split())[:_MOST_CHARACTERS]}"

    def expect(self, status: int, code: int | None = None) -> dict[str, Any]:
        """The document of an answer with this status and error code."""
        if self.status != status or (code is not None and self.document.get("code") != code):
            wanted = str(status) if code is None else f"{status}, code {code}"
            raise DiffersError(f"answered {self} (assumed: {wanted})")
        return self.document

    def expect_fields(self, expected: Mapping[str, Any], status: int = 200) -> None:
        """Compare fields of the document. A tuple is any of several values."""
        document = self.expect(status)
        for name, value in expected.items():
            values = value if isinstance(value, tuple) else (value,)
            if document.get(name) not in values:
                raise DiffersError(f"{name} is {document.get(name)!r} (assumed: {_either(values)})")

    def expect_keys(self, names: Iterable[str], status: int = 200) -> None:
        if missing := set(names) - self.expect(status).keys():
            raise DiffersError(f"the answer has no {', '.join(sorted(missing))}")


def must(seen: object, *assumed: object, what: str) -> None:
    """Raise if what was seen is none of what was assumed."""
    if seen not in assumed:
        raise DiffersError(f"{what} is {seen!r} (assumed: {_either(assumed)})")


def _either(values: Iterable[Any]) -> str:
    return " or ".join(map(repr, values))
