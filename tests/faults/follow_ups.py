"""A fault, and what a person does after it: four ways to go on, each of which has to end as declared."""

import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import Factory, define, evolve, frozen

from .auditor import judge, refused_calls
from .figures import Outcome, Problem, opaque
from .mini_engine import MiniEngine, Ran, State
from .moments import Moment
from .provider_process import HANGS
from .recorded import Program
from .seen import Seen
from .shapes import SHAPES
from .sides import Sides
from .worlds import ha1

_SID = re.compile(r"\b[A-Z]{2}[0-9a-f]{32}\b")
_BY_CHANCE = re.compile(r'("unsealed": ")[0-9a-f]{8}')
_GENERATED = re.compile(r"\b(?=[A-Za-z0-9]*[g-zG-Z])[A-Za-z0-9]{32}\b")
_USERNAMES = [f"{username}{end}" for username in ("grable", "third") for end in ("", "-next")]
_PASSING = frozenset({"id", "date_created", "date_updated", "reserved_until"})
_NEUTRAL = frozenset({"sqlite_sequence", "accounts", "api_keys"})


@frozen
class Scenario:
    """A command with the worlds before and after it."""

    name: str
    command: str
    before: str
    after: str

    def target(self, follow_up: str) -> str:
        """The world that has to be there in the end."""
        return {"again": self.after, "back": self.before, "destroyed": "nothing", "otherwise": "third"}[follow_up]

    @property
    def lives(self) -> bool:
        """Whether there is something before it that has to live on."""
        return self.before != "nothing" and self.after != "nothing"


SCENARIOS = (
    Scenario("preview-new", "preview", "nothing", "base"),
    Scenario("up", "up", "nothing", "base"),
    Scenario("refresh", "refresh", "base", "base"),
    Scenario("preview-update", "preview", "base", "changed"),
    Scenario("update", "up", "base", "changed"),
    Scenario("destroy", "destroy", "base", "nothing"),
)


@frozen
class Start:
    """A world that is up, on both sides and in the state."""

    sides: Moment
    state: State
    seen: Seen


@frozen
class Memory:
    """How a follow-up went, by the state that it began from, for all workers.

    It has no faults of its own, and so ends the same way whenever it begins in the same state.
    """

    folder: Path

    def key(self, what: list[str], moment: Moment, state: Any) -> str:
        text = self.lasting([moment, state])
        return hashlib.sha256(json.dumps([*what, text]).encode()).hexdigest()

    @staticmethod
    def lasting(value: Any) -> str:
        """The same text for what differs in SIDs, dates, generated passwords, numbers of rows and the order of keys."""
        sids: dict[str, str] = {}
        text = json.dumps(value, default=_lasting, sort_keys=True).replace(".0,", ",").replace(".0}", "}")
        text = _BY_CHANCE.sub(r"\1by chance", text)
        for number, password in enumerate(dict.fromkeys(_GENERATED.findall(text))):
            for username in _USERNAMES:
                text = text.replace(ha1(username, password), f"HA1 of {username} {number}")
            text = text.replace(password, f"password {number}")
        return _SID.sub(lambda match: sids.setdefault(match[0], f"SID{len(sids)}"), text)

    def keep(self, key: str, problems: list[Problem]) -> None:
        file = self.folder / f"{key}.{os.getpid()}"
        file.write_text(Outcome("", problems).dump())
        file.rename(self.folder / key)

    def recall(self, key: str, case: str) -> list[Problem] | None:
        """The problems as those of `case`, or None where that state is new."""
        file = self.folder / key
        if not file.exists():
            return None
        return [evolve(each, case=case) for each in Outcome.load(file.read_text()).problems]


def _lasting(moment: Moment) -> Any:
    return [
        (
            name,
            [[value for column, value in zip(columns, row, strict=True) if column not in _PASSING] for row in rows],
        )
        for name, (columns, rows) in (*moment.twilio.items(), *moment.asterisk.items())
        if name not in _NEUTRAL
    ]


@define(eq=False)
class Bench:
    """One worker's sides and engine, for one shape of program."""

    sides: Sides
    engine: MiniEngine
    programs: dict[str, Program]
    shape: str
    memory: Memory
    _starts: dict[str, Start] = Factory(dict)

    def start(self, world: str) -> Start:
        """Put everything back to that world."""
        if world not in self._starts:
            self._restore(self.sides.nothing, [])
            if world != "nothing":
                ran = self.engine.up(self.programs[world])
                assert not ran.errors, ran
            self._starts[world] = Start(self.sides.save(), self.engine.save(), self.sides.look())
        start = self._starts[world]
        self._restore(start.sides, start.state)
        return start

    def command(self, scenario: Scenario, program: Program | None = None) -> Ran:
        """Run the scenario's command, with its own program or the same in another order."""
        if scenario.command == "preview":
            return self.engine.preview(self.programs[scenario.after])
        if scenario.command == "refresh":
            return self.engine.refresh()
        if scenario.command == "destroy":
            return self.engine.destroy()
        return self.engine.up(program or self.programs[scenario.after])

    def after(self, case: str, scenario: Scenario, ran: Ran | None, follow_ups: tuple[str, ...]) -> Iterator[Outcome]:
        """The follow-ups of a fault that has just happened; `ran` is how the command ended, None if it was killed."""
        began = time.monotonic()
        seen, moment, state = self.sides.look(), self.sides.save(), self.engine.save()
        first = list(self._of_the_fault(case, scenario, ran, seen)) if ran else []
        for follow_up in follow_ups:
            name = f"{case}/{follow_up}"
            kept = [[each.urn, each.id, each.inputs, each.outputs, bool(each.init_errors)] for each in state]
            key = self.memory.key([self.shape, scenario.name, follow_up], moment, kept)
            problems = self.memory.recall(key, name)
            known = problems is not None
            if problems is None:
                self._restore(moment, state)
                problems = list(self._follow(name, scenario, follow_up))
                self.memory.keep(key, problems)
            spent, began = time.monotonic() - began, time.monotonic()
            yield Outcome(name, first + problems, spent, known=known)
            first = []

    def _of_the_fault(self, case: str, scenario: Scenario, ran: Ran, seen: Seen) -> Iterator[Problem]:
        yield from judge_words(f"{case}/again", ran)
        now = scenario.before if scenario.command == "preview" else scenario.after
        if not ran.errors:
            verdict = judge(seen, SHAPES[self.shape].worlds[now], self.sides.others)
            verdict.reserved.clear()
            for kind, line in verdict.lines():
                yield Problem(f"{case}/again", "silent", f"{kind}: {line}")
        if scenario.lives:
            for line in refused_calls(seen.without(self.sides.others)):
                yield Problem(f"{case}/again", "refused_calls", line)

    def _follow(self, case: str, scenario: Scenario, follow_up: str) -> Iterator[Problem]:
        """Do what a person does; if that is not enough, try a refresh before it."""
        target = scenario.target(follow_up)
        if scenario.command == "destroy" and target != "nothing":
            self.sides.lift_reservations()
        ran = self._run(scenario, follow_up, refresh=False)
        yield from judge_words(case, ran)
        problems = list(self._judge(case, scenario, target, ran))
        if problems:
            ran = self._run(scenario, follow_up, refresh=True)
            if any(self._judge(case, scenario, target, ran)):
                yield from problems
                return
            yield Problem(case, "manual", f"a refresh was needed: {problems[0].kind}: {problems[0].text}")
            return
        if target != "nothing":
            with self.sides.http.listening() as requests, self.sides.sql.listening() as statements:
                self.engine.up(self.programs[target])
            if requests or statements:
                yield Problem(case, "unsettled", f"{len(requests)} requests and {len(statements)} statements more")

    def _run(self, scenario: Scenario, follow_up: str, *, refresh: bool) -> Ran:
        if follow_up == "destroyed" or (scenario.command == "destroy" and follow_up == "again"):
            return self.engine.destroy(refresh=refresh)
        return self.engine.up(self.programs[scenario.target(follow_up)], refresh=refresh)

    def _judge(self, case: str, scenario: Scenario, target: str, ran: Ran) -> Iterator[Problem]:
        if ran.errors:
            yield Problem(
                case, "hangs" if ran.errors[0].startswith(HANGS) else "unfinished", ran.errors[0].strip()[:400]
            )
        before = self._starts[scenario.before].seen if scenario.lives and target != "nothing" else None
        verdict = judge(self.sides.look(), SHAPES[self.shape].worlds[target], self.sides.others, before)
        if target == "nothing" or scenario.command == "destroy":
            verdict.reserved.clear()
        for kind, line in verdict.lines():
            yield Problem(case, kind, line)

    def _restore(self, moment: Moment, state: State) -> None:
        self.sides.restore(moment)
        self.engine.restore(state)


def judge_words(case: str, ran: Ran) -> Iterator[Problem]:
    for error in ran.errors:
        if error.startswith(HANGS):
            yield Problem(case, "hangs", error)
        elif reason := opaque(error):
            yield Problem(case, "opaque", f"{reason}: {error.strip()[:300]}")
    if "Traceback" in ran.printed:
        yield Problem(case, "opaque", f"prints a traceback: {ran.printed.strip().splitlines()[-1][:300]}")
    elif ran.printed and (reason := opaque("database: : " + " ".join(ran.printed.split()))) == "shows a secret":
        yield Problem(case, "opaque", "prints a secret")
