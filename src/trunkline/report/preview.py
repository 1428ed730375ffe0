"""Reads a preview: trunkline's resources, and the messages of the engine and the program."""

import json
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from attrs import evolve, frozen

from trunkline.model import asterisk, twilio
from trunkline.model.properties import Properties
from trunkline.providers.names import to_python

from . import masking, moves
from .errors import ReportError
from .masking import Mask
from .plain import mapping, sequence
from .resource import CREATE, DELETE, KINDS, REPLACE, SAME, UPDATE, Resource, urn_parts

COMPONENTS = {
    "trunkline:index:SipTrunk": "trunk",
    "trunkline:index:TwilioTrunk": "trunk",
    "trunkline:index:AsteriskEndpoint": "endpoint",
}
"""{type of a component: its noun}."""
_REFRESH = "refresh"
_OPS = {_REFRESH: SAME, "read": SAME, "import": CREATE}
_LEFT_OUT = {
    "create-replacement",
    "delete-replaced",
    "discard",
    "discard-replaced",
    "import-replacement",
    "read-discard",
    "read-replacement",
    "remove-pending-replace",
}
"""Steps of a replacement, which the preview also has as one step; and steps that are no resources."""
_OWN = re.compile(rf"(?:pulumi-python:dynamic/|trunkline:)(?:twilio|asterisk|trunkline|index):({'|'.join(KINDS)})")
_STACK, _PROVIDERS = "pulumi:pulumi:Stack", {"pulumi:providers:pulumi-python", "pulumi:providers:trunkline"}
_REMEDY = "make it with `pulumi preview --json > preview.json`"
_FILLERS = re.compile(r"an unhandled error occurred: Program exited with non-zero exit code|preview failed$")


@frozen
class _State:
    """A resource before or after a step."""

    parent: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]

    @classmethod
    def load(cls, state: Any) -> Self:
        given = mapping(state)
        return cls(str(given.get("parent") or ""), mapping(given.get("inputs")), mapping(given.get("outputs")))

    def of(self, record: type[Properties]) -> Self:
        """The same with the properties' Python names: native resources have other ones."""
        inputs, outputs = (to_python(record, each) for each in (self.inputs, self.outputs))
        return evolve(self, inputs=inputs, outputs=outputs)


@frozen
class _Step:
    """A step of a preview.

    Attributes:
        op: its operation, in the engine's words.
        detailed: {path of a property: what becomes of it}.
    """

    op: str
    urn: str
    before: _State
    after: _State
    detailed: dict[str, Any]

    @classmethod
    def load(cls, step: Any) -> Self:
        reasons = dict.fromkeys(map(str, sequence(step.get("diffReasons"))), "update")
        return cls(
            step["op"],
            step["urn"],
            _State.load(step.get("oldState")),
            _State.load(step.get("newState")),
            mapping(step.get("detailedDiff")) or reasons,
        )


@frozen
class _Diagnostic:
    """A message of the engine or the program, without its prefix."""

    severity: str
    message: str
    urn: str | None

    @classmethod
    def load(cls, diagnostic: Any) -> Self:
        given = mapping(diagnostic)
        severity, urn = str(given.get("severity")), given.get("urn")
        message = str(given.get("message", "")).strip().removeprefix(f"{severity}: ")
        return cls(severity, message, urn if isinstance(urn, str) else None)


@frozen
class Preview:
    """A preview.

    Attributes:
        project: the project's name, empty if it is not known.
        stack: the stack's name, empty if it is not known.
        resources: trunkline's resources.
        components: the operation on each SipTrunk, TwilioTrunk and AsteriskEndpoint in the preview, by URN.
        unchanged: how many resources stay as they are, the stack and components among them.
        outputs: the stack's outputs before.
        others: the operations on resources that are not trunkline's.
        moved: the former names of components that move.
        providers: the names of trunkline's providers whose settings change.
        errors: why the preview failed, line by line.
        warnings: the program's warnings.
        notices: the lines that were printed.
    """

    project: str
    stack: str
    resources: list[Resource]
    components: dict[str, str]
    unchanged: int
    outputs: dict[str, Any]
    others: Counter[str]
    moved: frozenset[str]
    providers: list[str]
    errors: list[str]
    warnings: list[str]
    notices: list[str]


def read(printed: bytes, name: str) -> Preview:
    """The preview in `printed`. Errors call it `name`.

    Raises:
        ReportError: it is not a preview.
    """
    document = _parsed(printed, name)
    steps = list(map(_Step.load, sequence(document.get("steps"))))
    diagnostics = list(map(_Diagnostic.load, sequence(document.get("diagnostics"))))
    mask = Mask.of([document.get("config"), document.get("steps")])
    resources, components, others = dict[str, Resource](), dict[str, str](), dict[str, str]()
    providers, outputs = list[str](), dict[str, Any]()
    for step in steps:
        op = _OPS.get(step.op, step.op)
        _, _, kind, step_name = urn_parts(step.urn)
        if op in _LEFT_OUT:
            continue
        if kind == _STACK:
            outputs = mask.value(step.before.outputs)
        elif kind in _PROVIDERS:
            providers += [step_name] if op in {UPDATE, REPLACE} else []
        elif kind in COMPONENTS:
            components[step.urn] = op
        elif own := _OWN.fullmatch(kind):
            resources[step.urn] = _resource(own[1], op, step, mask)
        else:
            others[step.urn] = op
    kept, shown = moves.joined(resources, components)
    unchanged = mapping(document.get("changeSummary")).get(SAME)
    urns = [urn for urn in (*(step.urn for step in steps), *(each.urn for each in diagnostics)) if urn]
    stack, project, *_ = urn_parts(urns[0] if urns else "")
    errors = [mask.text(line) for line in _lines(diagnostics, "error")]
    return Preview(
        project,
        stack,
        kept,
        shown,
        unchanged if isinstance(unchanged, int) else 0,
        outputs,
        Counter(others.values()),
        frozenset(urn_parts(urn)[3] for urn in components if urn not in shown),
        providers,
        [error for error in errors if not _FILLERS.match(error)] or errors,
        [mask.text(each) for each in _messages(diagnostics, "warning")],
        [mask.text(line) for line in _lines(diagnostics, "info")],
    )


def read_file(name: str) -> Preview:
    """The preview in that file; `-` is the standard input.

    Raises:
        ReportError: it is not a preview, or cannot be read.
    """
    if name == "-":
        return read(sys.stdin.buffer.read(), "standard input")
    try:
        return read(Path(name).read_bytes(), name)
    except OSError as error:
        raise ReportError(f"{name}: {error.strerror}: {_REMEDY}") from None


def _parsed(printed: bytes, name: str) -> Mapping[str, Any]:
    if not printed.strip():
        raise ReportError(f"{name}: the preview is empty: {_REMEDY}")
    try:
        document = json.loads(printed)
    except (ValueError, RecursionError):
        raise ReportError(f"{name}: not complete JSON: {_REMEDY}") from None
    steps = mapping(document).get("steps", [])
    is_one = "duration" in mapping(document) and isinstance(steps, list)
    if not is_one or not all(isinstance(mapping(step).get(key), str) for step in steps for key in ("op", "urn")):
        raise ReportError(f"{name}: JSON, but not of a preview: {_REMEDY}")
    return mapping(document)


def _resource(kind: str, op: str, step: _Step, mask: Mask) -> Resource:
    record = asterisk.Endpoint if kind == "Endpoint" else getattr(twilio, kind)
    before, after = (state.of(record) for state in (step.after if step.op == _REFRESH else step.before, step.after))
    detailed = {masking.parsed(path): what for path, what in step.detailed.items()}
    detailed = {(*to_python(record, {path[0]: None}), *path[1:]): what for path, what in detailed.items() if path}
    old = {} if op == CREATE else _without_hints(kind, before.inputs)
    new = {} if op == DELETE else _without_hints(kind, after.inputs)
    return Resource(
        kind,
        step.urn,
        after.parent or before.parent,
        op,
        mask.value(old),
        mask.value(new),
        mask.value(before.outputs),
        masking.changed_secrets(old, new, detailed),
    )


def _without_hints(kind: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Without the inputs that only help to find or seal a thing."""
    hints = {"trunk", "unsealed", *({"friendly_name"} if kind == "Endpoint" else ())}
    return {key: value for key, value in inputs.items() if key not in hints}


def _messages(diagnostics: Sequence[_Diagnostic], severity: str) -> list[str]:
    """The messages of that severity, without duplicates."""
    return list(dict.fromkeys(each.message for each in diagnostics if each.severity == severity))


def _lines(diagnostics: Sequence[_Diagnostic], severity: str) -> list[str]:
    """The lines of these messages."""
    return [line for each in _messages(diagnostics, severity) for line in each.splitlines() if line.strip()]
