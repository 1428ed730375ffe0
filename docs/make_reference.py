"""`make docs`: writes the files that are made from docstrings and code. A test gives another root."""

import sys
from pathlib import Path

from reference_pages import (
    argument_dicts,
    arguments,
    assumptions,
    command_line,
    configuration,
    errors,
    outputs,
    package_schema,
    schema,
    testing,
)
from reference_pages.markdown import bullets, page

PAGES = {
    "arguments.md": (arguments.text, "of `SipTrunk` and its two halves, with types, units, limits and defaults"),
    "outputs.md": (outputs.text, "of the components, and of a stack for other stacks"),
    "configuration.md": (configuration.text, "the keys of a stack's config, and the environment variables that win"),
    "command-line.md": (command_line.text, "every command of `trunkline`"),
    "testing.md": (testing.text, "the pytest fixtures, and what they give"),
    "errors.md": (errors.text, "what each error means, and what you can do"),
}
REFERENCE = Path("docs", "reference")


def main(root: Path) -> None:
    index = bullets(f"[{name.removesuffix('.md')}]({name}): {purpose}" for name, (_, purpose) in PAGES.items())
    files = {REFERENCE / "README.md": page("# Reference", index)}
    files |= {REFERENCE / name: text() for name, (text, _) in PAGES.items()}
    files[Path("docs", "assumptions.md")] = assumptions.text()
    files[Path("src", "trunkline", "schema", "stack.json")] = schema.text()
    files[Path("src", "trunkline", "plugin", "schema.json")] = package_schema.text()
    files[Path("components", "argument_dicts.py")] = argument_dicts.text()
    for file, text in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parents[1])
