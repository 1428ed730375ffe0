"""The page shows the clients as the lifecycles use them."""

import re

import pytest

from ..support.project import ROOT
from .installs import HERE

PAGE = ROOT / "docs" / "how-to" / "testing.md"
PROGRAMS = {
    "python": HERE / "python" / "lifecycle.py",
    "javascript": HERE / "javascript" / "lifecycle.mjs",
    "go": HERE / "go" / "main.go",
    "java": HERE / "java" / "Lifecycle.java",
}


@pytest.mark.parametrize("language", PROGRAMS)
def test_the_page_shows_the_program(language: str) -> None:
    (shown,) = re.findall(rf'^```{language} title="clients/.*?"\n(.*?)^```', PAGE.read_text(), re.DOTALL | re.MULTILINE)
    program = _lines(PROGRAMS[language].read_text())
    assert [line for line in _lines(shown) if line not in program] == []


def _lines(text: str) -> list[str]:
    return [line.partition("  # type:")[0].strip() for line in text.splitlines() if line.strip()]
