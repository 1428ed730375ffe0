"""Prints the hops, the plan of a call, and the doctor's findings."""

from collections.abc import Sequence

import phonenumbers
import typer

from trunkline.doctor.finding import Finding

from .hop import Hop
from .placing import Plan
from .target import Judged

PRICES = "https://www.twilio.com/en-us/sip-trunking/pricing"
_INDENT = " " * 20


def hops(found: Sequence[Hop], before: int = 0) -> None:
    for number, hop in enumerate(found, before + 1):
        fact = "".join(filter(str.isprintable, hop.fact))  # it can quote what somebody else sent
        typer.echo(f"{number} {hop.name:<10}{hop.state:<7} {fact}")
        if hop.remedy:
            typer.echo(f"{_INDENT}-> {hop.remedy}")


def findings(title: str, found: Sequence[Finding]) -> None:
    if found:
        typer.echo(f"{title}:")
    for each in found:
        typer.echo(f"  {each.code.code} {each.code.severity}: {each.subject}: {each.fact}")
        typer.echo(f"    -> {each.remedy}")


def plan(call: Plan, judged: Judged, *, is_from_user: bool) -> None:
    region = phonenumbers.region_code_for_country_code(phonenumbers.parse(call.to).country_code or 0)
    plays = "plays a tone" if call.tone else "is silent"
    typer.echo(f"\nThis calls {call.to} ({region}) from {call.caller} through endpoint {call.endpoint_id}.")
    typer.echo(f"It may cost money: if it is answered, Twilio bills its price for calls to {region} ({PRICES}).")
    typer.echo(f"It rings for {call.ring} s at most, {plays}, and ends {call.seconds} s after the answer.")
    if is_from_user:
        typer.echo("The caller ID is the endpoint's from_user.")
    unread(judged)


def unread(judged: Judged) -> None:
    for line in judged.unread:
        typer.echo(f"not read: {line}")


def is_agreed() -> bool:
    try:
        return typer.confirm("Place this call?")
    except typer.Abort:
        typer.echo()
        return False


def possible(errors: Sequence[str]) -> None:
    typer.echo("  Twilio's error can be one of these (the console's debugger shows which):")
    for line in errors:
        typer.echo(f"    {line}")


def history(*, wanted: bool, is_kept: bool) -> None:
    if is_kept:
        typer.echo("Meanwhile Asterisk keeps its SIP messages in memory (--no-history: it does not).")
    elif wanted:
        typer.echo(
            "Asterisk cannot keep its SIP messages meanwhile, so less is known about a refusal: "
            "res_pjsip_history.so is not loaded there, or its history is in use."
        )
