"""How many requests are under way at once, from the emulator's log."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from attrs import frozen

Requests = Sequence[Mapping[str, Any]]


@frozen
class AtOnce:
    """Requests under way.

    Attributes:
        most: the highest number.
        mean: from the first request to the last answer.
        by_second: the mean in each second since the first request.
        in_a_row: the longest chain of requests, each of which was sent when the one before had its answer.
    """

    most: int
    mean: float
    by_second: list[float]
    in_a_row: int

    @classmethod
    def of(cls, requests: Requests) -> "AtOnce":
        if not requests:
            return cls(0, 0.0, [], 0)
        spans = sorted((float(each["began"]), float(each["ended"])) for each in requests)
        first, last = spans[0][0], max(ended for _, ended in spans)
        seconds = [first + at for at in range(ceil(last - first))]
        return cls(
            _most(spans),
            sum(ended - began for began, ended in spans) / (last - first),
            [sum(max(0.0, min(end, at + 1) - max(began, at)) for began, end in spans) for at in seconds],
            _in_a_row(spans),
        )


def _most(spans: Sequence[tuple[float, float]]) -> int:
    changes = sorted([(began, 1) for began, _ in spans] + [(ended, -1) for _, ended in spans])
    under_way = most = 0
    for _, change in changes:
        under_way += change
        most = max(most, under_way)
    return most


def _in_a_row(spans: Sequence[tuple[float, float]]) -> int:
    chains: list[tuple[float, int]] = []
    for began, ended in spans:
        before = max((length for end, length in chains if end <= began), default=0)
        chains.append((ended, before + 1))
    return max(length for _, length in chains)
