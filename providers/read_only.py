"""A process that only previews, with logins that may only read: TRUNKLINE_READ_ONLY is set."""

import os

from trunkline.providers.errors import NotConfiguredError

VARIABLE = "TRUNKLINE_READ_ONLY"
"""Any value except `0`, `no` and `false` sets it."""


def is_read_only() -> bool:
    """Whether nothing may be written, so that a preview does not ask whether the logins may write."""
    return os.environ.get(VARIABLE, "").lower() not in {"", "0", "no", "false"}


def require_writable() -> None:
    """Raise `NotConfiguredError` in a process that only previews."""
    if is_read_only():
        raise NotConfiguredError(f"{VARIABLE} is set, so nothing is written: unset it for this run")
