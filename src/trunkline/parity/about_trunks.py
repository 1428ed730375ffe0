"""Assumptions about trunks and their recording."""

from collections.abc import Callable
from typing import Any

from .answer import must
from .assumption import Assumption, untried, writes
from .cases import accepted, cleared, kebab, refused, shown
from .sources import DOCS, ERRORS, OTHER_CLIENT, SILENT, TRUNK, code_only, documented, rule
from .trial import Trial

URL = "https://example.com/disaster"
NEW: dict[str, Any] = {
    "domain_name": None, "disaster_recovery_url": (None, ""), "disaster_recovery_method": (None, ""), "secure": False,
    "cnam_lookup_enabled": False, "symmetric_rtp_enabled": False, "transfer_mode": "disable-all",
    "transfer_caller_id": "from-transferee", "recording": {"mode": "do-not-record", "trim": "do-not-trim"},
    "auth_type": "", "auth_type_set": [],
}  # fmt: skip
BOGUS = {
    "FriendlyName": "x" * 65,
    "DisasterRecoveryUrl": "ftp://example.com",
    "DisasterRecoveryMethod": "PUT",
    "TransferMode": "on",
    "TransferCallerId": "transferee",
    "Secure": "yes",
    "CnamLookupEnabled": "yes",
}


def _domain_twice(change: Callable[[str], str]) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        domain = trial.domain()
        trial.make("trunks", DomainName=domain)
        trial.ask("POST", trial.place("trunks"), trial.form("trunks", DomainName=change(domain))).expect(400, 21245)

    return case


def _domain_reserved(trial: Trial) -> None:
    domain = trial.domain()
    trial.ask("DELETE", trial.make("trunks", DomainName=domain)).expect(204)
    trial.ask("POST", trial.place("trunks"), trial.form("trunks", DomainName=domain)).expect(400, 21248)


def _domain_given_up(trial: Trial) -> None:
    old = trial.domain()
    trunk = trial.make("trunks", DomainName=old)
    trial.ask("POST", trunk, {"DomainName": trial.domain()}).expect(200)
    trial.ask("POST", trunk, {"DomainName": old}).expect_fields({"domain_name": old})


def _delete(trial: Trial) -> None:
    trunk = trial.make("trunks")
    must(trial.ask("DELETE", trunk).expect(204), {}, what="the body")
    trial.ask("GET", trunk).expect(404, 20404)


def _trim_stays(trial: Trial) -> None:
    recording = f"{trial.make('trunks')}/Recording"
    trial.ask("POST", recording, {"Mode": "record-from-answer", "Trim": "trim-silence"}).expect(200)
    expected = {"mode": "do-not-record", "trim": "trim-silence"}
    trial.ask("POST", recording, {"Mode": "do-not-record"}).expect_fields(expected)


ASSUMPTIONS: tuple[Assumption, ...] = (
    writes(
        "trunk-new",
        "A new trunk has no domain, disaster recovery, recording or transfer. What is not set is null or empty.",
        f"{documented(TRUNK)} {OTHER_CLIENT}",
        accepted("trunks", NEW),
    ),
    writes(
        "trunk-clear-friendly-name",
        "An empty `FriendlyName` leaves an empty name.",
        SILENT,
        cleared("trunk", "FriendlyName", "{name}", ""),
    ),
    writes(
        "trunk-clear-domain-name",
        "An empty `DomainName` leaves null.",
        SILENT,
        cleared("trunk", "DomainName", "{domain}", None),
    ),
    writes(
        "trunk-clear-disaster-recovery-url",
        "An empty `DisasterRecoveryUrl` clears it (null or an empty text).",
        OTHER_CLIENT,
        cleared("trunk", "DisasterRecoveryUrl", URL, None, ""),
    ),
    writes(
        "trunk-clear-disaster-recovery-method",
        "An empty `DisasterRecoveryMethod` clears it (null or an empty text).",
        OTHER_CLIENT,
        cleared("trunk", "DisasterRecoveryMethod", "GET", None, ""),
    ),
    *(
        writes(
            f"trunk-empty-{kebab(field)}",
            f"An empty `{field}`: 400, code 20001.",
            SILENT,
            refused("trunk", 20001, **{field: ""}),
        )
        for field in ("TransferMode", "TransferCallerId", "Secure", "CnamLookupEnabled")
    ),
    *(
        writes(
            f"trunk-bad-{kebab(field)}",
            f"{shown(field, value)}: 400, code 20001.",
            rule(TRUNK),
            refused("trunk", 20001, **{field: value}),
        )
        for field, value in BOGUS.items()
    ),
    writes(
        "trunk-domain-malformed",
        "A domain that does not end in `.pstn.twilio.com`: 400, code 21245.",
        code_only(21245),
        refused("trunks", 21245, DomainName="example.com"),
    ),
    writes(
        "trunk-domain-underscore",
        "A domain with an underscore: 400, code 21245.",
        rule(TRUNK),
        refused("trunks", 21245, DomainName="a_b.pstn.twilio.com"),
    ),
    writes(
        "trunk-domain-localized",
        "A localized domain, `x.pstn.dublin.twilio.com`: 400, code 21245.",
        SILENT,
        refused("trunks", 21245, DomainName="x.pstn.dublin.twilio.com"),
    ),
    writes(
        "trunk-domain-sub",
        "A domain may have sub-domains: `a.b.pstn.twilio.com`.",
        documented(f"{DOCS}/sip-trunking"),
        accepted("trunks", DomainName="sub.{domain}"),
    ),
    writes(
        "trunk-domain-twice",
        "The domain of another trunk of the account: 400, code 21245.",
        code_only(21245),
        _domain_twice(str),
    ),
    writes(
        "trunk-domain-case",
        "A domain that differs from another trunk's only by upper and lower case: 400, code 21245.",
        SILENT,
        _domain_twice(str.upper),
    ),
    writes(
        "trunk-domain-reserved",
        "The domain of a deleted trunk is reserved, also for its account: 400, code 21248.",
        f"Documented, but for the HTTP status: {ERRORS}/21248.",
        _domain_reserved,
    ),
    writes(
        "trunk-domain-given-up",
        "A domain that an update gave up is still the account's to take.",
        SILENT,
        _domain_given_up,
    ),
    untried(
        "trunk-domain-foreign",
        "A domain that another account has: 400, code 21248.",
        code_only(21248),
        "Needs a second account.",
    ),
    untried("trunk-limit", "The 101st trunk: 400, code 21244.", code_only(21244), "Would fill the account."),
    writes(
        "trunk-symmetric-rtp",
        "`symmetric_rtp_enabled` is in answers, and cannot be set: the field is ignored.",
        f"The documents have it in answers only: {TRUNK}.",
        accepted("trunk", {"symmetric_rtp_enabled": False}, SymmetricRtpEnabled="true"),
    ),
    writes(
        "trunk-delete",
        "A delete answers 204 without a body, and then the trunk is not found.",
        documented(TRUNK),
        _delete,
    ),
    writes("recording-partial", "An update of the recording's mode leaves its trim.", SILENT, _trim_stays),
    *(
        writes(
            f"recording-empty-{field.lower()}",
            f"An empty `{field}` of the recording: 400, code 20001.",
            SILENT,
            refused("recording", 20001, **{field: ""}),
        )
        for field in ("Mode", "Trim")
    ),
)
