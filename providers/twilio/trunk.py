"""An Elastic SIP trunk with its recording, associations, origination URLs and numbers, owned whole.

https://www.twilio.com/docs/sip-trunking/api/trunk-resource
"""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any, Self

from trunkline.model.twilio import TRUNK, TRUNK_SETTINGS
from trunkline.providers import connections, rules
from trunkline.providers.differences import takeover
from trunkline.providers.errors import NotFoundError, TrunklineError
from trunkline.providers.logic import Logic, half_done
from trunkline.providers.ownership import domain_key, taken_over
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import limits, owned_numbers, reading
from trunkline.providers.twilio.account import Account
from trunkline.providers.twilio.converging import concurrently, delete
from trunkline.providers.twilio.create_or_adopt import create_or_adopt
from trunkline.providers.twilio.trunk_parts import PARTS, Part

SETTINGS = tuple(TRUNK_SETTINGS)
NUMBERS = "phone_numbers"
EMPTY_PARTS = {part.key: part.empty for part in PARTS}
URL, METHOD, DEFAULT_METHOD = "disaster_recovery_url", "disaster_recovery_method", "POST"
DOMAIN_TAKEN = (21245, 21248)
"""By a trunk of this account; by another account, or by a deleted trunk's reservation."""


class TrunkLogic(Logic):
    """A trunk is never replaced: a deleted trunk's domain stays reserved for up to 30 days.

    It is found by its domain, or else by the default name that this stack has given it.

    Inputs and outputs:

    - `friendly_name`, `domain_name`, `secure`, `transfer_mode`, `transfer_caller_id`,
      `cnam_lookup_enabled`, and if set `disaster_recovery_url`, `disaster_recovery_method`;
    - `recording` {mode, trim};
    - `credential_lists`, `ip_access_control_lists`: SIDs of the lists;
    - `origination_urls` {SIP URL: {friendly_name, priority, weight, enabled}};
    - `phone_numbers`: E.164, owned by the account;
    - `keep_domain`: a deletion leaves the trunk there, with its domain and nothing else;
    - `adopt`.

    Outputs: `auth_type` (what may call: `CREDENTIAL_LIST`, `IP_ACL`, both with a comma, or empty) and
    `symmetric_rtp_enabled`, both as Twilio has them.
    """

    INPUTS = TRUNK

    def __init__(self, account: Account) -> None:
        self._account = account

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(connections.account(settings))

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"trunk {inputs.get('domain_name')!r}"

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        if not isinstance(news["domain_name"], str):
            return []
        renamed = olds.get("domain_name") != news["domain_name"]
        numbers = rules.sequence(news[NUMBERS]) if news[NUMBERS] != olds.get(NUMBERS) else []
        if renamed or numbers:
            self._account.prefetch()
        findings = [str(refusal) for refusal in self._refused_numbers(olds, news, numbers)]
        found = self._find(olds["domain_name"]) if olds and not news["adopt"] else None
        names = (news["friendly_name"], olds.get("friendly_name"))
        if found and self.owner.is_another_stacks(found.friendly_name, *names):
            findings.append(
                f"{self.subject(news)}: {taken_over(f'its name is {found.friendly_name!r} by now', self.words)}"
            )
        if renamed and self._refuse_found(news) and (refusal := self._refuse_found(news, afresh=True)):
            findings.insert(0, refusal)
        return findings

    def notices(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        found = None if olds else self._find(news["domain_name"]) or self._ours(news)
        if not found:
            return [] if olds else limits.warnings(self._account, self.owner, "trunks", self.subject(news))
        subject, before = f"{self.subject(news)} ({found.sid})", self.read(found.sid, news) or {}
        mover = self.owner.mover(found.friendly_name)
        if mover:
            self.owner.hold([domain_key(found.domain_name)])
        return takeover(subject, before, news, to=mover, nothing=" at Twilio" if mover else "")

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        self._require_numbers({}, inputs, inputs[NUMBERS])
        ours = self._ours(inputs)
        trunk, fresh = (ours, False) if ours else self._create_or_adopt(inputs)
        with half_done(trunk.sid):
            if changed := {name: value for name, value in _wanted(inputs).items() if value != _as_sent(trunk, name)}:
                trunk = trunk.update(**changed)
            self._account.trunks.put(trunk)
            self._converge(trunk.sid, {"recording": trunk.recording}, inputs, empty=fresh)
        return trunk.sid, inputs | _outputs(trunk) | {"auth_type": _auth_type(inputs)}

    def read(self, sid: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        try:
            trunk, parts = concurrently(
                partial(self._account.trunks.get, sid), partial(reading.parts, self._account, sid)
            )
        except NotFoundError:
            return None
        return {
            "adopt": outputs["adopt"],
            "keep_domain": outputs["keep_domain"],
            "recording": trunk.recording,
            **_settings(trunk, outputs),
            **_outputs(trunk),
            **{part.key: part.shape(parts[part.key]) for part in PARTS},
        }

    def update(self, sid: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        if news[NUMBERS] != olds[NUMBERS]:
            self._require_numbers(olds, news, news[NUMBERS])
        changed = {name: value for name, value in _wanted(news).items() if news.get(name) != olds.get(name)}
        if changed:
            self._account.trunks.put(self._account.trunk(sid).update(**changed))
        self._converge(sid, olds, news, empty=False)
        return news | {"symmetric_rtp_enabled": olds["symmetric_rtp_enabled"], "auth_type": _auth_type(news)}

    def delete(self, sid: str, outputs: dict[str, Any]) -> None:
        if outputs["keep_domain"]:
            with suppress(NotFoundError):
                self._converge(sid, {"recording": outputs["recording"]}, outputs | EMPTY_PARTS, empty=False)
            self.owner.let_go(sid)
        else:
            delete(self._account.trunk(sid))
            self._account.trunks.drop(sid)

    def forget(self) -> None:
        self._account.forget()

    def name_now(self, sid: str, outputs: dict[str, Any]) -> str | None:  # noqa: ARG002 - given to every resource
        trunk = self._account.trunks.find(sid)
        return trunk and trunk.friendly_name

    @property
    def _trunks(self) -> Any:
        return self._account.twilio.trunking.v1.trunks

    def _converge(self, sid: str, olds: dict[str, Any], news: dict[str, Any], *, empty: bool) -> None:
        def converge(part: Part) -> None:
            actual = {} if empty else reading.PARTS[part.key](self._account, sid)
            part.converge(self._account, sid, news[part.key], actual)

        differing = [part for part in PARTS if news[part.key] != (part.empty if empty else olds.get(part.key))]
        work = [partial(converge, part) for part in differing]
        if news["recording"] != olds["recording"]:
            work.append(partial(self._record, sid, news["recording"]))
        concurrently(*work)

    def _record(self, sid: str, recording: dict[str, str]) -> None:
        self._account.trunk(sid).recordings().update(**recording)
        self._account.trunks.forget()

    def _create_or_adopt(self, inputs: dict[str, Any]) -> tuple[Any, bool]:
        return create_or_adopt(
            partial(self._trunks.create, **{name: inputs[name] for name in SETTINGS if name in inputs}),
            partial(self._find, inputs["domain_name"], afresh=True),
            duplicate=DOMAIN_TAKEN,
            refuse=partial(self._refuse, inputs),
        )

    def _find(self, domain_name: str, *, afresh: bool = False) -> Any | None:
        if afresh:
            self._account.trunks.forget()
        return self._account.trunk_at(domain_name)

    def _ours(self, inputs: dict[str, Any]) -> Any | None:
        """The trunk that this stack has given this name, and another domain, if no other resource has it."""
        name = inputs["friendly_name"]
        if not self.owner.is_own_name(name) or self._find(inputs["domain_name"]):
            return None
        found = next((each for each in self._account.trunks.all() if each.friendly_name == name), None)
        return found if found and not self.owner.rivals([found.sid]) else None

    def _refuse(self, inputs: dict[str, Any], found: Any) -> str | None:
        if (
            inputs["adopt"]
            or found.friendly_name == inputs["friendly_name"]
            or self.owner.is_own_name(found.friendly_name)
        ):
            return None
        return (
            f"{self.subject(inputs)} exists already ({found.sid}, {found.friendly_name!r}), and this stack has not "
            f"made it under that name: choose another {self.words.name('domain_name')}, or set {self.words.adopt}"
        )

    def _refuse_found(self, inputs: dict[str, Any], *, afresh: bool = False) -> str | None:
        found = self._find(inputs["domain_name"], afresh=afresh)
        return self._refuse(inputs, found) if found else None

    def _refused_numbers(
        self, olds: dict[str, Any], news: dict[str, Any], numbers: Iterable[str]
    ) -> list[TrunklineError]:
        domains = {news["domain_name"], olds.get("domain_name", news["domain_name"])}
        return owned_numbers.refusals(self._account, numbers, domains, self.words, adopt=news["adopt"])

    def _require_numbers(self, olds: dict[str, Any], news: dict[str, Any], numbers: Iterable[str]) -> None:
        for refusal in self._refused_numbers(olds, news, numbers):
            raise refusal


def _wanted(inputs: dict[str, Any]) -> dict[str, Any]:
    """The settings as an update sends them: "" clears a field, which None would leave as it is."""
    settings = {name: inputs.get(name, "") for name in SETTINGS}
    if METHOD not in inputs:
        del settings[METHOD]
        if URL in inputs:
            settings[METHOD] = DEFAULT_METHOD
    return settings


def _as_sent(trunk: Any, name: str) -> Any:
    """A setting of the trunk as an update would send it."""
    value = getattr(trunk, name)
    return "" if value is None else value


def _outputs(trunk: Any) -> dict[str, Any]:
    kinds = sorted(filter(None, (trunk.auth_type or "").split(",")))
    return {"symmetric_rtp_enabled": trunk.symmetric_rtp_enabled, "auth_type": ",".join(kinds)}


def _auth_type(inputs: dict[str, Any]) -> str:
    """`auth_type` as Twilio has it once the declared lists are associated."""
    kinds = {"CREDENTIAL_LIST": inputs["credential_lists"], "IP_ACL": inputs["ip_access_control_lists"]}
    return ",".join(kind for kind, lists in kinds.items() if lists)


def _settings(trunk: Any, declared: dict[str, Any]) -> dict[str, Any]:
    """Twilio's answer in the shape of the inputs: what is empty and was not declared is left out."""
    settings = {name: _as_sent(trunk, name) for name in SETTINGS}
    if METHOD not in declared and (not settings[URL] or settings[METHOD] == DEFAULT_METHOD):
        del settings[METHOD]
    return {name: value for name, value in settings.items() if value != "" or name in declared}
