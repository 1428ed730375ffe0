"""Keeps a proxy of the environment out of what is said on this machine."""

from collections.abc import Mapping

_HOSTS = ("127.0.0.1", "localhost", "::1")
_EVERYBODYS = ("no_proxy", "NO_PROXY")
_GRPCS_OWN = "no_grpc_proxy"
"""Where it is set, gRPC looks at no other."""


def without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that have a program of that environment reach 127.0.0.1 itself.

    With `http_proxy`, the language host and the providers would look for the engine at the proxy.
    """
    everybodys = _hosts(*(environment.get(variable, "") for variable in _EVERYBODYS))
    variables = dict.fromkeys(_EVERYBODYS, everybodys)
    if _GRPCS_OWN in environment:
        variables[_GRPCS_OWN] = _hosts(environment[_GRPCS_OWN])
    return variables


def _hosts(*lists: str) -> str:
    named = [host.strip() for each in lists for host in each.split(",") if host.strip()]
    return ",".join(dict.fromkeys([*named, *_HOSTS]))
