"""The common logic of credential lists and IP access control lists: a unique name, and all members owned."""

from abc import abstractmethod
from functools import partial
from typing import Any, ClassVar, Self, TypeVar

from attrs import evolve

from trunkline.model.standby import standby
from trunkline.model.twilio import NamedList, TrunkHint
from trunkline.model.unknown import is_known
from trunkline.providers import connections
from trunkline.providers.differences import takeover
from trunkline.providers.errors import NotFoundError, RefusedError
from trunkline.providers.logic import Logic, half_done, show
from trunkline.providers.ownership import list_key, stack_of
from trunkline.providers.settings import Settings
from trunkline.providers.twilio import limits, reading, sids
from trunkline.providers.twilio.account import Account, AccountIndex
from trunkline.providers.twilio.converging import concurrently, delete
from trunkline.providers.twilio.create_or_adopt import create_or_adopt
from trunkline.providers.twilio.reading import Found

T = TypeVar("T", bound=NamedList)

IN_USE = (21236, 21241)
"""Twilio's error codes for the deletion of a list that a trunk uses."""


class NamedListLogic(Logic[T]):
    """A list with this name is adopted if `adopt` is set.

    Without it, only a list that an interrupted run has made. Until such a list is complete, it has a name that only
    this stack gives (`Owner.provisional_name`). After that it has the declared members, and no trunk uses it yet.

    A list that the trunk of the input `trunk` uses already is this stack's. If the list has another default name of
    this stack, the resource was renamed, so the list is renamed too. It is also renamed if it has a default name of
    another stack, and the trunk is adopted.
    """

    KIND: ClassVar[str]
    LETTERS: ClassVar[str]
    """The first two of its SID."""
    LISTS: ClassVar[str]
    """The account's lists, as the SDK and `Account` name them."""
    OF_TRUNK: ClassVar[str]
    """A trunk's lists, as the SDK names them."""
    IF_THE_SAME: ClassVar[str] = ""
    """When a takeover that shows no change changes nothing."""
    DUPLICATE: ClassVar[int]
    """Twilio's error code for a second list of the same name, and for a second member of the same key."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._index: AccountIndex = getattr(account, self.LISTS)
        self._lists = self._index.things

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        return cls(connections.account(settings))

    @abstractmethod
    def _members(self, sid: str) -> Found:
        """The list's members, by their keys in the inputs."""

    @abstractmethod
    def _with(self, outputs: T, members: Found) -> T:
        """The outputs with these members."""

    @abstractmethod
    def _converge(self, sid: str, olds: T | None, news: T, existing: Found) -> T:
        """Change the list's members from `existing` to those of `news`. Return the outputs."""

    def subject(self, inputs: T) -> str:
        return f"{self.KIND} {inputs.friendly_name!r}"

    def inspect(self, olds: T | None, news: T) -> list[str]:
        name = news.friendly_name
        if not is_known(name) or (olds and olds.friendly_name == name):
            return []
        self._account.prefetch()
        if not self._find(name) or news.adopt:
            return []
        found = self._find(name, refetch=True)
        refusal = self._refuse(news, found) if found else None
        return [refusal] if refusal else []

    def notices(self, olds: T | None, news: T) -> list[str]:
        if olds:
            return []
        found = self._present(news)
        if is_known(news.friendly_name) and news.trunk and is_known(news.trunk):
            self.owner.hold([list_key(news.trunk.domain_name, self.LISTS, found.sid if found else "")])
        if not found:
            return limits.warnings(self._account, self.owner, self.LISTS, self.subject(news))
        subject, before = f"{self.subject(news)} ({found.sid})", self.read(found.sid, news)
        to = self.owner.mover(found.friendly_name)
        return takeover(subject, before, self._comparable(news), to=to, nothing=self.IF_THE_SAME)

    def _comparable(self, news: T) -> T:
        """The inputs as they are compared with what `read` finds."""
        return news

    def create(self, inputs: T) -> tuple[str, T]:
        name = inputs.friendly_name
        if inputs.trunk:
            self._account.trunks.fetch_soon()
            self._account.numbers.fetch_soon()  # for the trunk, which is made next
        present = self._unfinished(inputs) or self._renamed(inputs)
        made, fresh = (present, False) if present else self._create_or_adopt(inputs)
        with half_done(made.sid):
            outputs = self._converge(made.sid, None, inputs, {} if fresh else self._members(made.sid))
            if made.friendly_name != name:
                made = self._lists(made.sid).update(friendly_name=name)
            self._index.put(made)
        if fresh:
            self._account.new_credential_lists.add(made.sid)
        return made.sid, outputs

    def read(self, sid: str, outputs: T) -> T | None:
        try:
            found, members = concurrently(partial(self._index.get, sid), partial(self._members, sid))
        except NotFoundError:
            return None
        return evolve(self._with(outputs, members), friendly_name=found.friendly_name)

    def identified(self, id_: str) -> dict[str, Any]:
        sids.require(id_, self.LETTERS)
        return {}

    def update(self, sid: str, olds: T, news: T) -> T:
        if olds.friendly_name != news.friendly_name:
            self._index.put(self._lists(sid).update(friendly_name=news.friendly_name))
        if olds.members == news.members:
            return news.with_outputs_of(olds)
        self._account.new_credential_lists.discard(sid)
        return self._converge(sid, olds, news, self._members(sid))

    def delete(self, sid: str, outputs: T) -> None:
        try:
            delete(self._lists(sid))
        except RefusedError as refusal:
            users = self._users(sid) if refusal.code in IN_USE else []
            if not users:
                raise
            user = f"trunk {users[0].friendly_name!r} ({users[0].sid})"
            if not self.owner.has_let_go(each.sid for each in users):
                remedy = (
                    f"take it off that trunk; or declare that trunk and run `{self.owner.command('up')}`, which finds "
                    "it, and then run this again"
                    if self.owner.is_own_name(users[0].friendly_name)
                    else "take it off that trunk first"
                )
                raise RefusedError(f"{user} uses it: {remedy}", code=refusal.code) from None
            show(f"{self.subject(outputs)} stays: {user} uses it, and this stack has let go of that trunk")
        self._index.drop(sid)
        if outputs.trunk:
            self._mention_forgotten_trunk(outputs.trunk)

    def _mention_forgotten_trunk(self, known: TrunkHint) -> None:
        """Show a trunk that the state lacks: the engine forgets what a provider was making when it was killed."""
        trunk = self._account.trunk_at(known.domain_name)
        if trunk is None or trunk.friendly_name != known.friendly_name:
            return
        if self.owner.holders([trunk.sid]) or self.owner.has_let_go([trunk.sid]):
            return
        try:
            self._account.trunk(trunk.sid).fetch()  # Twilio's list still has a trunk that was just deleted
        except NotFoundError:
            return
        self.owner.let_go(trunk.sid)
        show(
            f"trunk {trunk.friendly_name!r} ({trunk.sid}) stays at Twilio, and is not in the state of this stack: "
            f"declare it and run `{self.owner.command('up')}` to manage it again, or delete it in Twilio's console"
        )

    def forget(self) -> None:
        self._account.forget()

    def name_now(self, sid: str, outputs: T) -> str | None:  # noqa: ARG002 - given to every resource
        found = self._index.find(sid)
        return found and found.friendly_name

    def _find(self, friendly_name: str, *, refetch: bool = False) -> Any | None:
        lists = self._index.refetch() if refetch else self._index.all()
        return next((each for each in lists if each.friendly_name == friendly_name), None)

    def _present(self, inputs: T) -> Any | None:
        """The list that `create` will find."""
        name = inputs.friendly_name
        if not is_known(name):
            return None
        return self._find(name) or self._unfinished(inputs) or self._renamed(inputs)

    def _unfinished(self, inputs: T) -> Any | None:
        """The list that an interrupted run has made, and not named yet."""
        mark = self.owner.provisional_name(self.KIND, inputs.friendly_name)
        return self._find(mark) if mark else None

    def _create_or_adopt(self, inputs: T) -> tuple[Any, bool]:
        name = inputs.friendly_name
        mark = self.owner.provisional_name(self.KIND, name)
        if mark and not self._find(name):
            return create_or_adopt(
                partial(self._lists.create, friendly_name=mark),
                partial(self._find, mark, refetch=True),
                duplicate=(self.DUPLICATE,),
            )
        return create_or_adopt(
            partial(self._lists.create, friendly_name=name),
            partial(self._find, name, refetch=True),
            duplicate=(self.DUPLICATE,),
            refuse=partial(self._refuse, inputs),
        )

    def _renamed(self, inputs: T) -> Any | None:
        """The list that the trunk uses already under the default name of another resource, or of another stack."""
        trunk = self._trunk(inputs)
        if not trunk or not stack_of(trunk.friendly_name) or trunk.friendly_name == inputs.friendly_name:
            return None
        if not (self.owner.is_own_name(trunk.friendly_name) or (inputs.trunk and inputs.trunk.adopt)):
            return None
        ours = [each.sid for each in self._used_by(trunk) if each.friendly_name == trunk.friendly_name]
        return self._index.get(ours[0]) if ours and not self.owner.rivals(ours) else None

    def _trunk(self, inputs: T) -> Any | None:
        """The trunk that will use the list, if it exists."""
        hint = inputs.trunk
        return self._account.trunk_at(hint.domain_name) if hint and is_known(hint) else None

    def _used_by(self, trunk: Any) -> list[Any]:
        return list(reading.associated(self.OF_TRUNK, self._account, trunk.sid).values())

    def _users(self, sid: str) -> list[Any]:
        """The account's trunks that use the list."""
        trunks = self._account.trunks.refetch()
        lists = concurrently(*(partial(self._used_by, each) for each in trunks))
        return [trunk for trunk, used in zip(trunks, lists, strict=True) if any(each.sid == sid for each in used)]

    def _refuse(self, inputs: T, found: Any) -> str | None:
        if inputs.adopt or self._is_of_our_trunk(inputs, found) or self._is_left_over(inputs, found):
            return None
        return (
            f"{self.subject(inputs)} exists already ({found.sid}), and this stack has not made it: "
            f"choose another name, or set {self.words.adopt}"
        )

    def _is_of_our_trunk(self, inputs: T, found: Any) -> bool:
        trunk = self._trunk(inputs)
        if not trunk or not inputs.trunk:
            return False
        is_ours = trunk.friendly_name == inputs.trunk.friendly_name or self.owner.is_own_name(trunk.friendly_name)
        return is_ours and any(each.sid == found.sid for each in self._used_by(trunk))

    def _is_left_over(self, inputs: T, found: Any) -> bool:
        """Whether interrupted runs have made it: it is complete, maybe with stand-bys, and no trunk uses it."""
        declared = {*inputs.members} if is_known(inputs.members) else set()
        there = self._members(found.sid).keys()
        return declared <= there <= declared | {*map(standby, declared)} and not self._users(found.sid)
