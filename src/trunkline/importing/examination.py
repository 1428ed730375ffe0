"""Reads both sides, and makes the config that adopts each trunk."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from trunkline.components import InvalidArgs
from trunkline.model.asterisk import ENDPOINTS
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
"""Arguments that would repeat what is in the rows."""


def examine(settings: Settings, stack: Stack | None, wanted: Collection[str], *, force: bool) -> Examined:
    """Find the trunks and their config.

    Args:
        settings: the account and the database.
        stack: the stack that will have the trunks, or None.
        wanted: termination domains; empty means all.
        force: replace trunks that the stack has already, and import trunks of another stack.

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
        existing = {trunk.domain_name for trunk in trunks}
        left_out = [
            f"trunk {domain!r}: the account has no trunk with this domain: check --trunk and TWILIO_ACCOUNT_SID"
            for domain in wanted
            if domain not in existing
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
            raise LeftOutError(f"{trunk} is in the stack already, as trunks.{known}: add --force to replace it")
        self._require_no_other_stack(trunk)
        credentials_sid, credentials = self._twilio.credential_list(trunk)
        addresses_sid, addresses = self._twilio.ip_access_control_list(trunk)
        endpoint = self._asterisk.endpoint(str(trunk), trunk.domain_name)
        further = dict.fromkeys(credentials.credentials if credentials else (), "")
        if credentials_sid and not endpoint.username:
            raise LeftOutError(
                f"{trunk}: {endpoint} has no outbound_auth, but the trunk has credential list {credentials_sid}: "
                "set outbound_auth to a row of ps_auths, or remove the list from the trunk, and import again"
            )
        if endpoint.username and not credentials_sid:
            raise LeftOutError(
                f"{trunk} has no credential list, but {endpoint} logs in as {endpoint.username!r}: associate a list "
                "with that credential, or set outbound_auth to NULL, and import again"
            )
        if endpoint.username and further.pop(endpoint.username, None) is None:
            raise LeftOutError(
                f"{trunk}: {endpoint} logs in as {endpoint.username!r}, which is not in credential list "
                f"{credentials_sid}: add that credential at Twilio, or correct ps_auths, and import again"
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
            ({path: endpoint.unknown} if endpoint.username and not endpoint.password else {}) | unknown,
        )

    def _require_no_other_stack(self, trunk: Trunk) -> None:
        owner = stack_of(trunk.settings.friendly_name)
        if self._own and owner and f"{owner}/" != self._own and not self._force:
            raise LeftOutError(
                f"{trunk} belongs to stack {owner}, as its friendly name shows: hand it over as docs/how-to/moving.md "
                "describes, or, if that stack is gone, add --force"
            )

    def _name(self, trunk: Trunk, endpoint: Endpoint, taken: set[str]) -> str:
        """The name in the stack's own friendly name, or the endpoint's id, or the domain's labels."""
        friendly_name = trunk.settings.friendly_name
        own = friendly_name.removeprefix(self._own) if self._own and friendly_name.startswith(self._own) else ""
        for name in (own, endpoint.endpoint_id):
            if _NAME.fullmatch(name) and name not in taken:
                return name
        return trunk.domain_name.removesuffix(".pstn.twilio.com").replace(".", "-")

    def _fitting(
        self, trunk: Trunk, endpoint: Endpoint, name: str, given: dict[str, Any], sids: Sids
    ) -> dict[str, Any]:
        """The first config with which nothing changes."""
        problems, place = list[str](), ""
        for of_endpoint in _candidates(endpoint):
            config = arguments.config(endpoint.endpoint_id, endpoint.username, given | of_endpoint, self._shared)
            try:
                made = self._rehearsal.make(name, self._shared | _with_passwords(config, endpoint), sids)
            except InvalidArgs as error:
                problems, place = str(error).splitlines(), "at Twilio"
                continue
            problems, place = self._rehearsal.of_asterisk(made, endpoint.secret), "in the database"
            if not problems:
                problems, place = self._rehearsal.of_twilio(made, sids), "at Twilio"
                break
        if problems:
            raise LeftOutError(f"{trunk}: {'; '.join(dict.fromkeys(problems))}: correct that {place}, and import again")
        return config


def _with_passwords(config: dict[str, Any], endpoint: Endpoint) -> dict[str, Any]:
    """With a valid password for each one that is not known."""
    if "username" not in config:
        return config
    further = {username: generate() for username in config.get("furtherCredentials", {})}
    return config | {"password": endpoint.password or generate()} | ({"furtherCredentials": further} if further else {})


def _candidates(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    """Arguments of the endpoint, the best first. The last ones are its rows as they are."""
    rows = {"rows_as_found": endpoint.rows}
    if len(endpoint.rows[ENDPOINTS]) == 1:
        derived = arguments.of_endpoint(endpoint)
        yield derived
        if endpoint.extensions:
            yield derived | {"extensions": {}}
        described = {name: value for name, value in derived.items() if name not in _WITH_ROWS | {"extensions"}}
        yield described | rows
    yield rows
