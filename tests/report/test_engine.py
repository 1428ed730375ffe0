"""The real engine's preview, and that those which are recorded are still like it."""

from typer.testing import CliRunner

from trunkline.cli import app

from ..support.project import GUIDE, Project
from .documents import comment, recorded
from .record import CHANGES, PREVIEWS, portable


def test_a_rotated_password_with_one_more_address_and_a_refusal(project: Project) -> None:
    project.up().ok()
    project.configure(twilio=GUIDE | CHANGES["rotated"])
    printed = project.pulumi("preview", "--json").ok().output
    assert portable(printed) == (PREVIEWS / "rotated.json").read_text()

    ended = CliRunner().invoke(app, ["report"], input=printed)
    assert ended.exit_code == 0
    assert ended.stdout == comment(recorded("rotated")) + "\n"
    assert len(ended.stdout.splitlines()) <= 40
    assert "`~` password of `grable`<br>`+` IP range `206.189.160.180`" in ended.stdout
    assert "\n```mermaid\n" in ended.stdout

    project.configure(twilio=GUIDE | CHANGES["refused"])
    ended = CliRunner().invoke(app, ["report"], input=project.pulumi("preview", "--json").output)
    assert ended.exit_code == 1
    assert ended.stdout == comment(recorded("refused")) + "\n"
