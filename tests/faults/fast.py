"""Makes a provider's process wait milliseconds where the product waits seconds.

It knows as little of the product as can be: pauses are cut short, and so are constants that are named like a time-out.
"""

import importlib.abc
import importlib.machinery
import re
import sys
import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any

PAUSE = 0.02
"""Seconds that any pause takes at most."""
SHARE = 25
"""A time-out of so many seconds becomes one second."""

_PACKAGE = "trunkline.providers"
_NAME = re.compile(r"[A-Z_]*(TIMEOUT|SECONDS|DEADLINE)[A-Z_]*")
_SPAN = re.compile(r"(timeout\s*(?:=|TO)\s*'?)(\d+)(ms|s)?", re.IGNORECASE)


def hasten() -> None:
    """Before the product is imported."""
    pause = time.sleep
    time.sleep = lambda seconds: pause(min(float(seconds), PAUSE))
    sys.meta_path.insert(0, _Finder())


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        changes = _CHANGES.get(name) or (_shrink if name.startswith(_PACKAGE) else None)
        spec = importlib.machinery.PathFinder.find_spec(name, path, target) if changes else None
        if spec and spec.loader and changes:
            load = spec.loader.exec_module

            def execute(module: ModuleType) -> None:
                load(module)
                changes(module)

            spec.loader.exec_module = execute  # type: ignore[method-assign]
        return spec


def _shrink(module: ModuleType) -> None:
    for name, value in vars(module).copy().items():
        if _NAME.fullmatch(name) and type(value) in {int, float}:
            setattr(module, name, shorter(value))


def shorter(seconds: float) -> float:
    """A whole number stays one, and is not 0."""
    return max(1, seconds // SHARE) if isinstance(seconds, int) else seconds / SHARE


def _hasten_stamina(module: ModuleType) -> None:
    module.set_testing(True, attempts=6, cap=True)


def _hasten_psycopg2(module: Any) -> None:
    connect = module.connect

    def connect_soon(*arguments: Any, **options: Any) -> Any:
        if "options" in options:
            options["options"] = shorter_spans(options["options"])
        for name in ("connect_timeout", "keepalives_idle", "keepalives_interval"):
            if name in options:
                options[name] = 2 if name == "connect_timeout" else 1  # libpq takes no less
        if "tcp_user_timeout" in options:
            options["tcp_user_timeout"] = max(500, int(options["tcp_user_timeout"]) // SHARE)
        return connect(*arguments, **options)

    module.connect = connect_soon


def shorter_spans(text: str) -> str:
    """`statement_timeout=10s` becomes `statement_timeout=500ms`."""

    def shorten(match: re.Match[str]) -> str:
        span = int(match[2]) * (1000 if match[3] == "s" else 1)
        return f"{match[1]}{max(1, span // SHARE)}ms"

    return _SPAN.sub(shorten, text)


_CHANGES = {"stamina": _hasten_stamina, "psycopg2": _hasten_psycopg2}
