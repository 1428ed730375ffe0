"""What a reviewer is to know before the update."""

from attrs import frozen

CAUTION, WARNING, NOTE = "CAUTION", "WARNING", "NOTE"
"""Calls are dropped or refused; it costs money, or calls depend on something else; good to know."""


@frozen
class Alert:
    """One line.

    Attributes:
        level: `CAUTION`, `WARNING` or `NOTE`.
        text: the fact, and what it means or what to do, in Markdown.
        subject: the trunk's name; empty where it is nobody's.
    """

    level: str
    text: str
    subject: str = ""
