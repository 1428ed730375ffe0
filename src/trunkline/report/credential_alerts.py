"""Alerts about changes of credentials: their effect on the callers that use them."""

from collections.abc import Iterator

from trunkline.model.asterisk import AUTHS

from .alert import CAUTION, NOTE, WARNING, Alert
from .plain import mapping
from .resource import DELETE, UPDATE, Resource
from .text import listed, named
from .trunk import Delta, Trunk, rotated_usernames
from .trunk import endpoint as loaded


def of_credentials(trunk: Trunk, endpoints: dict[str, Resource]) -> Iterator[Alert]:
    """Which callers Twilio refuses, and which change to the new credential without a refused call.

    Args:
        trunk: whose credential list it is.
        endpoints: all endpoints of the preview, by the name of their component.
    """
    credentials = trunk.find("CredentialList")
    users = _users(trunk, endpoints)
    if not credentials or trunk.op == DELETE:
        return
    delta = Delta.of(credentials, "credentials")
    if delta.removed:
        instead = [each for each in delta.added if each in users]
        own = f" (the stack's Asterisk changes to {listed(instead)} first, and loses no call)" if instead else ""
        yield Alert(CAUTION, f"{named('credential', delta.removed)} removed: Twilio refuses all that still use it{own}")
    rotated = rotated_usernames(credentials)
    if moved := [each for each in rotated if each in users]:
        yield Alert(NOTE, f"password of {listed(moved)} changed: a stand-by credential keeps Asterisk's calls working")
    if others := [each for each in rotated if each not in users]:
        yield Alert(
            CAUTION,
            f"password of {listed(others)} changed: Twilio refuses all that still use the old one",
        )


def of_auth(trunk: Trunk) -> Iterator[Alert]:
    """An endpoint without a trunk in this stack: no seal follows its change."""
    for endpoint in trunk.all("Endpoint"):
        if not endpoint.new.get("sealed") and any(path[0] == "ps_auths" for path in endpoint.rotated):
            yield Alert(
                WARNING,
                "password in ps_auths changed: Twilio refuses Asterisk's calls until its list has the same password",
            )


def _users(trunk: Trunk, endpoints: dict[str, Resource]) -> set[str]:
    """The usernames whose rows change between the list and its seal. Rows that are created do not count."""
    seal = trunk.find("CredentialListSeal")
    auths = mapping(seal.new.get("auths")) if seal else {}
    using = [endpoints[each] for each in auths if each in endpoints] if seal else list(trunk.all("Endpoint"))
    if len(using) < len(auths):
        return set()
    return {
        str(row.get("username"))
        for endpoint in using
        if endpoint.op == UPDATE and endpoint.new.get("sealed")
        for row in loaded(endpoint.new).rows(AUTHS).values()
    }
