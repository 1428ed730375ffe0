"""Derives the arguments of a `SipTrunk` from what exists: the reverse of the components.

`rehearsal` checks the result.
"""

from collections.abc import Mapping
from typing import Any

import attrs

from trunkline.components.arguments import default, record
from trunkline.components.endpoint_settings import EndpointSettings
from trunkline.components.sip_trunk import SipTrunkArgs
from trunkline.components.trunk_settings import OriginationUrl
from trunkline.doctor.view import is_on, listed
from trunkline.model.acl import Acl
from trunkline.model.asterisk import HEADER, OPTIONS, PLAIN, is_option
from trunkline.model.kinds import Optional
from trunkline.model.path import camel
from trunkline.model.scalars import FLAG
from trunkline.model.signalling import EDGES, SIGNALLING_RANGES
from trunkline.model.twilio import TRUNK_SETTINGS, CredentialList, IpAccessControlList, Origination

from .asterisk_side import Endpoint
from .twilio_side import Trunk

_DERIVED = {("qualify_2xx_only", "yes")}
"""Derived values of columns that an option can override."""


def of_trunk(
    trunk: Trunk, credentials: CredentialList | None, addresses: IpAccessControlList | None, default_name: str
) -> dict[str, Any]:
    """The arguments for Twilio's side, without the credentials.

    Args:
        trunk: the trunk.
        credentials: the inputs of its credential list; None if it has none.
        addresses: the inputs of its IP access control list; None if it has none.
        default_name: the component's default friendly name.
    """
    settings = trunk.settings
    name = settings.friendly_name or None
    labels = addresses.ip_addresses if addresses else {}
    return {
        "domain_name": trunk.domain_name,
        "authentication": _authentication(credentials, addresses),
        "asterisk_addresses": (sorted(labels) if {*labels.values()} <= {"asterisk"} else labels) if addresses else None,
        "origination_urls": [_url(url, each) for url, each in settings.origination_urls.items()],
        "phone_numbers": settings.phone_numbers,
        "friendly_name": None if name == default_name else name,
        "credential_list_name": _other(credentials.friendly_name, name) if credentials else None,
        "ip_access_control_list_name": _other(addresses.friendly_name, name) if addresses else None,
        **{
            argument: getattr(settings, argument)
            for argument in TRUNK_SETTINGS.keys() - {"friendly_name", "domain_name"}
        },
        "recording_mode": settings.recording.mode,
        "recording_trim": settings.recording.trim,
    }


def of_endpoint(endpoint: Endpoint) -> dict[str, Any]:
    """The arguments for Asterisk's side."""
    id_, row = endpoint.endpoint_id, endpoint.rows["ps_endpoints"][endpoint.endpoint_id]
    aor = next(iter(endpoint.rows["ps_aors"].values()))
    auth = next(iter(endpoint.rows["ps_auths"].values()), {})
    identifies = endpoint.rows["ps_endpoint_id_ips"]
    ranges = {row_id.removeprefix(f"{id_}-"): each.get("match", "") for row_id, each in identifies.items()}
    shared = any("match_request_uri" in each for each in identifies.values())
    header = next((str(each["match_header"]) for each in identifies.values() if "match_header" in each), "")
    variables = each if isinstance(each := row.get("set_var"), list) else []
    edges = [each.removeprefix(f"{id_}-") for each in listed(row, "aors")]
    return {
        "auth_type": auth.get("auth_type"),
        "edges": edges if set(edges) <= set(EDGES) else None,
        "context": row.get("context"),
        "transport": row.get("transport"),
        "codecs": listed(row, "allow") or None,
        "qualify_frequency": aor.get("qualify_frequency"),
        "qualify_timeout": aor.get("qualify_timeout"),
        "shared_asterisk": shared,
        "account_sid": header.removeprefix(HEADER) or None,
        "signalling_ranges": _acl(row) if shared or header else ranges,
        "extensions": endpoint.extensions,
        **{argument: _typed(argument, row, column) for column, argument in PLAIN.items()},
        "accountcode": row.get("accountcode"),
        "set_var": dict(each.split("=", 1) for each in variables if "=" in each),
        **{argument: _options(table, endpoint) for argument, table in OPTIONS.items()},
    }


def config(
    endpoint_id: str, username: str | None, given: Mapping[str, Any], shared: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments with the keys of a stack's config, without defaults.

    Args:
        endpoint_id: the endpoint's id.
        username: of the trunk's credential, if it has one.
        given: {argument: value}; None means the default.
        shared: the stack's `trunkDefaults`, which replace the defaults.
    """
    defaults = {name: _default(field) for name, field in attrs.fields_dict(SipTrunkArgs).items() if field.init}
    defaults |= {
        "transport": "tls" if given["secure"] else "udp",
        "context": f"from-{endpoint_id}",
        "accountcode": endpoint_id,
    }
    first = {"domain_name": given["domain_name"], "username": username, "password": "" if username else None}
    written = first | dict(given) | {"endpoint_id": endpoint_id, "adopt": True}
    written |= {name: None for name in defaults if camel(name) in shared and name not in written}
    written["rows_as_found"] = written.pop("rows_as_found", None)  # last, because it is long
    values = {name: defaults[name] if value is None else value for name, value in written.items()}
    return {camel(name): value for name, value in values.items() if value != shared.get(camel(name), defaults[name])}


def _authentication(credentials: CredentialList | None, addresses: IpAccessControlList | None) -> str | None:
    if credentials and addresses:
        return None
    return "credentials" if credentials else "addresses"


def _default(field: "attrs.Attribute[Any]") -> Any:
    made = None if field.default is attrs.NOTHING else default(field)
    return list(made) if isinstance(made, tuple) else made


def _other(value: Any, default: Any) -> Any:
    return None if value == default else value


def _url(sip_url: str, settings: Origination) -> dict[str, str | int | bool]:
    usual = OriginationUrl(sip_url=sip_url)
    given = {name: value for name, value in settings.dump().items() if value != getattr(usual, name)}
    return {"sipUrl": sip_url} | {camel(name): value for name, value in given.items()}


def _acl(row: Mapping[str, Any]) -> dict[str, str]:
    """The ranges of the endpoint's ACL; if they are not exactly Twilio's, in the order of the ACL."""
    blocks = [rule.text for rule in Acl.read(row).permitted]
    if blocks == list(SIGNALLING_RANGES.values()):
        return SIGNALLING_RANGES
    edges = {block: edge for edge, block in SIGNALLING_RANGES.items()}
    known = {edges.get(block, block): block for block in blocks}
    return known if sorted(known) == list(known) else {f"range-{at:02}": block for at, block in enumerate(blocks)}


def _typed(argument: str, row: Mapping[str, Any], column: str) -> Any:
    if column not in row:
        return None
    is_flag = record(EndpointSettings).fields[argument] in {FLAG, Optional(FLAG)}
    return is_on(row, column, default=False) if is_flag else row[column]


def _options(table: str, endpoint: Endpoint) -> dict[str, Any]:
    row = next(iter(endpoint.rows[table].values()), {})
    return {
        column: value for column, value in row.items() if is_option(table, column) and (column, value) not in _DERIVED
    }
