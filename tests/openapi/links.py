"""Links between the operations, of which the documents have none: what made a thing leads to all that uses it."""

import re
from collections.abc import Mapping
from copy import deepcopy

from .documents import METHODS, Document, operations

ENTRY = "ListTrunk"
"""The first operations of each sequence, which need no earlier one."""

STARTS = ("CreateTrunk", "CreateSipCredentialList", "CreateSipIpAccessControlList", "CreateIncomingPhoneNumber")
"""The operations that make things without a parent."""

ON_SALE = ("ListAvailablePhoneNumberLocal", "ListAvailablePhoneNumberMobile", "ListAvailablePhoneNumberTollFree")
"""The operations before the last of them."""

ASSOCIATIONS = {
    "CreateSipCredentialList": ("CreateCredentialList", "CredentialListSid"),
    "CreateSipIpAccessControlList": ("CreateIpAccessControlList", "IpAccessControlListSid"),
    "CreateIncomingPhoneNumber": ("CreatePhoneNumber", "PhoneNumberSid"),
}
"""(operation that makes a thing, operation that associates it with a trunk, its field)."""


def linked(document: Document, start: str, known: Mapping[str, str]) -> Document:
    """The operations that follow one operation, with a link from each 201 to those that use the new thing.

    Args:
        document: of operations.
        start: the operation that makes something without a parent.
        known: parameters to start with, and `TrunkSid`, a trunk that is there from the start: a link has one
            source, so a list or a number cannot lead to a trunk that another operation made.
    """
    linked = deepcopy(document)
    by_name = {operation["operationId"]: (path, operation) for _, path, operation in operations(linked)}
    reached, todo = set(), [ENTRY]
    while todo:
        name = todo.pop()
        reached.add(name)
        path, operation = by_name[name]
        links = {}
        if name == ENTRY:
            links = {
                target: _link(target, by_name[target][0], known)
                for target in (start, *(ON_SALE if start == STARTS[-1] else ()))
            }
            operation["responses"]["200"]["links"] = links
        elif "201" in operation["responses"]:
            links = _links(document, path, {one: f"$request.path.{one}" for one in _parameters(path)})
            if name in ASSOCIATIONS:
                target, field = ASSOCIATIONS[name]
                put = {"parameters": {"TrunkSid": known["TrunkSid"]}, "requestBody": {field: "$response.body#/sid"}}
                links[target] = {"operationId": target, **put}
            operation["responses"]["201"]["links"] = links
        todo += links.keys() - reached
    for item in linked["paths"].values():
        for method in METHODS:
            if method in item and item[method]["operationId"] not in reached:
                del item[method]
    return linked


def _links(document: Document, collection: str, parents: Mapping[str, str]) -> Document:
    """To the list, to the operations on what was made, and to those on the collections in it."""
    made = re.compile(re.escape(collection.removesuffix(".json")) + r"/{(\w+)}")
    links = {}
    for method, path, operation in operations(document):
        match = made.match(path)
        known = {**parents, match[1]: "$response.body#/sid"} if match else parents
        associates = operation["operationId"] in dict(ASSOCIATIONS.values())
        if (match or (path, method) == (collection, "GET")) and _parameters(path) <= known.keys() and not associates:
            links[operation["operationId"]] = _link(operation["operationId"], path, known)
    return links


def _link(operation_id: str, path: str, known: Mapping[str, str]) -> Document:
    parameters = {name: known[name] for name in sorted(_parameters(path))}
    return {"operationId": operation_id, "parameters": parameters}


def _parameters(path: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", path))
