"""An Elastic SIP trunk with its recording, associations, origination URLs and numbers, owned whole.

https://www.twilio.com/docs/sip-trunking/api/trunk-resource
"""

from functools import partial
from typing import Any, Self

from twilio.rest import Client

from trunkline.providers import rules
from trunkline.providers.errors import NotFoundError, NotOursError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import client
from trunkline.providers.twilio.converging import delete, side_by_side
from trunkline.providers.twilio.finding import create_or_take
from trunkline.providers.twilio.owned_numbers import OwnedNumbers
from trunkline.providers.twilio.trunk_parts import MOST_URLS, PARTS, Part

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
URL, METHOD, DEFAULT_METHOD = "disaster_recovery_url", "disaster_recovery_method", "POST"
DOMAIN_TAKEN = (21245, 21248)
"""By a trunk of this account; by another account, or by a deleted trunk's reservation."""


class TrunkLogic:
    """A trunk is never replaced: a deleted trunk's domain stays reserved for up to 30 days.

    Inputs and outputs:

    - `friendly_name`, `domain_name`, `secure`, `transfer_mode`, `transfer_caller_id`,
      `cnam_lookup_enabled`, and where set `disaster_recovery_url`, `disaster_recovery_method`;
    - `recording` {mode, trim};
    - `credential_lists`, `ip_access_control_lists`: SIDs of the lists;
    - `origination_urls` {SIP URL: {friendly_name, priority, weight, enabled}};
    - `phone_numbers`: E.164, owned by the account;
    - `adopt`.
    """

    def __init__(self, twilio: Client) -> None:
        self._twilio = twilio
        self._trunks = twilio.trunking.v1.trunks

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(client.connect(settings))

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
            rules.web_url("disaster_recovery_url", inputs.get("disaster_recovery_url")),
            rules.choice("disaster_recovery_method", inputs.get("disaster_recovery_method"), ("GET", "POST")),
            rules.choice("recording.mode", recording.get("mode"), RECORDING_MODES),
            rules.choice("recording.trim", recording.get("trim"), RECORDING_TRIMS),
            *(rules.phone_number("phone_numbers", number) for number in rules.sequence(inputs["phone_numbers"])),
            *(rules.sip_url("origination_urls", url) for url in urls),
        )
        for url, given in urls.items():
            prop, settings = f"origination_urls[{url}]", rules.mapping(given)
            findings += rules.findings(
                rules.text(f"{prop}.friendly_name", settings.get("friendly_name"), 64),
                rules.whole_number(f"{prop}.priority", settings.get("priority"), 0, 65535),
                rules.whole_number(f"{prop}.weight", settings.get("weight"), 1, 65535),
            )
        if len(urls) > MOST_URLS:
            findings.append(f"origination_urls: {len(urls)} URLs are declared: Twilio allows {MOST_URLS} on a trunk")
        return findings

    def inspect(self, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
        domain_name, known = news["domain_name"], olds.get("phone_numbers", ())
        if not isinstance(domain_name, str):
            return []
        findings = []
        if olds.get("domain_name") != domain_name and (found := self._find(domain_name)):
            findings += rules.findings(self._refuse(news, found))
        numbers = self._numbers(news)
        for number in rules.sequence(news["phone_numbers"]):
            if number not in known and isinstance(number, str):
                try:
                    numbers.sid(number)
                except (NotFoundError, NotOursError) as refusal:
                    findings.append(str(refusal))
        return findings

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        numbers = self._numbers(inputs)
        numbers.look_up(inputs["phone_numbers"])
        trunk, fresh = create_or_take(
            partial(self._trunks.create, **{name: inputs[name] for name in SETTINGS if name in inputs}),
            partial(self._find, inputs["domain_name"]),
            duplicate=DOMAIN_TAKEN,
            refuse=partial(self._refuse, inputs),
        )
        if not fresh:
            trunk.update(**_wanted(inputs))
        # Intentionally not deleted where the rest fails: its domain would be reserved; the next run takes it over.
        self._converge(trunk.sid, {"recording": trunk.recording} if fresh else {}, inputs, numbers, empty=fresh)
        return trunk.sid, inputs

    def read(self, sid: str, outputs: dict[str, Any]) -> dict[str, Any] | None:
        context = self._trunks(sid)
        try:
            trunk, *parts = side_by_side(context.fetch, *(partial(part.read, context) for part in PARTS))
        except NotFoundError:
            return None
        return {
            "adopt": outputs["adopt"],
            "recording": trunk.recording,
            **_settings(trunk, outputs),
            **{part.key: part.shape(actual) for part, actual in zip(PARTS, parts, strict=True)},
        }

    def update(self, sid: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        numbers = self._numbers(news)
        numbers.look_up(set(news["phone_numbers"]) - set(olds["phone_numbers"]))
        changed = {name: value for name, value in _wanted(news).items() if news.get(name) != olds.get(name)}
        if changed:
            self._trunks(sid).update(**changed)
        self._converge(sid, olds, news, numbers, empty=False)
        return news

    def delete(self, sid: str, outputs: dict[str, Any]) -> None:  # noqa: ARG002 - given to every resource
        delete(self._trunks(sid))

    def _converge(
        self, sid: str, olds: dict[str, Any], news: dict[str, Any], numbers: OwnedNumbers, *, empty: bool
    ) -> None:
        context = self._trunks(sid)

        def converge(part: Part) -> None:
            part.converge(context, news[part.key], {} if empty else part.read(context), numbers.sid)

        differing = [part for part in PARTS if news[part.key] != (part.empty if empty else olds.get(part.key))]
        work = [partial(converge, part) for part in differing]
        if news["recording"] != olds.get("recording"):
            work.append(partial(context.recordings().update, **news["recording"]))
        side_by_side(*work)

    def _find(self, domain_name: str) -> Any | None:
        trunks = self._trunks.stream(page_size=client.PAGE_SIZE)
        return next((each for each in trunks if (each.domain_name or "").lower() == domain_name), None)

    def _refuse(self, inputs: dict[str, Any], found: Any) -> str | None:
        if inputs["adopt"] or found.friendly_name == inputs["friendly_name"]:
            return None
        return (
            f"{self.subject(inputs)} exists already ({found.sid}, {found.friendly_name!r}) and is not this stack's: "
            "choose another domain_name, or say adopt=True"
        )

    def _numbers(self, inputs: dict[str, Any]) -> OwnedNumbers:
        trunk = (inputs["domain_name"], inputs["friendly_name"])
        return OwnedNumbers(self._twilio, trunk, adopt=inputs["adopt"])


def _wanted(inputs: dict[str, Any]) -> dict[str, Any]:
    """The settings as an update states them: "" clears a field, which None would leave as it is."""
    settings = {name: inputs.get(name, "") for name in SETTINGS}
    if METHOD not in inputs:
        del settings[METHOD]
        if URL in inputs:
            settings[METHOD] = DEFAULT_METHOD
    return settings


def _settings(trunk: Any, declared: dict[str, Any]) -> dict[str, Any]:
    """Twilio's answer in the shape of the inputs: what is empty and was not declared is left out."""
    settings = {name: getattr(trunk, name) for name in SETTINGS}
    if METHOD not in declared and (not settings[URL] or settings[METHOD] == DEFAULT_METHOD):
        del settings[METHOD]
    return {
        name: "" if value is None else value
        for name, value in settings.items()
        if value not in (None, "") or name in declared
    }
