"""stacks/Pulumi.prod.yaml is a stack that works once its secrets are set."""

import yaml

from ..support.project import PASSWORD, ROOT, Project


def test_preview(project: Project) -> None:
    config = yaml.safe_load((ROOT / "stacks" / "Pulumi.prod.yaml").read_text())["config"]
    project.configure(**config["trunkline:trunks"])
    project.preview().refuses("trunks.twilio.password", "missing", "pulumi config set --secret")
    project.set_secret("trunks.twilio.password", PASSWORD)
    assert "9 to create" in project.preview().ok().output
