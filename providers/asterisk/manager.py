"""Asterisk's own word on an endpoint's contacts, over its manager interface (AMI).

https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Manager-Interface-AMI/
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from astami import AMIClient, AMIError
from attrs import field, frozen

from trunkline.providers.errors import RefusedError, UnreachableError
from trunkline.providers.settings import Settings

PORT = 5038
TIMEOUT = 10.0
"""Seconds for a connection to be made and for an action to be answered."""

READY_SECONDS = 12.0
"""How long a contact may take to become reachable; Asterisk itself gives up on one OPTIONS after 3 s."""

_POLL_SECONDS = 0.1
_AT_ONCE_SECONDS = 1.0
_ANSWER = re.compile(r"SIP/2\.0 ([1-6]\d\d) ([^\r\n]*)")
_ANSWERS = {
    "403": "is the address that Asterisk calls from among asterisk_addresses?",
    "404": "is the domain a trunk's termination domain?",
}


@frozen
class Contact:
    """What is waited for: the contact of one AOR, which the endpoint sends to over `transport`."""

    aor: str
    uri: str
    transport: str


@frozen
class Manager:
    """The manager interface of one Asterisk. Its user needs `write = command,call` in manager.conf."""

    host: str
    port: int
    user: str
    secret: str = field(repr=False)

    def require_transport(self, name: str) -> None:
        """Raise `RefusedError` where pjsip.conf has no such transport: Asterisk would quietly use UDP instead."""
        with self._session() as ami:
            if any("Unable to find" in line for line in ami.command(f"pjsip show transport {name}").output):
                raise RefusedError(
                    f"transport {name!r} is not in pjsip.conf of the Asterisk at {self.host}: "
                    "add it there and restart Asterisk, or name another transport"
                )

    def wait_until_reachable(self, endpoint_id: str, contacts: list[Contact]) -> None:
        """Have Asterisk see the endpoint's rows as they are now, and wait until its contacts answer OPTIONS."""
        with self._session() as ami:
            ami.command(f"pjsip reload qualify endpoint {endpoint_id}")
            deadline = time.monotonic() + READY_SECONDS
            silent = contacts
            while silent and time.monotonic() < deadline:
                ami.command(f"pjsip qualify {endpoint_id}")
                silent = _wait(ami, silent)
            if silent:
                raise RefusedError(
                    f"the contact {silent[0].uri} is not reachable from the Asterisk at {self.host}: "
                    f"{_reason(ami, endpoint_id, silent[0])}; the rows are kept: mend it and run again"
                )

    def forget_contacts(self) -> None:
        """Have Asterisk drop the contacts whose rows are gone; calls in progress go on."""
        with self._session() as ami:
            ami.command("module reload res_pjsip.so")

    @contextmanager
    def _session(self) -> Iterator[AMIClient]:
        try:
            with AMIClient(self.host, self.port, self.user, self.secret, timeout=TIMEOUT) as ami:
                yield ami
        except AMIError as error:
            if error.response:
                raise RefusedError(
                    f"the Asterisk at {self.host} refuses the manager's user {self.user!r}: "
                    "check TRUNKLINE_AMI_USER and TRUNKLINE_AMI_SECRET against manager.conf"
                ) from None
            raise self._unreachable() from None
        except OSError:
            raise self._unreachable() from None

    def _unreachable(self) -> UnreachableError:
        return UnreachableError(
            f"Asterisk's manager interface at {self.host}:{self.port} does not answer: "
            "check TRUNKLINE_AMI_HOST, and `enabled` and `bindaddr` in manager.conf"
        )


def connect(settings: Settings) -> Manager | None:
    """The Asterisk that the settings name, or None."""
    if not settings.ami_host:
        return None
    host, _, port = settings.ami_host.partition(":")
    return Manager(host, int(port or PORT), settings.require("ami_user"), settings.require("ami_secret"))


def _wait(ami: AMIClient, contacts: list[Contact]) -> list[Contact]:
    """Those of `contacts` that are not reachable once Asterisk has an opinion on each, or gives none in 4 s."""
    deadline = time.monotonic() + 4
    while True:
        statuses = {contact: _status(ami, contact.aor) for contact in contacts}
        silent = [contact for contact, status in statuses.items() if status != "Reachable"]
        if not silent or time.monotonic() > deadline or all(statuses[each] == "Unreachable" for each in silent):
            time.sleep(_POLL_SECONDS if silent else 0)
            return silent
        time.sleep(_POLL_SECONDS)


def _status(ami: AMIClient, aor: str) -> str:
    """Reachable, Unreachable, NonQualified or Unknown; empty where Asterisk has no contact."""
    contact = _variable(ami, f"PJSIP_AOR({aor},contact)")
    return _variable(ami, f"PJSIP_CONTACT({contact},status)") if contact else ""


def _variable(ami: AMIClient, expression: str) -> str:
    return str(ami.send_action({"Action": "Getvar", "Variable": expression}).data.get("Value", ""))


def _reason(ami: AMIClient, endpoint_id: str, contact: Contact) -> str:
    """Ask once more, with Asterisk's record of SIP messages on, and read there what became of it."""
    if not _status(ami, contact.aor):
        return "Asterisk has not loaded it: see its log, and whether sorcery.conf and extconfig.conf name ps_aors"
    ami.command("pjsip set history on")
    ami.command("pjsip set history clear")
    ami.command(f"pjsip reload qualify endpoint {endpoint_id}")
    asked = time.monotonic()
    ami.command(f"pjsip qualify {endpoint_id}")
    _wait(ami, [contact])
    took = time.monotonic() - asked
    history = "\n".join(ami.command("pjsip show history").output)
    ami.command("pjsip set history off")
    ami.command("pjsip set history clear")
    if answer := _ANSWER.search(history):
        code, phrase = answer.groups()
        return (
            f"it answers {code} {phrase.strip()}: {_ANSWERS.get(code, 'see https://www.twilio.com/docs/sip-trunking')}"
        )
    if "OPTIONS" not in history:
        return "its name does not resolve there: check the DNS of Asterisk's machine (/etc/hosts is not asked)"
    if took < _AT_ONCE_SECONDS:
        return (
            f"the connection by transport {contact.transport!r} is refused: check ca_list_file and "
            "allow_wildcard_certs of that transport, and the firewall"
        )
    return "no answer in time: check the firewall of Asterisk's machine, ports 5060 and 5061 outbound"
