"""The paths that clients ask on their way answer as the documents say; not each operation of theirs is there."""

from typing import Any

import pytest
import schemathesis

from trunkline.emulator.app import NEIGHBOURS
from trunkline.emulator.inventory import KINDS

from .account import Account
from .checks import CHECKS
from .documents import published, shape, strict

SERVED = [(method, path.replace("{kind:kind}", kind)) for method, path, *_ in NEIGHBOURS for kind in KINDS]


@pytest.mark.parametrize(("method", "path"), dict.fromkeys(SERVED))
def test_answer(method: str, path: str, account: Account) -> None:
    schema = schemathesis.openapi.from_dict(strict(published({shape(path)})))
    schema.config.update(base_url=account.emulator.url)
    (documented,) = [each for each in schema if shape(each) == shape(path)]
    names = {"AccountSid": account.sid, "Sid": account.sid, "CountryCode": "GB"}
    numbers = {"Local": "+442079460123", "Mobile": "+447400123456", "TollFree": "+448081570192"}
    kind = path.rpartition("/")[2].removesuffix(".json")
    body: dict[str, Any] = {"body": {"PhoneNumber": numbers[kind]}} if method == "POST" else {}
    case = schema[documented][method].Case(
        path_parameters={name: value for name, value in names.items() if f"{{{name}}}" in documented},
        media_type="application/x-www-form-urlencoded" if body else None,
        **body,
    )

    answer = case.call(session=account.session, auth=account.auth)

    assert answer.status_code == {"GET": 200, "POST": 201}[method], answer.text
    case.validate_response(answer, checks=CHECKS)
