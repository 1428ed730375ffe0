"""Operations one after another, each on what an earlier one made: all 49 do what they are for."""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import settings
from schemathesis import Case, GenerationMode, Response

from .account import Account
from .checks import REPEATABLE, SEQUENCE_CHECKS
from .documents import Document, operations, well_formed
from .links import STARTS, linked

SEQUENCES, STEPS = 16, 25


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_sequences(start: str, strict_document: Document, account: Account) -> None:
    """Each answer is valid, what was made is there until it is deleted, and each operation has succeeded."""
    known = {"AccountSid": account.sid, "CountryCode": "GB", "TrunkSid": account.sids["/v1/Trunks"]}
    document = linked(well_formed(strict_document, known), start, known)
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=account.emulator.url)
    schema.config.phases.stateful.inference.algorithms = []
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    succeeded: Counter[str] = Counter()

    class Machine(schema.as_state_machine()):  # type: ignore[misc] # made from the document
        def setup(self) -> None:
            account.clear()

        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:  # noqa: ARG002
            return {"session": account.session, "auth": account.auth}

        def after_call(self, response: Response, case: Case[Any]) -> None:
            super().after_call(response, case)
            succeeded[case.operation.label] += 200 <= response.status_code < 300

        def validate_response(self, response: Response, case: Case[Any], *_: object, **kwargs: Any) -> None:
            case.validate_response(response, checks=SEQUENCE_CHECKS, transport_kwargs=kwargs, recorder=self.recorder)

    for rule in Machine.root_rules:
        if "_POST_" in rule:  # would put things on a trunk that is made up; links lead to one that is there
            setattr(Machine, rule, None)
    Machine.run(settings=settings(REPEATABLE, max_examples=SEQUENCES, stateful_step_count=STEPS))

    assert {label for label, times in succeeded.items() if times} == {
        f"{method} {path}" for method, path, operation in operations(document)
    }
