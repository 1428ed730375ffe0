"""Asterisk's side: the PJSIP endpoint that calls through the trunk and receives its inbound calls."""

import pulumi

from trunkline.model.words import Words
from trunkline.providers import native
from trunkline.providers.dynamic import Endpoint
from trunkline.providers.short_stack import short_stack

from . import credentials
from .argument_dicts import AsteriskEndpointArgsDict
from .asterisk_endpoint_args import AsteriskEndpointArgs
from .endpoint_rows import COLUMN_WORDS, EndpointRows
from .outputs import lift, of_resources
from .provider import Provider, ProviderArgs


class AsteriskEndpoint(pulumi.ComponentResource):
    """An endpoint with its auth, AOR and identify rows.

    A preview refuses these, with one line for each: a value that breaks a rule of its argument, or that does not fit
    its column in your database; a column that your database does not have; a host in `request_hosts` that another
    endpoint of the program has; without `adopt`, a row of the endpoint that this stack has not made and that is not as
    declared. With a manager interface, it also refuses a transport that this Asterisk does not have. It warns of
    another endpoint, in this program or in the database, that gets the same calls, and of an `account_sid` that is not
    the account of the trunk, if the provider's settings lead to it.

    Raises:
        InvalidArgs: the program stops for an edge that does not exist, or is listed twice; an unknown `auth_type`; a
            `transport` with `udp` or `tcp` in its name if secure; a name in `set_var` that no variable can have; an
            application in `extensions` that is not written as `Goto(context,exten,1)`; an option for a column that has
            an argument, or that the component sets itself; `media_encryption_optimistic` if secure; an unknown table in
            `rows_as_found`, or none with the endpoint's row; `ami_host` without `database_url`.

    Attributes:
        endpoint: the `Endpoint`; its `id` is the endpoint's id.
        endpoint_id: the id, known before the rows are written.
        dial_string: the argument of `Dial()`, `PJSIP/${EXTEN}@<endpoint_id>`.
        auth: the place of its row in ps_auths, for `TwilioTrunk.seal`.
        sealed: the argument.
    """

    endpoint: Endpoint
    endpoint_id: pulumi.Output[str]
    dial_string: pulumi.Output[str]
    auth: dict[str, pulumi.Input[str]]
    sealed: pulumi.Input[bool]

    def __init__(
        self,
        name: str,
        args: AsteriskEndpointArgs | AsteriskEndpointArgsDict,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        args = AsteriskEndpointArgs.of(args, name)
        self.sealed = args.sealed
        with short_stack():
            super().__init__("trunkline:index:AsteriskEndpoint", name, None, opts)
        rows = EndpointRows(name, args)
        self.auth = {"auth_id": rows.endpoint_id}
        if args.database_url is not None:
            self.auth["database_url"] = pulumi.Output.secret(args.database_url)

        declared = credentials.secret(lift(lambda username: {username: args.password}, args.username))
        self.endpoint = Endpoint(
            f"{name}-endpoint",
            {
                **rows.inputs,
                "adopt": args.adopt,
                "sealed": lift(lambda sealed: {"credentials": declared} if sealed else None, args.sealed),
            },
            pulumi.ResourceOptions(parent=self, provider=self._own_provider(name, args)),
            Words(args.path, COLUMN_WORDS),
            args.late_problems(name),
        )
        self.endpoint_id = of_resources(rows.endpoint_id, self.endpoint)
        self.dial_string = of_resources(rows.dial_string, self.endpoint)
        outputs = {"endpoint_id": self.endpoint_id, "dial_string": self.dial_string}
        self.register_outputs({native.written(name): value for name, value in outputs.items()})

    def _own_provider(self, name: str, args: AsteriskEndpointArgs) -> Provider | None:
        """The provider, if the endpoint has its own database."""
        given = {key: getattr(args, key) for key in ("database_url", "ami_host", "ami_user", "ami_secret")}
        if all(value is None for value in given.values()):
            return None
        return Provider(f"{name}-realtime", ProviderArgs(**given), pulumi.ResourceOptions(parent=self))
