"""Does what the doctor says, until it is quiet."""

from collections.abc import Iterator

from trunkline.doctor.diagnosis import diagnose
from trunkline.doctor.finding import Finding
from trunkline.providers import connections
from trunkline.providers.settings import Settings

from .set_up import Cure, SetUp

MOST = 8
"""Findings that one set-up may have, one after the other."""
_SQL = "run SQL: "
_PLACEHOLDERS = {"<username>": "grable", "<label>": "grable", "<the id of a row in ps_auths>": "twilio"}


def examine(settings: Settings) -> list[Finding]:
    connections.clear()
    return diagnose([(settings, None)]).findings


def steps(settings: Settings, set_up: SetUp) -> Iterator[Cure]:
    """What somebody does who follows the remedy of the first finding, then of the next one."""
    for _ in range(MOST):
        findings = examine(settings)
        if not findings:
            return
        yield _step(set_up, findings[0])
    raise AssertionError(findings)


def _step(set_up: SetUp, finding: Finding) -> Cure:
    if finding.remedy.startswith(_SQL):
        sql = finding.remedy.removeprefix(_SQL)
        for placeholder, value in _PLACEHOLDERS.items():
            sql = sql.replace(placeholder, value)
        return Cure(finding.remedy, (sql,))
    cure = set_up.cures[finding.code.code]
    assert cure.words in finding.remedy
    return cure
