"""The typing of business rules: what has happened, when, and what is done then."""

from journeyc.compiler import clauses, syntax
from journeyc.compiler.effects import effects
from journeyc.compiler.events import event_record, none_done
from journeyc.compiler.names import RESUME_LINK
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label
from journeyc.expression.environment import Known
from journeyc.expression.types import RecordType
from journeyc.template.reading import always_shown


def completing(place: Place, pattern: syntax.Pattern) -> RecordType:
    """What can be read of the event that completes a pattern; events that are not there are said."""
    records = [event_record(place, [event], pattern.channels, none_done) for event in pattern.events]
    # What did not happen cannot be read: there it is the event before.
    return records[0] if pattern.kind == "absence" else records[-1]


def rule(place: Place, item: syntax.Rule, known: Known) -> None:
    """Type a rule; its condition and effects read the event that completes the pattern."""
    pattern = item.pattern
    event = completing(place, pattern)
    place.channels(pattern.channels)
    if pattern.count is not None:
        clauses.number(place.reporter, pattern.count, "after none")
    if pattern.within is not None:
        place.delay(pattern.within, known)
    known = place.condition(item.guard, known, event)
    effects(place, item.effects, known, event)


def _leads_back(place: Place, effect: syntax.NotifyEffect) -> None:
    """Say a message whose link back leads to no run."""
    declared = place.names.notifications.get(effect.notification.text)
    for message in declared.node.messages if declared else ():
        if declared and RESUME_LINK in always_shown(message.text.value):
            name = effect.notification.text
            text = f"`{name}` has a link that leads back into a run, and there is no run here"
            cure = "send a notification without the link, or put the rule into a journey"
            labels = (Label(declared.reporter.source, span_of(message), "the link is in this text"),)
            place.reporter.error("misplaced-clause", effect.notification, text, cure, labels=labels)
            return


def customer_rule(place: Place, item: syntax.Rule) -> None:
    """Type a rule outside of journeys: it serves the customer, and does nothing inside a run."""
    for effect in item.effects:
        match effect:
            case syntax.EventEffect(kind="raise"):
                message = (
                    f"`raise {effect.event.text}` raises an event inside a run, and there is no run here"
                )
                cure = f"send it to the outside (`emit {effect.event.text}`), or put the rule into a journey"
                place.reporter.error("misplaced-clause", effect, message, cure)
            case syntax.NoteEffect():
                message = "`note` writes to the history of a run, and there is no run here"
                place.reporter.error("misplaced-clause", effect, message, "put the rule into a journey")
            case syntax.NotifyEffect():
                _leads_back(place, effect)
    rule(place, item, frozenset())
