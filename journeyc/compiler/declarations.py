"""The typing of what a file declares beside journeys."""

from collections.abc import Iterator

from journeyc.compiler import clauses, repeats, syntax
from journeyc.compiler.categories import category, consented
from journeyc.compiler.effects import listed
from journeyc.compiler.names import RESUME_LINK, Declared, Names, languages
from journeyc.compiler.patterns import customer_rule
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.compiler.settings import outside_of_runs, weekdays, zone
from journeyc.compiler.workers import worker
from journeyc.diagnostic import Label, Severity
from journeyc.expression.currency import clash, currency
from journeyc.expression.environment import NOTHING
from journeyc.expression.syntax import Constant, Expression, Now, Word
from journeyc.expression.types import (
    TEXT,
    UNKNOWN,
    EnumType,
    ListType,
    RecordType,
    Type,
    described,
    required,
)
from journeyc.nearest import is_swap

#: What the language itself asks of channels.
ABILITIES = ("show", "speak", "ask", "push", "agent")
#: What can be added up, and what has a least and a greatest.
_SUMMED = frozenset({"int", "decimal", "money", "percent", "duration", "unknown"})
_COMPARED = _SUMMED | {"date", "time", "instant"}


def type_declarations(names: Names) -> None:
    """Check everything a project declares but journeys and scenarios."""
    _customer(names)
    _abilities(names)
    _records(names)
    for event in names.events.values():
        if event.node.keep is not None:
            _nothing(names, event.reporter).duration(event.node.keep)
    for service in names.services.values():
        _no_defaults(service.node.parameters, service.reporter, "parameters of services have no defaults")
    for declared in (*names.queues.values(), *names.bots.values()):
        worker(names, declared)
    for segment in names.segments.values():
        _nothing(names, segment.reporter).condition(segment.node.condition, NOTHING)
        cure = "compare fields of the customer with each other; a journey can wait for a moment (`at …`)"
        _timeless(segment.reporter, segment.node.condition, "a segment", cure)
    spoken = languages(names)
    for name, notification in names.notifications.items():
        _notification(names, name, notification)
        _spoken(notification, spoken)
    for policy in names.policies.values():
        _policy(names, policy)
    for calendar in names.calendars.values():
        _calendar(names, calendar)
    for name, decision in names.decisions.items():
        _decision(names, name, decision)
    for rule in names.rules.values():
        customer_rule(Place(names, rule.reporter, {}, root="customer"), rule.node)
        cure = "name an event that somebody sends, or put the rule into a journey"
        outside_of_runs(rule.reporter, rule.node.pattern.events, ", and there is no run here", cure)


def _nothing(names: Names, reporter: Reporter) -> Place:
    """Where nothing but the customer can be read."""
    return Place(names, reporter, {}, root="parameter")


def _timeless(reporter: Reporter, node: object, where: str, cure: str) -> None:
    """Say the clock where what is given must tell everything."""
    if isinstance(node, Now):
        reporter.error("misplaced-clause", node, f"{where} does not read the clock", cure)
    elif isinstance(node, Expression):
        for name in type(node).__match_args__:
            _timeless(reporter, getattr(node, name), where, cure)
    elif isinstance(node, list | tuple):
        for item in node:
            _timeless(reporter, item, where, cure)


def _inside(places: list[syntax.Place]) -> Iterator[syntax.Place]:
    """All places, those in others too."""
    pending = list(places)
    for place in pending:
        yield place
        pending += place.places if isinstance(place, syntax.Composite) else []


def _abilities(names: Names) -> None:
    """Warn of abilities that nobody asks for, and that are one slip away from those of the language."""
    needed = {
        word.text
        for journey in names.journeys.values()
        for place in _inside(journey.node.places)
        for word in (place.needs if isinstance(place, syntax.Step) else ())
    }
    for channel in names.channels.values():
        for word in channel.node.abilities:
            if word.text in ABILITIES or word.text in needed:
                continue
            meant = next((one for one in ABILITIES if is_swap(word.text, one)), None)
            if meant is not None:
                message = f"nothing asks for the ability `{word.text}`"
                channel.reporter.error(
                    "undefined-name",
                    word,
                    message,
                    f"did you mean `{meant}`?",
                    severity=Severity.WARNING,
                )


def _customer(names: Names) -> None:
    if names.customer is None:
        return
    reporter = names.customer.reporter
    # A first value computed from the customer would be computed from what is not there yet.
    nothing = _nothing(names, reporter)
    for field in names.customer.node.fields:
        kind = names.customer_type.fields.get(field.name.text)
        if field.default is not None and kind is not None:
            nothing.inference().check(field.default, kind, NOTHING, f" for `{field.name.text}`")
        if (
            (field.key or field.alias)
            and kind is not None
            and required(kind).name not in {"id", "text", "int", "unknown"}
        ):
            message = f"`{field.name.text}` is {described(required(kind))}, which cannot identify a customer"
            cure = "what identifies a customer is an `id` or `text`"
            reporter.error("type-mismatch", field.type, message, cure)


def _records(names: Names) -> None:
    for record in names.type_nodes.values():
        if isinstance(record.node, syntax.Record):
            _no_defaults(record.node.fields, record.reporter)
    _circles(names)
    for event in names.events.values():
        _no_defaults(event.node.fields, event.reporter)


#: What can have defaults, told where something cannot.
_DEFAULTED = "only fields of `customer`, `context` and parameters have defaults"


def _no_defaults(fields: list[syntax.Field], reporter: Reporter, message: str = _DEFAULTED) -> None:
    for field in fields:
        if field.default is not None:
            cure = "leave the default out; mark the field with `?` if it may be missing"
            if message != _DEFAULTED:
                cure = "leave the default out, and give the value wherever it is called"
            reporter.error("type-mismatch", field.default, message, cure)


def _circles(names: Names) -> None:
    """Say records that hold themselves: no value of them can ever be written."""
    said: set[str] = set()
    for name, record in names.type_nodes.items():
        circle = _circle(names, name) if name not in said else []
        if circle:
            said.update(circle)
            held = circle[1] if len(circle) > 1 else name
            fields = record.node.fields if isinstance(record.node, syntax.Record) else []
            field = next(one for one in fields if one.type.name and one.type.name.text == held)
            shown = " -> ".join(f"`{one}`" for one in [*circle, name])
            message = f"no `{name}` can be written, because it holds one: {shown}"
            cure = "mark one of these fields with `?`, or make it a list"
            record.reporter.error("type-mismatch", field.type, message, cure)


def _circle(names: Names, name: str) -> list[str]:
    """The records from one to what holds it again, over fields that must be there; empty for none."""
    came = {name: [name]}
    pending = [name]
    for one in pending:
        kind = names.types[one]
        for held in kind.fields.values() if isinstance(kind, RecordType) else ():
            if held.name == name:
                return came[one]
            if isinstance(held, RecordType) and held.name in names.type_nodes and held.name not in came:
                came[held.name] = [*came[one], held.name]
                pending.append(held.name)
    return []


def _notification(names: Names, name: str, declared: Declared[syntax.Notification]) -> None:
    node, reporter = declared
    place = Place(names, reporter, names.parameters[name], root="parameter")
    for field in node.parameters:
        if field.default is not None:
            kind = names.parameters[name][field.name.text]
            place.inference().check(field.default, kind, NOTHING, f" for `{field.name.text}`")
    place.channels(node.channels)
    repeats.in_notification(reporter, node)
    if not node.channels:
        reporter.missing(node, node.name, f"`{name}` has no channel", "say how it is sent: `via sms, email`")
    if not any(message.part == "text" for message in node.messages):
        cure = 'write what it says: `text "…"`'
        if any(message.part == "html" for message in node.messages):
            cure = 'not every channel shows `html`: write it without signs, too: `text "…"`'
        reporter.missing(node, node.name, f"`{name}` has no text", cure)
    for setting in node.settings:
        value = setting.value
        if setting.name == "category" and isinstance(value, Word):
            category(reporter, value)
        if setting.name == "expires" and isinstance(value, Expression):
            _nothing(names, reporter).duration(value)
            cure = "say how long it is good for, such as `2 days`, or take it out"
            clauses.some_time(reporter, value, "what expires at once is never sent", cure)
    for message in node.messages:
        place.channels(message.channels)
        known = all(word.text in names.channels for word in node.channels)
        for channel in message.channels:
            if (
                known
                and channel.text in names.channels
                and channel.text not in {word.text for word in node.channels}
            ):
                text = f"`{name}` is not sent over `{channel.text}`"
                cure = "add the channel to `via`, or leave the text out"
                reporter.error("unused-text", channel, text, cure)
        place.text(message.text, extra={RESUME_LINK: TEXT})


def _spoken(declared: Declared[syntax.Notification], spoken: list[str]) -> None:
    """Say texts in a language that no journey declares, where some journey declares any."""
    for message in declared.node.messages:
        if message.language and spoken and message.language.text not in spoken:
            cure = f"journeys speak {listed(spoken)}; add it to the `languages` of one"
            declared.reporter.undefined(message.language, "language", spoken, cure)


def _policy(names: Names, declared: Declared[syntax.Policy]) -> None:
    node, reporter = declared
    place = _nothing(names, reporter)
    for item in node.items:
        match item:
            case syntax.Quiet():
                _hours(place, item.hours, overnight=True)
                if item.zone is not None:
                    place.inference().check(item.zone, TEXT, NOTHING, " as a zone")
                if isinstance(item.zone, Constant) and isinstance(item.zone.value, str):
                    zone(reporter, item.zone, item.zone.value)
            case syntax.Cap():
                clauses.number(reporter, item.count, "at most zero times")
                if item.category is not None:
                    category(reporter, item.category)
                place.duration(item.per)
                cure = "say in how long, such as `per 7 days`"
                clauses.some_time(reporter, item.per, "a cap for no time holds nobody back", cure)
            case syntax.Consent():
                consented(place, item)
                place.condition(item.condition, NOTHING)


def _hours(place: Place, hours: syntax.Hours, *, overnight: bool) -> None:
    first, last = hours.first, hours.last
    place.inference().infer(first)
    place.inference().infer(last)
    if not isinstance(first, Constant) or not isinstance(last, Constant):
        return
    if first.value == last.value or (not overnight and first.value > last.value):  # type: ignore[operator]  # both are times
        message = "these hours end before they begin" if first.value != last.value else "these hours are none"
        cure = "write `from 09:00 to 17:00`; hours over midnight are written day by day"
        place.reporter.error("invalid-literal", hours, message, cure if not overnight else "name two times")


def _calendar(names: Names, declared: Declared[syntax.Calendar]) -> None:
    node, reporter = declared
    place = _nothing(names, reporter)
    for text in node.zones:
        zone(reporter, text, text.value)
    for text in node.zones[1:]:
        reporter.repeated(text, "`timezone` is given twice", node.zones[0])
    if not node.openings:
        cure = "say when: `monday to friday from 09:00 to 17:00`"
        reporter.missing(node, node.name, f"`{node.name.text}` has no hours", cure)
    repeats.in_calendar(reporter, node)
    for opening in node.openings:
        weekdays(reporter, opening.days)
        for hours in opening.hours:
            _hours(place, hours, overnight=False)
    for closed in node.closed:
        for days in closed.days:
            _dates(place, days)


def _dates(place: Place, days: syntax.Dates) -> None:
    place.inference().infer(days.first)
    if days.last is None:
        return
    place.inference().infer(days.last)
    first, last = days.first, days.last
    if isinstance(first, Constant) and isinstance(last, Constant) and last.value <= first.value:  # type: ignore[operator]  # both are dates
        message = "these days end before they begin"
        place.reporter.error("invalid-literal", days, message, "write the earlier date first")


def _decision(names: Names, name: str, declared: Declared[syntax.Decision]) -> None:
    node, reporter = declared
    signature = names.decision_types[name]
    _no_defaults(node.parameters, reporter, "parameters of decisions have no defaults")
    place = Place(names, reporter, signature.parameters, root="parameter")
    place.customer = False
    wanted = _row_type(declared, signature.result or UNKNOWN)
    for row in node.rows:
        known = place.condition(row.condition, NOTHING)
        for part in (row.condition, row.value):
            cure = "give the moment as a parameter, of type `instant`"
            _timeless(reporter, part, "a decision", cure)
        if wanted is None:
            place.inference().infer(row.value, known)
        else:
            place.inference().check(row.value, wanted, known, f" from `{name}`")
    if node.policy and node.policy.aggregation in {"sum", "min", "max"}:
        _one_currency(node, reporter)
    if not node.rows:
        cure = "write what it gives: `otherwise => …`"
        reporter.missing(node, node.name, f"`{name}` has no rows", cure)


def _one_currency(node: syntax.Decision, reporter: Reporter) -> None:
    """Say rows in two currencies that are added up or compared with each other."""
    rows = [row for row in node.rows if currency(row.value)]
    for row in rows[1:]:
        two = clash(rows[0].value, row.value)
        if two:
            message = f"`{node.name.text}` mixes two currencies, `{two[0]}` and `{two[1]}`"
            labels = (Label(reporter.source, span_of(rows[0].value), f"this is in `{two[0]}`"),)
            reporter.error("type-mismatch", row.value, message, "write both amounts in one currency", labels)


def _row_type(declared: Declared[syntax.Decision], gives: Type) -> Type | None:
    """The type of the value of each row; None for any. What the hit policy cannot make is said."""
    node, reporter = declared
    policy, aggregation = (node.policy.name, node.policy.aggregation) if node.policy else ("unique", "")
    kind = required(gives)
    if policy == "priority" and not isinstance(kind, EnumType) and kind != UNKNOWN:
        message = "`priority` needs members in order, the most important first"
        _mismatch(node, reporter, message, "let the decision give a `one of …` type")
    if policy != "collect":
        return gives
    if not aggregation:
        if isinstance(kind, ListType):
            return kind.item
        if kind != UNKNOWN:
            message = f"`collect` gives a list, but the decision is to give {described(gives)}"
            _mismatch(node, reporter, message, f"write `gives list of {kind}`, or `collect sum` and the like")
        return UNKNOWN
    if aggregation == "count":
        if kind.name not in {"int", "unknown"}:
            message = f"`collect count` gives a whole number, not {described(gives)}"
            _mismatch(node, reporter, message, "write `gives int`")
        return None
    able = _SUMMED if aggregation == "sum" else _COMPARED
    if kind.name not in able:
        _mismatch(node, reporter, f"`collect {aggregation}` cannot be made of {described(kind)}", "")
    return gives


def _mismatch(node: syntax.Decision, reporter: Reporter, message: str, cure: str) -> None:
    at = node.policy or node.gives
    able = listed(sorted(_SUMMED - {"unknown"}))
    reporter.error("type-mismatch", at, message, cure or f"it can be made of {able}")
