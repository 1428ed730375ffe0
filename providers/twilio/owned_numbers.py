"""The account's phone numbers: bought elsewhere, lent to trunks here."""

from collections.abc import Iterable
from functools import partial

from twilio.rest import Client

from trunkline.providers.errors import NotFoundError, NotOursError
from trunkline.providers.twilio.converging import side_by_side


class OwnedNumbers:
    """Numbers by E.164, as the trunk with this domain and this name may have them.

    Args:
        twilio: the account.
        trunk: domain_name and friendly_name of the trunk.
        adopt: whether it may take numbers of other trunks.
    """

    def __init__(self, twilio: Client, trunk: tuple[str, str], *, adopt: bool) -> None:
        self._twilio = twilio
        self._trunk = trunk
        self._adopt = adopt
        self._sids: dict[str, str] = {}

    def look_up(self, numbers: Iterable[str]) -> None:
        """Have the SIDs of all these numbers ready, or raise what `sid` does."""
        side_by_side(*(partial(self.sid, number) for number in numbers))

    def sid(self, number: str) -> str:
        """The number's SID.

        Raises:
            NotFoundError: the account does not own it.
            NotOursError: another trunk has it, and it must not be taken from there.
        """
        if number not in self._sids:
            self._sids[number] = self._find(number)
        return self._sids[number]

    def _find(self, number: str) -> str:
        similar = self._twilio.incoming_phone_numbers.stream(phone_number=number)  # those that contain it
        owned = next((each for each in similar if each.phone_number == number), None)
        if not owned:
            raise NotFoundError(
                f"phone_numbers: {number} is not a number of this account: buy it at Twilio, or leave it out"
            )
        if owned.trunk_sid and not self._adopt and self._is_another(owned.trunk_sid):
            raise NotOursError(
                f"phone_numbers: {number} belongs to another trunk ({owned.trunk_sid}), whose calls would stop: "
                "take it off that trunk first, or say adopt=True"
            )
        return str(owned.sid)

    def _is_another(self, trunk_sid: str) -> bool:
        try:
            trunk = self._twilio.trunking.v1.trunks(trunk_sid).fetch()
        except NotFoundError:
            return False
        return (trunk.domain_name, trunk.friendly_name) != self._trunk
