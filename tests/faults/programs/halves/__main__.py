"""The stack's trunk in two components, with a seal of its own."""

import pulumi

from trunkline import AsteriskEndpoint, AsteriskEndpointArgs, TwilioTrunk, TwilioTrunkArgs
from trunkline.components.config import stack_trunks

for name, args in stack_trunks().items():
    assert args.password is not None
    assert args.origination_urls is not None
    password: pulumi.Input[str] = pulumi.Output.secret(args.password)
    credentials: dict[str, pulumi.Input[str] | None] = {str(args.username): password}
    trunk = TwilioTrunk(
        name,
        TwilioTrunkArgs(
            domain_name=args.domain_name,
            credentials=credentials,
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
        pulumi.ResourceOptions(depends_on=trunk.credential_list),
    )
    trunk.seal([endpoint])
