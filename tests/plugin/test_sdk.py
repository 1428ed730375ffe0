"""What the plugin uses of the SDK's private side: an SDK that changes it fails here first."""

import inspect
from collections.abc import Callable
from typing import Any

from pulumi.dynamic import Config, ConfigureRequest
from pulumi.provider import ConstructResult, Provider
from pulumi.provider.server import ProviderServicer
from pulumi.resource import DependencyProviderResource
from pulumi.runtime import _grpc_settings, proto, rpc

from trunkline.plugin import wire

SIGNATURES: dict[Callable[..., Any], str] = {
    ProviderServicer.__init__: "(self, provider, args, engine_address)",
    ProviderServicer._construct: "(self, request, context)",
    ProviderServicer._construct_inputs: "(inputs, input_dependencies)",
    ProviderServicer._construct_options: "(request)",
    ProviderServicer._construct_response: "(self, result)",
    Provider.__init__: "(self, version, schema=None)",
    Provider.construct: "(self, name, resource_type, inputs, options=None)",
    ConstructResult.__init__: "(self, urn, state)",
    DependencyProviderResource.__init__: "(self, ref)",
    Config.__init__: "(self, raw_config, project_name)",
}
METHODS = (
    *("Cancel", "Check", "CheckConfig", "Configure", "Construct", "Create", "Delete", "Diff", "DiffConfig"),
    *("GetPluginInfo", "GetSchema", "Handshake", "Invoke", "Read", "Update"),
)


def test_signatures() -> None:
    for function, expected in SIGNATURES.items():
        parameters = inspect.signature(function).parameters.values()
        plain = [each.replace(annotation=inspect.Parameter.empty) for each in parameters]
        assert str(inspect.Signature(plain)) == expected, function.__qualname__


def test_the_own_methods_replace_the_sdks() -> None:
    for name in METHODS:
        assert hasattr(ProviderServicer, name), name
    source = inspect.getsource(ProviderServicer._construct)
    for used in (
        "self._construct_inputs(request.inputs",
        "self._construct_options(request)",
        "self.provider.construct(",
    ):
        assert used in source


def test_marks_on_the_wire() -> None:
    marks = (wire.SIGNATURE, wire.SECRET, wire.RESOURCE, wire.UNKNOWN_TEXT)
    sdk = (rpc._special_sig_key, rpc._special_secret_sig, rpc._special_resource_sig, rpc.UNKNOWN)
    assert marks == sdk


def test_messages() -> None:
    request = proto.ConfigureRequest.DESCRIPTOR.fields_by_name
    assert {"urn", "id", "args"} <= {*request.keys()}
    for message in (proto.CreateRequest, proto.UpdateRequest):
        assert "preview" in message.DESCRIPTOR.fields_by_name
    assert "old_inputs" in proto.UpdateRequest.DESCRIPTOR.fields_by_name
    assert {"detailedDiff", "hasDetailedDiff"} <= {*proto.DiffResponse.DESCRIPTOR.fields_by_name.keys()}
    assert _grpc_settings._GRPC_CHANNEL_OPTIONS
    assert ConfigureRequest(Config({}, "trunkline")).config.get("x") is None
