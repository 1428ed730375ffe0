"""One run on an account: the check before it, the cases, and the clean-up after it."""

from collections.abc import Sequence

from trunkline.providers import connections
from trunkline.providers.errors import RefusedError, TrunklineError
from trunkline.providers.settings import Settings

from .assumption import Assumption
from .run import Result, ended_by_signals, run, without_signals
from .table import ASSUMPTIONS
from .trial import Trial

INTERRUPTED = "Interrupted: the cases after it were not tried"


def check(settings: Settings) -> None:
    """Ask for one page of trunks, as every command does.

    Raises:
        TrunklineError: a setting is missing, Twilio does not answer or refuses the login, or it answers for another
            account.
    """
    try:
        connections.account(settings).twilio.trunking.v1.trunks.page(page_size=1)
    except RefusedError as refusal:
        if refusal.code is not None or "account" in str(refusal):
            raise


def hold(
    settings: Settings, *, write: bool, assumptions: Sequence[Assumption] = ASSUMPTIONS
) -> tuple[list[Result], list[str], list[str]]:
    """The results, a line for each thing that is still there, and a line if the run ended early."""
    trial = Trial(settings)
    results: list[Result] = []
    failure: list[str] = []
    with ended_by_signals():
        try:
            results.extend(run(trial, assumptions, write=write))
        except TrunklineError as error:
            failure.append(str(error))
        except KeyboardInterrupt:
            failure.append(INTERRUPTED)
        finally:
            with without_signals():
                left = trial.close() if write else []
    return results, left, failure
