"""Both sides with their proxies, as the harness's own tests use them."""

from collections.abc import Iterator

import pytest

from . import sides
from .sides import Sides


@pytest.fixture(scope="session")
def shared_sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    with sides.running(tmp_path_factory.mktemp("sides")) as running:
        yield running


@pytest.fixture
def both(shared_sides: Sides) -> Sides:
    """Without anything of ours."""
    shared_sides.restore(shared_sides.nothing)
    return shared_sides
