"""Reads an existing trunk and its endpoint, for a program that only refers to them."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any

import pulumi
from attrs import define, frozen

from trunkline.model import scalars, twilio
from trunkline.model.path import Path, Problem, PythonPath
from trunkline.providers import connections, native
from trunkline.providers.errors import NotFoundError, TrunklineError
from trunkline.providers.settings import PACKAGE, Settings

from .arguments import Arguments, record
from .errors import InvalidArgs
from .outputs import as_dict, has_late
from .provider import Provider

_PATH = PythonPath("get_trunk")
_DYNAMIC, _NATIVE = "pulumi-python:dynamic:Resource", f"{native.PACKAGE}:index:Resource"
"""Types whose provider is a `Provider` of a Python program, without the plugin and with it."""


def _names_one(given: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    by_domain, by_sid = (given[name] is not None for name in ("domain_name", "trunk_sid"))
    if by_domain and by_sid:
        text = f"does not go with {path.written('domain_name')}: set one of the two"
        yield Problem(path.field("trunk_sid"), text)
    elif not by_domain and not by_sid:
        yield Problem(path.field("domain_name"), f"missing: set it, or {path.written('trunk_sid')}")


@define(kw_only=True)
class GetTrunkArgs(Arguments):
    """The trunk to read: set one of the two arguments.

    Attributes:
        domain_name: its termination domain, `<label>.pstn.twilio.com`. Default none.
        trunk_sid: `TK` and 32 hex digits. Default none.
    """

    CHECKS = (_names_one,)

    domain_name: Annotated[pulumi.Input[str] | None, scalars.DOMAIN_NAME] = None
    trunk_sid: Annotated[pulumi.Input[str] | None, twilio.TRUNK_SID] = None


@frozen(kw_only=True)
class GetTrunkResult:
    """A trunk at Twilio, and the endpoint in Asterisk's database that calls it. Nothing in it is secret.

    `endpoint_id` and `dial_string` are None if the settings have no database, if no endpoint calls the trunk, or if
    several do.

    Source: https://www.twilio.com/docs/sip-trunking/api/trunk-resource

    Attributes:
        trunk_sid: `TK` and 32 hex digits.
        friendly_name: its name, or an empty text.
        termination_uri: the trunk's domain, where Asterisk sends its calls, or None.
        secure: whether it accepts only TLS and SRTP calls.
        origination_urls: the SIP URLs where Twilio sends inbound calls.
        phone_numbers: the trunk's numbers, E.164: valid caller IDs.
        credential_list_sids: `CL` and 32 hex digits each.
        ip_access_control_list_sids: `AL` and 32 hex digits each.
        endpoint_id: id of Asterisk's endpoint, or None.
        dial_string: the argument of `Dial()`, `PJSIP/${EXTEN}@<endpoint_id>`, or None.
    """

    trunk_sid: str
    friendly_name: str
    termination_uri: str | None
    secure: bool
    origination_urls: Sequence[str]
    phone_numbers: Sequence[str]
    credential_list_sids: Sequence[str]
    ip_access_control_list_sids: Sequence[str]
    endpoint_id: str | None
    dial_string: str | None


def get_trunk(
    *, domain_name: str | None = None, trunk_sid: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> GetTrunkResult:
    """Read an existing trunk. It changes nothing, and the state does not have it.

    The account and the database are the stack's. If `provider` of `opts`, or of its `parent`, is a `Provider`, they are
    the provider's. For one with Outputs among its arguments, use `get_trunk_output`.

    Args:
        domain_name: its termination domain. Set either this or `trunk_sid`.
        trunk_sid: `TK` and 32 hex digits.
        opts: `provider` and `parent`. Others have no effect.

    Returns:
        what Twilio and the database have now.

    Raises:
        InvalidArgs: an argument is wrong, or an argument of the provider is an Output.
        pulumi.RunError: the account has no such trunk, or a side cannot be read.
    """
    settings = _settings(opts)
    if has_late(settings):
        raise InvalidArgs(f"{_PATH}: the provider has Outputs among its arguments: use get_trunk_output")
    return _get(settings, {"domain_name": domain_name, "trunk_sid": trunk_sid})


def get_trunk_output(
    *,
    domain_name: pulumi.Input[str] | None = None,
    trunk_sid: pulumi.Input[str] | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> pulumi.Output[GetTrunkResult]:
    """Read a trunk as `get_trunk` does, with arguments that may be Outputs.

    If one of them is not known yet in a preview, the result is not known either.

    Args:
        domain_name: its termination domain. Set either this or `trunk_sid`.
        trunk_sid: `TK` and 32 hex digits.
        opts: `provider` and `parent`. Others have no effect.

    Returns:
        an Output of the result. None of its values is secret.

    Raises:
        InvalidArgs: an argument is wrong.
        pulumi.RunError: the account has no such trunk, or a side cannot be read.
    """
    given = {"domain_name": domain_name, "trunk_sid": trunk_sid}

    async def read(known: list[Any]) -> GetTrunkResult:
        return await asyncio.get_running_loop().run_in_executor(None, partial(_get, *known))

    return pulumi.Output.unsecret(pulumi.Output.all(_settings(opts), given).apply(read))


def read(settings: Settings, given: Mapping[str, Any]) -> GetTrunkResult:
    """The trunk of these arguments, which are valid.

    Raises:
        TrunklineError: the account has no such trunk, or a side cannot be read.
    """
    from trunkline.providers.twilio import reading  # noqa: PLC0415 - a program without this function does not need it

    account = connections.account(settings)
    found = _find(account, given)
    if not found:
        what = f"domain {given['domain_name']}" if given.get("domain_name") else f"SID {given['trunk_sid']}"
        called = settings.called("twilio_account_sid")
        raise NotFoundError(f"account {settings.account_sid} has no trunk with the {what}: check it and {called}")
    parts = reading.parts(account, found.sid)
    endpoint_id = _endpoint(settings, (found.domain_name or "").lower())
    return GetTrunkResult(
        trunk_sid=found.sid,
        friendly_name=found.friendly_name or "",
        termination_uri=found.domain_name or None,
        secure=bool(found.secure),
        origination_urls=[each.sip_url for each in parts["origination_urls"].values()],
        phone_numbers=sorted(parts["phone_numbers"]),
        credential_list_sids=sorted(parts["credential_lists"]),
        ip_access_control_list_sids=sorted(parts["ip_access_control_lists"]),
        endpoint_id=endpoint_id,
        dial_string=None if endpoint_id is None else f"PJSIP/${{EXTEN}}@{endpoint_id}",
    )


def _find(account: Any, given: Mapping[str, Any]) -> Any | None:
    """The trunk; also one that somebody has made since the account's trunks were listed."""
    if domain_name := given.get("domain_name"):
        if not (found := account.trunk_at(domain_name)):
            account.trunks.forget()
            found = account.trunk_at(domain_name)
        return found
    try:
        return account.trunks.get(given["trunk_sid"])
    except NotFoundError:
        return None


def _endpoint(settings: Settings, domain_name: str) -> str | None:
    """The only endpoint that calls the trunk."""
    if not settings.database_url or not domain_name:
        return None
    from trunkline.providers.asterisk import reading  # noqa: PLC0415 - a program without a database does not need it

    callers = reading.callers(connections.database(settings), domain_name)
    return callers[0] if len(callers) == 1 else None


def _settings(opts: pulumi.InvokeOptions | None) -> dict[str, Any]:
    """The arguments of the provider, or an empty mapping for the stack's settings."""
    provider = opts.provider if opts else None
    if opts and opts.parent and not provider:
        provider = opts.parent.get_provider(_NATIVE if native.is_chosen() else _DYNAMIC)
    if provider is None:
        return {}
    if not isinstance(provider, Provider):
        raise InvalidArgs(f"{_PATH}: opts.provider is not a trunkline.Provider: leave it out, or make one")
    return as_dict(provider.args)


def _config(key: str) -> str | None:
    """A setting in the config, in the namespace in which the program's resources find it too."""
    if not native.is_chosen():
        return pulumi.Config().get(key)
    return native.PACKAGE if key == PACKAGE else pulumi.Config(native.PACKAGE).get(key)


def _get(settings: Mapping[str, Any], given: Mapping[str, Any]) -> GetTrunkResult:
    """The trunk, with errors as Pulumi shows them without a traceback."""
    if problems := [*record(GetTrunkArgs).problems(given, _PATH)]:
        raise InvalidArgs("\n".join(map(str, problems)))
    found = Settings(**settings, explicit=True) if settings else None
    try:
        return read(found or Settings.find(_config, pulumi.get_stack()), given)
    except TrunklineError as error:
        raise pulumi.RunError(f"{_PATH}: {' '.join(str(error).split())}") from None
