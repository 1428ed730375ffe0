"""A provider in the program: another Twilio account, database or Asterisk than the stack's."""

from typing import Annotated

import pulumi
from attrs import define, field

from trunkline.model import scalars
from trunkline.providers import native, settings

from .argument_dicts import ProviderArgsDict
from .arguments import Arguments
from .checks import has_own_database, has_side
from .outputs import as_dict


@define(kw_only=True)
class ProviderArgs(Arguments):
    """The account and the database for the resources with this provider. It does not read the environment.

    The proxy and the certificates (`HTTPS_PROXY`, `REQUESTS_CA_BUNDLE`) are still those of the environment: they belong
    to the machine's network.
    `TwilioTrunk` needs only the account, `AsteriskEndpoint` only the database. The state always encrypts the secrets.

    Source: https://www.twilio.com/docs/global-infrastructure

    Source: https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Manager-Interface-AMI/

    Attributes:
        twilio_account_sid: `AC` and 32 hex digits. Default none: no account.
        twilio_auth_token: secret, the account's auth token; not needed with an API key. Default none.
        twilio_api_key: `SK` and 32 hex digits, used with `twilio_api_secret` instead of the auth token. Default none.
        twilio_api_secret: secret, the secret of the API key. Default none.
        twilio_region: the region of the account's data: `us1` (default), `au1`, `ie1` or `jp1`. The token must be from
            this region.
        twilio_edge: the edge for requests to Twilio: `sydney` for au1, `dublin` for ie1, `tokyo` for jp1, and for
            us1 `ashburn`, `umatilla` or none. Default none.
        twilio_url: another server of Twilio's API, such as the emulator's URL. Default: twilio.com.
        database_url: secret, the URL of Asterisk's realtime database: `postgresql://user:password@host/name`,
            `mariadb://user:password@host/name` or `sqlite:////path`. A server's URL has to name user, host and
            database: `PGPASSWORD`, `~/.pgpass` and the like are not read. Default none: no database.
        ami_host: host or host:port (5038 without a port) of the manager interface of the Asterisk on that database.
            Default none: nothing waits for contacts.
        ami_user: a user of its manager.conf, with `write = command,call`. Default none; needed with `ami_host`.
        ami_secret: secret, the password of that user. Default none; needed with `ami_host`.
    """

    CHECKS = (has_side, has_own_database)

    twilio_account_sid: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    twilio_auth_token: Annotated[pulumi.Input[str] | None, scalars.SECRET] = field(default=None, repr=False)
    twilio_api_key: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    twilio_api_secret: Annotated[pulumi.Input[str] | None, scalars.SECRET] = field(default=None, repr=False)
    twilio_region: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    twilio_edge: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    twilio_url: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    database_url: Annotated[pulumi.Input[str] | None, scalars.SECRET] = field(default=None, repr=False)
    ami_host: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    ami_user: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    ami_secret: Annotated[pulumi.Input[str] | None, scalars.SECRET] = field(default=None, repr=False)


class Provider(pulumi.ProviderResource):
    """A separate provider process for the account and the database in its arguments.

    The state keeps its arguments, with encrypted secrets. After you change a token, run `pulumi up` before `refresh` or
    `destroy`.

    Raises:
        InvalidArgs: the program stops for neither an account nor a database, an account without a token or an API
            secret, or a manager interface without its user, its secret or the database of its Asterisk.

    Example:
        ```python
        europe = Provider("europe", ProviderArgs(twilio_account_sid="AC…", twilio_auth_token=token, database_url=url))
        SipTrunk("berlin", args, pulumi.ResourceOptions(provider=europe))
        ```
    """

    args: ProviderArgs

    def __init__(
        self, name: str, args: ProviderArgs | ProviderArgsDict, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        self.args = ProviderArgs.of(args, name)
        given = as_dict(self.args)
        for secret in settings.SECRETS & given.keys():
            given[secret] = pulumi.Output.secret(given[secret])
        if native.is_used():
            written = {native.written(key): value for key, value in given.items()}
            version = pulumi.ResourceOptions(version=native.version())
            super().__init__(native.PACKAGE, name, written, pulumi.ResourceOptions.merge(opts, version))
        else:
            super().__init__("pulumi-python", name, settings.properties(pulumi.get_project(), given), opts)
