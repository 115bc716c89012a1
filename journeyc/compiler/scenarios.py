"""The typing of scenarios: everything they name is there, and every value fits."""

from journeyc.compiler import effects, repeats, scenario_messages, syntax
from journeyc.compiler.clauses import journey_ends
from journeyc.compiler.effects import listed
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Declared, Names
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.diagnostic import Label
from journeyc.expression.environment import NOTHING, Signature
from journeyc.expression.syntax import Word
from journeyc.expression.types import UNKNOWN, RecordType, Type, described, optional, required

#: Why an event is refused.
REFUSALS = ("ambiguous", "invalid", "not_accepted", "reentry", "unknown_customer")
#: How a run ends that was cancelled.
CANCELLED = "cancelled"


def scenario(names: Names, declared: Declared[syntax.Scenario], flow: JourneyFlow | None) -> None:
    """Type a scenario against the journey it tests; `flow` is None where there is no such journey."""
    node, reporter = declared
    if flow is None:
        cure = f"write `journey {node.journey.text} {{ … }}`"
        reporter.undefined(node.journey, "journey", names.journeys, cure)
        return
    begun: syntax.ScenarioItem | None = None
    place = _place(names, reporter, flow)
    for item in node.items:
        if isinstance(item, syntax.Instant | syntax.Given | syntax.Stub):
            if begun is not None:
                message = "what holds throughout stands before what happens"
                reporter.error("misplaced-clause", item, message, "move it to the top of the scenario")
            _throughout(place, item)
        else:
            begun = begun or item
            _happens(place, item, flow)


def _place(names: Names, reporter: Reporter, flow: JourneyFlow) -> Place:
    """Where the context of the journey and the customer can be read; everything may have been set."""
    place = Place(names, reporter, flow.place.fields, roots=flow.place.roots)
    place.calendar = flow.place.calendar
    return place


def _throughout(place: Place, item: syntax.Instant | syntax.Given | syntax.Stub) -> None:
    match item:
        case syntax.Instant():
            place.instant(item.when, NOTHING)
        case syntax.Given():
            kind = _given_type(place, item.path)
            place.inference().check(item.value, kind, NOTHING, f" for `{item.path[-1].text}`")
        case syntax.Stub():
            _stub(place, item)


def _given_type(place: Place, path: list[Word]) -> Type:
    """The type of what is given: a field of the context or a parameter, the customer or a field of it."""
    first = path[0]
    if first.text == "customer" and place.names.customer is not None:
        customer = place.names.customer
        defaulted = {field.name.text for field in customer.node.fields if field.default is not None}
        fields = {
            name: optional(kind) if name in defaulted else kind
            for name, kind in place.names.customer_type.fields.items()
        }
        whole: Type = RecordType(
            place.names.customer_type.name, fields, whole=place.names.customer_type.whole
        )
        return whole if len(path) == 1 else _field(place, path)
    if first.text in place.fields:
        return _field(place, path)
    if first.text == "customer":
        return UNKNOWN  # there is none, which is said of its journey
    place.reporter.undefined(
        first, "field", [*place.fields, "customer"], "name a field of the journey's `context`, or `customer`"
    )
    return UNKNOWN


def _field(place: Place, path: list[Word]) -> Type:
    """The type of a field that is given, through records that may be missing; an unknown one is said."""
    for index in range(1, len(path)):
        before = tuple(word.text for word in path[:index])
        record = required(place.type_at(before))
        if isinstance(record, RecordType) and path[index].text not in record.fields:
            if not record.whole:
                return UNKNOWN
            cure = f"it has {listed(record.fields)}"
            place.reporter.undefined(path[index], "field", record.fields, cure, f" of `{'.'.join(before)}`")
            return UNKNOWN
        if record != UNKNOWN and not isinstance(record, RecordType):
            message = f"`{'.'.join(before)}` is {described(record)} and has no fields"
            place.reporter.error("type-mismatch", path[index], message, f"give `{'.'.join(before)}` itself")
            return UNKNOWN
    return place.type_at(tuple(word.text for word in path))


def _stub(place: Place, item: syntax.Stub) -> None:
    names, reporter, word = place.names, place.reporter, item.stands_for
    if item.kind == "ends":
        if word.text not in names.journeys:
            reporter.undefined(word, "journey", names.journeys, "name a journey that is run")
        elif item.name is not None:
            ends = journey_ends(names, word.text)
            if item.name.text not in ends:
                reporter.undefined(item.name, "end", ends, f"`{word.text}` ends in {listed(ends)}")
        return
    signature = names.service_types.get(word.text)
    if item.kind == "down" or (signature is None and word.text in names.channels):
        scenario_messages.channel(place, item)
        return
    if signature is None:
        reporter.undefined(word, "service", names.services, "name a service that is called")
        if item.value is not None:
            place.inference().infer(item.value, NOTHING, UNKNOWN)
        return
    if item.kind == "ok" and signature.result is not None:
        message = f"`{word.text}` gives a value when it is ok"
        cure = f"say which: `stub {word.text} gives …`"
        reporter.error("type-mismatch", item, message, cure)
    if item.kind == "fails" and item.name is not None:
        failures = [failure.text for failure in names.services[word.text].node.failures]
        if item.name.text not in failures:
            reporter.undefined(item.name, "failure", failures, f"`{word.text}` fails with {listed(failures)}")
    declared = names.services[word.text]
    if item.value is not None and signature.result is None and declared.reporter.intact(declared.node):
        message = f"`{word.text}` gives nothing"
        cure = f"write `stub {word.text} is ok`, or declare what it gives: `service … gives …`"
        reporter.error("type-mismatch", item.value, message, cure)
    elif item.value is not None:
        place.inference().check(item.value, signature.result or UNKNOWN, NOTHING, f" from `{word.text}`")


def _happens(
    place: Place,
    item: syntax.Sent | syntax.Begun | syntax.Answered | syntax.Wait | syntax.Expect,
    flow: JourneyFlow,
) -> None:
    match item:
        case syntax.Sent():
            _sent(place, item)
        case syntax.Begun():
            _begun(place, item, flow)
        case syntax.Answered():
            _one_channel(place, item.channels)
            repeats.in_answer(place.reporter, item)
            for answer in item.answers:
                kind = place.target(answer.path, frozenset(place.fields))
                place.inference().check(answer.value, kind, NOTHING, f" for `{answer.path[-1].text}`")
        case syntax.Wait():
            place.delay(item.time)
        case syntax.Expect():
            _expect(place, item, flow)


def _sent(place: Place, item: syntax.Sent) -> None:
    names, event = place.names, item.event
    _one_channel(place, item.channels)
    if "." in event.text:
        scenario_messages.told(place, item)
        return
    declared = names.events.get(event.text)
    if declared is None:
        place.reporter.undefined(event, "event", names.events, f"declare it: `event {event.text} {{ … }}`")
        return
    optional_fields = frozenset(field.name.text for field in declared.node.fields if field.type.optional)
    signature = Signature(names.payloads[event.text], None, optional_fields)
    effects.call(place, event, item.arguments, signature, declared, NOTHING)


def _begun(place: Place, item: syntax.Begun, flow: JourneyFlow) -> None:
    """Type the start of the journey by itself; its arguments are those of its parameters."""
    name, reporter = flow.node.name, place.reporter
    if not any(start.kind == "plain" for start in flow.node.starts):
        message = f"`{name.text}` can only be started by events"
        cure = f"send one (`on …`), or add a start to `{name.text}`: `starts -> first_step`"
        reporter.error("missing-declaration", item, message, cure)
    word = Word(item.start, item.start + len("start"), name.text)
    declared = place.names.journeys[name.text]
    effects.call(place, word, item.arguments, place.names.journey_types[name.text], declared, NOTHING)


def _one_channel(place: Place, channels: list[Word]) -> None:
    place.channels(channels)
    for channel in channels[1:]:
        message = "something comes from one channel at a time"
        place.reporter.error("type-mismatch", channel, message, "write it once for each channel")


def _expect(place: Place, item: syntax.Expect, flow: JourneyFlow) -> None:
    names, reporter, word = place.names, place.reporter, item.name
    place.channels(item.channels)
    if item.condition is not None:
        # A run that has come this far may have set everything; what is missing makes the scenario fail.
        place.condition(item.condition, frozenset(_paths(place)))
    if word is None:
        return
    match item.kind:
        case "at" if word.text not in flow.places:
            reporter.undefined(word, "step", flow.places, f"the places are {listed(flow.places)}")
        case "ended":
            ends = [*journey_ends(names, flow.node.name.text), CANCELLED]
            if word.text not in ends:
                reporter.undefined(word, "end", ends, f"the journey ends in {listed(ends)}")
        case "notified":
            scenario_messages.notified(place, item, word)
        case "suppressed":
            scenario_messages.suppressed(place, item, word)
        case "emitted" if word.text not in names.events:
            reporter.undefined(word, "event", names.events, "name one that is declared")
        case "fired":
            _rule(place, word, flow)
        case "refused":
            if word.text not in names.events:
                reporter.undefined(word, "event", names.events, "name one that is declared")
            if item.reason is not None and item.reason.text not in REFUSALS:
                cure = f"events are refused because they are {listed(REFUSALS)}"
                reporter.undefined(item.reason, "reason", REFUSALS, cure)


def _rule(place: Place, word: Word, flow: JourneyFlow) -> None:
    """Say a rule that is not there, or that could be one of the journey and one of the customer."""
    names, reporter = place.names, place.reporter
    in_journey = {rule.name.text: rule.name for rule in flow.node.rules}
    if word.text in in_journey and word.text in names.rules:
        of_customer = names.rules[word.text]
        journey = names.journeys[flow.node.name.text].reporter
        labels = (
            Label(journey.source, span_of(in_journey[word.text]), "the one of the journey"),
            Label(of_customer.reporter.source, span_of(of_customer.node.name), "the one of the customer"),
        )
        message = f"`{word.text}` is a rule of the journey and one of the customer"
        reporter.error("ambiguous-name", word, message, "call one of the two otherwise", labels=labels)
    elif word.text not in in_journey and word.text not in names.rules:
        known = [*in_journey, *names.rules]
        cure = f"the rules are {listed(known)}" if known else f"write one: `rule {word.text} {{ on … }}`"
        reporter.undefined(word, "rule", known, cure, f" of `{flow.node.name.text}` or of the customer")


def _paths(place: Place) -> list[str]:
    """Every field that can be read, with those inside it, down to a few levels."""
    found: list[str] = []
    pending: list[tuple[str, Type, int]] = [
        *((name, kind, 0) for name, kind in place.fields.items()),
        ("customer", place.customer_type, 0),
    ]
    while pending:
        path, kind, depth = pending.pop()
        found.append(path)
        record = required(kind)
        if isinstance(record, RecordType) and depth < 4:
            pending += [(f"{path}.{name}", inner, depth + 1) for name, inner in record.fields.items()]
    return found
