"""docs/set-ups.md."""

from pathlib import Path

from . import SET_UPS
from .set_up import AS_ARGUMENTS, AS_ROWS, WITHOUT_PASSWORD, Calls, SetUp

PAGE = Path(__file__).parents[2] / "docs" / "set-ups.md"
_INTRO = """# Set-ups and what trunkline makes of them

<!-- Made from tests/set_ups by `make docs`: change those files, not this page. -->

{count} set-ups of Asterisk and a Twilio trunk, by kind, as how-tos, forums and habit make them: {working} that work,
and {broken} that do not, or that let strangers in. Each has the rows of one trunk in realtime tables.

- **doctor**: the [codes](doctor.md#codes) of `trunkline doctor`, without a stack. The tests follow each remedy of a
  set-up that does not work, until the doctor is quiet.
- **import**: the config that `trunkline import` makes, or its reason to leave the trunk out. "Rows as they are" are
  `rowsAsFound`. After the remedies, it makes a config of each set-up.
- **`up`**: what the first `pulumi up` with that config changes.
- **calls**: what a real Asterisk makes of a call out, and of calls in from Twilio and from a stranger, in {judged} of
  the set-ups. A number is the SIP code of the refusal. After the remedies, calls pass both ways, and a stranger's do
  not.
"""
_UP = {AS_ARGUMENTS: "nothing", AS_ROWS: "nothing", WITHOUT_PASSWORD: "writes the password that you set"}


def text() -> str:
    working = [each for each in SET_UPS if not each.fault]
    broken = [each for each in SET_UPS if each.fault]
    judged = sum(1 for each in SET_UPS if each.calls)
    blocks = [
        _INTRO.format(count=len(SET_UPS), working=len(working), broken=len(broken), judged=judged),
        "## That work\n",
        _table(("set-up", "calls", "doctor", "import", "`up`"), [_row(each) for each in working]),
        "## That do not\n",
        _table(
            ("set-up", "what is wrong", "calls", "doctor", "import", "`up`"),
            [[each.kind, each.fault, *_row(each)[1:]] for each in broken],
        ),
    ]
    return "\n".join(blocks)


def _row(set_up: SetUp) -> list[str]:
    imported = set_up.imported if set_up.imported in _UP else f"left out: “… {set_up.imported} …”"
    codes = ", ".join(sorted(set_up.finds)) or "quiet"
    return [set_up.kind, _calls(set_up.calls), codes, imported, _UP.get(set_up.imported, "")]


def _calls(calls: Calls | None) -> str:
    if calls is None:
        return ""
    refused = [
        f"{way} {code or 'fails'}" for way, code in (("out", calls.out), ("in", calls.inward)) if code is not None
    ]
    if calls.stranger is None:
        refused.append("a stranger's pass")
    return ", ".join(refused) or "pass"


def _table(head: tuple[str, ...], rows: list[list[str]]) -> str:
    lines = [[*head], ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
