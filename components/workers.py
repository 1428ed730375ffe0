"""Several provider processes for many trunks: each has four threads, which wait for Twilio most of the time."""

import os

import pulumi

from trunkline.providers.settings import CONFIG_KEYS

TRUNKS_EACH = 8
"""So many trunks are worth the start of a further process, about half a second."""


def workers(trunks: int) -> list[pulumi.ProviderResource | None]:
    """The provider of each of so many trunks, for `pulumi.ResourceOptions(provider=…)`.

    None stands for the stack's default provider, which is enough for a few trunks. The others have the settings of the
    stack's config, which the engine gives to the default one only. At most one for each core: the
    engine takes four steps at once for a core, as many as a provider has threads. A trunk may move from one provider
    to another: nothing is replaced.

    Args:
        trunks: how many the program makes. Up to 8 get the default provider.

    Returns:
        a provider, or None, for each trunk, in turn.
    """
    count = min(-(-trunks // TRUNKS_EACH), os.cpu_count() or 1)
    if count <= 1:
        return [None] * trunks
    config, project = pulumi.Config(), pulumi.get_project()
    settings = {f"{project}:{key}": value for key in CONFIG_KEYS if (value := config.get_secret(key))}
    processes = [pulumi.ProviderResource("pulumi-python", f"worker-{number}", settings) for number in range(count)]
    return [processes[index % count] for index in range(trunks)]
