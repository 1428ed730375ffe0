"""What schemathesis holds an answer to, and how it makes up what it asks: the same each time."""

import re
from http.client import BAD_REQUEST
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, CheckContext, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ensure_resource_availability,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    use_after_free,
)


def answers_what_was_sent(_context: CheckContext, response: Response, case: Case[Any]) -> None:
    """A field of the form has its value in the answer; on a trunk, a number's voice application gives way.

    A name in lower case is not Twilio's: the form may have any others too.
    """
    if case.method != "POST" or response.status_code >= BAD_REQUEST or not isinstance(case.body, dict):
        return
    answer = response.json()
    for name, value in case.body.items():
        answered = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
        if (
            name != answered
            and answered in answer
            and not (name == "VoiceApplicationSid" and case.body.get("TrunkSid"))
        ):
            assert answer[answered] == value, f"{name} was set to {value!r}, and is {answer[answered]!r}"


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATION_CHECKS = [*CHECKS, ignored_auth]
SEQUENCE_CHECKS = [*CHECKS, answers_what_was_sent, use_after_free, ensure_resource_availability]

REPEATABLE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
