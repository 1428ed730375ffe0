"""Who owns a thing: the names that a stack gives, and what the resources of one run have.

A trunk, a list, a number or a row outlives its entry in the state. The entry moves to another URN if the program is
rearranged. It is made again after `pulumi state taint`. Or another stack takes the thing over. The engine creates first
and deletes last, and the deletion names the same SID as the creation before it. So before a deletion, the provider
looks up here which resource has the thing.
"""

import hashlib
import re
from collections.abc import Iterable

from attrs import field, frozen

from trunkline.model.command import pulumi
from trunkline.model.words import Words
from trunkline.providers.ledger import Ledger

_MOST = 64
"""Characters in a friendly name."""
_DEFAULT_NAME = re.compile(r"(?P<stack>[^/]+/[^/]+)/.+")


@frozen
class Owner:
    """One resource of a program, in one run of the engine.

    Attributes:
        urn: the resource's. It is empty outside of a run: then the resource has nothing, and no name is this stack's.
    """

    urn: str = ""
    _ledger: Ledger = field(factory=Ledger)

    @property
    def stack(self) -> str:
        """`<project>/<stack>`."""
        stack, _, rest = self.urn.removeprefix("urn:pulumi:").partition("::")
        return f"{rest.partition('::')[0]}/{stack}"

    @property
    def short_stack(self) -> str:
        """The name for `pulumi --stack`."""
        return self.stack.rpartition("/")[2]

    def command(self, arguments: str) -> str:
        """A command of Pulumi for this stack."""
        return pulumi(arguments, self.short_stack)

    @property
    def is_declared(self) -> bool:
        """Whether the program that runs declares this resource."""
        return bool(self._ledger.find([f"declared/{self.urn}"]))

    def is_own_name(self, name: str | None) -> bool:
        """Whether `name` is a default name of this stack."""
        return bool(self.urn) and stack_of(name) == self.stack

    def is_another_stacks(self, name: str | None, *known: str | None) -> bool:
        """Whether `name` is a default name of another stack, and not one of `known`, the program's and the state's."""
        return bool(self.urn) and name not in known and stack_of(name) not in {None, self.stack}

    def mover(self, name: str | None) -> str | None:
        """The resource to which a thing with that name moves, if the name is this stack's; else None."""
        return resource_name(self.urn) if self.is_own_name(name) else None

    def declare(self, keys: Iterable[str]) -> dict[str, str]:
        """Note that the program declares this resource, which will have the things with these keys.

        Returns:
            {key: URN of the resource that was declared with it before}
        """
        return self.hold([f"declared/{self.urn}", *keys])

    def hold(self, keys: Iterable[str]) -> dict[str, str]:
        """Note that this resource has the things with these keys. Return {key: URN of another that had it}."""
        return self._ledger.note(self.urn, keys) if self.urn else {}

    def count_new(self, kind: str) -> int:
        """How many resources of this run make a thing of that kind, including this one."""
        prefix = f"makes/{kind}/"
        self.hold([f"{prefix}{self.urn}"])
        return max(1, sum(each.startswith(prefix) for each in self._ledger.read()))

    def held(self, prefix: str) -> list[str]:
        """The rest of each key with that prefix that a resource of this run holds."""
        return [each.removeprefix(prefix) for each in self._ledger.read() if each.startswith(prefix)]

    def holders(self, keys: Iterable[str]) -> dict[str, str]:
        """{key: URN of the resource that has it in this run}, including this resource."""
        return self._ledger.find(keys)

    def let_go(self, sid: str) -> None:
        """Note that this run leaves a thing in place."""
        self._ledger.note(self.urn, [f"let go/{sid}"])

    def has_let_go(self, sids: Iterable[str]) -> bool:
        """Whether this run leaves all of them in place."""
        wanted = {f"let go/{sid}" for sid in sids}
        return wanted <= self._ledger.find(wanted).keys()

    def provisional_name(self, kind: str, name: str) -> str | None:
        """A name for an incomplete thing, by which this stack finds it again; None outside of a run."""
        if not self.urn or self.is_own_name(name):
            return None
        digest = hashlib.sha256(f"{self.stack}/{kind}/{name}".encode()).hexdigest()[:24]
        return f"{self.stack}/{digest}" if len(self.stack) + len(digest) < _MOST else digest

    def has_lost(self, name: str, known: str | None) -> bool:
        """Whether a thing with this name is now someone else's. `known` is its name in the state, if it is there."""
        if known is None:
            return self.is_another_stacks(name)
        return bool(self.urn) and name != known and not self.is_own_name(name)

    def rivals(self, keys: Iterable[str]) -> dict[str, str]:
        """The same as `holders`, without this resource."""
        return {key: urn for key, urn in self.holders(keys).items() if urn != self.urn}


def stack_of(name: str | None) -> str | None:
    """`<project>/<stack>` of the stack whose default name this is, or None."""
    match = _DEFAULT_NAME.fullmatch(name) if isinstance(name, str) else None
    return match["stack"] if match else None


def resource_name(urn: str) -> str:
    """The resource's name in its program."""
    return urn.rpartition("::")[2]


def taken_over(fact: str, words: Words) -> str:
    """The line for a thing that another stack has taken over."""
    remedy = f"remove it from this program, which deletes nothing, or set {words.adopt} to take it back"
    return f"{fact}, a name of another stack: {remedy}"


def key(place: str | None, *parts: str) -> str:
    """The key of what is unique in its place, an account or a database. The place may name hosts, so it is hashed."""
    return "/".join((hashlib.sha256(str(place).encode()).hexdigest()[:16], *parts))


def list_key(domain_name: str, kind: str, sid: str) -> str:
    """Held, in a preview, by a list of that trunk that the state lacks; the SID is empty if Twilio lacks it too."""
    return f"list/{domain_name}/{kind}/{sid}"


def domain_key(domain_name: str) -> str:
    """The key of a trunk that this stack has made already."""
    return f"domain/{domain_name}"
