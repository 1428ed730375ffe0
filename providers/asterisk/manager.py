"""Asks Asterisk about an endpoint's contacts, over its manager interface (AMI).

https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Manager-Interface-AMI/
"""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address

from attrs import field, frozen

from trunkline.providers.errors import NotConfiguredError, RefusedError, UnreachableError
from trunkline.providers.settings import Settings

from .ami import DENIED, NO_AMI, Ami
from .history import History, Message, is_free, recorded

PORT = 5038
TIMEOUT = 10.0
"""Seconds for a connection, for a login, and for the whole answer to each action."""

READY_SECONDS = 8.0
"""How long a contact may take to become reachable; Asterisk itself gives up on one OPTIONS after 3 s."""

SESSIONS = 16
"""The most sessions at once. By default, Asterisk accepts 50 that have not logged in yet (`authlimit`)."""

_sessions = threading.BoundedSemaphore(SESSIONS)
_history_lock = threading.Lock()
"""Held while Asterisk's history of SIP messages is on: it has one for all endpoints."""
_POLL_SECONDS = 0.05
ASKED_SECONDS = 4.0
REACHABLE, UNREACHABLE = "Reachable", "Unreachable"
NO_RTT = frozenset({"", "N/A"})
_AT_ONCE_SECONDS = 1.0
_PLACE = re.compile(r"(?:\[(?P<ipv6>[^\[\]]+)\]|(?P<name>[\w.-]+))(?::(?P<port>[0-9]{1,5}))?")
_NUMERIC = re.compile(r"(?:.*\.)?[0-9]+")
_HIGHEST_PORT = 65535
_SUCCESS = 2
_ANSWERS = {
    403: "is the address that Asterisk calls from in asterisk_addresses?",
    404: "is the domain a trunk's termination domain?",
}


@frozen
class Contact:
    """A contact to wait for: that of one AOR, to which the endpoint sends over `transport`."""

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
    timeout: float = TIMEOUT
    settings: Settings = field(factory=Settings)
    """Errors name its settings as the user knows them."""

    @property
    def place(self) -> str:
        """Its `host:port`, an IPv6 address in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def require_transport(self, name: str) -> None:
        """Raise `RefusedError` if pjsip.conf has no such transport: Asterisk would quietly use UDP instead."""
        with self.session() as ami:
            if any("Unable to find" in line for line in ami.command(f"pjsip show transport {name}")):
                raise RefusedError(
                    f"transport {name!r} is not in pjsip.conf of the Asterisk at {self.host}: "
                    "add it there and restart Asterisk, or name another transport"
                )

    def wait_until_reachable(self, endpoint_id: str, contacts: list[Contact]) -> None:
        """Make Asterisk read the endpoint's rows again, and wait until its contacts answer OPTIONS."""
        with self.session() as ami:
            ami.command(f"pjsip reload qualify endpoint {endpoint_id}")
            deadline = time.monotonic() + READY_SECONDS
            silent, took = contacts, None
            while silent and time.monotonic() < deadline:
                silent, seconds = _ask(ami, endpoint_id, silent)
                took = took or seconds
            if silent:
                with _history_lock:
                    reason = _reason(ami, endpoint_id, silent[0], took)
                raise RefusedError(
                    f"the contact {silent[0].uri} is not reachable from the Asterisk at {self.host}: "
                    f"{reason}; the rows are kept: correct that and run again"
                )

    def forget_contacts(self) -> None:
        """Make Asterisk drop the contacts whose rows are gone. Calls in progress go on."""
        with self.session() as ami:
            ami.command("module reload res_pjsip.so")

    @contextmanager
    def session(self, needs: str = "`write = command,call`") -> Iterator[Ami]:
        """A session, in which the client's errors are lines for the user. `needs` is what manager.conf has to give."""
        ami = Ami(self.host, self.port, self.user, self.secret, self.timeout)
        try:
            with _sessions, ami.logged_in():
                yield ami
        except NO_AMI as error:
            response = getattr(error, "response", None)
            if response and response.message == DENIED:
                raise RefusedError(
                    f"the Asterisk at {self.host} denies a command to the manager's user {self.user!r}: "
                    f"give it {needs} in manager.conf"
                ) from None
            if response:
                raise RefusedError(
                    f"the Asterisk at {self.host} refuses the manager's user {self.user!r}: "
                    f"check {self.settings.called('ami_user')} and {self.settings.called('ami_secret')} against "
                    "manager.conf"
                ) from None
            raise self._unreachable() from None

    def _unreachable(self) -> UnreachableError:
        return UnreachableError(
            f"Asterisk's manager interface at {self.place} does not answer: "
            f"check {self.settings.called('ami_host')}, and `enabled` and `bindaddr` in manager.conf"
        )


def connect(settings: Settings) -> Manager | None:
    """The Asterisk that the settings name, or None."""
    return require(settings) if settings.ami_host else None


def require(settings: Settings) -> Manager:
    """The Asterisk that the settings name, or `NotConfiguredError`."""
    host, port = _place(settings.require("ami_host").strip(), settings.called("ami_host"))
    return Manager(host, port, settings.require("ami_user"), settings.require("ami_secret"), settings=settings)


def _place(text: str, setting: str) -> tuple[str, int]:
    parts = _PLACE.fullmatch(text)
    host = text if _is_ipv6(text) else (parts["ipv6"] or parts["name"] if parts else "")
    port = int(parts["port"] or PORT) if parts else PORT
    is_host = _is_ipv6(host) if not parts or parts["ipv6"] else _is_name(host)
    if is_host and 1 <= port <= _HIGHEST_PORT and (parts or not text.endswith(f":{PORT}")):
        return host, port
    raise NotConfiguredError(f"{setting} is not host or host:port: {_rewritten(text)}")


def _rewritten(text: str) -> str:
    """How to write it. The text is not repeated: it may hold a password."""
    if "/" in text or "@" in text:
        return f"leave out the scheme, the user and the path of a URL, and write pbx:{PORT}"
    if text.count(":") > 1:
        return f"put an IPv6 address in brackets, and write [2001:db8::1]:{PORT}"
    return f"write 192.0.2.1, pbx:{PORT} or [2001:db8::1]:{PORT}"


def _is_ipv6(text: str) -> bool:
    try:
        return bool(IPv6Address(text))
    except ValueError:
        return False


def _is_name(text: str) -> bool:
    """A name that a resolver can look up, or an IPv4 address."""
    try:
        return bool(IPv4Address(text) if _NUMERIC.fullmatch(text) else text.encode("idna"))
    except ValueError:
        return False


def _ask(ami: Ami, endpoint_id: str, contacts: list[Contact]) -> tuple[list[Contact], float | None]:
    """Make Asterisk ask the contacts. Return those that are not reachable, and the seconds until that was known.

    Asterisk keeps the last status meanwhile. A new answer changes the round trip time. A new silence only changes the
    status: if the contact was unreachable before, the time is not known.
    """
    before = {contact: _state(ami, contact.aor) for contact in contacts}
    began = time.monotonic()
    ami.command(f"pjsip qualify {endpoint_id}")
    while time.monotonic() < began + ASKED_SECONDS:
        now = {contact: _state(ami, contact.aor) for contact in contacts}
        silent = [each for each in contacts if now[each][0] != REACHABLE or now[each][1] in {before[each][1], *NO_RTT}]
        if not silent:
            return [], None
        if all(now[each][0] == UNREACHABLE != before[each][0] for each in silent):
            return silent, time.monotonic() - began
        time.sleep(_POLL_SECONDS)
    return silent, None


def _state(ami: Ami, aor: str) -> tuple[str, str]:
    """The status (Reachable, Unreachable, NonQualified, Unknown; empty without a contact) and round trip time.

    If the AOR has several contacts, they are those of a reachable one, or of the first.
    """
    contacts = filter(None, ami.variable(f"PJSIP_AOR({aor},contact)").split(","))
    states = [
        (ami.variable(f"PJSIP_CONTACT({contact},status)"), ami.variable(f"PJSIP_CONTACT({contact},rtt)"))
        for contact in contacts
    ]
    return next((each for each in states if each[0] == REACHABLE), states[0] if states else ("", ""))


def _reason(ami: Ami, endpoint_id: str, contact: Contact, took: float | None) -> str:
    """Ask once more with Asterisk's history of SIP messages on, and read the result there."""
    if not _state(ami, contact.aor)[0]:
        return "Asterisk has not loaded it: see its log, and whether sorcery.conf and extconfig.conf name ps_aors"
    with recorded(ami, wanted=is_free(ami)) as history:
        if not history:
            return "to see why, load res_pjsip_history.so there, or turn its history off and clear it"
        ami.command(f"pjsip qualify {endpoint_id}")
        messages = _asked(history, contact.uri)
    if answer := next((each for each in messages if each.is_answer), None):
        return _answered(answer)
    if not messages:
        return (
            "Asterisk sends it no OPTIONS, as a rule because its name does not resolve there: "
            "check the DNS of Asterisk's machine (not /etc/hosts)"
        )
    if took is not None and took < _AT_ONCE_SECONDS:
        return (
            f"the connection by transport {contact.transport!r} is refused: check ca_list_file and "
            "allow_wildcard_certs of that transport, and the firewall"
        )
    return "no answer in time: check the firewall of Asterisk's machine, ports 5060 and 5061 outbound"


def _asked(history: History, uri: str) -> list[Message]:
    """The messages of an OPTIONS that was just asked for, once it is answered, or after the time for it."""
    deadline = time.monotonic() + ASKED_SECONDS
    while True:
        messages = history.asked(uri)
        if any(each.is_answer for each in messages) or time.monotonic() > deadline:
            return messages
        time.sleep(_POLL_SECONDS)


def _answered(answer: Message) -> str:
    if answer.code // 100 == _SUCCESS:
        return f"it answers {answer.status} only now"
    remedy = _ANSWERS.get(answer.code, "see https://www.twilio.com/docs/sip-trunking")
    return f"it answers {answer.status}: {remedy}"
