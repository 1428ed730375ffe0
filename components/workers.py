"""A function for programs that were written before one provider process was enough for many trunks."""

from functools import cache

import pulumi


def workers(trunks: int) -> list[pulumi.ProviderResource | None]:
    """Deprecated: leave it out. One provider process serves any number of trunks, so this only warns.

    The next `up` of a stack that has used it moves the trunks to the stack's default provider: nothing is replaced, and
    nothing changes at Twilio or in the database. It also deletes the `worker-…` providers from the state.

    Args:
        trunks: the number of trunks.

    Returns:
        None for each trunk: the default provider.
    """
    _warn()
    return [None] * trunks


@cache
def _warn() -> None:
    pulumi.log.warn("trunkline.workers() is not needed any more: leave it out, with the provider= that it gave")
