"""Programs before and after somebody rearranges them."""

from attrs import frozen

from ..support.project import PASSWORD

HEAD = """
import os

import pulumi

from trunkline import (
    AsteriskEndpoint, AsteriskEndpointArgs, NumberToBuy, Provider, ProviderArgs, SipTrunk, SipTrunkArgs, TwilioTrunk,
    TwilioTrunkArgs,
)


class Site(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("acme:index:Site", name, None, opts)


class OfficeTrunk(SipTrunk):
    TYPE = "acme:index:OfficeTrunk"


def delete_first(resource):
    opts = pulumi.ResourceOptions(delete_before_replace=True)
    return pulumi.ResourceTransformationResult(resource.props, pulumi.ResourceOptions.merge(resource.opts, opts))


def args(**changes):
    return SipTrunkArgs(**{
        "domain_name": "grable.pstn.twilio.com",
        "username": "grable",
        "asterisk_addresses": ["206.189.160.179"],
        "phone_numbers": ["+11234567890"],
        "buy_numbers": [NumberToBuy(name="sales", country="US", area_code="415", release_on_delete=True)],
        "endpoint_id": "twilio",
        "extensions": {"+11234567890": "Goto(attendant,start,1)"},
        **CHANGES, **changes,
    })
"""

ONE = 'SipTrunk("main", args())'
OTHER_PROVIDER = """
settings = {key: os.environ[key.upper()] for key in ("twilio_account_sid", "twilio_auth_token")}
settings["twilio_url"] = os.environ["TRUNKLINE_TWILIO_URL"]
settings["database_url"] = os.environ["TRUNKLINE_DATABASE_URL"]
own = Provider("own", ProviderArgs(**settings))
"""
WORKERS = """
from trunkline.providers.settings import CONFIG_KEYS


def workers(trunks):
    count = min(-(-trunks // 8), 2)
    config, project = pulumi.Config(), pulumi.get_project()
    settings = {f"{project}:{key}": value for key in CONFIG_KEYS if (value := config.get_secret(key))}
    processes = [pulumi.ProviderResource("pulumi-python", f"worker-{number}", settings) for number in range(count)]
    return [processes[index % count] for index in range(trunks)]


"""
"""What `trunkline.workers` did when a provider process had four threads: states have such providers."""

SEVERAL = """
trunk = TwilioTrunk({name}, TwilioTrunkArgs(
    domain_name="grable.pstn.twilio.com", credentials={{"grable": PASSWORD}}, ip_addresses=["206.189.160.179"],
    phone_numbers=["+11234567890"], seal=False,
), {opts})
endpoint = AsteriskEndpoint({endpoint}, AsteriskEndpointArgs(
    domain_name="grable.pstn.twilio.com", username="grable", password=PASSWORD, endpoint_id="twilio", sealed=True,
), {opts})
trunk.seal([endpoint])
"""


@frozen
class Move:
    """A program before and after, and how the second one is brought up.

    Attributes:
        taint: run `pulumi state taint` for every resource.
        replace: run `pulumi up --replace` for every resource.
        in_place: the entries of the state move too, so nothing is shown as created or deleted.
    """

    after: str = ONE
    before: str = ONE
    taint: bool = False
    replace: bool = False
    in_place: bool = False


MOVES = {
    "new parent": Move('SipTrunk("main", args(), pulumi.ResourceOptions(parent=Site("berlin")))'),
    "new parent, adopt": Move('SipTrunk("main", args(adopt=True), pulumi.ResourceOptions(parent=Site("berlin")))'),
    "out of its parent": Move(before='SipTrunk("main", args(), pulumi.ResourceOptions(parent=Site("berlin")))'),
    "new name": Move('SipTrunk("office", args())'),
    "new name, adopt": Move('SipTrunk("office", args(adopt=True))'),
    "new name and parent": Move('SipTrunk("office", args(), pulumi.ResourceOptions(parent=Site("berlin")))'),
    "new name, alias": Move(
        'SipTrunk("office", args(), pulumi.ResourceOptions(aliases=[pulumi.Alias(name="main")]))', in_place=True
    ),
    "new parent, alias": Move(
        'SipTrunk("main", args(), pulumi.ResourceOptions(parent=Site("berlin"), '
        "aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]))",
        in_place=True,
    ),
    "a type of its own": Move('OfficeTrunk("main", args())'),
    "another provider": Move(
        OTHER_PROVIDER + 'SipTrunk("main", args(), pulumi.ResourceOptions(provider=own))', in_place=True
    ),
    "another provider and parent": Move(
        f'{OTHER_PROVIDER}SipTrunk("main", args(), pulumi.ResourceOptions(parent=Site("berlin"), provider=own))'
    ),
    "another worker and parent": Move(
        f'{WORKERS}SipTrunk("main", args(), pulumi.ResourceOptions(parent=Site("berlin"), provider=workers(9)[1]))',
        f'{WORKERS}SipTrunk("main", args(), pulumi.ResourceOptions(provider=workers(9)[0]))',
    ),
    "several Asterisks, new parent": Move(
        "site = Site('site')\n"
        + SEVERAL.format(name='"main"', endpoint='"berlin"', opts="pulumi.ResourceOptions(parent=site)"),
        SEVERAL.format(name='"main"', endpoint='"berlin"', opts="None"),
    ),
    "several Asterisks, new names": Move(
        SEVERAL.format(name='"office"', endpoint='"rome"', opts="None"),
        SEVERAL.format(name='"main"', endpoint='"berlin"', opts="None"),
    ),
    "taint": Move(taint=True),
    "replace": Move(replace=True),
    "taint, delete before replace": Move(
        f"pulumi.runtime.register_stack_transformation(delete_first)\n{ONE}",
        f"pulumi.runtime.register_stack_transformation(delete_first)\n{ONE}",
        taint=True,
    ),
    "replace, delete before replace": Move(
        f"pulumi.runtime.register_stack_transformation(delete_first)\n{ONE}",
        f"pulumi.runtime.register_stack_transformation(delete_first)\n{ONE}",
        replace=True,
    ),
}

CHANGES = {
    "a given password": f'{{"password": "{PASSWORD}"}}',
    "a generated password": "{}",
    "a kept domain": f'{{"password": "{PASSWORD}", "keep_domain": True}}',
    "names of its own": (
        f'{{"password": "{PASSWORD}", "friendly_name": "Berlin", "credential_list_name": "logins", '
        '"ip_access_control_list_name": "addresses"}'
    ),
}


def program(body: str, changes: str = CHANGES["a given password"]) -> str:
    return f"CHANGES = {changes}\nPASSWORD = {PASSWORD!r}\n{HEAD}\n{body}\n"
