"""Programs run by the real Pulumi engine, on a state of their own."""

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen
from pulumi import automation


@frozen
class Stacks:
    """Makes stacks that know no Twilio but the emulator, and no database but the test's.

    Attributes:
        folder: what Pulumi keeps of them.
        environment: what the engine, the program's providers and a program in a folder see beside the test's own.
    """

    folder: Path
    environment: dict[str, str] = field(repr=False)

    def __call__(
        self,
        program: automation.PulumiFn | Path,
        config: Mapping[str, str | automation.ConfigValue] | None = None,
        *,
        project: str = "project",
        stack: str = "test",
    ) -> automation.Stack:
        """A stack of the program, not yet up.

        Args:
            program: a function that makes the resources, or the folder of a project.
            config: {key: value} of the project, `automation.ConfigValue(value, secret=True)` for a secret; a key may be
                a path, such as `trunks.twilio.domainName` or `asteriskAddresses[0]`.
            project: the name of the function's project; a folder has one in its Pulumi.yaml.
            stack: its name.

        Returns:
            the stack: `up()`, `preview()`, `refresh()`, `destroy()` and `outputs()`, see
            https://www.pulumi.com/docs/reference/pkg/python/pulumi/#module-pulumi.automation

        Raises:
            automation.CommandError: the engine said no.
        """
        options = automation.LocalWorkspaceOptions(
            env_vars=self.environment, pulumi_home=str(self.folder / "home"), secrets_provider="passphrase"
        )
        if isinstance(program, Path):
            made = automation.create_or_select_stack(stack, work_dir=str(program), opts=options)
        else:
            options.project_settings = automation.ProjectSettings(name=project, runtime="python")
            made = automation.create_or_select_stack(stack, project_name=project, program=program, opts=options)
        values = {key: _value(value) for key, value in (config or {}).items()}
        made.set_all_config(values, path=True)
        return made


def _value(stated: str | automation.ConfigValue) -> automation.ConfigValue:
    return automation.ConfigValue(stated) if isinstance(stated, str) else stated
