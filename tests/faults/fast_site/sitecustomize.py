"""On PYTHONPATH of the engine it makes the providers' processes hasty; see `tests.faults.fast`."""

import sys
from pathlib import Path

if "pulumi.dynamic" in sys.orig_argv:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from fast import hasten  # type: ignore[import-not-found]

    sys.path.pop(0)
    hasten()
