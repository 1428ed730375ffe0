"""Names on the wire: camelCase for fields, and whatever a program wrote for keys."""

from typing import Any

import pytest

from trunkline.plugin.kinds import PROVIDERS
from trunkline.plugin.secret_places import secret_places
from trunkline.plugin.wire import Place
from trunkline.providers import dynamic, names

Properties = dict[str, Any]

SAMPLES: dict[type[dynamic._Shell], tuple[Properties, Properties, set[Place]]] = {
    dynamic.CredentialList: (
        {
            "credentials": {"my_user": "x"},
            "trunk": {"domain_name": "a.pstn.twilio.com", "friendly_name": "my_trunk"},
            "account_sid": "AC1",
        },
        {
            "credentials": {"my_user": "x"},
            "trunk": {"domainName": "a.pstn.twilio.com", "friendlyName": "my_trunk"},
            "accountSid": "AC1",
        },
        {("credentials", "my_user")},
    ),
    dynamic.Trunk: (
        {"origination_urls": {"sip:a_b": {"friendly_name": "a"}}, "recording": {"mode": "m"}, "handed_over_to": "a/b"},
        {"originationUrls": {"sip:a_b": {"friendlyName": "a"}}, "recording": {"mode": "m"}, "handedOverTo": "a/b"},
        set(),
    ),
    dynamic.PhoneNumber: (
        {"friendly_name": "a_b", "buy": {"area_code": "200", "capabilities": ["voice"]}},
        {"friendlyName": "a_b", "buy": {"areaCode": "200", "capabilities": ["voice"]}},
        set(),
    ),
    dynamic.CredentialListSeal: (
        {
            "credential_list_sid": "CL1",
            "credentials": {"a_b": "x"},
            "auths": {"a_b": {"auth_id": "a", "database_url": "x"}},
        },
        {
            "credentialListSid": "CL1",
            "credentials": {"a_b": "x"},
            "auths": {"a_b": {"authId": "a", "databaseUrl": "x"}},
        },
        {("credentials", "a_b"), ("auths", "a_b", "database_url")},
    ),
    dynamic.Endpoint: (
        {
            "endpoint_id": "a_b",
            "ps_auths": {"a_b": {"auth_type": "md5", "password": "x"}},
            "ps_endpoint_id_ips": {"a_b": {"match_header": "x"}},
            "sealed": {"credential_list_sid": "CL1", "credentials": {"a_b": "x"}},
        },
        {
            "endpointId": "a_b",
            "psAuths": {"a_b": {"auth_type": "md5", "password": "x"}},
            "psEndpointIdIps": {"a_b": {"match_header": "x"}},
            "sealed": {"credentialListSid": "CL1", "credentials": {"a_b": "x"}},
        },
        {("ps_auths", "a_b", "password"), ("sealed", "credentials", "a_b")},
    ),
    dynamic.GeneratedPassword: ({"password": "x"}, {"password": "x"}, {("password",)}),
}
"""{resource: its properties by their Python names and on the wire, and the places of its secrets}"""


@pytest.mark.parametrize("kind", SAMPLES)
def test_there_and_back(kind: type[dynamic._Shell]) -> None:
    record, (python, written, secrets) = kind.PROVIDER.RECORD, SAMPLES[kind]
    assert names.to_wire(record, python) == written
    assert names.to_python(record, written) == names.to_python(record, python) == python
    assert {*secret_places(record, python)} == secrets


def test_each_dynamic_provider_is_served() -> None:
    """By its type, without Pulumi's mark of a dynamic one."""
    shells = dynamic._Shell.__subclasses__()
    types = {f"trunkline:{shell._resource_type_name.removeprefix('dynamic/')}": shell.PROVIDER for shell in shells}
    types["trunkline:index:GeneratedPassword"] = types.pop("trunkline:trunkline:GeneratedPassword")
    assert types == PROVIDERS
