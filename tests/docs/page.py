"""A page of docs/ as a script: it runs what a reader types and writes, in order, in one shell.

- A `sh` block is run. If a `text` block follows, the output has its lines, in this order; `…` means any text.
- A block with a title, as in ```python title="__main__.py", is written to that file.
- `<!-- types: … -->` before a block is the reader's answer to a command that asks.
- `<!-- before: … -->` is a command that prepares what the page needs.
- `<!-- needs: … -->` before a block: it is not run, because no test has what it needs.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from attrs import define, frozen
from markdown_it import MarkdownIt

from ..support import shell

_COMMENT = re.compile(r"<!-- (types|before|needs): (.*?) -->", re.DOTALL)
_TITLE = re.compile(r'(\w+) title="([^"]+)"')
_PICTURES = {"mermaid"}


@frozen
class Missing:
    """A block that is not run, and what it would need."""

    needs: str


@define
class Step:
    """A part of the script, and what the page says that it prints."""

    script: str
    prints: str = ""


def steps(text: str) -> Iterator[Step | Missing]:
    """The steps of the page.

    Raises:
        ValueError: a block that is neither run nor written nor said to be missing something.
    """
    latest = Step("")
    said = {"types": "", "needs": ""}
    for token in MarkdownIt().parse(text):
        if token.type == "html_block":
            for kind, what in _COMMENT.findall(token.content):
                if kind == "before":
                    yield Step(what)
                else:
                    said[kind] = what
        elif token.type == "fence" and token.info not in _PICTURES:
            if token.info == "text":
                latest.prints = token.content
                continue
            types, needs = said["types"], said["needs"]
            said = {"types": "", "needs": ""}
            if needs:
                yield Missing(needs)
            elif token.info == "sh":
                latest = Step(f"{{\n{token.content}}} <<'TYPED'\n{types}\nTYPED" if types else token.content)
                yield latest
            elif title := _TITLE.fullmatch(token.info):
                folder = PurePosixPath(title[2]).parent
                yield Step(f"mkdir -p '{folder}'\ncat > '{title[2]}' <<'WRITTEN'\n{token.content}WRITTEN")
            else:
                raise ValueError(f"a block that is not run: ```{token.info}: {token.content[:60]}")


def run(text: str, folder: Path, environment: Mapping[str, str]) -> None:
    """Do all that the page says, in `folder`.

    Raises:
        AssertionError: a command failed, or printed something else than the page says.
    """
    done = [step for step in steps(text) if isinstance(step, Step)]
    script = "\n".join(f"echo '@@@ {number}'\n{step.script}" for number, step in enumerate(done))
    told = shell.run(["bash", "-e", "-o", "pipefail", "-c", script], folder, environment)
    printed = re.split(r"^@@@ \d+\n", told, flags=re.MULTILINE)[1:]
    for step, output in zip(done, printed, strict=True):
        _holds(output, step.prints)


def _holds(output: str, prints: str) -> None:
    at = 0
    for line in filter(None, map(str.strip, prints.splitlines())):
        pattern = ".*".join(map(re.escape, line.split("…")))
        found = re.compile(pattern).search(output, at)
        assert found, f"the page says that this is printed:\n{line}\nwhat was printed:\n{output}"
        at = found.end()
