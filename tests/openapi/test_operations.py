"""Each operation by itself, asked sensibly and senselessly: what it answers is what Twilio's document says."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema

from .account import Account
from .checks import OPERATION_CHECKS, REPEATABLE
from .documents import shape

EXAMPLES = 10


def test_operation(served: tuple[str, str], schema: OpenApiSchema, account: Account) -> None:
    """An answer is valid and no 5xx, on a thing that is there and on one that is not; who asks is known."""
    method, path = served
    (path,) = [each for each in schema if shape(each) == shape(path)]
    operation = schema[path][method]
    there = account.parameters(path)
    elsewhere = {name: value for name, value in there.items() if name in {"AccountSid", "CountryCode"}}
    answered: set[int] = set()

    @settings(REPEATABLE, max_examples=EXAMPLES)
    @given(
        st.one_of(
            [
                operation.as_strategy(generation_mode=mode, path_parameters=parameters)
                for mode in GenerationMode
                for parameters in (there, elsewhere)
            ]
        )
    )
    def ask(case: Case[Any]) -> None:
        answer = case.call(session=account.session, auth=account.auth)
        case.validate_response(answer, checks=OPERATION_CHECKS, transport_kwargs={"auth": account.auth})
        answered.add(answer.status_code)

    ask()

    assert answered - {404}
