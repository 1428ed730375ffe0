"""Assumptions that no request to the API shows."""

from .assumption import Assumption, untried
from .sources import DOCS, ERRORS, SILENT, documented

NEEDS_A_CALL = "Needs a call."
NEEDS_A_SUBACCOUNT = "Needs a subaccount with a key of its parent."

ASSUMPTIONS: tuple[Assumption, ...] = (
    untried(
        "request-429",
        "A request that is answered 429, code 20429, was not carried out.",
        documented(f"{ERRORS}/20429"),
        "Needs a flood of requests.",
    ),
    untried(
        "request-lost",
        "A request without an answer, or answered 500 or 503 (codes 20500, 20503), may have been carried out.",
        f"{SILENT} They have no key by which a request could be repeated safely.",
        "Needs a failure of Twilio.",
    ),
    untried(
        "parent-key",
        "With a key of the parent account and a subaccount's SID, 2010-04-01 acts in the subaccount, v1 in the parent.",
        f"v1 has no account in its paths: {DOCS}/iam/api/subaccounts.",
        NEEDS_A_SUBACCOUNT,
    ),
    untried(
        "sip-realm",
        "The realm of a trunk's digest is `sip.twilio.com`.",
        documented(f"{DOCS}/sip-trunking"),
        NEEDS_A_CALL,
    ),
    untried(
        "sip-both-lists",
        "With both kinds of lists, a call needs an allowed address and a credential.",
        documented(f"{DOCS}/sip-trunking"),
        NEEDS_A_CALL,
    ),
    untried(
        "sip-contact",
        "The Contact in Twilio's INVITE has the address of a server behind the one that sends the call.",
        SILENT,
        NEEDS_A_CALL,
    ),
    untried("sip-secure", "A secure trunk may answer an offer of RTP/AVP with a key.", SILENT, NEEDS_A_CALL),
    untried(
        "sip-ranges",
        "Twilio's signalling comes from one block of four addresses for each edge.",
        documented(f"{DOCS}/sip-trunking/ip-addresses"),
        NEEDS_A_CALL,
    ),
    untried(
        "sip-header",
        "`X-Twilio-AccountSid` in an INVITE is the account whose trunk it is.",
        documented(f"{DOCS}/sip-trunking"),
        NEEDS_A_CALL,
    ),
    untried(
        "interconnect-names",
        "Each Interconnect location has an older name too, as `ie1-ix` for `london-ix`.",
        f"Documented for one only: {DOCS}/sip-trunking/configure-with-interconnect.",
        "A question to DNS, not to the API.",
    ),
)
