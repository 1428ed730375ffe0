"""Twilio's two OpenAPI documents as one, and what else they say: in prose, by a format's name, by an example."""

import re
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import Any

from . import npm

NAMES = ("twilio_trunking_v1", "twilio_api_v2010")
METHODS = ("get", "post", "delete")
FORM = "application/x-www-form-urlencoded"

Document = dict[str, Any]


def published(shapes: Collection[str]) -> Document:
    """The part of the documents that those paths (see `shape`) need, as Twilio publishes it."""
    documents = [npm.document(name) for name in NAMES]
    return {
        "openapi": documents[0]["openapi"],
        "info": documents[0]["info"],
        "security": documents[0]["security"],
        "paths": {
            path: item for document in documents for path, item in document["paths"].items() if shape(path) in shapes
        },
        # What the paths need has different names in the two documents.
        "components": {
            "securitySchemes": documents[0]["components"]["securitySchemes"],
            "schemas": documents[1]["components"]["schemas"] | documents[0]["components"]["schemas"],
        },
    }


def shape(path: str) -> str:
    """A path without its parameters' names, which are the emulator's own."""
    return re.sub(r"{\w+}", "{}", path)


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Method in upper case, path, operation."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def body(operation: Document) -> Document:
    """The schema of an operation's form."""
    schema: Document = operation["requestBody"]["content"][FORM]["schema"]
    return schema


ERROR = {
    "type": "object",
    "properties": {
        "status": {"type": "integer", "minimum": 400, "maximum": 499},
        "message": {"type": "string", "minLength": 1},
        "code": {"type": "integer", "minimum": 19000, "maximum": 29999},
        "more_info": {"type": "string", "pattern": r"^https://www\.twilio\.com/docs/errors/[0-9]{5}$"},
    },
    "required": ["status", "message", "code", "more_info"],
    "additionalProperties": False,
}

FORMATS: dict[str, Document] = {
    "date-time-rfc-2822": {
        "pattern": r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
        r" [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} \+0000$"
    },
    "date-time": {"pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"},
    "phone-number": {"pattern": r"^\+[1-9][0-9]{6,14}$"},
    "uri-map": {"additionalProperties": {"type": "string", "format": "uri-reference"}, "minProperties": 1},
}
"""What a format means of which JSON Schema knows nothing, or less."""


def strict(document: Document) -> Document:
    """The document with nothing left open in an answer: every field is there, and no other.

    A field's absence breaks a client as much as a wrong type, and the documents require none.
    """
    strict = deepcopy(document)
    strict["components"]["schemas"] = {
        name: _strict_schema(schema) for name, schema in strict["components"]["schemas"].items()
    }
    schemas = strict["components"]["schemas"]
    # The document gives it no type, only prose.
    schemas["trunking.v1.trunk"]["properties"]["recording"] = {
        "$ref": "#/components/schemas/trunking.v1.trunk.recording"
    }
    # Twilio's SDKs, generated from later documents, read it.
    number = "api.v2010.account.incoming_phone_number"
    for name in (number, *(f"{number}.incoming_phone_number_{kind}" for kind in ("local", "mobile", "toll_free"))):
        schemas[name]["properties"]["type"] = {"type": "string"}
    for _, _, operation in operations(strict):
        for answer in operation["responses"].values():
            for content in answer.get("content", {}).values():
                content["schema"] = _strict_schema(content["schema"])
        operation["responses"]["4XX"] = {  # the documents list none
            "description": "Refused",
            "content": {"application/json": {"schema": ERROR}},
        }
    return strict


def _strict_schema(schema: Document) -> Document:
    if "properties" in schema:
        properties = {name: _strict_schema(_as_in_examples(name, one)) for name, one in schema["properties"].items()}
        return {**schema, "properties": properties, "required": list(properties), "additionalProperties": False}
    if "items" in schema:
        return {**schema, "items": _strict_schema(schema["items"])}
    return {**schema, **FORMATS.get(schema.get("format", ""), {})}


def _as_in_examples(name: str, schema: Document) -> Document:
    if name.endswith("_uri") or name == "uri":  # relative, and `format: uri`
        return {**schema, "format": "uri-reference", "pattern": "^/2010-04-01/"}
    if name == "friendly_name":  # `(808) 925-1571`, and `format: phone-number`
        return {**schema, "format": "any"}
    return schema


PROSE: dict[str, Document] = {
    "FriendlyName": {"minLength": 1, "maxLength": 64, "pattern": r"\S"},
    "DomainName": {"pattern": r"^[a-z0-9]{8,16}\.pstn\.twilio\.com$"},
    "Username": {"pattern": "^[a-z0-9]{1,32}$"},
    "Password": {"pattern": "^[A-Z]{4,8}[a-z]{4,8}[0-9]{4,8}$"},
    "IpAddress": {"format": "ipv4"},
    "CidrPrefixLength": {"minimum": 1, "maximum": 32},
    "Priority": {"minimum": 0, "maximum": 65535},
    "Weight": {"minimum": 0, "maximum": 65535},
    "SipUrl": {"pattern": r"^sip:[a-z]{1,8}\.example\.com(;transport=(udp|tcp|tls))?$"},
    "PhoneNumber": {"pattern": r"^\+1[2-9][0-9]{2}[2-9][0-9]{6}$"},
    "AreaCode": {"pattern": "^[2-9][0-9]{2}$"},
    "ApiVersion": {"enum": ["2010-04-01", "2008-08-01"]},
}
"""What a field's description asks for, or a good choice where it says less."""


def well_formed(document: Document, known: Mapping[str, str]) -> Document:
    """The document with its prose about requests in force, so that what is made up from it is mostly accepted.

    Args:
        document: of operations.
        known: what a field of that name is (`TrunkSid`) where it would be made up.
    """
    well_formed = deepcopy(document)
    for _, _, operation in operations(well_formed):
        # A PageToken comes from an answer.
        operation["parameters"] = [one for one in operation.get("parameters", []) if one["name"] != "PageToken"]
        if "requestBody" in operation:
            properties = body(operation)["properties"]
            if "PhoneNumber" in properties:
                body(operation)["required"] = ["PhoneNumber"]  # or AreaCode
            for name, schema in properties.items():
                if name in known:
                    properties[name] = {"enum": [known[name]]}
                elif name in PROSE:
                    properties[name] = {"type": schema["type"], **PROSE[name]}
                elif schema.get("format") == "uri":
                    properties[name] = {"type": "string", "pattern": "^https://[a-z]{1,8}[.]example[.]com/[a-z]{0,8}$"}
    return well_formed
