"""A password that trunkline generates."""

import secrets
import string
from typing import Any, Self

from attrs import evolve

from trunkline.model import values
from trunkline.model.twilio import GeneratedPassword
from trunkline.providers.errors import RefusedError
from trunkline.providers.logic import Logic
from trunkline.providers.settings import Settings

LENGTH = 32
ALPHABET = string.ascii_letters + string.digits
"""None of these has a special meaning in a URL, in SQL or in pjsip.conf."""


class GeneratedPasswordLogic(Logic[GeneratedPassword]):
    """It makes a password once, by Twilio's rules for a credential. The password is a secret in the state only.

    Another `generation` makes a new password, in place.
    """

    @classmethod
    def connect(cls, settings: Settings) -> Self:  # noqa: ARG003 - given to every resource
        return cls()

    def subject(self, inputs: GeneratedPassword) -> str:
        return f"generated password of generation {inputs.generation}"

    def create(self, inputs: GeneratedPassword) -> tuple[str, GeneratedPassword]:
        return "password", evolve(inputs, password=generate())

    def read(self, id_: str, outputs: GeneratedPassword) -> GeneratedPassword:  # noqa: ARG002 - given to every resource
        return outputs

    def identified(self, id_: str) -> dict[str, Any]:  # noqa: ARG002 - given to every resource
        raise RefusedError("a generated password is only in the state: declare it, which makes a new one")

    def update(self, id_: str, olds: GeneratedPassword, news: GeneratedPassword) -> GeneratedPassword:  # noqa: ARG002
        kept = olds.password if olds.generation == news.generation else None
        return evolve(news, password=kept or generate())

    def delete(self, id_: str, outputs: GeneratedPassword) -> None:
        """Intentionally nothing: the password is only in the state."""


def generate() -> str:
    while True:
        password = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if values.password(password) is None:
            return password
