"""Both sides read, and each trunk that is there said as the config that takes it over."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from trunkline.components import InvalidArgs
from trunkline.model.path import ConfigPath
from trunkline.providers.errors import TrunklineError
from trunkline.providers.ownership import stack_of
from trunkline.providers.password import generate
from trunkline.providers.settings import Settings

from . import arguments
from .asterisk_side import AsteriskSide, Endpoint
from .errors import ImportingError, LeftOutError
from .imported import Examined, Imported
from .rehearsal import Rehearsal
from .stack import Stack
from .twilio_side import Sids, Trunk, TwilioSide

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_WITH_ROWS = frozenset({"endpoint_options", "aor_options", "auth_options", "identify_options", "signalling_ranges"})
"""Arguments that say again what is in the rows, and would outlive them."""


def examine(settings: Settings, stack: Stack | None, wanted: Collection[str], *, force: bool) -> Examined:
    """Say what is there.

    Args:
        settings: where the two sides are.
        stack: the stack that is to have it, or None.
        wanted: termination domains; none means all.
        force: write over what the stack has already, and take what another stack has made.

    Raises:
        ImportingError: a side cannot be read, or there is no trunk at all.
    """
    try:
        return _Examination(settings, stack, force=force).run(wanted)
    except TrunklineError as error:
        raise ImportingError(str(error)) from None


class _Examination:
    def __init__(self, settings: Settings, stack: Stack | None, *, force: bool) -> None:
        self._asterisk, self._twilio = AsteriskSide(settings), TwilioSide(settings)
        if not self._twilio.trunks:
            raise ImportingError(f"account {settings.twilio_account_sid} has no trunk: check TWILIO_ACCOUNT_SID")
        self._own = f"{stack.project}/{stack.short_name}/" if stack else ""
        self._shared = stack.shared if stack else {}
        self._rehearsal = Rehearsal(settings, self._asterisk, stack)
        self._known = {trunk.get("domainName"): name for name, trunk in stack.trunks.items()} if stack else {}
        self._force = force

    def run(self, wanted: Collection[str]) -> Examined:
        trunks = [trunk for trunk in self._twilio.trunks if not wanted or trunk.domain_name in wanted]
        there = {trunk.domain_name for trunk in trunks}
        left_out = [
            f"trunk {domain!r}: this account has no trunk with that domain: check --trunk and TWILIO_ACCOUNT_SID"
            for domain in wanted
            if domain not in there
        ]
        imported: list[Imported] = []
        for trunk in trunks:
            try:
                imported.append(self._one(trunk, {*self._known.values(), *(each.name for each in imported)}))
            except LeftOutError as error:
                left_out.append(str(error))
        return Examined(imported, left_out)

    def _one(self, trunk: Trunk, taken: set[str]) -> Imported:
        self._twilio.require_simple(trunk)
        known = self._known.get(trunk.domain_name)
        if known and not self._force:
            raise LeftOutError(f"{trunk} is in the stack already, as trunks.{known}: say --force to write over it")
        self._require_no_other_stack(trunk)
        credentials_sid, credentials = self._twilio.credential_list(trunk)
        addresses_sid, addresses = self._twilio.ip_access_control_list(trunk)
        endpoint = self._asterisk.endpoint(str(trunk), trunk.domain_name)
        further = dict.fromkeys(credentials.credentials, "")
        if further.pop(endpoint.username, None) is None:
            raise LeftOutError(
                f"{trunk}: {endpoint} logs in as {endpoint.username!r}, whom credential list {credentials_sid} lacks: "
                "add that credential at Twilio, or correct ps_auths, and import again"
            )
        name = known or self._name(trunk, endpoint, taken)
        given = arguments.of_trunk(trunk, credentials, addresses, f"{self._own}{name}" if self._own else "")
        sids = Sids(credentials_sid, addresses_sid, trunk.sid)
        config = self._fitting(trunk, endpoint, name, {"further_credentials": further} | given, sids)
        at = ConfigPath(f"trunks.{name}")
        path = str(at.field("password"))
        others = {username: str(at.field("further_credentials").key(username)) for username in further}
        unknown = dict.fromkeys(others.values(), "Twilio shows no password")
        return Imported(
            name,
            trunk.domain_name,
            endpoint.endpoint_id,
            config,
            {path: endpoint.password} if endpoint.password else {},
            ({} if endpoint.password else {path: endpoint.unknown}) | unknown,
        )

    def _require_no_other_stack(self, trunk: Trunk) -> None:
        owner = stack_of(trunk.settings.friendly_name)
        if self._own and owner and f"{owner}/" != self._own and not self._force:
            raise LeftOutError(
                f"{trunk} belongs to stack {owner}, as its friendly name shows: hand it over as docs/how-to/moving.md "
                "describes, or, if that stack is gone, add --force"
            )

    def _name(self, trunk: Trunk, endpoint: Endpoint, taken: set[str]) -> str:
        """What the stack's own friendly name says, the endpoint's id, or the domain's label."""
        friendly_name = trunk.settings.friendly_name
        own = friendly_name.removeprefix(self._own) if self._own and friendly_name.startswith(self._own) else ""
        for name in (own, endpoint.endpoint_id):
            if _NAME.fullmatch(name) and name not in taken:
                return name
        return trunk.domain_name.partition(".")[0]

    def _fitting(
        self, trunk: Trunk, endpoint: Endpoint, name: str, given: dict[str, Any], sids: Sids
    ) -> dict[str, Any]:
        """The first config with which nothing changes."""
        told: list[str] = []
        for of_endpoint in _candidates(endpoint):
            config = arguments.config(endpoint.endpoint_id, endpoint.username, given | of_endpoint, self._shared)
            try:
                made = self._rehearsal.make(name, self._shared | _with_passwords(config, endpoint), sids)
            except InvalidArgs as error:
                told = [str(error)]
                continue
            if not (told := self._rehearsal.of_asterisk(made, endpoint.secret)):
                told = self._rehearsal.of_twilio(made, sids)
                break
        if told:
            raise LeftOutError(f"{trunk}: {'; '.join(dict.fromkeys(told))}: mend it there, and import again")
        return config


def _with_passwords(config: dict[str, Any], endpoint: Endpoint) -> dict[str, Any]:
    """With one that Twilio would take in place of each that is not known."""
    further = {username: generate() for username in config.get("furtherCredentials", {})}
    return config | {"password": endpoint.password or generate()} | ({"furtherCredentials": further} if further else {})


def _candidates(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    """Arguments of the endpoint, the best first: derived, and at last its rows as they are."""
    derived = arguments.of_endpoint(endpoint)
    yield derived
    if endpoint.extensions:
        yield derived | {"extensions": {}}
    rows = {"rows_as_found": endpoint.rows}
    yield {argument: value for argument, value in derived.items() if argument not in _WITH_ROWS | {"extensions"}} | rows
    yield rows
