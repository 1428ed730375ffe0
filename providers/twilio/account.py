"""One Twilio account: the SDK's client, and indexes of its things. Each takes one list request in a process."""

from typing import Any, Self

from twilio.rest import Client

from trunkline.providers.errors import RefusedError
from trunkline.providers.settings import Settings
from trunkline.providers.shared import Shared
from trunkline.providers.twilio import client
from trunkline.providers.twilio.converging import concurrently
from trunkline.providers.twilio.refusals import is_not_permitted
from trunkline.providers.twilio.sdk import Collections


class AccountIndex:
    """All things of one kind, by SID. It follows what this process makes, changes and deletes.

    Others may change the things meanwhile. So use it to find a thing, and to read how things were during the run. Call
    `refetch` before a resource is refused for what is or is not in it.

    Attributes:
        things: the SDK's collection.
    """

    def __init__(self, things: Any) -> None:
        """An index of `things`, a collection of the SDK's."""
        self.things = things
        self._things = Shared(self._fetched)

    def all(self) -> list[Any]:
        return self._listed(self._things.get())

    def find(self, sid: str) -> Any | None:
        return self._things.get().get(sid)

    def get(self, sid: str) -> Any:
        """The thing, fetched if the index lacks it.

        Raises:
            NotFoundError: the thing no longer exists.
        """
        return self.find(sid) or self.things(sid).fetch()

    def fetch_if_permitted(self) -> None:
        try:
            self.all()
        except RefusedError as refusal:
            if not is_not_permitted(refusal):
                raise

    def fetch_soon(self) -> None:
        """Begin to fetch. Others go on meanwhile, and wait only if they need the things."""
        self._things.get_soon()

    def refetch(self) -> list[Any]:
        return self._listed(self._things.again())

    def forget(self) -> None:
        self._things.forget()

    def put(self, thing: Any) -> None:
        """Note Twilio's answer about one thing that this process has made or changed."""
        with self._things.lock:
            if (things := self._things.known) is not None:
                things[thing.sid] = thing

    def drop(self, sid: str) -> None:
        """Note that this process has deleted a thing."""
        with self._things.lock:
            if (things := self._things.known) is not None:
                things.pop(sid, None)

    def _fetched(self) -> dict[str, Any]:
        return {each.sid: each for each in self.things.stream(page_size=client.PAGE_SIZE)}

    def _listed(self, things: dict[str, Any]) -> list[Any]:
        with self._things.lock:
            return list(things.values())


class Account:
    """One account: the SDK's client, and an index of each kind of thing.

    Attributes:
        twilio: the client.
        trunks: trunks with their settings and recording.
        credential_lists: without their credentials.
        ip_access_control_lists: without their addresses.
        numbers: incoming phone numbers, each with the SID of its trunk.
        new_credential_lists: SIDs of the lists that this process made and has not changed since. They have the declared
            credentials only.
        made_credentials: {SID of a list: {username: credential}} of the credentials that this process made, because
            Twilio's list may lag behind.
        buyers: {number: friendly name} of the numbers on sale that this process has tried to buy.
    """

    def __init__(self, twilio: Client) -> None:
        self.twilio = twilio
        collections = Collections(twilio)
        self.trunks = AccountIndex(collections.trunks)
        self.credential_lists = AccountIndex(collections.credential_lists)
        self.ip_access_control_lists = AccountIndex(collections.ip_access_control_lists)
        self.numbers = AccountIndex(collections.numbers)
        self.new_credential_lists: set[str] = set()
        self.made_credentials: dict[str, dict[str, Any]] = {}
        self.buyers: dict[str, str] = {}

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """An account with its own client. `connections` has the one that resources share."""
        return cls(client.create(settings))

    def close(self) -> None:
        """Close the client's idle HTTP connections."""
        self.twilio.http_client.close()

    def trunk(self, sid: str) -> Any:
        """The SDK's context of one trunk."""
        return self.trunks.things(sid)

    def trunk_at(self, domain_name: Any) -> Any | None:
        """The account's trunk with that domain, or None, also if the domain is not known yet."""
        trunks = self.trunks.all() if isinstance(domain_name, str) else []
        return next((each for each in trunks if (each.domain_name or "").lower() == domain_name), None)

    def forget(self) -> None:
        """Fetch everything again when it is next needed."""
        for listing in (self.trunks, self.credential_lists, self.ip_access_control_lists, self.numbers):
            listing.forget()

    def prefetch(self) -> None:
        """Fetch everything at once, because a preview will need it; not what a restricted API key may not read.

        A resource that does need that asks again, and gets the error.
        """
        everything = (self.trunks, self.credential_lists, self.ip_access_control_lists, self.numbers)
        concurrently(*(each.fetch_if_permitted for each in everything))
