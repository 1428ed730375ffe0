"""A fact that a reviewer should know before the update."""

from attrs import frozen

CAUTION, WARNING, NOTE = "CAUTION", "WARNING", "NOTE"
"""Calls are lost; it costs money, or calls depend on something else; good to know."""


@frozen
class Alert:
    """One line.

    Attributes:
        level: `CAUTION`, `WARNING` or `NOTE`.
        text: the fact and its consequence, in Markdown.
        subject: the trunk's name; empty if it is about no trunk.
    """

    level: str
    text: str
    subject: str = ""
