"""Types a whole project: declarations first, then each journey along its ways, so that every path knows
what was set before it.
"""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Declared, Names, field_types
from journeyc.compiler.places import Place
from journeyc.expression.environment import NOTHING
from journeyc.expression.syntax import Constant, Expression, Word
from journeyc.expression.types import DURATION, TEXT, OptionalType, Type, required

CATEGORIES = ("service", "marketing", "transactional")


def type_project(names: Names) -> list[JourneyFlow]:
    """Check declarations and journeys; the flows are what lint rules ask."""
    _customer(names)
    _records(names)
    for name, notification in names.notifications.items():
        _notification(names, name, notification)
    flows = [_journey(names, journey) for journey in names.journeys.values()]
    if names.journeys and names.customer is None:
        journey = next(iter(names.journeys.values()))
        journey.reporter.undefined_customer(journey.node.name)
    return flows


def _customer(names: Names) -> None:
    if names.customer:
        nothing = Place(names, names.customer.reporter, {}, root="parameter")
        for field in names.customer.node.fields:
            kind = names.customer_type.fields.get(field.name.text)
            if field.default is not None and kind is not None:
                nothing.inference().check(field.default, kind, NOTHING, f" for `{field.name.text}`")
            if (
                (field.key or field.alias)
                and kind is not None
                and required(kind).name not in {"id", "text", "int", "unknown"}
            ):
                message = f"`{field.name.text}` is {required(kind)}"
                cure = "what identifies a customer is an `id` or `text`"
                names.customer.reporter.error("type-mismatch", field.type, message, cure)


def _records(names: Names) -> None:
    groups = [
        (record.node.fields, record.reporter)
        for record in names.type_nodes.values()
        if isinstance(record.node, syntax.Record)
    ]
    groups += [(event.node.fields, event.reporter) for event in names.events.values()]
    for fields, reporter in groups:
        for field in fields:
            if field.default is not None:
                message = "only fields of `customer`, `context` and parameters have defaults"
                reporter.error(
                    "type-mismatch",
                    field.default,
                    message,
                    "leave the default out; mark the field with `?` if it may be missing",
                )


def _notification(names: Names, name: str, declared: Declared[syntax.Notification]) -> None:
    node, reporter = declared
    place = Place(names, reporter, names.parameters[name], root="parameter")
    for field in node.parameters:
        if field.default is not None:
            place.inference().check(
                field.default, names.parameters[name][field.name.text], NOTHING, f" for `{field.name.text}`"
            )
    place.channels(node.channels)
    if not node.channels:
        reporter.missing(node, node.name, f"`{name}` has no channel", "say how it is sent: `via sms, email`")
    if not any(message.part in {"text", "html"} for message in node.messages):
        reporter.missing(node, node.name, f"`{name}` has no text", 'write what it says: `text "…"`')
    for setting in node.settings:
        value = setting.value
        if setting.name == "category" and isinstance(value, Word) and value.text not in CATEGORIES:
            reporter.undefined(value, "category", CATEGORIES, f"the categories are {', '.join(CATEGORIES)}")
        if setting.name == "expires" and isinstance(value, Expression):
            Place(names, reporter, {}, root="parameter").inference().check(
                value, DURATION, NOTHING, " as a time"
            )
    for message in node.messages:
        place.channels(message.channels)
        for channel in message.channels:
            if channel.text in names.channels and channel.text not in {word.text for word in node.channels}:
                text = f"`{name}` is not sent over `{channel.text}`"
                reporter.error(
                    "unused-text", channel, text, "add the channel to `via`, or leave the text out"
                )
        place.text(message.text, extra={"resume_link": TEXT})


def _journey(names: Names, declared: Declared[syntax.Journey]) -> JourneyFlow:
    node, reporter = declared
    fields = field_types(names, node.context, reporter)
    unset = frozenset(
        field.name.text
        for field in node.context
        if field.default is None and not isinstance(fields.get(field.name.text), OptionalType | None)
    )
    seen: dict[str, Type] = {}
    for field in node.context:
        if field.name.text in {"customer", "event"}:
            reporter.error(
                "ambiguous-name",
                field.name,
                f"`{field.name.text}` is the name of something else",
                "rename the field",
            )
        kind = fields.get(field.name.text)
        if field.default is not None and kind is not None:
            earlier = Place(names, reporter, dict(seen), unset=unset)
            earlier.inference().check(field.default, kind, NOTHING, f" for `{field.name.text}`")
        if kind is not None:
            seen[field.name.text] = kind
    place = Place(names, reporter, fields, unset=unset)
    _settings(place, node)
    flow = JourneyFlow(declared, place)
    flow.walk()
    return flow


def _settings(place: Place, node: syntax.Journey) -> None:
    reporter = place.reporter
    first: dict[str, syntax.Setting] = {}
    for setting in node.settings:
        if first.setdefault(setting.name, setting) is not setting:
            reporter.error("duplicate-name", setting, f"`{setting.name}` is given twice", "keep one")
        value = setting.value
        if (
            setting.name == "version"
            and isinstance(value, Word)
            and not 0 < int(value.text[:12] or 1) <= 1_000_000
        ):
            reporter.error(
                "invalid-literal", value, "a version is a number from 1 to 1,000,000", "write `version 1`"
            )
        if setting.name == "timezone" and isinstance(value, Expression):
            place.inference().check(value, TEXT, NOTHING, " as a zone")
            if isinstance(value, Constant) and isinstance(value.value, str) and not _is_zone(value.value):
                message = f"`{value.value}` is not a time zone"
                reporter.error("invalid-literal", value, message, "write a name such as `Europe/Berlin`")
    for path in node.one_run_per:
        if path[0].text not in place.fields:
            reporter.undefined(path[0], "field", place.fields, "name a field of `context`")
        else:
            place.target(path, frozenset(place.unset))
    if len(node.pauses) > 1:
        reporter.error("duplicate-name", node.pauses[1], "a journey has one `pause`", "put both in one")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return False
    return True
