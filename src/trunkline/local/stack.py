"""The verbs of the local stack, each a run of the real `pulumi`."""

import os
import subprocess
import sys
from pathlib import Path

from trunkline.engine import find_or_install

from . import emulator, realtime
from .errors import LocalError
from .folder import LocalFolder

STACK = "local"


class LocalStack:
    """Stack `local` of the project in a folder.

    Every setting that could lead elsewhere (Twilio's own variables, the backend, the database) is set here,
    so that a shell prepared for production cannot send the local stack there.
    """

    def __init__(self, project: Path) -> None:
        if not (project / "Pulumi.yaml").exists():
            raise LocalError(f"{project} has no Pulumi.yaml: run this in the project's folder")
        self._project = project
        self._folder = LocalFolder(project / ".local")
        self._folder.prepare()
        realtime.create(self._folder.database)
        realtime.widen(self._folder.database)
        self._engine = find_or_install()
        self._url = emulator.ensure(self._folder)

    def environment(self) -> dict[str, str]:
        """What a shell needs to run `pulumi` on the local stack by hand."""
        account = self._folder.account()
        return {
            "PATH": f"{self._engine}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": self._folder.backend.as_uri(),
            "PULUMI_HOME": str(self._folder.pulumi_home),
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self._folder.passphrase),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_PYTHON_CMD": sys.executable,
            "TWILIO_ACCOUNT_SID": account["sid"],
            "TWILIO_AUTH_TOKEN": account["token"],
            "TWILIO_API_KEY": "",
            "TRUNKLINE_TWILIO_URL": self._url,
            "TRUNKLINE_AMI_HOST": "",
            "TRUNKLINE_DATABASE_URL": realtime.url(self._folder.database).render_as_string(),
        }

    def up(self) -> None:
        self._pulumi("up", "--yes")
        print(  # noqa: T201
            f"\nThe trunk is up on both sides:\n"
            f"  Twilio (the emulator)   {self._url}\n"
            f"  Asterisk's rows         {self._folder.database}"
        )

    def preview(self) -> None:
        self._pulumi("preview", "--diff")

    def refresh(self) -> None:
        self._pulumi("refresh", "--yes", "--skip-preview", "--diff")

    def destroy(self) -> None:
        self._pulumi("destroy", "--yes")
        emulator.lift_reservations(self._folder, self._url)
        print(  # noqa: T201
            "\nBoth sides are empty; the numbers still belong to the account. The emulator has lifted the\n"
            "reservation of the trunk's domain. Twilio itself keeps a deleted trunk's domain for up to 30 days."
        )

    def _pulumi(self, *arguments: str) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("TWILIO_", "PULUMI_"))}
        environment |= self.environment()
        self._folder.release_dead_locks(STACK)
        self._folder.restore_checkpoints()
        for command in (["stack", "select", "--create", STACK], [*arguments, "--stack", STACK]):
            ended = subprocess.run([self._engine / "pulumi", *command], cwd=self._project, env=environment, check=False)
            if ended.returncode:
                raise LocalError(f"`pulumi {' '.join(command)}` failed: mend what it says above and run again")
