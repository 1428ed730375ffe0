"""The settings of a trunk at Twilio, except who calls through it."""

from collections.abc import Iterator
from typing import Annotated

import pulumi
from attrs import define, frozen

from trunkline.model import kinds, scalars, twilio
from trunkline.model.path import Problem

from .argument_dicts import NumberToBuyDict
from .arguments import Arguments, default_problems, record
from .number_to_buy import NumberToBuy
from .outputs import InputList, Items, as_dict

_TRUNK = twilio.TRUNK_SETTINGS
_REASON = "each number is a resource, which needs its name in the program"
_BUY_NUMBERS = kinds.Early(scalars.list_of(kinds.Early(record(NumberToBuy), _REASON), "mappings"), _REASON)


@frozen(kw_only=True)
class OriginationUrl:
    """Where Twilio sends inbound calls.

    Source: https://www.twilio.com/docs/sip-trunking/api/originationurl-resource

    Attributes:
        sip_url: `sip:[user@]host[:port]`, with `;transport=udp|tcp|tls` (Twilio's default udp) and `;edge=<name>`,
            and with X-headers for the INVITE (`?X-Site=a`); not `sips:`. A trunk can have each URL only once.
        priority: 0 to 65535; Twilio calls the lowest first. Default 10.
        weight: 0 to 65535, the share of calls among URLs of one priority. Default 10.
        enabled: whether Twilio sends calls to it. Default True.
        friendly_name: 1 to 64 characters. Default `asterisk`.
    """

    sip_url: Annotated[pulumi.Input[str], scalars.SIP_URL]
    priority: Annotated[pulumi.Input[int], twilio.PRIORITY] = 10
    weight: Annotated[pulumi.Input[int], twilio.WEIGHT] = 10
    enabled: Annotated[pulumi.Input[bool], scalars.FLAG] = True
    friendly_name: Annotated[pulumi.Input[str], twilio.FRIENDLY_NAME] = "asterisk"


ORIGINATION_URLS = scalars.list_of(record(OriginationUrl), "mappings", most=twilio.MOST_URLS)


@define(kw_only=True, slots=False)
class TrunkSettings(Arguments):
    """The arguments that `SipTrunkArgs` and `TwilioTrunkArgs` share.

    Source: https://www.twilio.com/docs/sip-trunking/api/trunk-resource

    Attributes:
        domain_name: the termination domain, `<label>.pstn.twilio.com`: a label of a-z, 0-9 and `-` up to 63
            characters, which no other account has, also with sub-domains, `berlin.<label>.pstn.twilio.com`.
            It can change in place.
        password_generation: a number for generated passwords, 1 to 1000000. If you change it, trunkline makes new
            passwords and rotates to them. Default 1.
        phone_numbers: E.164 numbers that the account owns. Default none. They are never released.
        buy_numbers: numbers to buy. Default none. They are released only with `release_on_delete`.
        secure: only TLS and SRTP calls. Default True.
        friendly_name: the name of the trunk and its lists, 1 to 64 characters. After an interruption, trunkline uses it
            to find what it created. Default `<project>/<stack>/<name>`.
        credential_list_name: the name of the credential list, 1 to 64 characters. Default: `friendly_name`.
        ip_access_control_list_name: the name of the IP access control list, 1 to 255 characters. Default:
            `friendly_name`.
        recording_mode: `do-not-record` (default), `record-from-ringing`, `record-from-answer`,
            `record-from-ringing-dual` or `record-from-answer-dual`.
        recording_trim: `do-not-trim` (default) or `trim-silence`.
        transfer_mode: transfer of calls by SIP REFER, `disable-all` (default), `enable-all` or `sip-only`.
        transfer_caller_id: the caller that the target of a transfer sees, `from-transferee` (default) or
            `from-transferor`.
        cnam_lookup_enabled: look up the caller's name. Default False. Twilio charges for it.
        disaster_recovery_url: http or https. If no origination URL answers, Twilio gets TwiML from it. Default none.
        disaster_recovery_method: the method of that request, `POST` or `GET`. Default none: Twilio's own, `POST`.
        keep_domain: if the stack is destroyed, leave the trunk at Twilio with only its domain, because the domain of a
            deleted trunk is blocked for up to 30 days. The next `up` takes it over. Default False.
        adopt: take over what exists on either side under these names: a trunk with this domain, lists with these
            names, numbers of another trunk, rows with these ids. A preview shows what will change. Default False:
            things that this stack has not made are refused.
    """

    domain_name: Annotated[pulumi.Input[str], scalars.DOMAIN_NAME]
    password_generation: Annotated[pulumi.Input[int], scalars.whole_number(1, twilio.MOST_GENERATIONS)] = 1
    phone_numbers: Annotated[InputList[str], scalars.list_of(scalars.PHONE_NUMBER)] = ()
    buy_numbers: Annotated[Items[NumberToBuy | NumberToBuyDict], _BUY_NUMBERS] = ()
    secure: Annotated[pulumi.Input[bool], scalars.FLAG] = True
    friendly_name: Annotated[pulumi.Input[str] | None, twilio.FRIENDLY_NAME] = None
    credential_list_name: Annotated[pulumi.Input[str] | None, twilio.FRIENDLY_NAME] = None
    ip_access_control_list_name: Annotated[pulumi.Input[str] | None, twilio.ADDRESS_LIST_NAME] = None
    recording_mode: Annotated[pulumi.Input[twilio.RecordingMode], scalars.choice(twilio.RecordingMode)] = (
        "do-not-record"
    )
    recording_trim: Annotated[pulumi.Input[twilio.RecordingTrim], scalars.choice(twilio.RecordingTrim)] = "do-not-trim"
    transfer_mode: Annotated[pulumi.Input[twilio.TransferMode], _TRUNK["transfer_mode"]] = "disable-all"
    transfer_caller_id: Annotated[pulumi.Input[twilio.TransferCallerId], _TRUNK["transfer_caller_id"]] = (
        "from-transferee"
    )
    cnam_lookup_enabled: Annotated[pulumi.Input[bool], scalars.FLAG] = False
    disaster_recovery_url: Annotated[pulumi.Input[str] | None, _TRUNK["disaster_recovery_url"]] = None
    disaster_recovery_method: Annotated[pulumi.Input[twilio.Method] | None, _TRUNK["disaster_recovery_method"]] = None
    keep_domain: Annotated[pulumi.Input[bool], scalars.FLAG] = False
    adopt: Annotated[pulumi.Input[bool], scalars.FLAG] = False

    def derived_problems(self, name: str) -> Iterator[Problem]:
        """The problems of names that derive from the component's name."""
        yield from super().derived_problems(name)
        if self.friendly_name is None:
            yield from default_problems(self.path, "friendly_name", twilio.FRIENDLY_NAME, stack_name(name))
        for at, number in enumerate(self.buy_numbers):
            bought = stack_name(as_dict(number)["name"])
            if fault := twilio.FRIENDLY_NAME.rule(bought):
                path = self.path.field("buy_numbers").index(at).field("name")
                yield Problem(path, f"with project and stack in front, {fault}: choose a shorter one")


def stack_name(name: str) -> str:
    """The default friendly name of a thing of this stack."""
    return f"{pulumi.get_project()}/{pulumi.get_stack()}/{name}"
