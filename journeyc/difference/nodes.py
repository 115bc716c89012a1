"""The nodes of a journey as parts, each without those that stand in it."""

from collections.abc import Iterator

from journeyc.difference.clauses import (
    arrow,
    ask,
    call,
    clauses,
    condition,
    effects,
    handler,
    leading,
    listed,
    reminder,
    rule,
    run,
    say,
    timer,
    when,
)
from journeyc.difference.parts import Many, Part, Value, several, title, value
from journeyc.expression.written import written
from journeyc.ir.base import FieldDeclaration
from journeyc.ir.journey import (
    AnyStart,
    Goal,
    Journey,
    Migration,
    PlainStart,
    ScheduleStart,
    SegmentStart,
    Start,
)
from journeyc.ir.nodes import (
    Branch,
    Choice,
    ChoiceRow,
    Composite,
    Each,
    End,
    Interrupt,
    Node,
    Parallel,
    Share,
    Split,
    Stage,
    Step,
)
from journeyc.ir.walk import every_node


def node(found: Node | Branch) -> Part:
    """A node, without those that stand in it."""
    values = title(found)
    lists: tuple[Many, ...] = ()
    match found:
        case Step():
            values += _step(found)
            lists = (
                *clauses(found),
                several("texts", *map(say, found.says), words=True),
                several("questions", *map(ask, found.asks)),
                several("calls", *map(call, found.calls)),
                several("sub-journeys", *map(run, found.runs)),
                effects("effects of `undo`", found.undo),
            )
        case Choice():
            lists = (several("rows", *map(_row, found.rows)),)
        case Split():
            lists = (several("shares", *map(_share, found.shares)),)
        case End():
            values += (value("outcome", found.outcome),)
            lists = (effects("effects", found.effects),)
        case Parallel():
            lists = clauses(found)
        case Stage() | Branch() | Each() | Interrupt():
            values += (value("beginning", found.initial), *_around(found))
            lists = clauses(found)
    alone = found.model_copy(update={"nodes": ()}) if hasattr(found, "nodes") else found
    return Part(found.kind, found.name, alone, values, lists, (found.name,), named=True, at=found.place)


def _step(found: Step) -> tuple[Value, ...]:
    best, worker = found.best, found.worker
    return (
        value("channels", found.channels, listed(found.channels)),
        value("choice of the channel", best, best.text if best else ""),
        value("worker", worker, f"{worker.kind} {worker.name}" if worker else ""),
        value("needs", found.needs, listed(found.needs)),
    )


def _around(found: Composite | Interrupt) -> tuple[Value, ...]:
    match found:
        case Stage():
            return (
                value(
                    "memory",
                    found.remembers,
                    {"no": "", "shallow": "remembers"}.get(found.remembers, "remembers deep"),
                ),
            )
        case Each():
            return (
                value("item", (found.item, found.type), f"{found.item}: {found.type}"),
                value("list", (found.among, found.text), found.text),
                value("number at once", found.at_once),
            )
        case Interrupt():
            return (value("urgency", found.urgent, "urgent" if found.urgent else ""),)
    return ()


def _row(found: ChoiceRow) -> Part:
    head = f"when {found.guard.text}" if found.guard else "otherwise"
    values = (condition(found.guard, f"when …{arrow(found)}"),)
    return leading(found, "transition", head, values, ((head,), (found.guard is None,)))


def _share(found: Share) -> Part:
    values = (value("share", found.percent, f"{found.percent}%"),)
    return leading(found, "share", found.name, values, ((found.name,),))


# ── the journey ──────────────────────────────────────────────────────────────────────────────────────


def field(found: FieldDeclaration, kind: str = "field") -> Part:
    """A field, or a parameter, with its type and first value."""
    default = "" if found.default is None else written(found.default)
    values = (
        value("type", found.type),
        value("default", found.default, default),
        value("explanation", found.doc, words=True),
        *(
            value(name, getattr(found, name), name if getattr(found, name) else "")
            for name in ("alias", "private")
            if hasattr(found, name)
        ),
    )
    full = f"{found.name}: {found.type}{f' = {default}' if default else ''}"
    return Part(kind, found.name, found, values, (), (found.name,), full, named=True, at=found.place)


def fields(label: str, found: tuple[FieldDeclaration, ...]) -> Many:
    """Fields, or parameters, in written order."""
    kind = "parameter" if label == "parameters" else "field"
    return several(label, *(field(one, kind) for one in found))


def start(found: AnyStart) -> Part:
    """`starts on dispute_opened from web -> verify`."""
    to = f" -> {found.target}"
    values: tuple[Value, ...] = ()
    match found:
        case Start():
            what = f"starts on {found.event}"
            values = (
                value("channels", found.channels, listed(found.channels)),
                condition(found.guard, what + to),
            )
            via = f" from {listed(found.channels)}" if found.channels else ""
            full = f"{what}{via}{when(found.guard)}{to}"
            key: tuple[object, ...] = ("event", found.event)
        case SegmentStart():
            what = f"starts when customer enters {found.segment}"
            full, key = what + to, ("segment", found.segment)
        case ScheduleStart():
            what = f"starts every {listed(found.weekdays) or 'day'} at {found.time}"
            served = f" for {found.segment}" if found.segment else ""
            values = (
                value("time", (found.weekdays, found.time), what.removeprefix("starts ")),
                value("segment", found.segment),
            )
            full, key = what + served + to, ("schedule",)
        case PlainStart():
            what, key = "starts", ("plain",)
            full = what + to
    values += (value("target", found.target),)
    keys = ((*key, full), (*key, found.target), key)
    done = (effects("effects", found.effects),)
    return Part("start", what, found, values, done, keys, full, at=found.place)


def journey_itself(found: Journey) -> Part:
    """What a journey is besides its nodes, its rules and its context."""
    again = found.reenter
    values = (
        *title(found),
        value("version", found.version),
        value("owner", found.owner, words=True),
        value("languages", found.languages, listed(found.languages), words=True),
        value("time zone", found.timezone, written(found.timezone) if found.timezone else ""),
        value("calendar", found.calendar),
        value(
            "one run per", found.one_run_per, listed(["customer", *(".".join(p) for p in found.one_run_per)])
        ),
        value("coming back", again, (again.text or again.kind) if again else ""),
    )
    lists = (
        several("starts", *map(start, found.starts)),
        fields("parameters", found.parameters),
        fields("context", found.context),
        several("goals", *map(_goal, found.goals)),
        several("rules", *map(rule, found.rules)),
        several("migrations", *map(_migration, found.migrations)),
        several("pauses", *_pause(found)),
    )
    alone = found.model_copy(update={"nodes": ()})
    return Part("journey", found.name, alone, values, lists, (found.name,), named=True, at=found.place)


def _goal(found: Goal) -> Part:
    values = (
        *title(found),
        value("place to reach", found.reached),
        condition(found.guard),
        value("time", found.within, found.text or (written(found.within) if found.within else "")),
    )
    return Part("goal", found.name, found, values, (), (found.name,), named=True, at=found.place)


def _migration(found: Migration) -> Part:
    moves = several(
        "moves",
        *(
            Part("move", f"move {move.old} -> {move.new}", move, (), (), (move.old, move.new))
            for move in found.moves
        ),
    )
    head = f"migrate from {found.version}"
    full = f"{head} {{ {'  '.join(part.head for part in moves.items)} }}" if moves.items else head
    return Part("migration", head, found, (), (moves,), (head,), full, at=found.place)


def _pause(journey: Journey) -> Iterator[Part]:
    """What stands in `pause`, as one part without a name."""
    if (found := journey.pause) is None:
        return
    ends = (timer(found.give_up, "timer"),) if found.give_up else ()
    values = (
        value("idleness", (found.idle, found.idle_text), found.idle_text),
        value("timers of steps", found.hold_timers, "held" if found.hold_timers else "not held"),
    )
    lists = (
        several("events", *map(handler, found.events)),
        several("reminders", *map(reminder, found.reminders)),
        several("give up", *ends),
    )
    yield Part("pause", "pause", found, values, lists, ("pause",), "pause", at=found.place)


def nodes_of(journey: Journey) -> dict[str, Part]:
    """All nodes by name, in written order."""
    return {one.name: node(one) for one in every_node(journey.nodes)}


def inside(journey: Journey) -> dict[str, tuple[str, ...]]:
    """The names of what stands in each node, in written order; at the top by the empty name."""
    around = (one for one in every_node(journey.nodes) if isinstance(one, Composite | Parallel | Interrupt))
    found = {one.name: tuple(inner.name for inner in one.nodes) for one in around}
    return {"": tuple(one.name for one in journey.nodes)} | found
