"""What a trunk at Twilio can be, beside who calls through it."""

from collections.abc import Sequence

import pulumi
from attrs import define, frozen

from .number_to_buy import NumberToBuy


@frozen(kw_only=True)
class OriginationUrl:
    """Where Twilio sends inbound calls.

    Source: https://www.twilio.com/docs/sip-trunking/api/originationurl-resource

    Attributes:
        sip_url: `sip:[user@]host[:port]`, with `;transport=udp|tcp|tls` (Twilio's default udp) and `;edge=<name>`;
            not `sips:`. A trunk has each URL once.
        priority: 0 to 65535, the lowest first. Default 10.
        weight: 1 to 65535, the share of calls among URLs of one priority. Default 10.
        enabled: whether calls are sent there. Default True.
        friendly_name: 1 to 64 characters. Default `asterisk`.
    """

    sip_url: pulumi.Input[str]
    priority: pulumi.Input[int] = 10
    weight: pulumi.Input[int] = 10
    enabled: pulumi.Input[bool] = True
    friendly_name: pulumi.Input[str] = "asterisk"


@define(kw_only=True, slots=False)
class TrunkSettings:
    """What `SipTrunkArgs` and `TwilioTrunkArgs` both take.

    Source: https://www.twilio.com/docs/sip-trunking/api/trunk-resource

    Attributes:
        domain_name: the termination domain, `<label>.pstn.twilio.com`: a label of a-z, 0-9 and `-` up to 63
            characters, which no other account has. It can change in place.
        password_generation: of generated passwords, 1 to 1000000: another number makes new ones, and rotates the
            credentials to them. Default 1.
        phone_numbers: E.164 numbers that the account owns. Default none. They are never released.
        buy_numbers: numbers to be bought. Default none. They are not released unless they say so.
        secure: only TLS and SRTP calls. Default True.
        friendly_name: of the trunk and its lists, 1 to 64 characters. Default `<project>/<stack>/<name>`, by which
            a run that was interrupted recognizes what is its own.
        credential_list_name: of the credential list, 1 to 64 characters. Default: `friendly_name`.
        ip_access_control_list_name: of the IP access control list, 1 to 255 characters. Default: `friendly_name`.
        recording_mode: `do-not-record` (default), `record-from-ringing`, `record-from-answer`,
            `record-from-ringing-dual` or `record-from-answer-dual`.
        recording_trim: `do-not-trim` (default) or `trim-silence`.
        transfer_mode: of calls by SIP REFER, `disable-all` (default), `enable-all` or `sip-only`.
        transfer_caller_id: the caller that the target of a transfer sees, `from-transferee` (default) or
            `from-transferor`.
        cnam_lookup_enabled: look up the caller's name. Default False. Twilio charges for it.
        disaster_recovery_url: http or https, asked for TwiML when no origination URL answers. Default none.
        disaster_recovery_method: of that request, `POST` or `GET`. Default none: Twilio's own, `POST`.
        keep_domain: leave the trunk at Twilio when it is destroyed, with its domain and nothing else: a deleted
            trunk's domain is reserved for up to 30 days. The next `up` takes it over. Default False.
        adopt: take over what exists on either side under these names: a trunk with this domain, lists with these
            names, numbers of another trunk, rows with these ids. A preview says what will change of them. Default
            False: what this stack has not made is refused.
    """

    domain_name: pulumi.Input[str]
    password_generation: int = 1
    phone_numbers: Sequence[pulumi.Input[str]] = ()
    buy_numbers: Sequence[NumberToBuy] = ()
    secure: bool = True
    friendly_name: str | None = None
    credential_list_name: str | None = None
    ip_access_control_list_name: str | None = None
    recording_mode: pulumi.Input[str] = "do-not-record"
    recording_trim: pulumi.Input[str] = "do-not-trim"
    transfer_mode: pulumi.Input[str] = "disable-all"
    transfer_caller_id: pulumi.Input[str] = "from-transferee"
    cnam_lookup_enabled: pulumi.Input[bool] = False
    disaster_recovery_url: pulumi.Input[str] | None = None
    disaster_recovery_method: pulumi.Input[str] | None = None
    keep_domain: bool = False
    adopt: bool = False
