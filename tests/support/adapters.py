"""Tests of the real engine over both adapters."""

from typing import Any

import pytest

from trunkline.providers import dynamic

DYNAMIC, PLUGIN = "dynamic", "plugin"

BOTH = pytest.mark.parametrize("adapter", [DYNAMIC, pytest.param(PLUGIN, marks=pytest.mark.long)])
"""Runs a test with the project's resources dynamic, and native."""

_NATIVE = {shell.NATIVE_TYPE for shell in dynamic.SHELLS}


def is_own(resource: dict[str, Any]) -> bool:
    """Whether an entry of a state is one of trunkline's resources, of either adapter."""
    return "dynamic/" in resource["type"] or resource["type"] in _NATIVE
