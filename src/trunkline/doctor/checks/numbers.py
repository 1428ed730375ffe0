"""The numbers, on the trunk and in the dialplan."""

import re
from collections.abc import Iterator

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.view import View

_MEANING = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*", "-": ""}


def declared(view: View) -> Iterator[Finding]:
    if not view.declared or not view.twilio or view.twilio.numbers is None:
        return
    for sid, inputs in view.declared.trunks.items():
        if not (trunk := view.twilio.trunks.get(sid)):
            continue
        for number in inputs.phone_numbers:
            if number not in view.twilio.numbers:
                yield codes.NUMBER_NOT_OWNED.at(f"number {number}", f"{trunk} should have it")
            elif view.twilio.numbers[number] != sid:
                other = view.twilio.numbers[number]
                yield codes.NUMBER_ELSEWHERE.at(
                    f"number {number}",
                    f"it is associated with {f'trunk {other}' if other else 'no trunk'}; {trunk} should have it",
                    remedy=codes.TAKE_BACK if other else None,
                )


def dialplan(view: View) -> Iterator[Finding]:
    """Only if the dialplan of the endpoint's context is in the database."""
    for line in filter(view.is_for_calls_in, view.lines):
        context = line.endpoint.get("context", "default")
        extens = view.asterisk.extensions.get(context) if view.asterisk and view.asterisk.extensions else None
        if not line.trunk or not extens or not view.twilio:
            continue
        for number in line.trunk.phone_numbers:
            if not any(_matches(exten, number) for exten in extens):
                yield codes.NO_EXTENSION.at(
                    f"extensions.{context}", f"no row for {number}", depends=(f"extensions.{context}/{number}/1",)
                )
        numbers = view.twilio.numbers or {}
        for number in sorted(extens & numbers.keys() - set(line.trunk.phone_numbers)):
            other = numbers[number]
            covered = view.declared and any(number in inputs.phone_numbers for inputs in view.declared.trunks.values())
            if not covered and not _comes_by(number, context, view):  # `declared` reports those that are covered
                fact = f"{number} is associated with {f'trunk {other}' if other else 'no trunk'}"
                yield codes.CALLS_GO_ELSEWHERE.at(f"extensions.{context}.{number}", fact)


CHECKS = (declared, dialplan)


def _comes_by(number: str, context: str, view: View) -> bool:
    """Whether another trunk's endpoint brings the number's calls into the context."""
    return any(
        each.trunk and number in each.trunk.phone_numbers and each.endpoint.get("context", "default") == context
        for each in view.lines
    )


def _matches(exten: str, number: str) -> bool:
    """https://docs.asterisk.org/Configuration/Dialplan/Pattern-Matching/; a malformed pattern counts as a match."""
    if not exten.startswith("_"):
        return exten == number
    parts = re.findall(r"\[[^\]]+\]|.", exten[1:])
    pattern = "".join(part if len(part) > 1 else _MEANING.get(part.upper(), re.escape(part)) for part in parts)
    try:
        return bool(re.fullmatch(pattern, number))
    except re.error:
        return True
