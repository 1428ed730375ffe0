"""`pulumi import` by an id: what is not imported, and why."""

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from trunkline.providers.dynamic import CredentialList, Endpoint
from trunkline.testing.twilio import Emulator

from ..support import inputs, rows
from ..support.inputs import PASSWORD, with_column
from ..support.servicer import PluginServicer

HEX = "0" * 32
SHAPE = "and 32 hex digits, as Twilio's console shows it"
ANOTHER = "this is the SID of"
REFUSED = {
    ("twilio:Trunk", f"CL{HEX}"): f"{ANOTHER} a credential list, not of a trunk: "
    "import it as trunkline:twilio:CredentialList",
    ("twilio:CredentialList", f"AL{HEX}"): f"{ANOTHER} an IP access control list, not of a credential list: "
    "import it as trunkline:twilio:IpAccessControlList",
    ("twilio:IpAccessControlList", f"PN{HEX}"): f"{ANOTHER} a phone number, not of an IP access control list: "
    "import it as trunkline:twilio:PhoneNumber",
    (
        "twilio:PhoneNumber",
        f"TK{HEX}",
    ): f"{ANOTHER} a trunk, not of a phone number: import it as trunkline:twilio:Trunk",
    ("twilio:PhoneNumber", "+11234567890"): f"this is not the SID of a phone number: use PN {SHAPE}",
    ("twilio:Trunk", "grable.pstn.twilio.com"): f"this is not the SID of a trunk: use TK {SHAPE}",
    ("index:GeneratedPassword", "some-id"): "a generated password is only in the state: declare it, "
    "which makes a new one",
    ("twilio:CredentialListSeal", "some-id"): "a seal owns nothing that could be imported: declare it",
}
"""{(type, id): why it is not imported}"""


def test_what_cannot_be_imported(plugin: PluginServicer) -> None:
    assert {(token, id_): _refused(plugin, token, id_) for token, id_ in REFUSED} == {
        (token, id_): f"{id_}: {why}" for (token, id_), why in REFUSED.items()
    }


def test_what_does_not_exist(plugin: PluginServicer, emulator: Emulator, sqlite_url: str) -> None:
    """Also things of other accounts: Twilio answers 404 for them too."""
    kinds = {"TK": "Trunk", "CL": "CredentialList", "AL": "IpAccessControlList", "PN": "PhoneNumber"}
    assert {letters: _refused(plugin, f"twilio:{kind}", f"{letters}{HEX}") for letters, kind in kinds.items()} == {
        letters: f"{letters}{HEX}: account {emulator.account_sid} has nothing with this SID: "
        "check it and TWILIO_ACCOUNT_SID (trunkline:twilioAccountSid)"
        for letters in kinds
    }
    assert _refused(plugin, "asterisk:Endpoint", "nothing") == (
        f"nothing: no row of ps_endpoints in database {sqlite_url.removeprefix('sqlite:///')} has this id: "
        "check it and the database URL"
    )


def test_types_without_an_id(plugin: PluginServicer) -> None:
    assert _refused(plugin, "index:SipTrunk", f"TK{HEX}") == (
        "trunkline:index:SipTrunk has no id: declare it with adopt, as `trunkline import` prints it, "
        "or import its resources one by one"
    )
    assert _refused(plugin, "twilio:Nothing", "some-id") == (
        "trunkline:twilio:Nothing: this version of the plugin has no such resource: upgrade trunkline"
    )


def test_the_password_of_an_imported_endpoint_stays(plugin: PluginServicer, sqlite_url: str) -> None:
    """Also after a refresh and a change of another column. It is nowhere in the state."""
    plugin.create(Endpoint, inputs.endpoint())
    urn, undeclared = plugin.urn(Endpoint), "(undeclared)"
    imported = plugin.stub.Read(provider_pb2.ReadRequest(urn=urn, id="twilio"))
    refreshed = plugin.stub.Read(
        provider_pb2.ReadRequest(urn=urn, id="twilio", properties=imported.properties, inputs=imported.inputs)
    )
    assert (refreshed.properties, refreshed.inputs) == (imported.properties, imported.inputs)
    state = plugin.plain(Endpoint, refreshed.properties)
    assert state["ps_auths"]["twilio"]["password"] == undeclared

    changed = with_column(plugin.plain(Endpoint, refreshed.inputs), "ps_endpoints", "context", "other")
    plugin.update(Endpoint, "twilio", state, changed)
    assert rows.read(sqlite_url)["ps_auths"]["twilio"]["password"] == PASSWORD
    assert rows.read(sqlite_url)["ps_endpoints"]["twilio"]["context"] == "other"

    rows.execute(sqlite_url, "DELETE FROM ps_auths")
    line = "Asterisk endpoint 'twilio': ps_auths.twilio.password: it is not known after an import: set it"
    with pytest.raises(grpc.RpcError) as refused:
        plugin.update(Endpoint, "twilio", changed, with_column(changed, "ps_endpoints", "context", "third"))
    assert refused.value.details() == line
    known = with_column(changed, "ps_auths", "password", PASSWORD)
    plugin.update(Endpoint, "twilio", changed, known)
    assert rows.read(sqlite_url)["ps_auths"]["twilio"]["password"] == PASSWORD


def test_an_imported_list_needs_its_passwords_when_it_changes(plugin: PluginServicer) -> None:
    id_, _ = plugin.create(CredentialList, inputs.credential_list())
    imported = plugin.stub.Read(provider_pb2.ReadRequest(urn=plugin.urn(CredentialList), id=id_))
    state = plugin.plain(CredentialList, imported.properties)
    given = plugin.plain(CredentialList, imported.inputs)
    assert plugin.check(CredentialList, given, given) == (given, [])
    more = given | {"credentials": given["credentials"] | {"second": PASSWORD}}
    (line,) = plugin.check(CredentialList, more, given)[1]
    assert line.startswith("credentials.grable: the password (not shown) lacks ")
    known = more | {"credentials": dict.fromkeys(more["credentials"], PASSWORD)}
    assert plugin.check(CredentialList, known, given) == (known, [])
    assert plugin.update(CredentialList, id_, state, known)["credentials"] == known["credentials"]


def _refused(plugin: PluginServicer, token: str, id_: str) -> str:
    urn = f"urn:pulumi:test::trunkline::trunkline:{token}::x"
    with pytest.raises(grpc.RpcError) as refused:
        plugin.stub.Read(provider_pb2.ReadRequest(urn=urn, id=id_))
    return str(refused.value.details())
