"""Twilio's refusal as one line that ends with the remedy."""

from collections.abc import Iterable
from http import HTTPStatus

from trunkline.model.command import pulumi
from trunkline.providers.errors import NotFoundError, RefusedError
from trunkline.providers.twilio.answers import Request, UnfitError, load

MOST_CHARACTERS = 300

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
}


def remedy(code: int, stack: str | None) -> str:
    """Advice on one of Twilio's error codes, with the commands for that stack."""
    if code not in REMEDIES:
        return f"see https://www.twilio.com/docs/api/errors/{code}"
    return REMEDIES[code].format(refresh=pulumi("refresh", stack), up=pulumi("up", stack))


def refusal(request: Request, status: int, text: str, secrets: Iterable[str], stack: str | None = None) -> RefusedError:
    """The error for an answer of 4xx or 5xx, without the secrets that it may repeat.

    `stack` is named in the commands of the remedy.

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
    return kind(f"Twilio answered {status}, code {code}: {line}: {remedy(code, stack)}", code=code)
