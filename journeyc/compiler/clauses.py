"""The typing of clauses: what is known after each, and whether every outcome has its way."""

from collections.abc import Iterator
from decimal import Decimal

from journeyc.compiler import effects, repeats, syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.events import Done, event_record
from journeyc.compiler.names import Names
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter
from journeyc.expression.environment import Known
from journeyc.expression.syntax import Constant, Expression, Word
from journeyc.expression.types import DECIMAL, UNKNOWN, RecordType, Type
from journeyc.expression.values import Duration

MOST_TIMES = 1_000_000


def handler(
    place: Place, item: syntax.Handler, known: Known, asked: Known, done: Done
) -> tuple[Known, RecordType]:
    """Type the events, channels and condition of a handler; what is known where it is taken."""
    place.channels(item.channels)
    repeats.in_handler(place.reporter, item)
    event = event_record(place, item.events, item.channels, done)
    if all(word.text == "answered" for word in item.events):
        known |= asked
    return place.condition(item.guard, known, event), event


def timer(place: Place, item: syntax.Timer, known: Known) -> Known:
    """Type the time and condition of a timer."""
    if item.kind == "at":
        place.instant(item.when, known)
    else:
        place.delay(item.when, known)
    if item.kind == "every":
        cure = "say how long to wait, such as `2 days`"
        some_time(place.reporter, item.when, "nothing is repeated after no time", cure)
    if item.times is not None:
        number(place.reporter, item.times, "so often")
    return place.condition(item.guard, known)


def _backoff(place: Place, value: Expression, known: Known) -> None:
    place.inference().check(value, DECIMAL, known, " as a factor")
    if isinstance(value, Constant) and isinstance(value.value, int | Decimal) and value.value < 1:
        message = "waits between retries never grow shorter"
        place.reporter.error("invalid-literal", value, message, "write a factor of 1 or more: `backoff 2`")


def some_time(reporter: Reporter, length: Expression, message: str, cure: str) -> None:
    """Say a length of time that is none."""
    if isinstance(length, Constant) and length.value == Duration():
        reporter.error("invalid-literal", length, message, cure)


def number(reporter: Reporter, word: Word, what: str) -> None:
    """Say a count that is none: zero, or more than anybody means."""
    if not word.text or 0 < int(word.text[:12]) <= MOST_TIMES:
        return
    shown = word.text if len(word.text) <= 12 else f"{word.text[:12]}…"
    message = f"`{shown}` is not a number from 1 to {MOST_TIMES:,}"
    cure = "say how many" if int(word.text[:12]) else f"say how many: nothing happens {what}"
    reporter.error("invalid-literal", word, message, cure)


def remind(place: Place, item: syntax.Remind, known: Known) -> None:
    """Type the delays and arguments of reminders."""
    for delay in item.after:
        place.delay(delay, known)
    effects.notify(place, item.notification, item.arguments, known)


# ── calls and sub-journeys ───────────────────────────────────────────────────────────────────────────


def service_call(
    place: Place, item: syntax.ServiceCall, known: Known
) -> Iterator[tuple[syntax.Outcome, Place]]:
    """Type a call; each outcome with the place where its effects stand, in which the result can be read."""
    names, reporter, name = place.names, place.reporter, item.service
    declared = names.services.get(name.text)
    signature = names.service_types.get(name.text)
    if declared is None or signature is None:
        cure = f"declare it: `service {name.text}(…) gives … fails …`"
        reporter.undefined(name, "service", names.services, cure)
    else:
        effects.call(place, name, item.arguments, signature, declared, known)
        _outcomes(reporter, item, [word.text for word in declared.node.failures], "fails")
    if item.retry is not None:
        number(reporter, item.retry.times, "zero times")
        place.duration(item.retry.every, known)
        if item.retry.backoff is not None:
            _backoff(place, item.retry.backoff, known)
    if item.timeout is not None:
        place.duration(item.timeout, known)
    if item.keep is not None:
        _keep(place, item, item.keep, known)
    for outcome in item.outcomes:
        yield outcome, receipt(place, item, outcome)


def _keep(place: Place, call: syntax.ServiceCall, keep: Expression, known: Known) -> None:
    """Type how long an answer is used again; of what gives nothing, there is none."""
    place.duration(keep, known)
    name = call.service.text
    declared, signature = place.names.services.get(name), place.names.service_types.get(name)
    if declared and signature and signature.result is None and declared.reporter.intact(declared.node):
        message = f"`{name}` gives nothing that could be kept"
        cure = "take `keep` out: what it does would not be done again; or declare what it gives"
        place.reporter.error("type-mismatch", keep, message, cure)
    else:
        cure = "say how long (`keep 1 day`), or take it out"
        some_time(place.reporter, keep, "what is kept for no time is never used again", cure)


def receipt(place: Place, call: syntax.ServiceCall, outcome: syntax.Outcome) -> Place:
    """The place where the effects of an outcome stand: there, what the call gave can be read by its name."""
    if outcome.kind != "ok" or outcome.name is None:
        named = next((row.name.text for row in call.outcomes if row.kind == "ok" and row.name), "")
        return place.beside(named) if named and outcome.tail.effects else place
    name, signature = call.service, place.names.service_types.get(call.service.text)
    if signature is not None and signature.result is None:
        message = f"`{name.text}` gives nothing that `{outcome.name.text}` could stand for"
        cure = f"leave `as {outcome.name.text}` out, or declare what it gives: `service … gives …`"
        place.reporter.error("type-mismatch", outcome.name, message, cure)
        return place
    result = signature.result if signature else None
    return bound(place, outcome.name, result or UNKNOWN)


def bound(place: Place, name: Word, kind: Type) -> Place:
    """The place where a name stands for a value; a name that stands for something else is said."""
    if name.text in place.fields or name.text in {"customer", "event"}:
        message = f"`{name.text}` is the name of something else"
        place.reporter.error("ambiguous-name", name, message, "call it otherwise")
        return place
    return place.with_local(name.text, kind)


def sub_journey(place: Place, item: syntax.SubJourney, known: Known) -> None:
    """Type a sub-journey; every way it can end must be said."""
    names, name = place.names, item.journey
    if effects.journey(place, name, item.arguments, known):
        ends = journey_ends(names, name.text)
        _outcomes(place.reporter, item, ends, "ends")


def journey_ends(names: Names, journey: str) -> list[str]:
    """The ways a journey ends, those in its interrupts too."""
    node = names.journeys[journey].node
    groups = [node.places, *(place.places for place in node.places if isinstance(place, syntax.Anytime))]
    return [place.name.text for group in groups for place in group if isinstance(place, syntax.End)]


def _outcomes(
    reporter: Reporter, item: syntax.ServiceCall | syntax.SubJourney, declared: list[str], kind: str
) -> None:
    """Say outcomes that cannot be, those said twice, and those nobody handles."""
    name = item.service if isinstance(item, syntax.ServiceCall) else item.journey
    handled: dict[str, syntax.Outcome] = {}
    misspelt = False
    for outcome in item.outcomes:
        word = outcome.name if outcome.kind == kind else None
        if word is not None and word.text not in declared:
            misspelt = True
            what = "failure" if kind == "fails" else "end"
            cure = f"`{name.text}` {'fails with' if kind == 'fails' else 'ends in'} {listed(declared)}"
            reporter.undefined(word, what, declared, cure, f" of `{name.text}`")
        key = f"{kind} {word.text}" if word is not None else outcome.kind
        first = handled.setdefault(key, outcome)
        if first is not outcome:
            reporter.repeated(outcome, f"`{key}` is handled twice", first)
    needed = [f"{kind} {failure}" for failure in declared]
    if isinstance(item, syntax.ServiceCall):
        needed = ["ok", *needed, "no answer"]
    missing = [key for key in needed if key not in handled]
    # One that is misspelt is probably the one that is missing; that is said already.
    if missing and not misspelt and "otherwise" not in handled and reporter.intact(item):
        verb = "are" if len(missing) > 1 else "is"
        message = f"{listed(missing)} of `{name.text}` {verb} not handled"
        cure = f"add a row such as `{missing[0]} -> …`, or `otherwise -> …` for the rest"
        reporter.error("unhandled-outcome", name, message, cure)
