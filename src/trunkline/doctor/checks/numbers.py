"""The numbers, with the trunk and in the dialplan."""

import re
from collections.abc import Iterator

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.view import View

_MEANING = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*", "-": ""}


def declared(view: View) -> Iterator[Finding]:
    if not view.declared or not view.twilio:
        return
    for sid, inputs in view.declared.trunks.items():
        if not (trunk := view.twilio.trunks.get(sid)):
            continue
        for number in inputs.phone_numbers:
            if number not in view.twilio.numbers:
                yield codes.NUMBER_NOT_OWNED.at(
                    f"number {number}", f"not among the account's numbers; {trunk} is to have it"
                )
            elif view.twilio.numbers[number] != sid:
                other = view.twilio.numbers[number]
                fact = f"with trunk {other}" if other else "with no trunk"
                yield codes.NUMBER_ELSEWHERE.at(f"number {number}", f"{fact}; {trunk} is to have it")


def dialplan(view: View) -> Iterator[Finding]:
    """Where the dialplan of the endpoint's context is in the database."""
    for line in view.lines:
        context = line.endpoint.get("context", "default")
        extens = view.asterisk.extensions.get(context) if view.asterisk and view.asterisk.extensions else None
        if not line.trunk or not extens or not view.twilio:
            continue
        for number in line.trunk.phone_numbers:
            if not any(_matches(exten, number) for exten in extens):
                yield codes.NO_EXTENSION.at(f"extensions.{context}", f"no row for {number}")
        for number in sorted(extens & view.twilio.numbers.keys() - set(line.trunk.phone_numbers)):
            other = view.twilio.numbers[number]
            covered = view.declared and any(number in inputs.phone_numbers for inputs in view.declared.trunks.values())
            if not covered:  # else `declared` tells it
                fact = f"{number} is with trunk {other}" if other else f"{number} is with no trunk"
                yield codes.CALLS_GO_ELSEWHERE.at(f"extensions.{context}.{number}", fact)


CHECKS = (declared, dialplan)


def _matches(exten: str, number: str) -> bool:
    """https://docs.asterisk.org/Configuration/Dialplan/Pattern-Matching/; malformed ones pass."""
    if not exten.startswith("_"):
        return exten == number
    parts = re.findall(r"\[[^\]]+\]|.", exten[1:])
    pattern = "".join(part if len(part) > 1 else _MEANING.get(part.upper(), re.escape(part)) for part in parts)
    try:
        return bool(re.fullmatch(pattern, number))
    except re.error:
        return True
