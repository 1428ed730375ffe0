"""Inputs of the resources, as the guide's trunk has them, and as the engine hands them over."""

from typing import Any

from trunkline.providers.ownership import Owner

Inputs = dict[str, Any]

NAME = "trunkline/test/twilio"
OWNER = Owner("urn:pulumi:test::trunkline::trunkline:index:SipTrunk$test:Thing::twilio-thing")
"""A resource of the stack whose default names are like `NAME`."""
PASSWORD = "Grable-Trunk-2024"
URL = "sip:grable.voip.zoftko.com;transport=tls"
ORIGINATION = {"friendly_name": "asterisk", "priority": 10.0, "weight": 10.0, "enabled": True}


def credential_list(**changes: Any) -> Inputs:
    return {"friendly_name": NAME, "credentials": {"grable": PASSWORD}, "adopt": True} | changes


def ip_access_control_list(**changes: Any) -> Inputs:
    return {"friendly_name": NAME, "ip_addresses": {"206.189.160.179": "asterisk"}, "adopt": True} | changes


def trunk(**changes: Any) -> Inputs:
    return {
        "friendly_name": NAME,
        "domain_name": "grable.pstn.twilio.com",
        "secure": True,
        "transfer_mode": "disable-all",
        "transfer_caller_id": "from-transferee",
        "cnam_lookup_enabled": False,
        "recording": {"mode": "do-not-record", "trim": "do-not-trim"},
        "credential_lists": [],
        "ip_access_control_lists": [],
        "origination_urls": {URL: ORIGINATION},
        "phone_numbers": ["+11234567890"],
        "keep_domain": False,
        "adopt": False,
    } | changes


def made(trunk: Inputs) -> Inputs:
    """The outputs of a trunk with these inputs."""
    kinds = {"CREDENTIAL_LIST": trunk["credential_lists"], "IP_ACL": trunk["ip_access_control_lists"]}
    return trunk | {"symmetric_rtp_enabled": False, "auth_type": ",".join(kind for kind in kinds if kinds[kind])}


def seal(sid: str, **credentials: str) -> Inputs:
    return {"credential_list_sid": sid, "credentials": credentials, "auths": {}}


def endpoint(endpoint_id: Any = "twilio", **changes: Any) -> Inputs:
    return {
        "endpoint_id": endpoint_id,
        "ps_auths": {endpoint_id: {"auth_type": "userpass", "username": "grable", "password": PASSWORD}},
        "ps_aors": {
            endpoint_id: {
                "contact": "sip:grable@grable.pstn.twilio.com",
                "max_contacts": 1.0,
                "qualify_frequency": 60.0,
                "qualify_2xx_only": "yes",
            }
        },
        "ps_endpoints": {
            endpoint_id: {
                "aors": endpoint_id,
                "outbound_auth": endpoint_id,
                "context": f"from-{endpoint_id}",
                "transport": "tls",
                "disallow": "all",
                "allow": "ulaw",
                "media_encryption": "sdes",
                "identify_by": "ip",
                "direct_media": "no",
                "rewrite_contact": "no",
                "dtmf_mode": "rfc4733",
            }
        },
        "ps_endpoint_id_ips": {
            f"{endpoint_id}-ashburn": {"endpoint": endpoint_id, "match": "54.172.60.0/30"},
            f"{endpoint_id}-umatilla": {"endpoint": endpoint_id, "match": "54.244.51.0/30"},
        },
        "adopt": False,
    } | changes


def sealed(
    auth_type: str = "userpass", username: str = "grable", password: str = PASSWORD, list_sid: str | None = None
) -> Inputs:
    """An endpoint with that credential, whose rotation a seal ends; its own one with the credential list's SID."""
    credential = {"username": username, "password": password}
    seal = {"credentials": {username: password}} | ({"credential_list_sid": list_sid} if list_sid else {})
    return endpoint(ps_auths={"twilio": {"auth_type": auth_type} | credential}, sealed=seal)


def with_column(inputs: Inputs, table: str, column: str, value: Any) -> Inputs:
    """The same with one column of the endpoint's own row in `table` set to `value`."""
    rows = inputs[table]
    row_id = next(iter(rows))
    return inputs | {table: rows | {row_id: rows[row_id] | {column: value}}}
