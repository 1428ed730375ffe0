"""The adapter between the engine and a `Logic`: it answers the engine's calls, and reports errors in one line."""

import logging
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, NoReturn, TypeVar

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from trunkline.model.late import problems_in
from trunkline.model.properties import Properties, PropertyBag, Role
from trunkline.model.words import Words
from trunkline.providers import ledger, servicer
from trunkline.providers.errors import HalfDoneError, NotFoundError, NotOursError, RefusedError, TrunklineError
from trunkline.providers.logic import UNFINISHED, Logic, show
from trunkline.providers.names import HANDED_OVER, INCOMPLETE, PLACES, to_python
from trunkline.providers.orphan import end_with_engine
from trunkline.providers.ownership import Owner, key, resource_name, stack_of, taken_over
from trunkline.providers.read_only import require_writable
from trunkline.providers.settings import Settings

RUN = "__preview"
"""Input of `check` that never gets into a state: {is_preview, words, problems}.

`words` are from `Words.dump`, or None. `problems` are lines about late values, from the rules of several arguments.
They are missing if no value is late.
"""

_PROVIDER = "__provider"
_BOOKKEEPING = frozenset({*PLACES, HANDED_OVER})
"""Outputs that are not settings of the thing."""

T = TypeVar("T", bound=Properties)

_LEDGER = ledger.of_this_engine()

_WORDS: dict[str, Words] = {}
"""{URN: how the program's user writes the resource's properties}, for the calls after a `check`."""


class LogicProvider(ResourceProvider):
    """Adapts a `Logic` to the engine. It is pickled by reference and holds nothing until it is configured."""

    serialize_as_secret_always = False

    LOGIC: ClassVar[str]
    """Import path of the `Logic`."""
    RECORD: ClassVar[type[Properties]]
    """Its properties."""
    PLACE: ClassVar[str | None] = None
    """The setting with the place of the thing, which is an output too; None if the thing is only in the state."""

    words: Words = Words()
    """How a program writes the resource's properties, if the resource has no words of its own."""

    _config: Callable[[str], Any]

    def configure(self, req: ConfigureRequest) -> None:
        self._config = req.config.get
        end_with_engine()
        servicer.widen()
        logging.getLogger("grpc._server").addFilter(_is_unexpected)
        logging.getLogger("stamina").setLevel(logging.ERROR)  # its line on each retry does not help a user

    def check(self, olds: PropertyBag, news: PropertyBag) -> CheckResult:
        run = news.pop(RUN, {})
        before, inputs = _without(self._known(olds, news), {_PROVIDER, RUN}), _without(news, {_PROVIDER, RUN})
        owner, keys = _owner(), self._keys(inputs)
        claims = self._claims(inputs)
        rivals = owner.declare({*keys, *claims})
        if not self._changed(before, inputs):  # valid when made; loading the logic takes most of a run's time
            return CheckResult(inputs, [])
        if late := problems_in(inputs) or _lines(run.get("problems")):
            return CheckResult(inputs, [CheckFailure("", line) for line in late])
        if words := run.get("words"):
            _WORDS[owner.urn] = Words.load(words)
        try:
            logic, declared = self._logic(), self.RECORD.load(inputs)
            findings = [str(logic.words.problem(each)) for each in self.RECORD.problems(inputs)]
            findings += [
                _is_declared_twice(logic.subject(declared), urn)
                for urn in sorted({rivals[each] for each in keys & rivals.keys()})
            ]
            findings += [
                f"{logic.subject(declared)}: {resource_name(rivals[claim])!r} of this program has {words} too: "
                "only one can have it"
                for claim, words in claims.items()
                if claim in rivals
            ]
            if run.get("is_preview") and not findings:
                known = self.RECORD.load(before) if before else None
                self._look_ahead(inputs, is_new=not known)
                findings = _foreseen(logic, known, declared)
        except TrunklineError as error:
            findings = [str(error)]
        return CheckResult(inputs, [CheckFailure("", " ".join(finding.split())) for finding in findings])

    def foresee(self, olds: PropertyBag, news: PropertyBag) -> list[str]:
        """Why the other side would refuse `news`, for an engine that calls `create` and `update` in a preview.

        `olds` are the former inputs, or empty. It only reads, and shows the notices.
        """
        if not self._changed(olds, news):
            return []
        self._look_ahead(news, is_new=not olds)
        try:
            return _foreseen(self._logic(), self.RECORD.load(olds) if olds else None, self.RECORD.load(news))
        except TrunklineError as error:
            return [" ".join(str(error).split())]

    def changed(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> set[str]:
        """The inputs in which they differ."""
        return self._changed(olds, news) - self.RECORD.named(Role.OUTPUT)

    def diff(self, id_: str, olds: PropertyBag, news: PropertyBag) -> DiffResult:
        is_switch = (_PROVIDER in olds) != (_PROVIDER in news)
        olds = self._known(olds, news)
        changed = self.changed(olds, news)
        replaces = sorted(changed & self.RECORD.named(Role.FIXED))
        owner = _owner()
        if owner.is_declared and not replaces:  # a refresh calls this too, also for undeclared resources
            owner.hold(self._sids(id_, olds))
        if self._elsewhere(olds):
            with self._answering(olds) as (logic, outputs):
                self._require_place(logic, id_, olds, outputs)
        if is_switch:  # an update gives the state the names of this adapter
            return DiffResult(changes=True, replaces=replaces)
        # with None, the engine compares each property, which shows a changed secret too
        return DiffResult(changes=None if changed else False, replaces=replaces)

    def create(self, props: PropertyBag) -> CreateResult:
        self._look_ahead(props, is_new=True)
        with self._answering(props) as (logic, inputs):
            require_writable()
            try:
                id_, created = logic.create(inputs)
            except HalfDoneError as error:
                self._keep(logic, error.id, None, props, error)
                raise
            outputs = created.dump_like(props)
            logic.owner.hold(self._sids(id_, outputs))
        return CreateResult(id_, outputs | self._place())

    def read(self, id_: str, props: PropertyBag) -> ReadResult:
        self._look_ahead(props, is_new=False)
        subject = None if props else id_  # of an import
        with self._answering(props or self._identified(id_), subject) as (logic, outputs):
            is_incomplete = False
            if unfinished := id_ == UNFINISHED:
                require_writable()
                id_, found, is_incomplete = _finish(logic, outputs)
            else:
                self._require_place(logic, id_, props, outputs)
                found = logic.read(id_, outputs)
            if found is None and subject:
                raise NotFoundError(self._absent())
            if found is None:
                return ReadResult("", {})
            read = found.dump_like(props) | ({INCOMPLETE: True} if is_incomplete else {})
            read |= _handed_over(logic.owner, props, read)
            if self.PLACE in props or unfinished or subject:
                read |= self._place()
        left_out = {*self.RECORD.named(Role.OUTPUT), *_BOOKKEEPING, INCOMPLETE}
        return ReadResult(id_, read, _without(read, left_out))

    def update(self, id_: str, olds: PropertyBag, news: PropertyBag) -> UpdateResult:
        olds = self._known(olds, news)
        with self._answering(news) as (logic, inputs):
            require_writable()
            before = self.RECORD.load(olds)
            self._require_place(logic, id_, olds, before)
            if olds.get(INCOMPLETE):
                before = logic.read(id_, before) or before
            if not news.get("adopt"):
                _require_ownership(logic, id_, before, olds, news)
            try:
                outputs = logic.update(id_, before, inputs)
            except TrunklineError as error:
                self._keep(logic, id_, before, news, error)
                raise
        return UpdateResult(outputs.dump_like(news) | self._place())

    def delete(self, id_: str, props: PropertyBag) -> None:
        self._look_ahead(props, is_new=False)
        with self._answering(props) as (logic, outputs):
            require_writable()
            if kept := self._kept(logic, id_, props, outputs):
                show(f"{logic.subject(outputs)} {kept}")
            else:
                self._delete(logic, id_, outputs)

    def _look_ahead(self, properties: Mapping[str, Any], *, is_new: bool) -> None:
        """Begin what this call or the next resource's will need, so that it is done while others wait for an answer."""

    def _identified(self, id_: str) -> PropertyBag:
        """The properties of a thing that is imported."""
        try:
            return self._logic().identified(id_)
        except TrunklineError as error:
            _fail(f"{id_}: {error}")

    def _known(self, olds: PropertyBag, news: Mapping[str, Any]) -> PropertyBag:
        """The former properties by their Python names, also if the plugin has written them and this is dynamic."""
        return to_python(self.RECORD, olds) if _PROVIDER in news and _PROVIDER not in olds else olds

    def _absent(self) -> str:
        """Why nothing is imported: the account has no such thing."""
        settings = self._settings()
        called = settings.called("twilio_account_sid")
        return f"account {settings.account_sid} has nothing with this SID: check it and {called}"

    def _logic(self) -> Logic[Any]:
        logic: type[Logic[Any]] = pkgutil.resolve_name(self.LOGIC)
        connected = logic.connect(self._settings())
        connected.owner = _owner()
        connected.words = _WORDS.get(connected.owner.urn, self.words)
        return connected

    def _settings(self) -> Settings:
        return Settings.find(self._config, _owner().short_stack)

    @contextmanager
    def _answering(
        self, properties: Mapping[str, Any], subject: str | None = None
    ) -> Iterator[tuple[Logic[Any], Properties]]:
        """The logic and the record. An error ends the call in one line that begins with the resource's name.

        `subject` is that name, if the properties do not have it.
        """
        logic, record = self._logic(), self.RECORD.load(properties)
        try:
            yield logic, record
        except TrunklineError as error:
            _fail(f"{subject}: {' '.join(str(error).split())}" if subject else _line(logic, record, error))

    def _changed(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> set[str]:
        differing = {key for key in olds.keys() | news.keys() if olds.get(key) != news.get(key)}
        new = self.RECORD.named(Role.LATER) - olds.keys() if olds else frozenset()
        return differing - _BOOKKEEPING - {_PROVIDER, RUN, "adopt"} - self.RECORD.named(Role.HINT) - new

    def _place(self) -> dict[str, str | None]:
        """The place that the settings lead to, as an output."""
        return {self.PLACE: getattr(self._settings(), self.PLACE)} if self.PLACE else {}

    def _elsewhere(self, outputs: Mapping[str, Any]) -> tuple[str, str] | None:
        """The place of the thing and the place that the settings lead to, if they differ."""
        was = outputs.get(self.PLACE) if self.PLACE else None
        now = self._place()[self.PLACE] if self.PLACE and was else None
        return (was, now) if was and now and was != now else None

    def _require_place(self, logic: Logic[Any], id_: str, properties: Mapping[str, Any], outputs: Properties) -> None:
        places = self._elsewhere(properties)
        if places and self.PLACE and not logic.is_here(id_, outputs):
            raise RefusedError(self._settings().leads_elsewhere(self.PLACE, *places, logic.owner.urn))

    def _sids(self, id_: str, properties: Mapping[str, Any]) -> set[str]:  # noqa: ARG002
        """The keys of the things that exist."""
        return {id_} if self.RECORD.named(Role.KEY) else set()

    def _keys(self, properties: Mapping[str, Any]) -> set[str]:
        """The keys of the things that only one resource can have."""
        values = [properties.get(name) for name in self.RECORD.named(Role.KEY)]
        return {key(self._settings().account_sid, self.LOGIC, each) for each in values if isinstance(each, str)}

    def _claims(self, properties: Mapping[str, Any]) -> dict[str, str]:  # noqa: ARG002
        """{key: words for it}, for what only one resource of the program can have beside its thing."""
        return {}

    def _keep(
        self,
        logic: Logic[Any],
        id_: str,
        before: Properties | None,
        props: Mapping[str, Any],
        error: TrunklineError,
    ) -> None:
        """End the call with what exists after a failure. Return if nothing exists, or nothing has changed."""
        call, news = servicer.current_call(), self.RECORD.load(props)
        if not call:
            return
        try:
            found, further = logic.remains(id_, before, news), {}
        except TrunklineError:
            found, further = logic.unread(before, news), {INCOMPLETE: True}
        if found and self._changed(before.dump() if before else {}, found.dump() | further):
            provider = {_PROVIDER: props[_PROVIDER]} if _PROVIDER in props else {}
            kept = logic.storable(found, news).dump_like(props) | further | self._place() | provider
            call.fail_half_done(_line(logic, news, error), id_, kept)

    def _delete(self, logic: Logic[Any], id_: str, outputs: Properties) -> None:
        """Delete the thing. The entry in the state cannot say that a part of it is gone, so the error does."""
        try:
            logic.delete(id_, outputs)
        except TrunklineError as failure:
            logic.forget()
            try:
                found, is_read = logic.read(id_, outputs), True
            except TrunklineError:
                found, is_read = outputs, False
            if found is None:
                return
            if is_read and not self._changed(outputs.dump(), found.dump()):
                raise
            refresh = logic.owner.command("refresh")
            raise TrunklineError(f"{failure}; to keep it instead, run `{refresh}` before `up`") from None

    def _kept(self, logic: Logic[Any], id_: str, properties: Mapping[str, Any], outputs: Properties) -> str | None:
        """Why a thing is kept although its entry in the state goes, or None."""
        owner, keys = logic.owner, self._keys(properties)
        held = owner.holders(keys | self._sids(id_, properties))
        taken = bool(held) and (bool(self.RECORD.named(Role.KEY)) or keys <= held.keys())
        places = self._elsewhere(properties)
        if places and (taken or owner.is_declared):
            return f"stays in {places[0]}: this run has made it in {places[1]}"
        if taken:
            holders = {*held.values()}
            if holders == {owner.urn}:
                return "stays as it is: it is not deleted and made again"
            return f"stays as it is: {resource_name(min(holders - {owner.urn}))} has it now"
        self._require_place(logic, id_, properties, outputs)
        name = properties.get(HANDED_OVER) or logic.name_now(id_, outputs)
        if name and (HANDED_OVER in properties or owner.has_lost(name, properties.get("friendly_name"))):
            owner.let_go(id_)
            return f"stays as it is: {logic.OWNED_BY} is now {name!r}, so this stack lets go of it"
        return None


def _owner() -> Owner:
    call = servicer.current_call()
    return Owner(call.urn if call else "", _LEDGER)


def _foreseen(logic: Logic[T], olds: T | None, news: T) -> list[str]:
    """Why the other side would refuse `news`. If it would not, the notices are shown."""
    findings = logic.inspect(olds, news)
    for notice in () if findings else logic.notices(olds, news):
        show(notice)
    return findings


def _finish(logic: Logic[T], inputs: T) -> tuple[str, T | None, bool]:
    """Make or find what was being created. If it is refused now, it was refused then, and does not exist.

    Returns:
        id, outputs, and whether work is left.
    """
    try:
        return *logic.create(inputs), False
    except HalfDoneError as error:
        return error.id, logic.remains(error.id, None, inputs), True
    except (RefusedError, NotOursError) as error:
        show(_line(logic, inputs, error))
        return UNFINISHED, None, False


def _require_ownership(logic: Logic[T], id_: str, before: T, olds: Mapping[str, Any], news: Mapping[str, Any]) -> None:
    name = logic.name_now(id_, before)
    if logic.owner.is_another_stacks(name, news.get("friendly_name"), olds.get("friendly_name")):
        raise NotOursError(taken_over(f"{logic.OWNED_BY} is now {name!r}", logic.words))


def _handed_over(owner: Owner, known: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, str | None]:
    """The output `HANDED_OVER`, if the thing has another stack's name. The state keeps the former name."""
    name, before = found.get("friendly_name"), known.get("friendly_name")
    is_lost = "friendly_name" in known and owner.is_another_stacks(name, before)
    return {HANDED_OVER: stack_of(name), "friendly_name": before} if is_lost else {}


def _is_declared_twice(subject: str, urn: str) -> str:
    return (
        f"{subject}: {resource_name(urn)!r} of this program declares it too: declare it once, or give one another name"
    )


def _lines(problems: Any) -> list[str]:
    """The lines about late values; none if some are not known yet."""
    return problems if isinstance(problems, list) else []


def _line(logic: Logic[T], record: T, error: TrunklineError) -> str:
    subject, line = logic.subject(record), " ".join(str(error).split())
    return line if line.startswith(subject) else f"{subject}: {line}"


def _fail(line: str) -> NoReturn:
    if call := servicer.current_call():
        call.fail(line)
    raise TrunklineError(line) from None


def _is_unexpected(record: logging.LogRecord) -> bool:
    """Whether it is a defect. Grpc logs a provider's exception with its traceback, which the engine prints."""
    return not (record.exc_info and isinstance(record.exc_info[1], TrunklineError))


def _without(bag: Mapping[str, Any], keys: set[str]) -> PropertyBag:
    return {key: value for key, value in bag.items() if key not in keys}
