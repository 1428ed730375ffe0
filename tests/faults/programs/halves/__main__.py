"""The stack's trunk in two components, with a seal of its own."""

import pulumi

from trunkline import AsteriskEndpoint, AsteriskEndpointArgs, TwilioTrunk, TwilioTrunkArgs
from trunkline.components.config import stack_trunks

for name, args in stack_trunks().items():
    password = pulumi.Output.secret(args.password)
    trunk = TwilioTrunk(
        name,
        TwilioTrunkArgs(
            domain_name=args.domain_name,
            credentials={args.username: password},
            ip_addresses=args.asterisk_addresses,
            origination_urls=args.origination_urls,
            phone_numbers=args.phone_numbers,
            buy_numbers=args.buy_numbers,
            seal=False,
        ),
    )
    endpoint = AsteriskEndpoint(
        name,
        AsteriskEndpointArgs(
            domain_name=args.domain_name,
            username=args.username,
            password=password,
            endpoint_id=args.endpoint_id,
            context=args.context,
            transport=args.transport,
            codecs=args.codecs,
            edges=args.edges,
            extensions=args.extensions,
            qualify_frequency=args.qualify_frequency,
            sealed=True,
        ),
        pulumi.ResourceOptions(depends_on=[trunk.credential_list]),
    )
    trunk.seal([endpoint])
