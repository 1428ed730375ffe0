"""An Elastic SIP trunk with all its parts: recording, associations, origination URLs and numbers.

https://www.twilio.com/docs/sip-trunking/api/trunk-resource
"""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any, Self

from attrs import evolve

from trunkline.model.twilio import TRUNK_SETTINGS, Recording, Trunk
from trunkline.model.unknown import is_known
from trunkline.providers import connections
from trunkline.providers.differences import takeover
from trunkline.providers.errors import NotFoundError, TrunklineError
from trunkline.providers.logic import Logic, half_done
from trunkline.providers.ownership import domain_key, list_key, taken_over
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import limits, owned_numbers, reading, sids
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.converging import concurrently, delete
from trunkline.providers.twilio.create_or_adopt import create_or_adopt
from trunkline.providers.twilio.trunk_parts import PARTS, Association, Part

URL, METHOD, DEFAULT_METHOD = "disaster_recovery_url", "disaster_recovery_method", "POST"
DOMAIN_TAKEN = (21245, 21248)
"""A trunk of this account has it; another account has it, or it is reserved for a deleted trunk."""


class TrunkLogic(Logic[Trunk]):
    """A trunk is never replaced: a deleted trunk's domain stays reserved for up to 30 days.

    It is found by its domain, or else by the default name that this stack has given it.
    """

    def __init__(self, account: Account) -> None:
        self._account = account

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(connections.account(settings))

    def subject(self, inputs: Trunk) -> str:
        return f"trunk {inputs.domain_name!r}"

    def inspect(self, olds: Trunk | None, news: Trunk) -> list[str]:
        if not is_known(news.domain_name):
            return []
        renamed = not olds or olds.domain_name != news.domain_name
        numbers = news.phone_numbers if not olds or olds.phone_numbers != news.phone_numbers else ()
        numbers = numbers if is_known(numbers) else ()
        if renamed or numbers:
            self._account.prefetch()
        findings = [str(refusal) for refusal in self._refused_numbers(olds, news, numbers)]
        found = self._find(olds.domain_name) if olds and not news.adopt else None
        names = (news.friendly_name, olds.friendly_name if olds else None)
        if found and self.owner.is_another_stacks(found.friendly_name, *names):
            findings.append(
                f"{self.subject(news)}: {taken_over(f'its name is now {found.friendly_name!r}', self.words)}"
            )
        if renamed and self._refuse_found(news) and (refusal := self._refuse_found(news, refetch=True)):
            findings.insert(0, refusal)
        return findings

    def notices(self, olds: Trunk | None, news: Trunk) -> list[str]:
        found = None if olds else self._find(news.domain_name) or self._ours(news)
        if not found:
            return [] if olds else limits.warnings(self._account, self.owner, "trunks", self.subject(news))
        subject, before = f"{self.subject(news)} ({found.sid})", self.read(found.sid, news)
        mover = self.owner.mover(found.friendly_name)
        if mover:
            self.owner.hold([domain_key(found.domain_name)])
        return takeover(subject, before, self._with_lists(news), to=mover, nothing=" at Twilio" if mover else "")

    def create(self, inputs: Trunk) -> tuple[str, Trunk]:
        if self.owner.is_own_name(inputs.friendly_name):
            self._account.trunks.fetch_soon()
        self._require_numbers(None, inputs)
        ours = self._ours(inputs)
        trunk, fresh = (ours, False) if ours else self._create_or_adopt(inputs)
        with half_done(trunk.sid):
            if changed := {name: value for name, value in _wanted(inputs).items() if value != _as_sent(trunk, name)}:
                trunk = trunk.update(**changed)
            self._account.trunks.put(trunk)
            self._converge(trunk.sid, None, inputs, Recording.load(trunk.recording), empty=fresh)
        return trunk.sid, evolve(
            inputs, auth_type=_auth_type(inputs), symmetric_rtp_enabled=trunk.symmetric_rtp_enabled
        )

    def read(self, sid: str, outputs: Trunk) -> Trunk | None:
        try:
            trunk, parts = concurrently(
                partial(self._account.trunks.get, sid), partial(reading.parts, self._account, sid)
            )
        except NotFoundError:
            return None
        shaped = {part.key: part.shape(parts[part.key]) for part in PARTS}
        return evolve(
            outputs.with_fields(_settings(trunk, outputs) | shaped),
            recording=Recording.load(trunk.recording),
            auth_type=",".join(sorted(filter(None, (trunk.auth_type or "").split(",")))),
            symmetric_rtp_enabled=trunk.symmetric_rtp_enabled,
        )

    def identified(self, id_: str) -> dict[str, Any]:
        sids.require(id_, "TK")
        return {}

    def update(self, sid: str, olds: Trunk, news: Trunk) -> Trunk:
        if news.phone_numbers != olds.phone_numbers:
            self._require_numbers(olds, news)
        changed = {name: value for name, value in _wanted(news).items() if getattr(news, name) != getattr(olds, name)}
        if changed:
            self._account.trunks.put(self._account.trunk(sid).update(**changed))
        self._converge(sid, olds, news, olds.recording)
        return evolve(news.with_outputs_of(olds), auth_type=_auth_type(news))

    def delete(self, sid: str, outputs: Trunk) -> None:
        if outputs.keep_domain:
            with suppress(NotFoundError):
                emptied = outputs.with_fields({part.key: part.empty for part in PARTS})
                self._converge(sid, None, emptied, outputs.recording)
            self.owner.let_go(sid)
        else:
            for index, lists in (
                (self._account.credential_lists, outputs.credential_lists),
                (self._account.ip_access_control_lists, outputs.ip_access_control_lists),
            ):
                if lists:
                    index.fetch_soon()  # for their deletion, which comes next
            delete(self._account.trunk(sid))
            self._account.trunks.drop(sid)

    def _with_lists(self, news: Trunk) -> Trunk:
        """The inputs with the lists that the resources of this program have found, or will make."""
        return news.with_fields(
            {
                part.key: self._found_lists(news, part.key, getattr(news, part.key))
                for part in PARTS
                if isinstance(part, Association)
            }
        )

    def _found_lists(self, news: Trunk, kind: str, declared: Any) -> Any:
        held = self.owner.held(list_key(news.domain_name, kind, ""))
        if not is_known(declared) or len(held) != sum(not is_known(each) for each in declared):
            return declared
        return [*filter(is_known, declared), *(sid or "a new list" for sid in held)]

    def forget(self) -> None:
        self._account.forget()

    def name_now(self, sid: str, outputs: Trunk) -> str | None:  # noqa: ARG002 - given to every resource
        trunk = self._account.trunks.find(sid)
        return trunk and trunk.friendly_name

    @property
    def _trunks(self) -> Any:
        return self._account.trunks.things

    def _converge(
        self, sid: str, olds: Trunk | None, news: Trunk, recording: Recording, *, empty: bool = False
    ) -> None:
        """Make the trunk's parts and its recording as in `news`.

        Args:
            sid: the trunk's.
            olds: the trunk with its parts; None if they are not known.
            news: the inputs.
            recording: what the trunk has.
            empty: whether it has no parts yet.
        """

        def converge(part: Part) -> None:
            actual = {} if empty else reading.PARTS[part.key](self._account, sid)
            part.converge(self._account, sid, getattr(news, part.key), actual)

        def differs(part: Part) -> bool:
            declared = getattr(news, part.key)
            return bool(declared != part.empty if empty else not olds or declared != getattr(olds, part.key))

        work = [partial(converge, part) for part in PARTS if differs(part)]
        if news.recording != recording:
            work.append(partial(self._record, sid, news.recording))
        concurrently(*work)

    def _record(self, sid: str, recording: Recording) -> None:
        self._account.trunk(sid).recordings().update(mode=recording.mode, trim=recording.trim)
        self._account.trunks.forget()

    def _create_or_adopt(self, inputs: Trunk) -> tuple[Any, bool]:
        given = {name: value for name in TRUNK_SETTINGS if (value := getattr(inputs, name)) is not None}
        return create_or_adopt(
            partial(self._trunks.create, **given),
            partial(self._find, inputs.domain_name, refetch=True),
            duplicate=DOMAIN_TAKEN,
            refuse=partial(self._refuse, inputs),
        )

    def _find(self, domain_name: str, *, refetch: bool = False) -> Any | None:
        if refetch:
            self._account.trunks.forget()
        return self._account.trunk_at(domain_name)

    def _ours(self, inputs: Trunk) -> Any | None:
        """The trunk that this stack has given this name, and another domain, if no other resource has it."""
        name = inputs.friendly_name
        if not self.owner.is_own_name(name) or self._find(inputs.domain_name):
            return None
        found = next((each for each in self._account.trunks.all() if each.friendly_name == name), None)
        return found if found and not self.owner.rivals([found.sid]) else None

    def _refuse(self, inputs: Trunk, found: Any) -> str | None:
        is_ours = found.friendly_name == inputs.friendly_name or self.owner.is_own_name(found.friendly_name)
        if inputs.adopt or is_ours:
            return None
        return (
            f"{self.subject(inputs)} exists already ({found.sid}, {found.friendly_name!r}), and this stack has not "
            f"made it under that name: choose another {self.words.name('domain_name')}, or set {self.words.adopt}"
        )

    def _refuse_found(self, inputs: Trunk, *, refetch: bool = False) -> str | None:
        found = self._find(inputs.domain_name, refetch=refetch)
        return self._refuse(inputs, found) if found else None

    def _refused_numbers(self, olds: Trunk | None, news: Trunk, numbers: Iterable[str]) -> list[TrunklineError]:
        domains = {each.domain_name for each in (olds, news) if each}
        return owned_numbers.refusals(self._account, numbers, domains, self.words, adopt=news.adopt)

    def _require_numbers(self, olds: Trunk | None, news: Trunk) -> None:
        for refusal in self._refused_numbers(olds, news, news.phone_numbers):
            raise refusal


def _wanted(inputs: Trunk) -> dict[str, str | bool]:
    """The settings as an update sends them: "" clears a field, which None would leave as it is."""
    settings = {name: "" if (value := getattr(inputs, name)) is None else value for name in TRUNK_SETTINGS}
    if inputs.disaster_recovery_method is None:
        del settings[METHOD]
        if inputs.disaster_recovery_url is not None:
            settings[METHOD] = DEFAULT_METHOD
    return settings


def _as_sent(trunk: Any, name: str) -> Any:
    """A setting of the trunk as an update would send it."""
    value = getattr(trunk, name)
    return "" if value is None else value


def _auth_type(inputs: Trunk) -> str:
    """`auth_type` as Twilio has it once the declared lists are associated."""
    kinds = {"CREDENTIAL_LIST": inputs.credential_lists, "IP_ACL": inputs.ip_access_control_lists}
    return ",".join(kind for kind, lists in kinds.items() if lists)


def _settings(trunk: Any, declared: Trunk) -> dict[str, str | bool | None]:
    """Twilio's answer in the shape of the inputs: a field that is empty and was not declared is None."""
    settings = {name: _as_sent(trunk, name) for name in TRUNK_SETTINGS}
    if declared.disaster_recovery_method is None and (not settings[URL] or settings[METHOD] == DEFAULT_METHOD):
        settings[METHOD] = ""
    return {
        name: None if value == "" and getattr(declared, name) is None else value for name, value in settings.items()
    }
