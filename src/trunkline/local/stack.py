"""The commands for the local stack. Each runs the real `pulumi`."""

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from trunkline.engine import PARALLEL, checkpoints, find_or_install, unfinished
from trunkline.engine.process import say
from trunkline.loopback import without_proxy
from trunkline.providers.settings import VARIABLES

from . import child, emulator, locks, realtime, yaml_programs
from .errors import LocalError
from .folder import PASSPHRASE, LocalFolder

STACK = "local"

_OTHERS = ("TWILIO_", "PULUMI_", "TRUNKLINE_")
_KEPT = ("TRUNKLINE_CACHE", "TRUNKLINE_PYTHON")


class LocalStack:
    """Stack `local` of the project in a folder. No other process may be at work in it.

    It sets every variable that could lead elsewhere (Twilio's, the backend's, the database's), so that the local stack
    cannot reach production from a shell that is prepared for it.
    """

    def __init__(self, project: Path, folder: LocalFolder) -> None:
        self._project = project
        self._folder = folder
        folder.prepare()
        realtime.prepare(folder.database)
        self._engine = find_or_install()
        self._for_yaml = yaml_programs.prepare(project, folder.pulumi_home)
        self._url = emulator.ensure(folder)

    def environment(self) -> dict[str, str]:
        """The variables with which a shell runs `pulumi` on the local stack."""
        account = self._folder.account()
        return {
            **without_proxy(os.environ),
            "PATH": f"{self._engine}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": self._folder.backend.as_uri(),
            "PULUMI_HOME": str(self._folder.pulumi_home),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self._folder.passphrase),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_PYTHON_CMD": sys.executable,
            "PULUMI_PARALLEL": os.environ.get("PULUMI_PARALLEL") or str(PARALLEL),
            **self._for_yaml,
            **dict.fromkeys(VARIABLES, ""),
            "TWILIO_ACCOUNT_SID": account["sid"],
            "TWILIO_AUTH_TOKEN": account["token"],
            "TRUNKLINE_TWILIO_URL": self._url,
            "TRUNKLINE_DATABASE_URL": realtime.url(self._folder.database).render_as_string(),
        }

    def up(self, *, skip_checkpoints: bool = False) -> None:
        self._folder.coming_up.touch()
        self._run("up", "--yes", skip_checkpoints=skip_checkpoints)
        self._folder.coming_up.unlink()
        self._folder.destroying.unlink(missing_ok=True)
        print(  # noqa: T201
            f"\nBoth sides are as the program declares:\n"
            f"  Twilio (the emulator)   {self._url}\n"
            f"  Asterisk's rows         {self._folder.database}"
        )

    def preview(self) -> None:
        self._run("preview", "--diff")

    def refresh(self) -> None:
        self._run("refresh", "--yes", "--skip-preview", "--diff")

    def destroy(self, *, skip_checkpoints: bool = False) -> None:
        if self._folder.coming_up.exists():  # what a killed provider was making is not in the state
            say("The last `up` failed or was killed. Running it again, to find what it has made.")
            with suppress(LocalError):
                self.up()
        self._folder.destroying.touch()
        self._run("destroy", "--yes", skip_checkpoints=skip_checkpoints)
        emulator.lift_reservations(self._folder, self._url)
        self._folder.destroying.unlink()
        if self._folder.coming_up.exists():
            say(
                "\nEverything in the stack's state is destroyed. Things that a failed `up` made may still exist: "
                "correct the program, and run `up` and `destroy`."
            )
            return
        print(  # noqa: T201
            "\nBoth sides are empty; the numbers still belong to the account. The emulator has released\n"
            "the trunk's domain. Twilio itself blocks the domain of a deleted trunk for up to 30 days."
        )

    def _run(self, *verb: str, skip_checkpoints: bool = False) -> None:
        locks.wait_for_pulumi(self._folder, STACK)
        checkpoints.repair(self._folder.backend, STACK)
        self._pulumi("stack", "select", "--create")
        unfinished.finish(self._silent, say)
        if self._folder.destroying.exists():
            emulator.lift_reservations(self._folder, self._url)
        self._pulumi(*verb, variables=checkpoints.SKIPPED if skip_checkpoints else {})

    def _silent(self, *arguments: str, stdin: str = "") -> str:
        return self._pulumi(*arguments, stdin=stdin, show=False)

    def _pulumi(
        self,
        *arguments: str,
        stdin: str | None = None,
        show: bool = True,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Its output, if that is not shown."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(_OTHERS) or key in _KEPT}
        code, printed = child.run(
            [self._engine / "pulumi", *arguments, "--stack", STACK],
            self._project,
            environment | self.environment() | dict(variables),
            stdin=stdin,
            show=show,
        )
        if code < 0:
            raise LocalError(
                f"`pulumi {' '.join(arguments)}` was killed ({signal.Signals(-code).name}): run the command again"
            )
        if code:
            sys.stderr.write(printed)
            raise LocalError(
                f"`pulumi {' '.join(arguments)}` failed: correct what it reports above, and run the command again"
            )
        return printed
