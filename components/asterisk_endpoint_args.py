"""The arguments for Asterisk's side."""

from functools import partial
from typing import Annotated, ClassVar

import pulumi
from attrs import define

from trunkline.model import asterisk, scalars, twilio

from .checks import derives_ids, encrypts, has_own_database, identifies_once
from .endpoint_settings import EndpointSettings
from .outputs import InputList
from .preview_warnings import of_endpoint


@define(kw_only=True)
class AsteriskEndpointArgs(EndpointSettings):
    """The trunk of the endpoint, its Asterisk, and all arguments of `EndpointSettings`.

    Source: https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Module_Configuration/res_pjsip/

    Attributes:
        domain_name: the trunk's termination domain, host of the AOR's contact.
        authentication: the trunk's: with `addresses` it has no credentials, and the endpoint no auth. Default
            `credentials-and-addresses`.
        username: of a credential of the trunk, 1 to 32 printable ASCII characters without space, double quote,
            backslash and `: ; < > @`; also the contact's user part.
        password: of that credential. Always treated as a secret.
        secure: SRTP by SDES, and a TLS transport. Default True, as the trunk's `secure`.
        request_hosts: the host names in the origination URLs of this trunk. They identify its inbound calls, and the
            signalling ranges become the endpoint's ACL. Set it on every trunk of one Asterisk, or on none. Default
            none: every call from the ranges is this trunk's.
        database_url: secret, the URL of this endpoint's own realtime database. Default: the stack's.
        ami_host: host or host:port (5038 without a port) of the manager interface of the Asterisk on that database.
            It needs `database_url`. Default none: nothing waits for the contact.
        ami_user: a user of its manager.conf, with `write = command,call`. Default none; needed with `ami_host`.
        ami_secret: secret, the password of that user. Default none; needed with `ami_host`.
        sealed: a `TwilioTrunk.seal` after this endpoint completes a change of the password. Default False: a new
            password is written at once.
        adopt: take over rows with these ids. Default False: rows that this stack has not made are refused.
    """

    CHECKS = (derives_ids, encrypts, has_own_database, identifies_once)
    NEEDED = frozenset({"username", "password"})
    EXCLUDES: ClassVar = {
        "authentication": {"addresses": ("username", "password", "auth_type", "auth_options", "sealed")}
    }
    WARNINGS = (partial(of_endpoint, ()),)

    authentication: Annotated[twilio.Authentication, twilio.AUTHENTICATION] = "credentials-and-addresses"
    domain_name: Annotated[pulumi.Input[str], scalars.DOMAIN_NAME]
    username: Annotated[pulumi.Input[str] | None, scalars.USERNAME]
    password: Annotated[pulumi.Input[str] | None, scalars.PASSWORD]
    secure: Annotated[pulumi.Input[bool], scalars.FLAG] = True
    request_hosts: Annotated[InputList[str], scalars.list_of(asterisk.HOST)] = ()
    database_url: Annotated[pulumi.Input[str] | None, scalars.SECRET] = None
    ami_host: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    ami_user: Annotated[pulumi.Input[str] | None, scalars.SETTING] = None
    ami_secret: Annotated[pulumi.Input[str] | None, scalars.SECRET] = None
    sealed: Annotated[pulumi.Input[bool], scalars.FLAG] = False
    adopt: Annotated[pulumi.Input[bool], scalars.FLAG] = False
