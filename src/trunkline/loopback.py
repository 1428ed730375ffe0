"""Keeps the environment's proxy out of connections within this machine."""

from collections.abc import Mapping

_HOSTS = ("127.0.0.1", "localhost", "::1")
_COMMON = ("no_proxy", "NO_PROXY")
_OF_GRPC = "no_grpc_proxy"
"""If it is set, gRPC ignores the others."""


def without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables with which a program in that environment reaches 127.0.0.1 directly.

    With `http_proxy` alone, the language host and the providers would ask the proxy for the engine.
    """
    hosts = _hosts(*(environment.get(variable, "") for variable in _COMMON))
    variables = dict.fromkeys(_COMMON, hosts)
    if _OF_GRPC in environment:
        variables[_OF_GRPC] = _hosts(environment[_OF_GRPC])
    return variables


def _hosts(*lists: str) -> str:
    named = [host.strip() for each in lists for host in each.split(",") if host.strip()]
    return ",".join(dict.fromkeys([*named, *_HOSTS]))
