"""From the endpoint's AORs to the trunk's domain."""

from collections.abc import Iterator
from difflib import get_close_matches
from ipaddress import IPv4Network

from trunkline.doctor import codes
from trunkline.doctor.finding import Finding
from trunkline.doctor.view import Line, View, is_on, seconds
from trunkline.model.asterisk import FASTEST
from trunkline.model.signalling import EDGES, is_edge, is_twilio
from trunkline.model.sip_uri import SipUri
from trunkline.model.standby import standby

_ALIKE = 0.8
"""How much alike two names are that differ by a slip."""


def aors(view: View) -> Iterator[Finding]:
    for line in view.lines:
        missing = [id_ for id_, row in line.aors.items() if row is None]
        covers = tuple(f"ps_aors.{id_}" for id_ in missing)
        if missing:
            yield codes.MISSING_AOR.at(line.at("aors"), f"ps_aors has no row {', '.join(missing)}", covers=covers)
        elif not line.aors and (line.declared or line.auths) and not any(each.aors for each in view.partners(line)):
            # without auth, the endpoint only receives calls
            yield codes.MISSING_AOR.at(line.at("aors"), "not set")


def contacts(view: View) -> Iterator[Finding]:
    for line in view.lines:
        for id_, found in line.contacts.items():
            subject = f"ps_aors.{id_}.contact"
            if not any(uri.is_uri for uri in found):
                text = ", ".join(uri.text for uri in found)
                yield codes.NO_CONTACT.at(subject, f"{text!r} is not a SIP URI" if text else "not set")
            if len(found) > 1:
                yield codes.SEVERAL_CONTACTS.at(subject, f"{len(found)} contacts")
            for uri in filter(lambda each: each.is_uri, found):
                if not uri.domain_name:
                    code = codes.NOT_PSTN if _is_meant_for_twilio(uri) else codes.OTHER_HOST
                    yield code.at(subject, uri.text)
                elif uri.edge and not is_edge(uri.edge):
                    fact = f"{uri.edge!r} is neither one of {', '.join(sorted(EDGES))} nor another name of one"
                    yield codes.UNKNOWN_EDGE.at(subject, fact)


def domains(view: View) -> Iterator[Finding]:
    for line in view.lines:
        wanted = sorted({uri.domain_name for uri in line.uris if uri.domain_name})
        if len(wanted) > 1 and not _is_valid_at_each(line, wanted, view):
            contacts_ = tuple(f"ps_aors.{id_}.contact" for id_ in line.contacts)
            yield codes.SEVERAL_TRUNKS.at(line.at("aors"), ", ".join(wanted), depends=contacts_)
        if not view.twilio:
            continue
        for id_, found in line.contacts.items():
            for domain in sorted({uri.domain_name for uri in found if uri.domain_name}):
                if domain not in view.twilio.domains:
                    others = [each for each in view.lines if each.trunk and not each.domains & line.domains]
                    is_foreign = others and not get_close_matches(domain, view.twilio.domains, 1, _ALIKE)
                    code = codes.OTHER_ACCOUNT if is_foreign else codes.UNKNOWN_DOMAIN
                    yield code.at(
                        f"ps_aors.{id_}.contact",
                        _unknown(domain, view.twilio.domains),
                        covers=(f"trunk {domain}",),
                        depends=_renamed(view, domain),
                    )


def users(view: View) -> Iterator[Finding]:
    for line in view.lines:
        usernames = {row["username"] for row in line.auths.values() if row and "username" in row}
        if line.trunk and line.trunk.usernames:
            usernames &= line.trunk.usernames  # `authentication` reports any other
        for id_, found in line.contacts.items():
            for uri in found:
                if uri.domain_name and uri.user and usernames and not _is_user(uri.user, usernames):
                    yield codes.CONTACT_USER.at(
                        f"ps_aors.{id_}.contact",
                        f"the user part is {uri.user!r}, and the username {', '.join(map(repr, sorted(usernames)))}",
                    )


def qualification(view: View) -> Iterator[Finding]:
    for line in view.lines:
        present = {id_: row for id_, row in line.aors.items() if row is not None}
        for id_, row in present.items():
            subject = f"ps_aors.{id_}.qualify_frequency"
            interval = seconds(row, "qualify_frequency")
            if not interval:
                code = codes.NO_FAILOVER if len(line.aors) > 1 else codes.NOT_QUALIFIED
                fact = str(row.get("qualify_frequency", "not set"))
                yield code.at(subject, fact, depends=(line.at("aors"),))
            elif interval < FASTEST:
                yield codes.TOO_OFTEN.at(subject, f"every {interval} s; Twilio asks for 10 to 15 s at least")
            elif "qualify_2xx_only" in view.columns("ps_aors") and not is_on(row, "qualify_2xx_only", default=False):
                yield codes.ANY_ANSWER.at(f"ps_aors.{id_}.qualify_2xx_only", "not 'yes'")


def registrations(view: View) -> Iterator[Finding]:
    """A SIP domain of Twilio accepts them, a trunk does not."""
    for id_, server in (view.asterisk.registrations if view.asterisk else {}).items():
        if SipUri(server).domain_name:
            yield codes.REGISTRATION.at(f"ps_registrations.{id_}.server_uri", server)


CHECKS = (aors, contacts, domains, users, qualification, registrations)


def _renamed(view: View, domain: str) -> tuple[str, ...]:
    """The subject of the trunk that has this domain in the stack, and another one at Twilio."""
    trunks = view.twilio.trunks if view.twilio else {}
    declared = view.declared.trunks if view.declared else {}
    return tuple(
        f"{trunks[sid]} domain_name"
        for sid, inputs in declared.items()
        if sid in trunks and inputs.domain_name == domain
    )


def _is_meant_for_twilio(uri: SipUri) -> bool:
    """Whether it is a host or an address of Twilio, or a host misspelt; any other can be a proxy or a carrier."""
    if uri.is_twilio or ".pstn." in uri.host:
        return True
    try:
        return is_twilio(IPv4Network(uri.host))
    except ValueError:
        return bool(get_close_matches(".".join(uri.host.split(".")[-2:]), ["twilio.com"], 1, _ALIKE))


def _is_valid_at_each(line: Line, domains: list[str], view: View) -> bool:
    """Whether the endpoint's credential is in a list of each of these trunks."""
    usernames = {row.get("username") for row in line.auths.values() if row}
    trunks = {trunk.domain_name: trunk for trunk in view.trunks}
    return all(domain in trunks and usernames & trunks[domain].usernames for domain in domains)


def _is_user(user: str, usernames: set[str]) -> bool:
    """During a password change, the username is that of the stand-by."""
    return bool(usernames & {user, standby(user)})


def _unknown(domain: str, domains: frozenset[str]) -> str:
    near = get_close_matches(domain, domains, 1)
    if near:
        return f"no trunk has {domain}; one has {near[0]}"
    known = ", ".join(sorted(domains)[:3]) or "none"
    return f"no trunk has {domain}; the account has {known}"
