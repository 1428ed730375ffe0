"""The call itself: transport, encryption, codecs and caller ID."""

from collections.abc import Iterator

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.view import View, is_on, listed
from trunkline.model.asterisk import (
    AUDIO,
    CALLER_ID,
    CODECS,
    HEARD,
    OF_BROWSERS,
    REQUIRING,
    called_number,
    is_loose,
    refuses_calls,
    transport_kind,
)
from trunkline.model.sip_uri import SipUri

TLS_PORT, PORT = "5061", "5060"


def encryption(view: View) -> Iterator[Finding]:
    for line in view.lines:
        if not line.trunk:
            continue
        subject, stored = line.at("media_encryption"), line.endpoint.get("media_encryption", "").lower()
        optimistic = is_on(line.endpoint, "media_encryption_optimistic", default=False)
        shown, secure = repr(stored) if stored else "not set", (f"{line.trunk} secure",)
        if line.trunk.secure and stored != "sdes":
            yield codes.MEDIA_ENCRYPTION.at(subject, f"{shown}, and {line.trunk} is secure", depends=secure)
        elif (
            line.trunk.secure and optimistic
        ):  # [? sip-secure] Twilio does not say that RTP/AVP with a key is not enough
            yield codes.MEDIA_ENCRYPTION.at(
                line.at("media_encryption_optimistic"),
                f"it offers RTP/AVP, and {line.trunk} is secure",
                remedy="run SQL: UPDATE ps_endpoints SET media_encryption_optimistic = 'no' WHERE id = '<id>'",
                depends=secure,
            )
        elif not line.trunk.secure and stored in {"sdes", "dtls"} and not (stored == "sdes" and optimistic):
            yield codes.MEDIA_ENCRYPTION.at(subject, f"{shown}, and {line.trunk} is not secure", depends=secure)


def transport(view: View) -> Iterator[Finding]:
    for line in view.lines:
        name = line.endpoint.get("transport")
        for uri in [] if line.proxies else line.uris:  # the proxy decides how a call goes on
            reason = _unsuitable(uri, name)
            if reason:
                contacts = tuple(f"ps_aors.{id_}.contact" for id_ in line.aors)
                yield codes.UNSUITABLE_TRANSPORT.at(line.at("transport"), reason, covers=contacts)
            elif (
                line.trunk
                and line.trunk.secure
                and "tls" not in {transport_kind(name), uri.transport}
                and _is_plain(uri, name)
            ):
                fact = repr(name) if name else "not set, which means UDP"
                yield codes.PLAIN_SIGNALLING.at(line.at("transport"), fact, depends=(f"{line.trunk} secure",))


def codecs(view: View) -> Iterator[Finding]:
    for line in view.lines:
        allowed = listed(line.endpoint, "allow")
        names = {codec.split(":")[0].lower() for codec in allowed if not codec.startswith("!")}
        if not names & {*CODECS, "all"}:
            yield codes.NO_CODEC.at(line.at("allow"), line.endpoint.get("allow", "not set"))
        elif others := sorted(names - set(CODECS)):
            yield codes.OTHER_CODECS.at(line.at("allow"), ", ".join(others))
        elif "all" not in listed(line.endpoint, "disallow") and "!all" not in allowed:
            yield codes.OTHER_CODECS.at(line.at("disallow"), "not 'all'")


def handling(view: View) -> Iterator[Finding]:
    for line in view.lines:
        if "direct_media" in view.columns("ps_endpoints") and is_on(line.endpoint, "direct_media", default=True):
            stored = line.endpoint.get("direct_media")
            yield codes.DIRECT_MEDIA.at(line.at("direct_media"), repr(stored) if stored else "not set, which means yes")
        if is_on(line.endpoint, "rewrite_contact", default=False):
            yield codes.REWRITE_CONTACT.at(line.at("rewrite_contact"), repr(line.endpoint["rewrite_contact"]))
        if line.endpoint.get("dtmf_mode", HEARD[0]).lower() not in HEARD:
            yield codes.DTMF.at(line.at("dtmf_mode"), repr(line.endpoint["dtmf_mode"]))


def caller_id(view: View) -> Iterator[Finding]:
    """The number in From. `callerid` is for inbound calls: on a call out, the channel's number counts."""
    for line in view.lines:
        stored = line.endpoint.get("from_user")
        if stored is None:
            continue
        if CALLER_ID.rule(stored):
            yield codes.CALLER_ID.at(line.at("from_user"), repr(stored))
            continue
        number = called_number(stored)
        if view.twilio and view.twilio.numbers is not None and number not in view.twilio.numbers:
            yield codes.FOREIGN_CALLER_ID.at(line.at("from_user"), number)


def offers(view: View) -> Iterator[Finding]:
    """Columns that ask of a call something that Twilio does not offer."""
    for line in view.lines:
        for columns, code in (
            (REQUIRING, codes.REQUIRED_EXTENSION),
            (OF_BROWSERS, codes.BROWSER_MEDIA),
            ((AUDIO,), codes.NO_AUDIO),
        ):
            for column in columns:
                if column in line.endpoint and refuses_calls(column, line.endpoint[column]):
                    yield code.at(line.at(column), f"{column} is {line.endpoint[column]!r}")


def proxies(view: View) -> Iterator[Finding]:
    for line in view.lines:
        rows = {line.at("outbound_proxy"): line.endpoint} | {
            f"ps_aors.{id_}.outbound_proxy": row for id_, row in line.aors.items() if row is not None
        }
        for subject, row in rows.items():
            if SipUri(proxy := row.get("outbound_proxy", "")).is_uri and not is_loose(proxy):
                yield codes.STRICT_PROXY.at(subject, proxy)


CHECKS = (encryption, transport, codecs, handling, offers, proxies, caller_id)


def _is_plain(uri: SipUri, name: str | None) -> bool:
    """Whether a call is without TLS for certain."""
    by = {transport_kind(name), uri.transport}
    return "tls" not in by and (name is None or bool(by & {"udp", "tcp"}))


def _unsuitable(uri: SipUri, name: str | None) -> str | None:
    kind = transport_kind(name)
    if uri.transport and kind and uri.transport != kind:
        return f"{name!r}, but the contact has ;transport={uri.transport}"
    by = uri.transport or kind or ("udp" if name is None else None)
    if by == "tls" and uri.port == PORT:
        return f"TLS, but the contact has port {PORT}"
    if by in {"udp", "tcp"} and uri.port == TLS_PORT:
        return f"{by.upper()}, but the contact has port {TLS_PORT}"
    return None
