"""Writes docs/reference from the docstrings and the code: `make docs`. A test names a folder of its own."""

import sys
from pathlib import Path

from reference_pages import arguments, command_line, configuration, errors, outputs, testing
from reference_pages.markdown import bullets, page

PAGES = {
    "arguments.md": (arguments.text, "of `SipTrunk` and its two halves, with types, units, limits and defaults"),
    "outputs.md": (outputs.text, "of the components, and of a stack for other stacks"),
    "configuration.md": (configuration.text, "the keys of a stack's config, and the environment variables that win"),
    "command-line.md": (command_line.text, "every command of `trunkline`"),
    "testing.md": (testing.text, "the pytest fixtures, and what they give"),
    "errors.md": (errors.text, "what each error means, and what you can do"),
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    index = bullets(f"[{name.removesuffix('.md')}]({name}): {purpose}" for name, (_, purpose) in PAGES.items())
    (folder / "README.md").write_text(page("# Reference", index))
    for name, (text, _) in PAGES.items():
        (folder / name).write_text(text())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent / "reference")
