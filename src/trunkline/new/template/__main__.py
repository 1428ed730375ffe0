"""The trunks of the stack's config, both sides of each: `pulumi preview` shows what would change."""

import pulumi

from trunkline import SipTrunk, stack_trunks

for name, args in stack_trunks().items():
    trunk = SipTrunk(name, args)
    for output, value in trunk.outputs().items():
        pulumi.export(f"{name}_{output}", value)
    pulumi.export(f"{name}_password", trunk.password)
