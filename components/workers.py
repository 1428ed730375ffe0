"""Several provider processes for many trunks. Each has four threads, which mostly wait for Twilio."""

import os

import pulumi

from trunkline.providers.settings import CONFIG_KEYS

TRUNKS_EACH = 8
"""With so many trunks, another process is worth its start, about half a second."""


def workers(trunks: int) -> list[pulumi.ProviderResource | None]:
    """The provider for each trunk, for `pulumi.ResourceOptions(provider=…)`.

    None means the stack's default provider, which is enough for a few trunks. The other providers get the settings of
    the stack's config too. There is at most one for each core: the engine runs four steps at once for a core, and a
    provider has four threads. A trunk can move from one provider to another: nothing is replaced.

    Args:
        trunks: the number of trunks. Up to 8 get the default provider.

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
