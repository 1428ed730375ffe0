"""Without the SDK's servicer, nothing is found, and nothing is changed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest

from trunkline.providers import servicer


class Context(grpc.ServicerContext):  # type: ignore[misc] # grpc has no types
    """A call without a server."""


Context.__abstractmethods__ = frozenset()


class Resized:
    """A pool of another kind."""

    _max_workers = 4


def _widen(context: object, executor_reference: object) -> None:  # noqa: ARG001 - the names in the servicer's frames
    servicer.widen()


def test_no_servicer() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert pool.submit(servicer.current_call).result() is None
        pool.submit(servicer.widen).result()
        assert pool._max_workers == 4


@pytest.mark.parametrize("reference", [None, 4, lambda: None, Resized, "executor"])
def test_another_pool(reference: Any) -> None:
    _widen(Context(), reference)
    assert Resized._max_workers == 4


@pytest.mark.parametrize(("size", "widened"), [(4, servicer.THREADS), (100, 100)])
def test_the_pool_is_never_made_smaller(size: int, widened: int) -> None:
    with ThreadPoolExecutor(size) as pool:
        pool.submit(_widen, Context(), lambda: pool).result()
        assert pool._max_workers == widened


def test_a_pool_that_keeps_its_size_in_another_place() -> None:
    with ThreadPoolExecutor(4) as pool:
        del pool._max_workers
        _widen(Context(), lambda: pool)
        assert not hasattr(pool, "_max_workers")
        pool._max_workers = 4
