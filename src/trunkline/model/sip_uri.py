"""A SIP URI: the contact of an AOR, or where Twilio sends inbound calls."""

import re

from attrs import frozen

_URI = re.compile(
    r"<?(?P<scheme>sips?):(?:(?P<user>[^@]*)@)?"
    r"(?P<address>(?P<host>\[[^]>]*]|[^\0- :;?>,@\\\x7f-\U0010ffff]+)(?::(?P<port>[0-9]+))?(?P<rest>[^>\\]*))>?",
    re.IGNORECASE | re.ASCII,
)
_TERMINATION = re.compile(r"(?P<label>[a-z0-9-]+(?:\.[a-z0-9-]+)*)\.pstn(?:\.(?P<edge>[a-z0-9-]+))?\.twilio\.com")
_SIP_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.sip(?:\.[a-z0-9-]+)?\.twilio\.com")

_USUAL_PORTS = {"5060": {"udp", "tcp"}, "5061": {"tls"}}


@frozen
class SipUri:
    """A text and its parts as a SIP URI. The parts are empty if the text is not a SIP URI.

    Attributes:
        text: as it was written, maybe in angle brackets.
    """

    text: str

    @property
    def is_uri(self) -> bool:
        return bool(self.scheme)

    @property
    def scheme(self) -> str:
        """`sip` or `sips`."""
        return self._part("scheme").lower()

    @property
    def user(self) -> str:
        return self._part("user")

    @property
    def host(self) -> str:
        """A name or an address, in lower case."""
        return self._part("host").lower()

    @property
    def port(self) -> str:
        return self._part("port")

    @property
    def parameters(self) -> dict[str, str]:
        """{name in lower case: value}. If a name is there twice, the first one counts."""
        given = self._part("rest").partition("?")[0].split(";")[1:]
        pairs = [each.partition("=") for each in reversed(given) if each]
        return {name.strip().lower(): value.strip() for name, _, value in pairs}

    @property
    def transport(self) -> str:
        """The transport parameter, in lower case; `tls` for a `sips:` URI."""
        if self.scheme == "sips":
            return "tls"
        return re.split(r"\W", self.parameters.get("transport", ""), maxsplit=1)[0].lower()

    @property
    def sent_by(self) -> str:
        """The transport of a call to it: `udp` if none is named."""
        return self.transport or "udp"

    @property
    def strange_port(self) -> str | None:
        """Transport and port in words if the port is the usual one of another transport, else None."""
        if self.sent_by in _USUAL_PORTS.get(self.port, {self.sent_by}):
            return None
        return f"{self.sent_by.upper()} on port {self.port}"

    @property
    def address(self) -> str:
        """The part after the user: host, port and parameters as they are written. Another text is returned whole."""
        return self._part("address") if self.is_uri else self.text

    def with_user(self, user: str) -> str:
        """`sip:` with another user; another text as it is."""
        return f"sip:{user}@{self.address}" if self.is_uri else self.text

    @property
    def is_twilio(self) -> bool:
        return f".{self.host}".endswith(".twilio.com")

    @property
    def domain_name(self) -> str | None:
        """The termination domain that the host leads to, without its edge; None for any other host."""
        match = _TERMINATION.fullmatch(self.host)
        return f"{match['label']}.pstn.twilio.com" if match else None

    @property
    def is_sip_domain(self) -> bool:
        """Whether the host is a SIP domain, another product of Twilio."""
        return bool(_SIP_DOMAIN.fullmatch(self.host))

    @property
    def edge(self) -> str | None:
        """The edge in the termination domain, or None."""
        match = _TERMINATION.fullmatch(self.host)
        return match["edge"] if match else None

    def _part(self, name: str) -> str:
        match = _URI.fullmatch(self.text.strip())
        return (match[name] or "") if match else ""
