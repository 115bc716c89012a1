"""A question that customers are not asked, because its answer is known."""

from collections import defaultdict
from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundary
from journeyc.compiler.effects import after
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.fields import dotted_words
from journeyc.expression.types import OptionalType

NAME = "unasked-question"
_Path = tuple[str, ...]


def check(facts: Facts) -> None:
    """Say questions whose answer is known, and steps to which their own answer leads back."""
    for journey in facts.journeys:
        # Where a run comes from that an older version began is not known here.
        moved = {move.new.text for migration in journey.node.migrations for move in migration.moves}
        written = _written(journey)
        for name in sorted(journey.reachable - moved):
            step = journey.places[name]
            if isinstance(step, syntax.Step):
                asked = [one for item in step.items if isinstance(item, syntax.Ask) for one in item.items]
                _known(journey, step, asked)
                _shared(journey, step, asked, written)
                if asked and not any(item.again for item in asked):
                    _back(journey, step, {dotted_words(item.path) for item in asked})


def _known(journey: JourneyFacts, step: syntax.Step, asked: list[syntax.AskItem]) -> None:
    known = after(boundary(step, "enter"), journey.flow.knowledge.entered.get(step.name.text, frozenset()))
    first = {field.name.text for field in journey.node.context if field.default is not None}
    for item in asked:
        path = dotted_words(item.path)
        if item.again or not _certain(journey, path, known):
            continue
        shown = ".".join(path)
        why = "has a value from the start" if path[0] in first else "is known on every way here"
        message = f"`{shown}` {why}, so nobody is ever asked for it"
        others = "take the question out"
        if why.startswith("has"):
            others += f", or declare `{path[0]}` with `?` instead of a value"
        cure = f"write `ask again {shown}` to ask all the same, or {others}"
        journey.say(NAME, item, message, cure)


def _certain(journey: JourneyFacts, path: _Path, known: frozenset[str]) -> bool:
    """Whether a field is set, or something that it is a part of and that cannot be without it."""
    if ".".join(path) in known:
        return True
    optional = isinstance(journey.flow.place.type_at(path), OptionalType)
    return len(path) > 1 and not optional and _certain(journey, path[:-1], known)


def _shared(
    journey: JourneyFacts, step: syntax.Step, asked: list[syntax.AskItem], written: dict[str, set[_Path]]
) -> None:
    """Say questions that are to be asked for each item of a list, and whose answer all of them share."""
    around = journey.structure.around(step.name.text)
    each = next((name for name in around if isinstance(journey.places[name], syntax.Each)), None)
    if each is None:
        return
    for item in asked:
        path = dotted_words(item.path)
        if not item.again and not any(path[:length] in written[each] for length in range(1, len(path) + 1)):
            shown = ".".join(path)
            message = f"`{shown}` is asked for one of `{each}` alone: all of them share the answer"
            cure = f"ask for it before `{each}`, or anew for each: `ask again {shown}`"
            journey.say(NAME, item, message, cure)


def _written(journey: JourneyFacts) -> dict[str, set[_Path]]:
    """What is set in each composite, so that it may be missing there again."""
    found: dict[str, set[_Path]] = defaultdict(set)
    for write in journey.fields.writes:
        if isinstance(write.node, syntax.SetEffect):
            for name in journey.structure.around(write.place):
                found[name].add(write.path)
    return found


# ── back to the same questions ───────────────────────────────────────────────────────────────────────


def _back(journey: JourneyFacts, step: syntax.Step, asked: set[_Path]) -> None:
    """Say what leads from the answers straight back, through choices perhaps."""
    if _unsets([*boundary(step, "enter"), *boundary(step, "leave")], asked):
        return
    tails = [
        item.tail
        for item in step.items
        if isinstance(item, syntax.Handler) and all(event.text == "answered" for event in item.events)
    ]
    passed: set[str] = set()
    while tails:
        tail = tails.pop(0)
        target = tail.target
        if target is None or target.kind != "place" or target.undoing or _unsets(tail.effects, asked):
            continue
        place = journey.places[target.name.text]
        if place is step:
            shown = ", ".join(f"`{'.'.join(path)}`" for path in sorted(asked))
            message = (
                f"this leads back to `{step.name.text}`, which does not ask again: {shown} is known by then"
            )
            cure = f"ask anew: `ask again {'.'.join(min(asked))}`; or lead elsewhere"
            journey.say(NAME, target, message, cure)
        elif place.name.text not in passed:
            passed.add(place.name.text)
            tails += _onward(place)


def _onward(place: syntax.Place) -> Iterator[syntax.Tail]:
    match place:
        case syntax.Choice():
            yield from (row.tail for row in place.rows)
        case syntax.Split():
            yield from (share.tail for share in place.shares)


def _unsets(effects: list[syntax.Effect], asked: set[_Path]) -> bool:
    """Whether effects write something of what is asked, so that it may be missing behind them."""
    written = [dotted_words(effect.path) for effect in effects if isinstance(effect, syntax.SetEffect)]
    return any(path[: len(one)] == one for one in written for path in asked)
