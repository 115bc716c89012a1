"""The typing of what only steps have: who works on them, what they say and ask."""

from journeyc.compiler import syntax
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter
from journeyc.compiler.structure import ROOT, Structure
from journeyc.compiler.workers import business_time
from journeyc.expression.environment import Known
from journeyc.expression.syntax import Call
from journeyc.expression.types import UNKNOWN


def header(place: Place, step: syntax.Step, known: Known) -> None:
    """Type the channels of a step, or the decision that chooses one, and who works on it."""
    names, reporter = place.names, place.reporter
    place.channels(step.channels)
    if step.by is not None:
        workers = names.queues if step.by.kind == "queue" else names.bots
        if step.by.name.text not in workers:
            cure = f'declare it: `{step.by.kind} {step.by.name.text} "…"`'
            other = "bot" if step.by.kind == "queue" else "queue"
            if step.by.name.text in (names.bots if other == "bot" else names.queues):
                cure = f"it is a {other}: write `by {other} {step.by.name.text}`"
                workers = {}
            reporter.undefined(step.by.name, step.by.kind, workers, cure)
        else:
            business_time(place, step.by.name, workers[step.by.name.text].node)
    if step.best is not None:
        _best(place, step.best, known)


def _best(place: Place, best: syntax.BestChannel, known: Known) -> None:
    word, decisions = best.decision, place.names.decision_types
    if word.text not in decisions:
        cure = f"declare it: `decision {word.text}(…) gives channel {{ … }}`"
        place.reporter.undefined(word, "decision", decisions, cure)
        return
    call = Call(word.start, best.end, word, best.arguments)
    kind = place.inference().decide(call, known)
    if kind not in (UNKNOWN, place.names.types["channel"]):
        message = f"`{word.text}` gives `{kind}`, but a channel is needed here"
        cure = f"write `decision {word.text}(…) gives channel`"
        place.reporter.error("type-mismatch", word, message, cure)


def asked(place: Place, step: syntax.Step, known: Known) -> Known:
    """Type the questions of a step; the fields that are certain once they are answered."""
    fields: set[str] = set()
    for item in step.items:
        for question in item.items if isinstance(item, syntax.Ask) else ():
            place.target(question.path, known)
            fields.add(".".join(word.text for word in question.path))
    return frozenset(fields)


def answerable(structure: Structure, reporter: Reporter, name: str, item: syntax.Handler) -> None:
    """Say `answered` where nothing is asked."""
    words = [event for event in item.events if event.text == "answered"]
    around = ROOT if isinstance(structure.places[name], syntax.Anytime) else name
    if words and not any(_asks(structure.places[inner]) for inner in (name, *structure.inside(around))):
        message = f"nothing is asked in `{name}`, so nothing is answered"
        cure = "ask for something: `ask field, …`; other events stand behind `on` by their names"
        reporter.error("misplaced-clause", words[0], message, cure)


def _asks(item: syntax.Place) -> bool:
    return isinstance(item, syntax.Step) and any(isinstance(part, syntax.Ask) for part in item.items)


def say(place: Place, item: syntax.Say, step: syntax.Step, languages: list[str], known: Known) -> None:
    """Type what a step says, in a language of the journey and on channels of the step."""
    reporter, channels = place.reporter, place.names.channels
    place.channels(item.channels)
    own = channels if step.best is not None else {word.text for word in step.channels}
    heard = all(word.text in channels for word in step.channels)
    for channel in item.channels:
        if heard and channel.text in channels and channel.text not in own:
            message = f"`{step.name.text}` is not on `{channel.text}`"
            cure = "add the channel to the step's `via`, or leave the text out"
            reporter.error("unused-text", channel, message, cure)
    if item.language and languages and item.language.text not in languages:
        cure = f"add it: `languages {', '.join([*languages, item.language.text])}`"
        reporter.undefined(item.language, "language", languages, cure)
    place.text(item.text, known)
