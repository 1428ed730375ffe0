"""One run on an account: the cases, and the clean-up after them."""

from collections.abc import Callable, Iterable, Sequence

from trunkline.providers.errors import TrunklineError

from .assumption import Assumption
from .run import Result, ended_by_signals, run, without_signals
from .trial import Trial

INTERRUPTED = "Interrupted: the cases after it were not tried"


def hold(
    trial: Trial,
    assumptions: Sequence[Assumption],
    *,
    write: bool,
    watch: Callable[[Iterable[Result]], Iterable[Result]] = iter,
) -> tuple[list[Result], list[str], list[str]]:
    """The results, a line for each thing that is still there, and a line if the run ended early.

    The results pass through `watch` as they come.
    """
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
