"""The program that `pulumi up` runs: the trunks of the stack's config, and their outputs."""

import pulumi

from trunkline import SipTrunk, stack_trunks

for name, args in stack_trunks().items():
    trunk = SipTrunk(name, args)
    for output, value in trunk.outputs().items():
        pulumi.export(f"{name}_{output}", value)
    pulumi.export(f"{name}_password", trunk.password)
