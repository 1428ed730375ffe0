"""The README shows each code of the doctor, along the way of a call."""

import re
from collections.abc import Iterator

from trunkline.doctor.codes import TABLE

from ..support.project import ROOT


def test_each_code_is_in_the_readme() -> None:
    shown = {*_shown((ROOT / "README.md").read_text())}
    assert shown == TABLE.keys()


def _shown(text: str) -> Iterator[str]:
    """The codes, alone or as `TL101 to TL110`."""
    for first, last in re.findall(r"TL(\d{3})(?: to TL(\d{3}))?", text):
        for number in range(int(first), int(last or first) + 1):
            yield f"TL{number:03}"
