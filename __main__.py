"""The program that `pulumi up` runs: the trunks of the stack's config, and their outputs."""

import pulumi

from trunkline import SipTrunk, stack_trunks, workers

trunks = stack_trunks()
for (name, args), worker in zip(trunks.items(), workers(len(trunks)), strict=True):
    trunk = SipTrunk(name, args, pulumi.ResourceOptions(provider=worker))
    for output, value in trunk.outputs().items():
        pulumi.export(f"{name}_{output}", value)
    pulumi.export(f"{name}_password", trunk.password)
