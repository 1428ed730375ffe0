"""Says who took a call in, or why it was refused."""

from .hop import BAD, OK, Hop
from .target import Target
from .watching import Refused, Taken, Watch

_UNAUTHORIZED = 401
_REFUSALS = {
    0: ("no endpoint took it", "see the identify rows and the ACL of the endpoint (TL301 to TL306)"),
    401: (
        "no identify row has this address, or its endpoint asks for a password",
        "insert its block into ps_endpoint_id_ips (TL301, TL302), or set auth in ps_endpoints to NULL (TL309)",
    ),
    403: ("an ACL refuses this address", "correct deny, permit and acl in ps_endpoints, and acl.conf"),
    404: ("the endpoint's context has no such exten", "add it to extensions, or to extensions.conf (TL514)"),
    420: ("the endpoint requires an extension that Twilio does not offer", "see TL416"),
    421: ("the endpoint requires an extension that Twilio does not offer", "see TL416"),
    488: ("the endpoint does not accept the media", "make media_encryption and allow fit the trunk (TL401, TL404)"),
}
"""{Asterisk's answer to a call in: (its reason, what to do)}; 0 if the answer is not known."""

_NO_ENDPOINT = ("no identify row has this address", "insert its block into ps_endpoint_id_ips (TL301, TL302)")
_OTHER = ("the reason is in Asterisk's log", "see the log")


def hop(found: Taken | Refused | None, watch: Watch, target: Target | None, seconds: int) -> Hop:
    if isinstance(found, Taken):
        return _taken(found, target)
    if isinstance(found, Refused):
        return _refused(found)
    strangers = "; ".join(f"{name} from {address}" for address, name in watch.strangers.items())
    others = f"; turned away meanwhile, and not Twilio's: {strangers}" if strangers else ""
    return Hop(
        "inbound",
        BAD,
        f"no call came within {seconds} s{others}",
        "check that the number is on the trunk, the trunk's origination URLs, and the firewall: 5060 and 5061 inbound",
    )


def _taken(found: Taken, target: Target | None) -> Hop:
    source = f" from {found.address}" if found.address else ""
    fact = (
        f"endpoint {found.endpoint_id} took the call of {found.caller}{source}: "
        f"context {found.context}, exten {found.exten}"
    )
    if target and found.endpoint_id != target.endpoint_id:
        return Hop(
            "inbound",
            BAD,
            f"{fact}, not endpoint {target.endpoint_id}",
            "distinguish the endpoints' identify rows (TL308)",
        )
    if found.cause:
        return Hop(
            "inbound", BAD, f"{fact}; it ended without an answer: {found.cause}", "see the exten in the dialplan"
        )
    return Hop("inbound", OK, f"{fact}; {'answered' if found.is_answered else 'not answered within 3 s'}")


def _refused(found: Refused) -> Hop:
    answer = f"Asterisk answered {found.code}" if found.code else f"Asterisk reports {found.event}"
    called = f" to {found.to}" if found.to else ""
    is_unknown = found.event == "InvalidAccountID" and found.code in {0, _UNAUTHORIZED}
    fact, remedy = _NO_ENDPOINT if is_unknown else _REFUSALS.get(found.code, _OTHER)
    return Hop("inbound", BAD, f"a call{called} from {found.address} was refused: {answer}: {fact}", remedy)
