"""The story of a journey: how it begins, pauses and ends, then every node in written order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from journeyc.ir.model import (
    AnyStart,
    Branch,
    Composite,
    End,
    Goal,
    Interrupt,
    Journey,
    Migration,
    Node,
    Parallel,
    Pause,
    PlainStart,
    Reenter,
    Rule,
    ScheduleStart,
    SegmentStart,
    Start,
)
from journeyc.story import nodes
from journeyc.story.clauses import covers, reminded, timed
from journeyc.story.doings import condition, done, effects, to, value
from journeyc.story.happenings import happening, pattern
from journeyc.story.names import Names, title
from journeyc.story.spoken import clean, spoken, times
from journeyc.story.words import Span, Words, clauses, listed, sentence, words


@dataclass(frozen=True, slots=True)
class Passage:
    """What is told of one node: `told` is what it is, `ways` what may happen there. `kind` is that of the
    node, `depth` how many others it stands in.
    """

    kind: str
    name: str
    title: str
    doc: str
    depth: int
    told: tuple[Words, ...]
    ways: tuple[Words, ...]
    node: Node | Branch


@dataclass(frozen=True, slots=True)
class Story:
    """A whole journey in words: when it begins, and what is done first; who may begin again; what happens
    while the customer is away; how it may end, and what it is measured by; its rules; how older runs move
    here; then its passages.
    """

    begins: tuple[Words, ...]
    starts: tuple[Words, ...]
    again: tuple[Words, ...]
    away: tuple[Words, ...]
    ends: tuple[Words, ...]
    goals: tuple[Words, ...]
    rules: tuple[tuple[Rule, Words], ...]
    migrations: tuple[Words, ...]
    passages: tuple[Passage, ...]


def story(journey: Journey, names: Names) -> Story:
    """The story of a journey, with everything called as `names` say."""
    begins = tuple(_begins(journey.starts, names))
    return Story(
        begins=tuple(sentence(begin) for begin in begins),
        starts=tuple(_start(item, begin, names) for item, begin in zip(journey.starts, begins, strict=True)),
        again=tuple(_again(journey, names)),
        away=tuple(_away(journey.pause, names)) if journey.pause else (),
        ends=tuple(_ends(journey, names)),
        goals=tuple(_goal(item, names) for item in journey.goals),
        rules=tuple((item, rule(item, names)) for item in journey.rules),
        migrations=tuple(_migration(item, names) for item in journey.migrations),
        passages=tuple(_passages(journey.nodes, names, 0, frozenset())),
    )


def _passages(
    inside: Sequence[Node | Branch], names: Names, depth: int, inner: frozenset[str]
) -> Iterator[Passage]:
    for node in inside:
        # The ends in a stage, a branch or the like complete that, and not the journey.
        if isinstance(node, Composite | Parallel):
            own = inner | {child.name for child in node.nodes if isinstance(child, End)}
        else:
            own = inner
        yield Passage(
            node.kind,
            node.name,
            title(node.title, node.name),
            clean(node.doc),
            depth,
            tuple(nodes.told(node, names, inner)),
            tuple(nodes.ways(node, names, own)),
            node,
        )
        if isinstance(node, Composite | Parallel | Interrupt):
            yield from _passages(node.nodes, names, depth + 1, own)


def _begins(starts: Sequence[AnyStart], names: Names) -> Iterator[Words]:
    """When it begins, in written order: of those on one event, the first that is true counts."""
    before: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for item in starts:
        if isinstance(item, Start):
            heard = (item.event,), item.channels
            again = any(covers(*other, *heard) for other in before)
            before.append(heard)
            yield words("Otherwise, it begins when " if again else "It begins when ", _heard(item, names))
        else:
            yield _begin(item, names)


def _heard(item: Start, names: Names) -> Words:
    when: Words = words(", and ", condition(item.guard, names)) if item.guard else ()
    return words(happening([item.event], item.channels, names), when)


def _begin(item: SegmentStart | ScheduleStart | PlainStart, names: Names) -> Words:
    match item:
        case SegmentStart():
            known = names.segments.get(item.segment)
            that_is: Words = words(" (", condition(known.guard, names), ")") if known else ()
            segment = names.segment(item.segment)
            return words("It begins when the customer comes into the segment ", segment, that_is)
        case ScheduleStart():
            days = listed([day.capitalize() for day in item.weekdays]) if item.weekdays else words("day")
            who = (
                words("everybody in the segment ", names.segment(item.segment))
                if item.segment
                else "every customer"
            )
            return words("It begins every ", days, f" at {item.time} for ", who)
        case PlainStart():
            return words("It begins when a program or another journey starts it")
        case _:
            assert_never(item)


def _start(item: AnyStart, begin: Words, names: Names) -> Words:
    lead = to(item.target, names)
    kept = [effects(item.effects, names)] if item.effects else []
    return sentence(begin, "; then ", clauses([*kept, lead]))


def _again(journey: Journey, names: Names) -> Iterator[Words]:
    if not journey.one_run_per:
        yield sentence("A customer is in it only once at a time")
    else:
        told = listed([Span(spoken(" ".join(path)), "field") for path in journey.one_run_per])
        yield sentence("A customer can be in it several times at once, but only once for each ", told)
    if journey.reenter is not None:
        yield _reenter(journey.reenter, names)


def _reenter(item: Reenter, names: Names) -> Words:
    match item.kind:
        case "never":
            return sentence("Who has been through it does not begin it again")
        case "always":
            return sentence("A customer may begin it again as soon as it has ended")
        case "after":
            after = value(item.after, names) if item.after is not None else words("a while")
            most: Words = ()
            if item.times is not None and item.per is not None:
                # The first time counts too.
                most = words(f"; they begin it at most {times(item.times)} in any ", value(item.per, names))
            return sentence("A customer may begin it again ", after, " after it has ended", most)
        case _:
            assert_never(item.kind)


def _away(pause: Pause, names: Names) -> Iterator[Words]:
    stops = "the journey pauses; every answer is kept, and the customer goes on whenever they come back"
    if pause.idle is not None:
        yield sentence(
            "If we wait for the customer and they are silent for ", value(pause.idle, names), f", {stops}"
        )
    for index, item in enumerate(pause.events):
        when: Words = words(", and ", condition(item.guard, names)) if item.guard else ()
        also = "the journey pauses as well" if index or pause.idle is not None else stops
        extra: Words = words(", and ", effects(item.effects, names)) if item.effects else ()
        told = words(happening(item.events, item.channels, names), " while we wait for the customer")
        yield sentence("When ", told, when, f", {also}", extra)
    for remind in pause.reminders:
        yield reminded(remind, names, "If they are still away after ")
    if pause.give_up is not None:
        yield _given_up(pause, names)
    if pause.hold_timers:
        yield sentence("Meanwhile the clocks of the steps stand still")


def _given_up(pause: Pause, names: Names) -> Words:
    timer = pause.give_up
    if timer is None or timer.after is None:
        return timed(timer, names) if timer is not None else ()
    return sentence("If they stay away for ", value(timer.after, names), ", ", done(timer, names))


def _ends(journey: Journey, names: Names) -> Iterator[Words]:
    kinds = {"success": "as a success with ", "failure": "as a failure with ", "neutral": "as neither with "}
    found: dict[str, list[Words]] = {}
    for node in journey.nodes:
        for end in (node, *(node.nodes if isinstance(node, Interrupt) else ())):
            if isinstance(end, End):
                found.setdefault(end.outcome or "neutral", []).append(names.step(end.name))
    said = [words(start, listed(found[kind], "or")) for kind, start in kinds.items() if kind in found]
    if said:
        yield sentence(
            "It ends ", *(part for index, one in enumerate(said) for part in (", or " if index else "", one))
        )


def _goal(item: Goal, names: Names) -> Words:
    within: Words = (
        words(" within ", value(item.within, names), " of the start") if item.within is not None else ()
    )
    if item.reached is not None:
        what = words("the customer gets to ", names.step(item.reached))
    else:
        what = condition(item.guard, names) if item.guard else words("it is reached")
    return sentence(f"The goal “{title(item.title, item.name)}” is reached when ", what, within)


def rule(item: Rule, names: Names) -> Words:
    """What a rule waits for, and does."""
    # Of an absence the condition is looked at when the time is over.
    then_if = ", and by then " if item.pattern.kind == "absence" else ", and "
    when: Words = words(then_if, condition(item.guard, names)) if item.guard else ()
    then = effects(item.effects, names) if item.effects else words("nothing is done")
    return sentence("When ", pattern(item.pattern, names), when, ", ", then)


def _migration(item: Migration, names: Names) -> Words:
    begins = f"When customers of version {item.version} are moved here, "
    moves = [words(f"from “{spoken(move.old)}” to ", names.step(move.new)) for move in item.moves]
    if not moves:
        return sentence(begins, "everybody stays where they are")
    return sentence(begins, "they go ", listed(moves), "; whoever is elsewhere stays where they are")
