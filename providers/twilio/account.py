"""One Twilio account: the SDK's client, and an index of its things, which each takes one list request in a process."""

import threading
from collections import defaultdict
from typing import Any, Self

from twilio.rest import Client

from trunkline.providers.settings import Settings
from trunkline.providers.twilio import client
from trunkline.providers.twilio.converging import concurrently


class AccountIndex:
    """All things of one kind, by SID, with what this process has since made, changed and deleted.

    Others may have changed them meanwhile. So use it to find a thing and to read how things were during the run; before
    a resource is refused for what is or is not in it, `refetch`.
    """

    def __init__(self, things: Any) -> None:
        """An index of `things`, a collection of the SDK's."""
        self._collection = things
        self._lock = threading.Lock()
        self._things: dict[str, Any] | None = None

    def all(self) -> list[Any]:
        with self._lock:
            return list(self._fetched().values())

    def find(self, sid: str) -> Any | None:
        with self._lock:
            return self._fetched().get(sid)

    def get(self, sid: str) -> Any:
        """The thing, fetched if the index lacks it.

        Raises:
            NotFoundError: it is gone.
        """
        return self.find(sid) or self._collection(sid).fetch()

    def refetch(self) -> list[Any]:
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

    def _fetched(self) -> dict[str, Any]:
        if self._things is None:
            self._things = {each.sid: each for each in self._collection.stream(page_size=client.PAGE_SIZE)}
        return self._things


class Account:
    """One account: the SDK's client, and an index of each kind of thing.

    Attributes:
        twilio: the client.
        trunks: trunks with their settings and recording.
        credential_lists: without their credentials.
        ip_access_control_lists: without their addresses.
        numbers: incoming phone numbers, each with the SID of its trunk.
        new_credential_lists: SIDs of those that this process made and has not changed since: they hold the declared
            credentials only.
        made_credentials: {SID of a list: {username: credential}} of those that this process made: Twilio's list may
            lag behind.
    """

    def __init__(self, twilio: Client) -> None:
        self.twilio = twilio
        sip = twilio.api.v2010.account.sip
        self.trunks = AccountIndex(twilio.trunking.v1.trunks)
        self.credential_lists = AccountIndex(sip.credential_lists)
        self.ip_access_control_lists = AccountIndex(sip.ip_access_control_lists)
        self.numbers = AccountIndex(twilio.incoming_phone_numbers)
        self.new_credential_lists: set[str] = set()
        self.made_credentials: defaultdict[str, dict[str, Any]] = defaultdict(dict)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """One with a client of its own; `connections` has the one that resources share."""
        return cls(client.create(settings))

    def close(self) -> None:
        """Close the client's idle HTTP connections."""
        self.twilio.http_client.close()

    def trunk(self, sid: str) -> Any:
        """The SDK's context of one trunk."""
        return self.twilio.trunking.v1.trunks(sid)

    def trunk_at(self, domain_name: Any) -> Any | None:
        """The account's trunk with that domain, or None; none has one that is not known yet."""
        trunks = self.trunks.all() if isinstance(domain_name, str) else []
        return next((each for each in trunks if (each.domain_name or "").lower() == domain_name), None)

    def forget(self) -> None:
        """Have all of it fetched anew when it is next needed."""
        for listing in (self.trunks, self.credential_lists, self.ip_access_control_lists, self.numbers):
            listing.forget()

    def prefetch(self) -> None:
        """Fetch all of it at once: a preview is going to need it."""
        concurrently(self.trunks.all, self.credential_lists.all, self.ip_access_control_lists.all, self.numbers.all)
