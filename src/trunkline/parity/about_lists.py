"""Assumptions about credential lists and IP access control lists, and their use by trunks."""

from collections.abc import Callable

from .answer import must
from .assumption import Assumption, untried, writes
from .cases import refused
from .sources import (
    ADDRESS_LIST,
    CREDENTIAL_LIST,
    ERRORS,
    SILENT,
    TRUNK,
    code_only,
    rule,
)
from .trial import Trial

LISTS = (
    ("credential-list", "credential_lists", 21240, 64, CREDENTIAL_LIST),
    ("address-list", "ip_access_control_lists", 21235, 255, ADDRESS_LIST),
)
"""(in ids, collection, code of a wrong or taken name, longest name, where the length is documented)"""


def _name_twice(collection: str, code: int) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        name = trial.name()
        trial.make(collection, FriendlyName=name)
        trial.ask("POST", trial.place(collection), {"FriendlyName": name}).expect(400, code)

    return case


def _name_in_other_case(collection: str) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        name = trial.name()
        trial.make(collection, FriendlyName=name)
        trial.ask("POST", trial.place(collection), {"FriendlyName": name.upper()}).expect(201)

    return case


def _in_use(collection: str, code: int) -> Callable[[Trial], None]:
    field = {"credential_lists": "CredentialListSid", "ip_access_control_lists": "IpAccessControlListSid"}[collection]

    def case(trial: Trial) -> None:
        url, trunk = trial.make(collection), trial.make("trunks")
        sid = trial.ask("GET", url).expect(200)["sid"]
        trial.ask("POST", f"{trunk}/{field.removesuffix('Sid')}s", {field: sid}).expect(201)
        trial.ask("DELETE", url).expect(400, code)

    return case


def _given_twice(place: str) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        url, form = trial.place(place), trial.form(place)
        trial.ask("POST", url, form).expect(201)
        trial.ask("POST", url, form).expect(400, 21245)

    return case


def _members_go_along(collection: str, members: str) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        url = trial.make(collection)
        inside = f"{url.removesuffix('.json')}/{members}.json"
        trial.ask("POST", inside, trial.form({"Credentials": "credentials"}.get(members, "ip_addresses"))).expect(201)
        trial.ask("DELETE", url).expect(204)
        trial.ask("GET", inside).expect(404, 20404)

    return case


def _auth_type(trial: Trial) -> None:
    trunk = trial.make("trunks")
    for place, name in (
        ("trunk_credential_lists", "CredentialLists"),
        ("trunk_ip_access_control_lists", "IpAccessControlLists"),
    ):
        trial.ask("POST", f"{trunk}/{name}", trial.form(place)).expect(201)
    document = trial.ask("GET", trunk).expect(200)
    must(sorted(document["auth_type_set"]), ["CREDENTIAL_LIST", "IP_ACL"], what="auth_type_set")
    must(sorted(document["auth_type"].split(",")), ["CREDENTIAL_LIST", "IP_ACL"], what="auth_type")


ASSUMPTIONS: tuple[Assumption, ...] = (
    *(
        row
        for id_, collection, code, longest, source in LISTS
        for row in (
            writes(
                f"{id_}-name-empty",
                f"No name for one of `{collection}`: 400, code {code}.",
                code_only(code),
                refused(collection, code, FriendlyName=""),
            ),
            writes(
                f"{id_}-name-long",
                f"A name of {longest + 1} characters for one of `{collection}`: 400, code {code}.",
                rule(source),
                refused(collection, code, FriendlyName="x" * (longest + 1)),
            ),
            writes(
                f"{id_}-name-twice",
                f"The name of another one of `{collection}`: 400, code {code}.",
                code_only(code),
                _name_twice(collection, code),
            ),
            writes(
                f"{id_}-name-case",
                f"Names of `{collection}` that differ by upper and lower case are two names.",
                SILENT,
                _name_in_other_case(collection),
            ),
        )
    ),
    writes(
        "credential-list-in-use",
        "A credential list that a trunk has is not deleted: 400, code 21241.",
        f"The code is documented as a violation of dependencies, without an example: {ERRORS}/21241.",
        _in_use("credential_lists", 21241),
    ),
    writes(
        "address-list-in-use",
        "An IP access control list that a trunk has is not deleted: 400, code 21236.",
        f"By analogy with 21241. {SILENT}",
        _in_use("ip_access_control_lists", 21236),
    ),
    writes(
        "credential-list-given-twice",
        "A trunk that has the credential list already: 400, code 21245.",
        code_only(21245),
        _given_twice("trunk_credential_lists"),
    ),
    writes(
        "address-list-given-twice",
        "A trunk that has the IP access control list already: 400, code 21245.",
        code_only(21245),
        _given_twice("trunk_ip_access_control_lists"),
    ),
    writes(
        "credential-list-unknown",
        "A credential list that does not exist, for a trunk: 404, code 20404.",
        SILENT,
        refused("trunk_credential_lists", 20404, CredentialListSid="CL" + "0" * 32),
    ),
    writes(
        "credential-list-members",
        "A credential list is deleted with its credentials.",
        SILENT,
        _members_go_along("credential_lists", "Credentials"),
    ),
    writes(
        "address-list-members",
        "An IP access control list is deleted with its addresses.",
        SILENT,
        _members_go_along("ip_access_control_lists", "IpAddresses"),
    ),
    writes(
        "trunk-auth-type",
        "`auth_type` has the kinds of lists of a trunk, `IP_ACL` and `CREDENTIAL_LIST`, with a comma between.",
        f"The kinds are documented, the comma is not: {TRUNK}.",
        _auth_type,
    ),
    untried(
        "credential-list-limit",
        "The 101st credential list: 400, code 21239.",
        code_only(21239),
        "Would fill the account.",
    ),
    untried(
        "address-list-limit",
        "The 1,001st IP access control list: 400, code 21255.",
        code_only(21255),
        "Would fill the account.",
    ),
)
