"""What each run may take: as a ratio to the bare engine, or to the peer; and what Twilio's API needs at least."""

from collections.abc import Callable

from attrs import frozen

from .stack import Measured

VERBS = ("preview", "first up", "no-change up", "refresh", "one change", "destroy")

LEAST: dict[str, Callable[[int], int]] = {
    "preview": lambda _: 4,
    "first up": lambda trunks: 13 * trunks + 1,
    "no-change up": lambda _: 0,
    "refresh": lambda trunks: 5 * trunks + 4,
    "one change": lambda _: 1,
    "destroy": lambda trunks: 3 * trunks,
}
"""The least requests that Twilio's API allows.

First up: a trunk, its two lists, one credential, three addresses, two associations, two origination URLs and two
numbers, each a request, and the account's numbers. Refresh: the account's trunks, lists and numbers, then each list's
members, each trunk's two associations and its origination URLs.
"""

IN_A_ROW = {"preview": 1, "first up": 5, "no-change up": 0, "refresh": 2, "one change": 2, "destroy": 3}
"""Answers that wait for each other, for one trunk."""

AT_ONCE = 8
"""Steps that the engine takes at once on two cores, each with requests of its own."""

PEER_DATE = "2026-11-27"
PEER = {
    1: {"first up": 0.84, "no-change up": 0.49, "refresh": 0.46, "destroy": 0.83},
    10: {"first up": 3.4, "no-change up": 1.9, "refresh": 1.7, "destroy": 3.5},
    100: {"first up": 34.6, "no-change up": 16.0, "refresh": 14.7, "destroy": 32.5},
}
"""Seconds of OpenTofu with a Terraform provider for Twilio, on two cores, at 100 ms a request: Twilio's half alone."""

LIMITS = {
    (1, False): {"first up": 1.3, "no-change up": 1.05, "refresh": 1.3, "destroy": 1.4},
    (10, False): {"first up": 0.9, "no-change up": 0.85, "refresh": 1.1, "destroy": 0.6},
    (100, False): {"first up": 0.55, "no-change up": 0.3, "refresh": 0.6, "destroy": 0.35},
    (100, True): {"first up": 0.27, "no-change up": 0.3, "refresh": 0.6, "destroy": 0.13},
}
"""{(trunks, whether checkpoints are skipped): {verb: the highest ratio}}, to the bare engine for one trunk."""

MEMORY_MB = {100: 150.0}
"""{trunks: the most memory of the providers}"""


@frozen
class Row:
    """One run, and what it is compared with.

    Attributes:
        fast: whether checkpoints are skipped.
        reference: of the bare engine and the least time for the answers, in seconds; None if that was not measured.
    """

    trunks: int
    fast: bool
    verb: str
    measured: Measured
    reference: float | None

    @classmethod
    def of(
        cls, trunks: int, verb: str, measured: Measured, bare: Measured | None, latency: float, *, fast: bool
    ) -> "Row":
        answers = max(LEAST[verb](trunks) / AT_ONCE, IN_A_ROW[verb])
        return cls(trunks, fast, verb, measured, bare.seconds + answers * latency if bare else None)

    @property
    def peer(self) -> float | None:
        return PEER.get(self.trunks, {}).get(self.verb)

    @property
    def ratio(self) -> float | None:
        """To the reference, or else to the peer."""
        other = self.reference or self.peer
        return self.measured.seconds / other if other else None

    @property
    def limit(self) -> float | None:
        return LIMITS.get((self.trunks, self.fast), {}).get(self.verb)

    @property
    def is_missed(self) -> bool:
        """Whether the ratio is above its limit."""
        return self.ratio is not None and self.limit is not None and self.ratio > self.limit

    @property
    def is_too_big(self) -> bool:
        """Whether the providers had more memory than they may have."""
        return self.measured.provider_mb > MEMORY_MB.get(self.trunks, self.measured.provider_mb)

    def as_dict(self) -> dict[str, object]:
        """For the JSON file: times in seconds, memory in MB."""
        return {
            "trunks": self.trunks,
            "checkpoints": not self.fast,
            "verb": self.verb,
            **self.measured.as_dict(),
            "least_requests": LEAST[self.verb](self.trunks),
            "reference_seconds": self.reference,
            "peer_seconds": self.peer,
            "ratio": self.ratio,
            "limit": self.limit,
            "is_missed": self.is_missed,
        }
