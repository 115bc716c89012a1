"""The nodes of a journey as passages: what is there, and what may happen."""

from collections.abc import Iterator
from typing import assert_never

from journeyc.expression.tree import ListOf
from journeyc.ir.model import (
    Branch,
    Call,
    Choice,
    Each,
    End,
    Interrupt,
    Node,
    Outcome,
    Parallel,
    Retry,
    Run,
    Split,
    Stage,
    Step,
)
from journeyc.story.clauses import Inner, clauses, coming_and_going, handlers
from journeyc.story.doings import brought, condition, done, effects, value
from journeyc.story.names import Names
from journeyc.story.spoken import number, spoken, times
from journeyc.story.texts import as_read
from journeyc.story.values import Told
from journeyc.story.words import Span, Words, listed, sentence, words


def told(node: Node | Branch, names: Names, inner: Inner) -> Iterator[Words]:
    """What a node is, sentence by sentence."""
    match node:
        case Step():
            yield from _step(node, names)
            yield from coming_and_going(node, names)
            if node.undo:
                yield sentence("If this has to be undone later, ", effects(node.undo, names))
        case Choice():
            yield sentence("This is decided at once:")
        case Split():
            yield sentence(
                "Customers are shared out, to compare what helps; one customer always gets the same share"
            )
        case End():
            yield from _end(node, names, inner)
        case Stage():
            yield sentence("This part of the journey begins with ", names.step(node.initial))
            yield from coming_and_going(node, names)
            yield from _remembered(node)
        case Parallel():
            parts = listed([names.step(branch.name) for branch in node.nodes])
            yield sentence(f"{number(len(node.nodes)).capitalize()} things go on side by side: ", parts)
            yield from coming_and_going(node, names)
        case Branch():
            yield sentence("This side begins with ", names.step(node.initial))
            yield from coming_and_going(node, names)
        case Each():
            among = words("For each ", Span(spoken(node.item), "field"), " of ", value(node.among, names))
            most = f", at most {number(node.at_once)} at a time" if node.at_once else ", all at the same time"
            yield sentence(among, most, ", this begins with ", names.step(node.initial))
            yield from coming_and_going(node, names)
        case Interrupt():
            yield sentence("This can happen at any time, wherever the customer is")
            if node.handlers:
                first = "It goes before whatever the step would do with it"
                yield sentence(first if node.urgent else "What the step itself does with it goes before")
            if node.nodes:
                yield sentence("Everything else stands still until the customer goes back or somewhere else")
            yield from coming_and_going(node, names)
        case _:
            assert_never(node)


def ways(node: Node | Branch, names: Names, inner: Inner) -> Iterator[Words]:
    """What may happen in a node, each a sentence."""
    names = names.within(node.name)
    match node:
        case Step():
            for call in node.calls:
                yield from _outcomes(call, names, inner)
            for run in node.runs:
                yield from _outcomes(run, names, inner)
            yield from clauses(node, names, inner, around=False, ours=names.is_desk(node.channels))
        case Choice():
            for index, row in enumerate(node.rows):
                start: Words = words("Otherwise, ") if index else ()
                if row.guard is not None:
                    start = words("Otherwise, if " if index else "If ", condition(row.guard, names), ", ")
                yield sentence(start, done(row, names, inner))
        case Split():
            for share in node.shares:
                who = words(Span(f"{share.percent}%", "value"), f" of customers (“{spoken(share.name)}”): ")
                yield sentence(who, done(share, names, inner))
        case End():
            return
        case Stage() | Parallel() | Branch() | Each():
            yield from clauses(node, names, inner, around=True)
        case Interrupt():
            yield from handlers(node.handlers, names, inner)
            yield from clauses(node.model_copy(update={"handlers": ()}), names, inner, around=True)
        case _:
            assert_never(node)


def _step(node: Step, names: Names) -> Iterator[Words]:
    yield from _met(node, names)
    if node.needs:
        yield sentence("It needs a channel that can do this: ", listed([spoken(item) for item in node.needs]))
    yield from _said(node, names)
    if node.asks:
        yield _asked(node, names)
    for call in node.calls:
        yield from _called(call, names)
    for run in node.runs:
        along = brought(run.arguments, names)
        yield sentence("Here the customer goes through the journey ", names.other_journey(run.journey), along)


def language_told(node: Step, names: Names) -> str | None:
    """The language in which a step is told: that of texts without one, else the first of the journey."""
    first = next(iter(names.journey.languages), None)
    return None if any(line.language is None for line in node.says) else first


def _said(node: Step, names: Names) -> Iterator[Words]:
    """What is said, in the language that all texts are written in; where channels differ, for each."""
    language = language_told(node, names)
    told: dict[tuple[str, ...], list[Words]] = {}
    for line in node.says:
        if line.language == language:
            told.setdefault(line.channels, []).append(as_read(line.template))
    for channels, lines in told.items():
        where: Words = words("On ", names.channels(channels), " we say: ") if channels else words("We say: ")
        yield sentence(where, listed(lines))


def _met(node: Step, names: Names) -> Iterator[Words]:
    channels: Words = words(" on ", names.channels(node.channels)) if node.channels else ()
    if node.best is not None:
        told = Told(names.private, ListOf(node.best.arguments, "list"))
        channels = words(" on ", told.decided(node.best.decision, node.best.arguments, "channel"))
    if node.worker is not None:
        who = names.worker(node.worker.kind, node.worker.name)
        kind = "The queue " if node.worker.kind == "queue" else "The bot "
        at_desk = names.is_desk(node.channels)
        yield sentence(kind, who, " works on this", () if at_desk else channels)
    elif names.is_desk(node.channels):
        yield sentence("Our people work on this (", names.channels(node.channels), ")")
    elif channels:
        yield sentence("We meet the customer", channels)
    elif not (node.calls or node.runs):
        yield sentence("Nothing is asked of the customer here")


def _asked(node: Step, names: Names) -> Words:
    items = [
        words(
            "again for " if ask.again else "for ",
            Span(spoken(" ".join(ask.path)), "field"),
            f" ({names.type(ask.type)})",
        )
        for ask in node.asks
    ]
    again = [ask.again for ask in node.asks]
    known = "what else is known" if any(again) else "what is known already"
    kept = "" if all(again) else f"; {known} is not asked again"
    return sentence("We ask ", listed(items), kept)


def _called(call: Call, names: Names) -> Iterator[Words]:
    given = [words(Span(spoken(name), "field")) for name, _ in call.arguments]
    with_: Words = words(", giving it ", listed(given)) if given else ()
    yield sentence("We ask the system “", Span(spoken(call.service), "service", call.service), "”", with_)
    if call.keep is not None:
        yield sentence("An answer that is not older than ", value(call.keep, names), " is used again")
    if call.retry is not None:
        yield _again(call.retry, names)
    if call.timeout is not None:
        yield sentence("We wait ", value(call.timeout, names), " for each answer")


def _again(retry: Retry, names: Names) -> Words:
    """How a call is tried again."""
    factor = {"1": "", "2": "twice"}.get(retry.backoff, f"{retry.backoff} times")
    often = f"If no answer comes, we try again up to {times(retry.times)}"
    every = value(retry.every, names)
    if retry.times == 1:
        return sentence("If no answer comes, we try again after ", every)
    if not factor:
        return sentence(often, ", after ", every, " each time")
    return sentence(often, ": after ", every, f", then each time after a wait {factor} as long as the last")


def _outcomes(part: Call | Run, names: Names, inner: Inner) -> Iterator[Words]:
    for item in part.outcomes:
        called = names.hearing(item.name if item.kind == "ok" else None)
        yield sentence(_result(item, part, names), ", ", done(item, called, inner))


def _result(item: Outcome, part: Call | Run, names: Names) -> Words:
    match item.kind:
        case "ok":
            return words("If it answers" if item.name else "If it goes well")
        case "fails":
            return words(f"If it refuses, because of “{spoken(item.name or '')}”")
        case "no_answer":
            return words(
                "If there is still no answer"
                if isinstance(part, Call) and part.retry
                else "If no answer comes"
            )
        case "ends":
            journey = part.journey if isinstance(part, Run) else ""
            return words("If that ends in ", names.end_of(journey, item.name or ""))
        case "otherwise":
            return words("In all other cases")
        case _:
            assert_never(item.kind)


def _end(node: End, names: Names, inner: Inner) -> Iterator[Words]:
    if node.name in inner:
        yield sentence("This part is done")
    else:
        kind = {"success": ", as a success", "failure": ", as a failure", "neutral": ""}
        yield sentence("The journey ends here", kind[node.outcome or "neutral"])
    if node.effects:
        yield sentence("Then ", effects(node.effects, names))


def _remembered(node: Stage) -> Iterator[Words]:
    match node.remembers:
        case "no":
            return
        case "shallow" | "deep":
            yield sentence("We remember where in it the customer was")
        case _:
            assert_never(node.remembers)
