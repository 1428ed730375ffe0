"""Asterisk's half: the PJSIP endpoint that calls through the trunk and takes its inbound calls."""

import pulumi

from trunkline.model.words import Words
from trunkline.providers.dynamic import Endpoint
from trunkline.providers.short_stack import short_stack

from . import credentials
from .argument_dicts import AsteriskEndpointArgsDict
from .asterisk_endpoint_args import AsteriskEndpointArgs
from .endpoint_rows import COLUMN_WORDS, EndpointRows
from .outputs import lift
from .provider import Provider, ProviderArgs


class AsteriskEndpoint(pulumi.ComponentResource):
    """An endpoint with its auth, AOR and identify rows.

    A preview refuses, in one line each: a value that breaks a rule of its argument, or that a column of the connected
    database cannot hold; a column that the database lacks; without `adopt`, a row of the endpoint's that is not as
    declared and that this stack has not made. Where a manager interface is named, a transport that its Asterisk does
    not have is refused too.

    Raises:
        InvalidArgs: in the program, for an edge that is none, or stands twice; an unknown `auth_type`; a `transport`
            with `udp` or `tcp` in its name where secure; a name in `set_var` that no variable can have; an application
            in `extensions` that is not written as `Goto(context,exten,1)`; an option for a column that has an argument,
            or is the component's own; an unknown table in `rows_as_found`; `ami_host` without `database_url`.

    Attributes:
        endpoint: the `Endpoint`; its `id` is the endpoint's id.
        endpoint_id: the id, known before the rows are written.
        dial_string: what `Dial()` takes, `PJSIP/${EXTEN}@<endpoint_id>`.
        auth: where its row of ps_auths is, for `TwilioTrunk.seal`.
    """

    endpoint: Endpoint
    endpoint_id: pulumi.Output[str]
    dial_string: pulumi.Output[str]
    auth: dict[str, pulumi.Input[str]]

    def __init__(
        self,
        name: str,
        args: AsteriskEndpointArgs | AsteriskEndpointArgsDict,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        args = AsteriskEndpointArgs.of(args, name)
        with short_stack():
            super().__init__("trunkline:index:AsteriskEndpoint", name, None, opts)
        rows = EndpointRows(name, args)
        self.endpoint_id = pulumi.Output.from_input(rows.endpoint_id)
        self.dial_string = pulumi.Output.from_input(rows.dial_string)
        self.auth = {"auth_id": rows.endpoint_id}
        if args.database_url is not None:
            self.auth["database_url"] = pulumi.Output.secret(args.database_url)

        declared = credentials.secret(lift(lambda username: {username: args.password}, args.username))
        self.endpoint = Endpoint(
            f"{name}-endpoint",
            {
                "endpoint_id": rows.endpoint_id,
                **rows.tables,
                "adopt": args.adopt,
                "sealed": lift(lambda sealed: {"credentials": declared} if sealed else None, args.sealed),
            },
            pulumi.ResourceOptions(parent=self, provider=self._own_provider(name, args)),
            Words(args.path, COLUMN_WORDS),
            args.late_problems(name),
        )
        self.register_outputs({"endpoint_id": self.endpoint_id, "dial_string": self.dial_string})

    def _own_provider(self, name: str, args: AsteriskEndpointArgs) -> Provider | None:
        """For a database of the endpoint's own."""
        given = {key: getattr(args, key) for key in ("database_url", "ami_host", "ami_user", "ami_secret")}
        if all(value is None for value in given.values()):
            return None
        return Provider(f"{name}-realtime", ProviderArgs(**given), pulumi.ResourceOptions(parent=self))
