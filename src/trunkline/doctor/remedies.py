"""The remedies for a stack: they lead to `pulumi up`, because the next `up` undoes a change by hand."""

import re

from attrs import evolve

from trunkline.model.path import camel

from . import codes
from .finding import Code, Finding, wholes
from .snapshot import Declared


def with_stack(findings: list[Finding], differences: list[Finding], declared: Declared) -> list[Finding]:
    """The same findings, whose remedies are by hand, with the remedies for the stack.

    Args:
        findings: all that is reported.
        differences: all that differs from what the stack declares, reported or not.
        declared: what the stack declares.
    """
    differing = {whole for each in differences for whole in wholes(each.subject)}
    return [evolve(each, remedy=_remedy(each, differing, declared)) for each in findings]


def in_stack(code: Code) -> str:
    """The remedy if the stack itself declares what is wrong."""
    text = code.declared or code.remedy
    return f"{text}, then run `pulumi up --stack {{stack}}`" if code.is_change else text


def _remedy(finding: Finding, differing: set[str], declared: Declared) -> str:
    differs = not differing.isdisjoint(finding.cured_with)
    text = in_stack(finding.code) if finding.code.declared else finding.remedy
    text = codes.RESTORE if differs and finding.code.is_change else text

    def written(match: re.Match[str]) -> str:
        if match[1] == "stack":
            return declared.stack
        return camel(match[1]) if declared.in_config else match[1]

    return re.sub(r"\{(\w+)\}", written, text)
