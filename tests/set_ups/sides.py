"""An emulator and an SQLite file, for one set-up after another."""

from collections.abc import Iterator

from attrs import evolve, frozen

from trunkline.doctor.diagnosis import diagnose
from trunkline.doctor.finding import Finding
from trunkline.providers import connections
from trunkline.providers.settings import Settings
from trunkline.testing.twilio import Emulator

from . import load
from .set_up import ACCOUNT, Cure, SetUp

MOST = 8
"""Findings that one set-up may have, one after the other."""
_SQL = "run SQL: "
_PLACEHOLDERS = {"<username>": "grable", "<label>": "grable", "<the id of a row in ps_auths>": "twilio"}


@frozen
class Sides:
    emulator: Emulator
    database_url: str

    @property
    def settings(self) -> Settings:
        return evolve(self.emulator.settings, database_url=self.database_url)

    def load(self, set_up: SetUp) -> None:
        """Replace everything on both sides."""
        load.rows(self.database_url, load.statements(set_up.rows, self.emulator.account_sid))
        load.at_twilio(self.emulator, set_up.twilio)

    def findings(self) -> list[Finding]:
        connections.clear()
        return diagnose([(self.settings, None)]).findings

    def follow(self, set_up: SetUp) -> Iterator[Cure]:
        """Follow the remedy of the first finding, then of the next one, until the doctor is quiet."""
        for _ in range(MOST):
            findings = self.findings()
            if not findings:
                return
            step = _step(set_up, findings[0])
            load.rows(self.database_url, [each.replace(ACCOUNT, self.emulator.account_sid) for each in step.sql])
            if step.twilio:
                load.at_twilio(self.emulator, step.twilio)
            yield step
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
