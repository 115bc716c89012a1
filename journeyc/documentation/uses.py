"""Which steps raise an event or wait for it, ask a system, send a message, read a field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from journeyc.documentation.collection import Entry
from journeyc.expression.tree import Decide, Read
from journeyc.ir.model import (
    BestChannel,
    Branch,
    Call,
    Composite,
    Declarations,
    Emit,
    Handler,
    Leading,
    Node,
    Note,
    Notify,
    Parallel,
    Pattern,
    Raise,
    Remind,
    Run,
    Say,
    ScheduleStart,
    SegmentStart,
    Set,
    Start,
    StartJourney,
    Step,
    WorkedBy,
)
from journeyc.ir.walk import every_node, parts
from journeyc.story import Kind
from journeyc.template.reading import reads

#: What is spoken of: its kind and its name.
Thing = tuple[Kind, str]
#: The roles that something can have.
RAISES, LISTENS, ASKS, SENDS, READS, WRITES, WORKS, BEGINS = (
    "raises",
    "listens",
    "asks",
    "sends",
    "reads",
    "writes",
    "works",
    "begins",
)


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a journey: a step, a rule, the pause, or (with none of them) the journey as a whole."""

    step: str = ""
    rule: str = ""
    pause: bool = False


@dataclass(slots=True)
class Uses:
    """What a journey speaks of, by thing and role, each place once and in written order."""

    found: dict[Thing, dict[str, dict[Where, None]]] = field(default_factory=dict)
    #: The steps that lead to a node.
    into: dict[str, dict[str, None]] = field(default_factory=dict)
    #: The fields of the customer that stand behind a decision, a message or a segment.
    fields: Mapping[Thing, frozenset[str]] = field(default_factory=dict)
    #: The nodes that the pause leads to.
    away: set[str] = field(default_factory=set)

    def add(self, thing: Thing, role: str, where: Where) -> None:
        self.found.setdefault(thing, {}).setdefault(role, {})[where] = None
        for name in self.fields.get(thing, ()):
            self.found.setdefault(("field", name), {}).setdefault(READS, {})[where] = None

    def of(self, thing: Thing, role: str) -> Iterable[Where]:
        return self.found.get(thing, {}).get(role, {})


def uses(entry: Entry) -> Uses:
    """Everything that a journey speaks of."""
    journey, found = entry.journey, Uses(fields=_fields_behind(entry.package.declarations))
    for part in parts(journey.model_copy(update={"nodes": (), "rules": (), "pause": None})):
        _note(found, part, Where())
    for part in parts(journey.pause):
        _note(found, part, Where(pause=True))
        if isinstance(part, Leading) and part.target is not None:
            found.away.add(part.target)
    for node in every_node(journey.nodes):
        for part in _own(node):
            _note(found, part, Where(step=node.name))
            if isinstance(part, Leading) and part.target is not None and part.target != node.name:
                found.into.setdefault(part.target, {})[node.name] = None
        if isinstance(node, Step):
            for channel in node.channels:
                found.add(("channel", channel), WORKS, Where(step=node.name))
    # A stage whose steps are all that others lead to is nowhere that customers come from.
    led_to = {part.target for part in parts(journey) if isinstance(part, Leading)}
    led_to |= {start.target for start in journey.starts}
    for node in every_node(journey.nodes):
        if node.name in led_to:
            for inside in _begun(node):
                found.into.setdefault(inside, {})[node.name] = None
                led_to.add(inside)
    for rule in journey.rules:
        for part in parts(rule):
            _note(found, part, Where(rule=rule.name))
    return found


def _begun(node: Node | Branch) -> Iterator[str]:
    """What begins with a node: the first of what stands in it, or all that goes on side by side."""
    match node:
        case Composite():
            yield node.initial
        case Parallel():
            yield from (branch.name for branch in node.nodes)


def _own(node: Node | Branch) -> Iterator[Any]:
    """The parts of a node without those of the nodes in it."""
    inside = {"nodes": ()} if hasattr(node, "nodes") else {}
    return parts(node.model_copy(update=inside))


def _note(found: Uses, part: Any, where: Where) -> None:
    match part:
        case Handler() | Pattern():
            for name in part.events:
                found.add(("event", name), LISTENS, where)
                about, _, what = name.partition(".")
                if what in {"entered", "left"}:
                    found.add(("segment", about), LISTENS, where)
        case Start():
            found.add(("event", part.event), BEGINS, where)
        case SegmentStart() | ScheduleStart():
            if part.segment:
                found.add(("segment", part.segment), BEGINS, where)
        case Raise() | Emit():
            found.add(("event", part.event), RAISES, where)
        case Notify() | Remind():
            found.add(("message", part.notification), SENDS, where)
        case Call():
            found.add(("service", part.service), ASKS, where)
        case Run() | StartJourney():
            found.add(("journey", part.journey), BEGINS, where)
        case WorkedBy():
            found.add(("worker", part.name), WORKS, where)
        case BestChannel() | Decide():
            found.add(("decision", part.decision), ASKS, where)
        case Read(root="customer", path=path) if path:
            found.add(("field", path[0]), READS, where)
        case Say() | Note():
            for name in _shown(part.template):
                found.add(("field", name), READS, where)
        case Set(root="customer", path=path):
            found.add(("field", path[0]), WRITES, where)
        case _:
            return


def _shown(template: str) -> Iterator[str]:
    """The fields of the customer that a text reads."""
    return (named.names[1] for named in reads(template) if named.names[0] == "customer" and named.names[1:])


def _fields_behind(declared: Declarations) -> dict[Thing, frozenset[str]]:
    """The fields of the customer that are read where something is asked, sent or true."""
    behind: dict[Thing, frozenset[str]] = {}
    for message in declared.notifications:
        shown = (name for text in message.texts for name in _shown(text.template))
        behind["message", message.name] = frozenset(shown)
    for segment in declared.segments:
        behind["segment", segment.name] = frozenset(_read(parts(segment), frozenset()))
    for decision in declared.decisions:
        customers = frozenset(one.name for one in decision.parameters if one.type == "Customer")
        behind["decision", decision.name] = frozenset(_read(parts(decision.rows), customers))
    return behind


def _read(nodes: Iterable[Any], customers: frozenset[str]) -> Iterator[str]:
    for node in nodes:
        match node:
            case Read(root="customer", path=(name, *_)):
                yield name
            case Read(root="parameter", path=(given, name, *_)) if given in customers:
                yield name
