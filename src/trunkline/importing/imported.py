"""A trunk that was found, with its config."""

from typing import Any

from attrs import field, frozen


@frozen
class Imported:
    """One trunk.

    Attributes:
        name: its key under `trunks`.
        domain_name: the termination domain.
        endpoint_id: the id of Asterisk's endpoint.
        config: its arguments, camelCase; passwords are empty.
        secrets: {path in the config: password} of the known passwords.
        unknown: {path in the config: why the password there is not known}.
    """

    name: str
    domain_name: str
    endpoint_id: str
    config: dict[str, Any]
    secrets: dict[str, str] = field(repr=False)
    unknown: dict[str, str]

    @property
    def is_as_found(self) -> bool:
        """Whether the config has the endpoint's rows one by one, because no arguments derive them."""
        return "rowsAsFound" in self.config


@frozen
class Examined:
    """The result. `left_out` has a line for each trunk that could not be imported."""

    imported: list[Imported]
    left_out: list[str]
