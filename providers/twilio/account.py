"""What one list request tells for a whole account: asked once in a process, however many resources want to know."""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from twilio.rest import Client

from trunkline.providers.once import once
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import client
from trunkline.providers.twilio.converging import side_by_side


class Listing:
    """All things of one kind, by SID, with what this process has since made, changed and deleted.

    Others may have changed them meanwhile. So it is good for finding a thing and for telling how things stood during
    the run; before something is refused for what it says, or for what it lacks, it is asked for `afresh`.
    """

    def __init__(self, ask: Callable[[], Iterable[Any]]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._things: dict[str, Any] | None = None

    def all(self) -> list[Any]:
        with self._lock:
            if self._things is None:
                self._things = {each.sid: each for each in self._ask()}
            return list(self._things.values())

    def afresh(self) -> list[Any]:
        self.forget()
        return self.all()

    def forget(self) -> None:
        with self._lock:
            self._things = None

    def put(self, thing: Any) -> None:
        """Note Twilio's answer about one thing that this process has made or changed."""
        with self._lock:
            if self._things is not None:
                self._things[thing.sid] = thing

    def drop(self, sid: str) -> None:
        """Note that this process has deleted a thing."""
        with self._lock:
            if self._things is not None:
                self._things.pop(sid, None)


class Account:
    """One account: the SDK's client, and what is kept of the account's lists.

    Attributes:
        twilio: the client.
        trunks: trunks with their settings and recording.
        credential_lists: without their credentials.
        ip_access_control_lists: without their addresses.
        numbers: incoming phone numbers, each with the SID of its trunk.
        complete: SIDs of the credential lists that this process made and that hold what is declared, no more.
    """

    def __init__(self, twilio: Client) -> None:
        self.twilio = twilio
        sip = twilio.api.v2010.account.sip
        self.trunks = _listing(twilio.trunking.v1.trunks)
        self.credential_lists = _listing(sip.credential_lists)
        self.ip_access_control_lists = _listing(sip.ip_access_control_lists)
        self.numbers = _listing(twilio.incoming_phone_numbers)
        self.complete: set[str] = set()

    def trunk(self, sid: str) -> Any:
        """The SDK's context of one trunk."""
        return self.twilio.trunking.v1.trunks(sid)

    def trunk_at(self, domain_name: Any) -> Any | None:
        """The account's trunk with that domain, or None; none has one that is not known yet."""
        trunks = self.trunks.all() if isinstance(domain_name, str) else []
        return next((each for each in trunks if (each.domain_name or "").lower() == domain_name), None)

    def forget(self) -> None:
        """Ask for all of it afresh."""
        for listing in (self.trunks, self.credential_lists, self.ip_access_control_lists, self.numbers):
            listing.forget()

    def look_around(self) -> None:
        """Ask for all of it at once, where a preview is going to need it."""
        side_by_side(self.trunks.all, self.credential_lists.all, self.ip_access_control_lists.all, self.numbers.all)


def _listing(things: Any) -> Listing:
    return Listing(partial(things.stream, page_size=client.PAGE_SIZE))


@once
def connect(settings: Settings) -> Account:
    """One for each process and account, shared by the servicer's threads."""
    return Account(client.connect(settings))
