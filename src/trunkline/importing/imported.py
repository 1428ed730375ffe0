"""A trunk that was found, as the stack's config is to have it."""

from typing import Any

from attrs import field, frozen


@frozen
class Imported:
    """One trunk.

    Attributes:
        name: its key under `trunks`.
        domain_name: the termination domain.
        endpoint_id: of Asterisk's endpoint.
        config: its arguments, camelCase; passwords are empty.
        secrets: {path in the config: password}, those that are known.
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
        """Whether the endpoint's rows are stated one by one, because no arguments derive them."""
        return "rowsAsFound" in self.config


@frozen
class Examined:
    """All that was found: `left_out` has a line for each trunk that is not among the imported."""

    imported: list[Imported]
    left_out: list[str]
