"""An HTTP client for Twilio's SDK that gives each answer as it is."""

from typing import Any

from twilio.http.response import Response

from trunkline.providers.twilio.attempts import Call, TryAgainError
from trunkline.providers.twilio.http_client import TrunklineHttpClient


class BareHttpClient(TrunklineHttpClient):
    """Asks once, and gives the answer of any status and any shape. Only a lost answer is an error.

    It does not see that an answer is about another account: the caller looks at `account_sid`.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._knows_account = True

    def _answer(self, call: Call) -> Response:
        try:
            return Response(*self._exchange(call))
        except TryAgainError as lost:
            raise lost.error from None
