"""Keeps a proxy of the environment out of what is said on this machine."""

from collections.abc import Mapping

_HOSTS = ("127.0.0.1", "localhost", "::1")
_VARIABLES = ("no_proxy", "NO_PROXY")
_GRPCS_OWN = "no_grpc_proxy"
"""Where it is set, gRPC looks at no other."""


def without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that have a program of that environment reach 127.0.0.1 itself.

    With `http_proxy`, the language host and the providers would look for the engine at the proxy.
    """
    variables = [*_VARIABLES, *([_GRPCS_OWN] if _GRPCS_OWN in environment else [])]
    return {variable: ",".join([*_others(environment.get(variable, "")), *_HOSTS]) for variable in variables}


def _others(hosts: str) -> list[str]:
    return [host for each in hosts.split(",") if (host := each.strip()) and host not in _HOSTS]
