"""A password that trunkline generates."""

import secrets
import string
from typing import Any, Self

from trunkline.model import values
from trunkline.model.twilio import GENERATED_PASSWORD
from trunkline.providers.logic import Logic
from trunkline.providers.settings import Settings

LENGTH = 32
ALPHABET = string.ascii_letters + string.digits
"""Neither a URL, nor SQL, nor pjsip.conf gives any of these a meaning."""


class GeneratedPasswordLogic(Logic):
    """Made once by Twilio's rules for a credential, and kept in the state as a secret. It makes no request.

    Inputs: `generation`, a whole number from 1: another one makes a new password, in place.
    Outputs: the inputs and `password`.
    """

    INPUTS = GENERATED_PASSWORD

    @classmethod
    def connect(cls, settings: Settings) -> Self:  # noqa: ARG003 - given to every resource
        return cls()

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"generated password of generation {inputs.get('generation')}"

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "password", inputs | {"password": generate()}

    def read(self, id_: str, outputs: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - given to every resource
        return outputs

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        kept = olds["password"] if olds["generation"] == news["generation"] else generate()
        return news | {"password": kept}

    def delete(self, id_: str, outputs: dict[str, Any]) -> None:
        """Intentionally nothing: it is nowhere but in the state."""


def generate() -> str:
    while True:
        password = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if values.password(password) is None:
            return password
