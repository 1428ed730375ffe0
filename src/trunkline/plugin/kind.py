"""A kind of resource: the engine's messages about it, answered by its `LogicProvider`."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attrs import frozen
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import proto

from trunkline.model.properties import PropertyBag, Role
from trunkline.model.unknown import UNKNOWN
from trunkline.providers import names, servicer
from trunkline.providers.logic_provider import LogicProvider

from . import wire
from .call import Call, Diagnostics
from .detailed_diff import detailed_diff
from .secret_places import secret_places
from .wire import Place


@frozen
class _Bag:
    """Properties by their Python names, and the places of those that are secret."""

    values: PropertyBag
    secrets: frozenset[Place]


@frozen
class Kind:
    """Answers with the properties' names of other languages. Each secret stays one, and a declared one becomes one.

    An input is secret where its value is, so that a difference shows what it is about. An output with a secret in it is
    secret as a whole: programs in YAML read one that is partly secret as an empty mapping.
    """

    provider: LogicProvider
    diagnostics: Diagnostics

    def check(self, request: Any) -> Any:
        olds, news = self._bag(request.olds), self._bag(request.news)
        with self._call(request):
            result = self.provider.check(dict(olds.values), dict(news.values))
        failures = [proto.CheckFailure(property=each.property, reason=each.reason) for each in result.failures]
        return proto.CheckResponse(inputs=self._inputs(result.inputs, news.secrets), failures=failures)

    def diff(self, request: Any) -> Any:
        outputs, inputs, news = self._bag(request.olds), self._bag(request.old_inputs), self._bag(request.news)
        with self._call(request):
            result = self.provider.diff(request.id, dict(outputs.values), dict(news.values))
        replaces = self._names(result.replaces or ())
        if result.changes:  # a dynamic provider's state
            return proto.DiffResponse(changes=proto.DiffResponse.DIFF_SOME, replaces=replaces)
        if result.changes is False:
            return proto.DiffResponse(changes=proto.DiffResponse.DIFF_NONE)
        changed = self.provider.changed(outputs.values, news.values)
        was, now = (
            {name: values[name] for name in changed & values.keys()} for values in (outputs.values, news.values)
        )
        differences = detailed_diff(self._wire(was), self._wire(inputs.values), self._wire(now), replaces)
        return proto.DiffResponse(
            changes=proto.DiffResponse.DIFF_SOME,
            replaces=replaces,
            diffs=self._names(changed),
            detailedDiff=differences,
            hasDetailedDiff=bool(differences),
        )

    def create(self, request: Any) -> Any:
        news = self._bag(request.properties)
        with self._call(request, news.secrets) as call:
            if request.preview:
                return proto.CreateResponse(properties=self._foreseen({}, {}, news, call))
            result = self.provider.create(dict(news.values))
        return proto.CreateResponse(id=result.id, properties=self._outputs(result.outs or {}, news.secrets))

    def read(self, request: Any) -> Any:
        properties, inputs = self._bag(request.properties), self._bag(request.inputs)
        with self._call(request):
            result = self.provider.read(request.id, dict(properties.values))
        return proto.ReadResponse(
            id=result.id or "",
            properties=self._outputs(result.outs or {}, properties.secrets),
            inputs=self._inputs(result.inputs or {}, inputs.secrets),
        )

    def update(self, request: Any) -> Any:
        olds, news = self._bag(request.olds), self._bag(request.news)
        with self._call(request, news.secrets) as call:
            if request.preview:
                inputs = self._bag(request.old_inputs)
                return proto.UpdateResponse(properties=self._foreseen(inputs.values, olds.values, news, call))
            result = self.provider.update(request.id, dict(olds.values), dict(news.values))
        return proto.UpdateResponse(properties=self._outputs(result.outs or {}, news.secrets))

    def delete(self, request: Any) -> Empty:
        with self._call(request):
            self.provider.delete(request.id, dict(self._bag(request.properties).values))
        return Empty()

    @contextmanager
    def _call(self, request: Any, secrets: frozenset[Place] = frozenset()) -> Iterator[Call]:
        call = Call(request.urn, self.diagnostics, lambda outputs: self._outputs(outputs, secrets))
        with servicer.answering(call):
            yield call

    def _foreseen(self, inputs: PropertyBag, outputs: PropertyBag, news: _Bag, call: Call) -> Struct:
        """The outputs, as far as a preview knows them. What the other side would refuse ends the call."""
        call.refuse(self.provider.foresee(inputs, news.values))
        is_same = outputs and not self.provider.changed(outputs, news.values)
        only_there = self.provider.RECORD.named(Role.OUTPUT)
        foreseen = {name: outputs.get(name) if is_same else UNKNOWN for name in only_there}
        return self._outputs(news.values | foreseen, news.secrets)

    def _bag(self, message: Struct) -> _Bag:
        return _Bag(*wire.reveal(names.to_python(self.provider.RECORD, wire.decode(message))))

    def _inputs(self, values: Mapping[str, Any], secrets: frozenset[Place]) -> Struct:
        return self._message(values, secrets | {*secret_places(self.provider.RECORD, values)})

    def _outputs(self, values: Mapping[str, Any], secrets: frozenset[Place]) -> Struct:
        places = secrets | {*secret_places(self.provider.RECORD, values)}
        return self._message(values, frozenset(place[:1] for place in places))

    def _message(self, values: Mapping[str, Any], secrets: frozenset[Place]) -> Struct:
        return wire.encode(self._wire(wire.hide(values, secrets)))

    def _wire(self, values: Mapping[str, Any]) -> PropertyBag:
        return names.to_wire(self.provider.RECORD, values)

    def _names(self, properties: Iterable[str]) -> list[str]:
        return sorted(names.to_wire(self.provider.RECORD, dict.fromkeys(properties)))
