"""stacks/Pulumi.prod.yaml is a stack that works as it is, and with a password of one's own."""

import yaml

from ..support.project import PASSWORD, ROOT, Project


def test_preview(project: Project) -> None:
    config = yaml.safe_load((ROOT / "stacks" / "Pulumi.prod.yaml").read_text())["config"]
    project.configure(**config["trunkline:trunks"])
    assert "7 to create" in project.preview().ok().output
    project.set_secret("trunks.twilio.password", PASSWORD)
    assert "6 to create" in project.preview().ok().output
