"""The guide's trunk, from nothing to nothing, by the real engine."""

from ..support.project import Project


def test_up(project: Project) -> None:
    project.up().ok()
    project.up().has_no_changes()
    project.refresh().has_no_changes()
