"""Each operation by itself, asked sensibly and senselessly: what it answers is what Twilio's document says."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema

from .account import Account
from .checks import OPERATION_CHECKS, REPEATABLE
from .documents import shape

EXAMPLES = 6
"""Of each mode, on a thing that is there and on one that is not."""


@pytest.mark.slow
def test_operation(served: tuple[str, str], schema: OpenApiSchema, account: Account) -> None:
    """An answer is valid and no 5xx, on a thing that is there and on one that is not; who asks is known."""
    method, path = served
    (path,) = [each for each in schema if shape(each) == shape(path)]
    operation = schema[path][method]
    there = account.parameters(path)
    elsewhere = {name: value for name, value in there.items() if name in {"AccountSid", "CountryCode"}}
    answered: set[int] = set()

    def ask(case: Case[Any]) -> None:
        answer = case.call(session=account.session, auth=account.auth)
        case.validate_response(answer, checks=OPERATION_CHECKS, transport_kwargs={"auth": account.auth})
        answered.add(answer.status_code)

    # A read without a thing in its path would only be asked the same again.
    places = [there] if method == "GET" and elsewhere == there else [there, elsewhere]
    for mode, parameters in product(GenerationMode, places):
        cases = operation.as_strategy(generation_mode=mode, path_parameters=parameters)
        settings(REPEATABLE, max_examples=EXAMPLES)(given(cases)(ask))()

    assert answered - {404}
