"""A provider of the program's own: another Twilio account, another database, another Asterisk than the stack's."""

from typing import Annotated, Any

import pulumi
from attrs import define, field

from trunkline.model.kinds import SECRET, TEXT
from trunkline.model.path import PythonPath
from trunkline.providers import settings

from .argument_dicts import ProviderArgsDict
from .arguments import record, refuse
from .errors import InvalidArgs
from .outputs import as_dict, plain


@define(kw_only=True)
class ProviderArgs:
    """Where the two sides are, for the resources that are given the provider. The environment is not asked.

    What one resource does not need can be left out: `TwilioTrunk` needs the account, `AsteriskEndpoint` the database.
    The values of the secrets are secret in the state, however they are given.

    Source: https://www.twilio.com/docs/global-infrastructure

    Source: https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Manager-Interface-AMI/

    Attributes:
        twilio_account_sid: `AC` and 32 hex digits. Default none: no account.
        twilio_auth_token: secret, the account's auth token; not needed with an API key. Default none.
        twilio_api_key: `SK` and 32 hex digits, used with `twilio_api_secret` instead of the auth token. Default none.
        twilio_api_secret: secret, the API key's. Default none.
        twilio_region: where the account's data is: `us1` (default), `au1`, `ie1` or `jp1`; the token has to be that
            region's.
        twilio_edge: where Twilio's network is entered: `sydney` for au1, `dublin` for ie1, `tokyo` for jp1, and for
            us1 `ashburn`, `umatilla` or none. Default none.
        twilio_url: where Twilio's API is spoken, such as the emulator's URL. Default: twilio.com.
        database_url: secret, of Asterisk's realtime database: `postgresql://user:password@host/name`,
            `mariadb://user:password@host/name` or `sqlite:////path`. Default none: no database.
        ami_host: host or host:port of the manager interface of the Asterisk on that database, port 5038 where none is
            stated. Default none: nothing waits for contacts.
        ami_user: of its manager.conf, with `write = command,call`. Default none; needed with `ami_host`.
        ami_secret: secret, that user's. Default none; needed with `ami_host`.
    """

    twilio_account_sid: Annotated[pulumi.Input[str] | None, TEXT] = None
    twilio_auth_token: Annotated[pulumi.Input[str] | None, SECRET] = field(default=None, repr=False)
    twilio_api_key: Annotated[pulumi.Input[str] | None, TEXT] = None
    twilio_api_secret: Annotated[pulumi.Input[str] | None, SECRET] = field(default=None, repr=False)
    twilio_region: Annotated[pulumi.Input[str] | None, TEXT] = None
    twilio_edge: Annotated[pulumi.Input[str] | None, TEXT] = None
    twilio_url: Annotated[pulumi.Input[str] | None, TEXT] = None
    database_url: Annotated[pulumi.Input[str] | None, SECRET] = field(default=None, repr=False)
    ami_host: Annotated[pulumi.Input[str] | None, TEXT] = None
    ami_user: Annotated[pulumi.Input[str] | None, TEXT] = None
    ami_secret: Annotated[pulumi.Input[str] | None, SECRET] = field(default=None, repr=False)


class Provider(pulumi.ProviderResource):
    """A process of its own that speaks to the account and the database of its arguments.

    What it is told is kept in the state, secrets encrypted: after a rotated token run `pulumi up` before `refresh` or
    `destroy`.

    Raises:
        InvalidArgs: in the program, for neither an account nor a database, an account without a secret to open it, or
            a manager interface without the database of its Asterisk.

    Example:
        ```python
        europe = Provider("europe", ProviderArgs(twilio_account_sid="AC…", twilio_auth_token=token, database_url=url))
        SipTrunk("berlin", args, pulumi.ResourceOptions(provider=europe))
        ```
    """

    def __init__(
        self, name: str, args: ProviderArgs | ProviderArgsDict, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        stated = as_dict(args)
        refuse(name, record(ProviderArgs).problems(plain(stated), PythonPath(ProviderArgs.__name__)))
        _refuse(stated)
        for secret in settings.SECRETS & stated.keys():
            stated[secret] = pulumi.Output.secret(stated[secret])
        super().__init__("pulumi-python", name, settings.properties(pulumi.get_project(), stated), opts)


def _refuse(stated: dict[str, Any]) -> None:
    manager = sorted(key for key in stated if key.startswith("ami_"))
    if manager and "database_url" not in stated:
        raise InvalidArgs(f"{manager[0]}: it goes with a database_url: the stack's own Asterisk is in its settings")
    if not stated.keys() & {"twilio_account_sid", "database_url"}:
        raise InvalidArgs("ProviderArgs: neither twilio_account_sid nor database_url is stated: state what it is for")
    if "twilio_account_sid" in stated and settings.opener(with_key="twilio_api_key" in stated) not in stated:
        raise InvalidArgs(
            "twilio_api_key: its secret is missing: state twilio_api_secret, or leave the key out"
            if "twilio_api_key" in stated
            else "twilio_account_sid: nothing opens the account: state twilio_auth_token, or twilio_api_key with its "
            "secret"
        )
