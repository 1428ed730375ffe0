"""The programs that are tried, with the worlds that they declare."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from .worlds import DECLARED, GENERATED, World, worlds

_PROGRAMS = Path(__file__).parent / "programs"


@frozen
class Shape:
    """A program.

    Attributes:
        declared: {world: a trunk as the stack's config has it}.
        worlds: {world: what must exist once it is declared and up}.
        program: its file; None for the repository's own.
        kinds: the resources at which it is tried; empty for all.
        parts: the parts that try it; empty for all.
    """

    declared: Mapping[str, Mapping[str, Any]]
    worlds: Mapping[str, World]
    program: Path | None = None
    kinds: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


SHAPES = {
    "whole": Shape(DECLARED, worlds(DECLARED)),
    # the other resources are as in the whole
    "halves": Shape(
        DECLARED, worlds(DECLARED), _PROGRAMS / "halves" / "__main__.py", frozenset({"CredentialListSeal"})
    ),
    "generated": Shape(
        GENERATED,
        worlds(GENERATED),
        kinds=frozenset({"GeneratedPassword", "CredentialList", "Endpoint"}),
        parts=frozenset({"kill", "fast-way"}),
    ),
}
"""{name: shape}"""
