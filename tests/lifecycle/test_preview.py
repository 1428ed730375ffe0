"""A preview shows what changes, and nothing else."""

from ..support.project import GUIDE, Project, changes


def test_one_address_and_the_password(project: Project) -> None:
    project.up().ok()
    project.configure(twilio=GUIDE | {"asteriskAddresses": ["206.189.160.180"], "password": "Another-Trunk-2025"})

    shown = project.preview("--diff").ok().output

    assert changes(shown) == {
        "credentials: ~ grable",
        "ip_addresses: - 206.189.160.179",
        "ip_addresses: + 206.189.160.180",
        "ps_auths: ~ twilio: ~ password",
        "sealed: ~ credentials: ~ grable",
        "+ unsealed",
    }
    assert "grable: [secret] => [secret]" in shown
    assert "password: [secret] => [secret]" in shown
    assert "output<" not in shown
    assert "Another-Trunk" not in shown
