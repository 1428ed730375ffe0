"""An Elastic SIP trunk with its recording, associations, origination URLs and numbers, owned whole.

https://www.twilio.com/docs/sip-trunking/api/trunk-resource
"""

from contextlib import suppress
from functools import partial
from typing import Any

from twilio.rest import Client

from .. import rules
from ..errors import NotFound, Refused
from .finding import create_or_take
from .trunk_parts import PARTS, Part, side_by_side

SETTINGS = (
    "friendly_name",
    "domain_name",
    "secure",
    "transfer_mode",
    "transfer_caller_id",
    "cnam_lookup_enabled",
    "disaster_recovery_url",
    "disaster_recovery_method",
)
TRANSFER_MODES = ("disable-all", "enable-all", "sip-only")
TRANSFER_CALLER_IDS = ("from-transferee", "from-transferor")
RECORDING_MODES = (
    "do-not-record",
    "record-from-ringing",
    "record-from-answer",
    "record-from-ringing-dual",
    "record-from-answer-dual",
)
RECORDING_TRIMS = ("trim-silence", "do-not-trim")
DOMAIN_TAKEN = (21245, 21248)
"""By a trunk of this account; by another account, or by a deleted trunk's reservation."""


class TrunkLogic:
    """Inputs and outputs:

    - `friendly_name`, `domain_name`, `secure`, `transfer_mode`, `transfer_caller_id`,
      `cnam_lookup_enabled`, and where set `disaster_recovery_url`, `disaster_recovery_method`;
    - `recording` {mode, trim};
    - `credential_lists`, `ip_access_control_lists`: SIDs of the lists;
    - `origination_urls` {SIP URL: {friendly_name, priority, weight, enabled}};
    - `phone_numbers`: E.164, owned by the account;
    - `adopt`.

    A trunk is never replaced: a deleted trunk's domain stays reserved for up to 30 days.
    """

    def __init__(self, twilio: Client) -> None:
        self._twilio = twilio
        self._trunks = twilio.trunking.v1.trunks

    def subject(self, inputs: dict[str, Any]) -> str:
        return f"trunk {inputs.get('domain_name')!r}"

    def validate(self, inputs: dict[str, Any]) -> list[str]:
        recording = rules.mapping(inputs["recording"])
        urls = rules.mapping(inputs["origination_urls"])
        findings = rules.findings(
            rules.text("friendly_name", inputs["friendly_name"], 64),
            rules.domain_name(inputs["domain_name"]),
            rules.choice("transfer_mode", inputs["transfer_mode"], TRANSFER_MODES),
            rules.choice("transfer_caller_id", inputs["transfer_caller_id"], TRANSFER_CALLER_IDS),
            rules.choice("disaster_recovery_method", inputs.get("disaster_recovery_method"), ("GET", "POST")),
            rules.choice("recording.mode", recording.get("mode"), RECORDING_MODES),
            rules.choice("recording.trim", recording.get("trim"), RECORDING_TRIMS),
            *(
                rules.phone_number("phone_numbers", number)
                for number in rules.sequence(inputs["phone_numbers"])
            ),
            *(rules.sip_url("origination_urls", url) for url in urls),
        )
        for url, settings in urls.items():
            prop = f"origination_urls[{url}]"
            findings += rules.findings(
                rules.text(f"{prop}.friendly_name", settings["friendly_name"], 64),
                rules.whole_number(f"{prop}.priority", settings["priority"], 0, 65535),
                rules.whole_number(f"{prop}.weight", settings["weight"], 1, 65535),
            )
        if len(urls) > 10:
            findings.append(f"origination_urls: {len(urls)} URLs are declared: Twilio allows 10 on a trunk")
        return findings

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        findings = []
        if olds.get("domain_name") != news["domain_name"]:
            found = self._find(news["domain_name"])
            if found and (reason := self._refuse(found, news)):
                findings.append(reason)
        for number in rules.sequence(news["phone_numbers"]):
            if number in olds.get("phone_numbers", ()) or not isinstance(number, str):
                continue
            try:
                self._number_sid(number, news)
            except Refused as refusal:
                findings.append(str(refusal))
        return findings

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        numbers = self._number_sids(inputs["phone_numbers"], inputs)
        settings = {name: inputs[name] for name in SETTINGS if name in inputs}
        trunk, fresh = create_or_take(
            lambda: self._trunks.create(**settings),
            lambda: self._find(inputs["domain_name"]),
            duplicate=DOMAIN_TAKEN,
            refuse=lambda found: self._refuse(found, inputs),
        )
        if not fresh:
            self._trunks(trunk.sid).update(**settings)
        self._converge(
            trunk.sid, {"recording": trunk.recording} if fresh else {}, inputs, numbers, empty=fresh
        )
        return trunk.sid, inputs

    def read(self, sid: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        context = self._trunks(sid)
        try:
            trunk, *parts = side_by_side(context.fetch, *(partial(part.read, context) for part in PARTS))
        except NotFound:
            return None
        return {
            "adopt": outputs["adopt"],
            "recording": trunk.recording,
            **_settings(trunk, outputs),
            **{part.key: part.shape(actual) for part, actual in zip(PARTS, parts, strict=True)},
        }

    def update(self, sid: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        added = set(news["phone_numbers"]) - set(olds["phone_numbers"])
        numbers = self._number_sids(sorted(added), news)
        settings = {name: news.get(name, "") for name in SETTINGS if news.get(name) != olds.get(name)}
        if settings:
            self._trunks(sid).update(**settings)
        self._converge(sid, olds, news, numbers, empty=False)
        return news

    def delete(self, sid: str, outputs: dict[str, Any]) -> None:  # noqa: ARG002 - given to every resource
        with suppress(NotFound):
            self._trunks(sid).delete()

    def _converge(
        self, sid: str, olds: dict[str, Any], news: dict[str, Any], numbers: dict[str, str], *, empty: bool
    ) -> None:
        context = self._trunks(sid)
        work = [
            partial(self._converge_part, part, context, news, numbers, empty=empty)
            for part in PARTS
            if news[part.key] != (part.empty if empty else olds.get(part.key))
        ]
        if news["recording"] != olds.get("recording"):
            work.append(partial(context.recordings().update, **news["recording"]))
        side_by_side(*work)

    @staticmethod
    def _converge_part(
        part: Part, context: Any, news: dict[str, Any], numbers: dict[str, str], *, empty: bool
    ) -> None:
        part.converge(context, news[part.key], {} if empty else part.read(context), numbers)

    def _find(self, domain_name: str) -> Any | None:
        return next((each for each in self._trunks.stream() if each.domain_name == domain_name), None)

    def _refuse(self, found: Any, inputs: dict[str, Any]) -> str | None:
        if inputs["adopt"] or found.friendly_name == inputs["friendly_name"]:
            return None
        return (
            f"{self.subject(inputs)} exists already ({found.sid}, {found.friendly_name!r}) and is not this stack's: "
            "choose another domain_name, or say adopt=True"
        )

    def _number_sids(self, numbers: list[str], inputs: dict[str, Any]) -> dict[str, str]:
        sids = side_by_side(*(partial(self._number_sid, number, inputs) for number in numbers))
        return dict(zip(numbers, sids, strict=True))

    def _number_sid(self, number: str, inputs: dict[str, Any]) -> str:
        owned = self._twilio.incoming_phone_numbers.list(phone_number=number, limit=1)
        if not owned:
            raise NotFound(
                f"phone_numbers: {number} is not a number of this account: buy it at Twilio, or leave it out"
            )
        trunk_sid = owned[0].trunk_sid
        if trunk_sid and not inputs["adopt"] and self._is_another(trunk_sid, inputs):
            raise Refused(
                f"phone_numbers: {number} belongs to another trunk ({trunk_sid}), whose calls would stop: "
                "take it off that trunk first, or say adopt=True"
            )
        return str(owned[0].sid)

    def _is_another(self, trunk_sid: str, inputs: dict[str, Any]) -> bool:
        try:
            trunk = self._trunks(trunk_sid).fetch()
        except NotFound:
            return False
        return (trunk.domain_name, trunk.friendly_name) != (inputs["domain_name"], inputs["friendly_name"])


def _settings(trunk: Any, declared: dict[str, Any]) -> dict[str, Any]:
    """Twilio's answer in the shape of the inputs: what is empty and was not declared is left out."""
    settings = {name: getattr(trunk, name) for name in SETTINGS}
    if not trunk.disaster_recovery_url:
        del settings["disaster_recovery_method"]  # Twilio answers a default even where it means nothing
    return {
        name: value or declared.get(name)
        for name, value in settings.items()
        if value not in (None, "") or name in declared
    }
