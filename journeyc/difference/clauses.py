"""What stands in steps and around them, as parts: handlers, timers, calls, effects and the like."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from journeyc.difference.parts import Many, Part, Value, several, value
from journeyc.difference.phrase import Quoted
from journeyc.expression.tree import Expression
from journeyc.expression.written import written
from journeyc.ir.base import Arguments, Guard
from journeyc.ir.clauses import (
    Ask,
    Call,
    Clauses,
    Condition,
    Handler,
    Leading,
    Outcome,
    Pattern,
    Remind,
    Rule,
    Run,
    Say,
    Timer,
)
from journeyc.ir.effects import Effect, Emit, Note, Notify, Raise, Set, StartJourney


def target(leading: Leading) -> str:
    """Where something leads: `review`, `last of review`, `back`; nothing where it stays."""
    way = {"enter": leading.target or "", "back": "back", "last": f"last of {leading.target}"}[leading.way]
    return f"{way} undoing" if leading.undoing else way


def arrow(leading: Leading) -> str:
    """The arrow of something that leads somewhere."""
    return f" -> {target(leading)}" if leading.leaves else ""


def listed(names: Iterable[str]) -> str:
    """Names in a row."""
    return ", ".join(names)


def given(arguments: Arguments) -> str:
    """Arguments as they are written: `bill = bill, amount = 3 EUR`."""
    return ", ".join(f"{name} = {written(one)}" for name, one in arguments)


def formula(label: str, found: Expression | None) -> Value:
    """A value that is computed."""
    return value(label, found, "" if found is None else written(found))


def condition(guard: Guard | None, beside: str = "") -> Value:
    """What must be true, of something that is called `beside` without it."""
    found = value("condition", guard, guard.text if guard else "")
    return replace(found, beside=(Quoted(beside),)) if beside else found


def when(guard: Guard | None) -> str:
    """A condition behind what it is for."""
    return f" when {guard.text}" if guard else ""


def where(channels: tuple[str, ...]) -> str:
    """The channels something comes from."""
    return f" from {listed(channels)}" if channels else ""


# ── effects ──────────────────────────────────────────────────────────────────────────────────────────


def effects(label: str, found: Iterable[Effect]) -> Many:
    """Effects in written order."""
    return Many(label, tuple(map(effect, found)))


def effect(found: Effect) -> Part:
    """`set won = true`, `notify dispute_won`."""
    match found:
        case Set():
            name = ".".join((*(("customer",) if found.root == "customer" else ()), *found.path))
            text = f"set {name} = {found.text}"
            inner = (value("value", (found.value, found.text), found.text),)
            return _effect(found, f"set {name}", text, inner)
        case Notify():
            return _with_arguments(found, f"notify {found.notification}", found.arguments)
        case Raise() | Emit():
            return _with_arguments(found, f"{found.kind} {found.event}", found.arguments)
        case StartJourney():
            return _with_arguments(found, f"start {found.journey}", found.arguments)
        case Note():
            words = (value("text", found.template, words=True),)
            return _effect(found, "note", f'note "{found.template}"', words)
        case _:
            assert_never(found)


def _with_arguments(found: Notify | Raise | Emit | StartJourney, head: str, arguments: Arguments) -> Part:
    written_out = given(arguments)
    text = f"{head}({written_out})" if arguments else head
    return _effect(found, head, text, (value("arguments", arguments, written_out),))


def _effect(found: Effect, head: str, text: str, values: tuple[Value, ...]) -> Part:
    return Part("effect", head, found, values, keys=(head,), full=text, at=found.place)


def _done(found: Leading) -> str:
    """The effects of something that leads somewhere, in braces."""
    return f" {{ {'  '.join(effect(one).full for one in found.effects)} }}" if found.effects else ""


# ── what leads somewhere ─────────────────────────────────────────────────────────────────────────────


def leading(
    found: Leading, kind: str, head: str, values: tuple[Value, ...], keys: tuple[object, ...]
) -> Part:
    """Something that may lead somewhere and does something on the way."""
    to = target(found)
    return Part(
        kind,
        head,
        found,
        (*values, value("target", (found.target, found.way, found.undoing), to or "stays")),
        (effects("effects", found.effects),),
        (*((*key, to) if isinstance(key, tuple) else (key, to) for key in keys), *keys),
        f"{head}{arrow(found)}{_done(found)}",
        at=found.place,
    )


def handler(found: Handler) -> Part:
    """`on answered when amount <= 20 EUR -> credit`."""
    without = f"on {listed(found.events)}{where(found.channels)}"
    head = f"{without}{when(found.guard)}"
    values = (
        value("events", found.events, listed(found.events)),
        value("channels", found.channels, listed(found.channels)),
        condition(found.guard, without + arrow(found)),
    )
    guard = found.guard.text if found.guard else ""
    return leading(found, "transition", head, values, ((found.events, guard), (found.events,)))


def moment(found: Timer) -> str:
    """`after 2 days`, `every 1 hour at most 3 times`."""
    word = "at" if found.at is not None else "every" if found.every is not None else "after"
    text = found.text if found.text.startswith(f"{word} ") else f"{word} {found.text}"
    return f"{text} at most {found.times} times" if found.times is not None else text


def timer(found: Timer, kind: str = "timer") -> Part:
    """`after 2 days -> forgotten`."""
    time = moment(found)
    raw = (found.after, found.at, found.every, found.times, found.text)
    to = ("timer to ", Quoted(target(found))) if found.leaves else ("timer",)
    values = (
        replace(value("time", raw, time), beside=to),
        condition(found.guard, time + arrow(found)),
    )
    word = time.partition(" ")[0]
    return leading(found, kind, f"{time}{when(found.guard)}", values, ((time,), (word,)))


def waiting(found: Condition) -> Part:
    """`when won -> accepted`."""
    values = (condition(found.guard, f"when …{arrow(found)}"),)
    return leading(found, "transition", f"when {found.guard.text}", values, ((found.guard.text,), ("when",)))


def outcome(found: Outcome) -> Part:
    """`ok -> result`, `fails refused -> review`."""
    kind = found.kind.replace("_", " ")
    head = f"{kind} as {found.name}" if found.kind == "ok" and found.name else f"{kind} {found.name or ''}"
    values = (value("outcome", (found.kind, found.name), head.strip()),)
    return leading(found, "transition", head.strip(), values, ((found.kind, found.name), (found.kind,)))


def reminder(found: Remind) -> Part:
    """`remind come_back after 1 day, 3 days`."""
    times = listed(text.removeprefix("after ") for text in found.texts)
    arguments = f"({given(found.arguments)})" if found.arguments else ""
    head = f"remind {found.notification}"
    values = (
        value("notification", found.notification),
        value("arguments", found.arguments, given(found.arguments)),
        value("time", (found.after, found.texts), f"after {times}"),
    )
    return Part(
        "reminder",
        head,
        found,
        values,
        keys=((found.notification, times), found.notification),
        full=f"{head}{arguments} after {times}",
        at=found.place,
    )


# ── what a step says, asks and calls ─────────────────────────────────────────────────────────────────


def say(found: Say) -> Part:
    """`say de "…" via web`."""
    via = f" via {listed(found.channels)}" if found.channels else ""
    head = f"say{f' {found.language}' if found.language else ''}{via}"
    values = (
        value("language", found.language, words=True),
        value("channels", found.channels, listed(found.channels), words=True),
        value("text", found.template, words=True),
    )
    keys = ((found.language, found.channels),)
    return Part("text", head, found, values, keys=keys, full=f'{head} "{found.template}"', at=found.place)


def ask(found: Ask) -> Part:
    """`ask dispute.reason`."""
    name = ".".join(found.path)
    head = f"ask {'again ' if found.again else ''}{name}"
    values = (value("type", found.type), value("asking again", found.again, "yes" if found.again else "no"))
    return Part("question", head, found, values, keys=(name,), full=f"{head}: {found.type}", at=found.place)


def call(found: Call) -> Part:
    """`call billing.credit(amount = 3 EUR)`."""
    retry = found.retry
    again = ""
    if retry:
        longer = f" backoff {retry.backoff}" if retry.backoff != "1" else ""
        again = f"{retry.times} times every {written(retry.every)}{longer}"
    head = f"call {found.service}"
    values = (
        value("arguments", found.arguments, given(found.arguments)),
        value("retry", retry, again),
        formula("timeout", found.timeout),
        formula("keep", found.keep),
    )
    inner = several("outcomes", *map(outcome, found.outcomes))
    text = f"{head}({given(found.arguments)})"
    return Part("call", head, found, values, (inner,), (text, found.service), text, at=found.place)


def run(found: Run) -> Part:
    """`run identity_check()`."""
    text, head = f"run {found.journey}({given(found.arguments)})", f"run {found.journey}"
    values = (value("arguments", found.arguments, given(found.arguments)),)
    inner = several("outcomes", *map(outcome, found.outcomes))
    return Part("sub-journey", head, found, values, (inner,), (text, found.journey), text, at=found.place)


def clauses(found: Clauses) -> tuple[Many, ...]:
    """What a step has and everything that steps stand in."""
    return (
        several("handlers", *map(handler, found.handlers)),
        several("timers", *map(timer, found.timers)),
        several("conditions", *map(waiting, found.conditions)),
        several("reminders", *map(reminder, found.reminders)),
        effects("effects on entering", found.enter),
        effects("effects on leaving", found.leave),
    )


# ── business rules ───────────────────────────────────────────────────────────────────────────────────


def pattern(found: Pattern) -> str:
    """What a rule looks for, as it is written."""
    if found.text:
        return f"on {found.text}"
    return f"on {listed(found.events)}{where(found.channels)}"


def rule(found: Rule) -> Part:
    """A business rule."""
    values = (
        value("title", found.title, words=True),
        value("explanation", found.doc, words=True),
        value("pattern", found.pattern, pattern(found.pattern)),
        condition(found.guard),
    )
    done = (effects("effects", found.effects),)
    return Part("rule", found.name, found, values, done, (found.name,), named=True, at=found.place)
