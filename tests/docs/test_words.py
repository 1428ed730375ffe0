"""The prose of the pages has none of the words over which readers stumbled."""

import re
from pathlib import Path

import pytest

from ..support.project import ROOT

INSTEAD = {
    r"told": "said, reported, detected or given",
    r"tells?": "says, shows, reports or distinguishes",
    r"stated": "set or given",
    r"spell(s|ed)?": "written",
    r"mend(s|ed)?": "fix",
    r"whoever": "anyone who",
    r"nobody": "who does it, or `no …`",
    r"anew|afresh": "again",
    r"unbidden|unasked": "only on order",
    r"stands? (in|at|for|there|where|with|below|beside|twice|among)": "is in, is listed or means",
    r"(is|are|was|were) to (be|have|do|know)": "must, should or will",
    r"where (there|it|that|they|nothing|none|no|not|something|what) (is|are|does|has|was|can)": "if",
    r"in clear": "as plain text",
    r"held against": "compared with",
    r"will (not )?do\b(?! (it|this|that|the|so))": "is allowed, or is wrong",
    r"of (its|their|your|one's) own making": "its own",
}
"""{what no page says: what to say instead}"""

CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]+`|<!--.*?-->|\]\([^)]*\)", re.DOTALL | re.MULTILINE)
"""What is no prose: code, comments and the targets of links."""

SPACE = r"\s+"
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    ROOT / "examples" / "README.md",
    *(ROOT / "src" / "trunkline" / "new").glob("*/README.md"),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_words(page: Path) -> None:
    assert hard_words(page.read_text()) == []


def test_a_hard_word_is_found_in_prose_only() -> None:
    text = "Is told\n`told` [x](told.md)\n```sh\ntold\n```\n<!-- told -->\n| TL001 | fine |\n\nNobody\nknows.\n"
    assert hard_words(text) == [
        "line 1: 'told': write said, reported, detected or given",
        "line 9: 'Nobody': write who does it, or `no …`",
    ]


def hard_words(text: str) -> list[str]:
    """A line for each word of `INSTEAD` in the prose of the text."""
    prose = CODE.sub(lambda code: "\n" * code[0].count("\n"), text)
    found = [
        (prose.count("\n", 0, match.start()) + 1, match[0], instead)
        for words, instead in INSTEAD.items()
        for match in re.finditer(rf"\b(?:{SPACE.join(words.split(' '))})\b", prose, re.IGNORECASE)
    ]
    return [f"line {line}: {word!r}: write {instead}" for line, word, instead in sorted(found)]
