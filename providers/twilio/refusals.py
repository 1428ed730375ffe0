"""Twilio's refusal as one line that ends with the remedy."""

from collections.abc import Iterable
from http import HTTPStatus

from trunkline.model.command import pulumi
from trunkline.providers.errors import NotFoundError, RefusedError
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.answers import Request, UnfitError, load

MOST_CHARACTERS = 300
_NO_PERMISSION = 70051

REMEDIES = {
    20003: "check TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET",
    20404: "it may have been deleted by hand: run `{refresh}`, then `{up}`",
    20429: "run again in a minute",
    21236: "a trunk outside this stack uses it: take it off that trunk first",
    21237: "declare fewer addresses: an IP access control list holds 100",
    21239: "delete credential lists that nothing uses",
    21241: "a trunk outside this stack uses it: take it off that trunk first",
    21242: "declare fewer credentials: a list holds 1000",
    21244: "delete trunks that nothing uses, or ask Twilio for more than 100",
    21248: "another account has this domain_name, or a trunk that had it was deleted in the last 30 days: "
    "choose another",
    21249: "declare at most 10 origination URLs",
    21255: "delete IP access control lists that nothing uses",
    21404: "a trial account has one number: upgrade it",
    21422: "somebody else has it: choose another",
    21631: "set address_sid to the SID of an address in Twilio's console",
    21649: "set bundle_sid to the SID of a bundle that Twilio has approved",
    _NO_PERMISSION: "give the restricted API key this permission in Twilio's console, or use a standard key",
}

_OF_A_PROVIDER = {
    20003: "check twilio_account_sid with twilio_auth_token, or twilio_api_key with twilio_api_secret",
}
"""Remedies that name settings, for a provider in the program: it does not read the environment."""

_NOT_PERMITTED = frozenset({20003, 20403, _NO_PERMISSION})
"""Twilio's error codes if a login may not do this: https://www.twilio.com/docs/api/errors/70051"""


def is_not_permitted(error: RefusedError) -> bool:
    """Whether the login lacks a permission. A restricted API key has some, and may lack others."""
    return error.code in _NOT_PERMITTED


def remedy(code: int, stack: str | None, *, explicit: bool = False) -> str:
    """Advice on one of Twilio's error codes, with the commands for that stack.

    `explicit` is whether the settings are those of a provider in the program.
    """
    if explicit and code in _OF_A_PROVIDER:
        return _OF_A_PROVIDER[code]
    if code not in REMEDIES:
        return f"see https://www.twilio.com/docs/api/errors/{code}"
    return REMEDIES[code].format(refresh=pulumi("refresh", stack), up=pulumi("up", stack))


def refusal(request: Request, status: int, text: str, secrets: Iterable[str], settings: Settings) -> RefusedError:
    """The error for an answer of 4xx or 5xx, without the secrets that it may repeat.

    The remedy names the stack and the login as `settings` do.

    Raises:
        UnfitError: it is "not found" about another thing.
    """
    try:
        body = load(text)
        code, message = int(body["code"]), str(body["message"])
    except (UnfitError, KeyError, OverflowError, TypeError, ValueError):
        fact = f"Twilio answered {status} with something that is not Twilio's JSON"
        return RefusedError(f"{fact}: check the URL, or run again")
    if status == HTTPStatus.NOT_FOUND and not request.may_not_be_found_by(message):
        raise UnfitError("the answer to another request")
    for secret in filter(None, secrets):
        message = message.replace(secret, "***")
    line = "".join(filter(str.isprintable, " ".join(message.split())))[:MOST_CHARACTERS].rstrip(".")
    kind = NotFoundError if status == HTTPStatus.NOT_FOUND else RefusedError
    to = f" to {request.method} {request.path}" if status == HTTPStatus.FORBIDDEN or code == _NO_PERMISSION else ""
    advice = remedy(code, settings.stack, explicit=settings.explicit)
    return kind(f"Twilio answered {status}, code {code}{to}: {line}: {advice}", code=code)
