"""One run on an account: the check before it, the cases, and the clean-up after it."""

from collections.abc import Callable, Iterable, Sequence

from trunkline.providers import connections
from trunkline.providers.errors import TrunklineError
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
    connections.account(settings).twilio.trunking.v1.trunks.page(page_size=1)


def hold(
    settings: Settings,
    *,
    write: bool,
    assumptions: Sequence[Assumption] = ASSUMPTIONS,
    watch: Callable[[Iterable[Result]], Iterable[Result]] = iter,
) -> tuple[list[Result], list[str], list[str]]:
    """The results, a line for each thing that is still there, and a line if the run ended early.

    The results pass through `watch` as they come.
    """
    trial = Trial(settings)
    results: list[Result] = []
    failure: list[str] = []
    with ended_by_signals():
        try:
            for result in watch(run(trial, assumptions, write=write)):
                results.append(result)  # noqa: PERF402 - what came before an interruption counts
        except TrunklineError as error:
            failure.append(str(error))
        except KeyboardInterrupt:
            failure.append(INTERRUPTED)
        finally:
            with without_signals():
                left = trial.close() if write else []
    return results, left, failure
