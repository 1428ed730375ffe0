"""The collections of Twilio's SDK that trunkline uses, without the rest of the SDK.

A package of the SDK imports all that is below it: 80 kinds of things for an account, of which three are used here.
So the packages above these three are deferred: each runs as soon as somebody asks for a name in it.
"""

import sys
import threading
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

from twilio.base.domain import Domain
from twilio.base.version import Version
from twilio.rest import Client

_ACCOUNT = "twilio.rest.api.v2010.account"
_ABOVE = ("twilio.rest.api", "twilio.rest.api.v2010", _ACCOUNT, f"{_ACCOUNT}.sip")

_running = threading.RLock()


class _Deferred(ModuleType):
    """A package that has not run yet."""

    def __getattr__(self, name: str) -> Any:
        with _running:
            spec = self.__spec__
            if not self.__dict__.get("_has_run") and spec and spec.loader:
                self._has_run = True
                spec.loader.exec_module(self)
        if name in self.__dict__:
            return self.__dict__[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


def _defer(package: str) -> None:
    spec = find_spec(package) if package not in sys.modules else None
    if spec:
        module = module_from_spec(spec)
        module.__class__ = _Deferred
        sys.modules[package] = module
        above, _, name = package.rpartition(".")
        setattr(sys.modules[above], name, module)


for _package in _ABOVE:
    _defer(_package)

from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberList  # noqa: E402
from twilio.rest.api.v2010.account.sip.credential_list import CredentialListList  # noqa: E402
from twilio.rest.api.v2010.account.sip.ip_access_control_list import IpAccessControlListList  # noqa: E402


class Collections:
    """An account's collections, as `client` has them too.

    Attributes:
        trunks: `client.trunking.v1.trunks`.
        credential_lists: `client.api.v2010.account.sip.credential_lists`.
        ip_access_control_lists: `client.api.v2010.account.sip.ip_access_control_lists`.
        numbers: `client.api.v2010.account.incoming_phone_numbers`.
    """

    def __init__(self, client: Client) -> None:
        api = Version(Domain(client, "https://api.twilio.com"), "2010-04-01")
        self.trunks = client.trunking.v1.trunks
        self.credential_lists = CredentialListList(api, client.account_sid)
        self.ip_access_control_lists = IpAccessControlListList(api, client.account_sid)
        self.numbers = IncomingPhoneNumberList(api, client.account_sid)
