"""What may be given once, and is given twice: only one of the two could count."""

from collections.abc import Hashable, Iterable
from typing import Any

from journeyc.compiler import syntax
from journeyc.compiler.names import Declared
from journeyc.compiler.reporter import Reporter
from journeyc.expression.node import Node
from journeyc.expression.syntax import Constant, Expression, Word
from journeyc.grammar.keywords import WEEKDAYS

#: What is told of, with what makes it the same as another, and how it is called in a message.
Told = tuple[Hashable, Node, str]


def _once(reporter: Reporter, items: Iterable[Told]) -> None:
    first: dict[Hashable, Node] = {}
    for key, node, shown in items:
        earlier = first.setdefault(key, node)
        if earlier is not node:
            reporter.repeated(node, f"`{shown}` is given twice", earlier)


def dotted(path: list[Word]) -> str:
    """A path as it is written."""
    return ".".join(word.text for word in path)


def in_notification(reporter: Reporter, node: syntax.Notification) -> None:
    """Say settings of a notification that are given twice, and texts for the same language and channel."""
    _once(reporter, ((setting.name, setting, setting.name) for setting in node.settings))
    _once(reporter, (told for message in node.messages for told in _texts(message)))


def in_step(reporter: Reporter, node: syntax.Step) -> None:
    """Say what a step asks twice; it may well say several things, one after the other."""
    asks = (item for item in node.items if isinstance(item, syntax.Ask))
    _once(
        reporter,
        (
            (shown, question, f"ask {shown}")
            for ask in asks
            for question in ask.items
            for shown in [dotted(question.path)]
        ),
    )


def _texts(message: syntax.Message) -> Iterable[Told]:
    spoken = f"{message.part} {message.language.text}" if message.language else message.part
    for channel in [word.text for word in message.channels] or [""]:
        yield (spoken, channel), message, f"{spoken} for {channel}" if channel else spoken


def in_composite(reporter: Reporter, node: syntax.Composite) -> None:
    """Say a beginning that is given twice."""
    _once(reporter, (("first", word, "first") for word in node.first))


def in_journey(reporter: Reporter, node: syntax.Journey) -> None:
    """Say what a journey may say once of itself and says twice."""
    _once(reporter, ((setting.name, setting, setting.name) for setting in node.settings))
    for setting in node.settings:
        if setting.name == "languages" and isinstance(setting.value, list):
            reporter.once(setting.value, "language", "leave the second one out")
    _once(reporter, (("pause", pause, "pause") for pause in node.pauses))
    _once(reporter, (("reenter", reenter, "reenter") for reenter in node.reenter))
    _once(reporter, (("plain", start, "starts -> …") for start in node.starts if start.kind == "plain"))
    for pause in node.pauses:
        _once(reporter, (("idle", idle, "after … idle") for idle in pause.idle))
        _once(reporter, (("give up", timer, "give up") for timer in pause.give_up))
    reporter.once([rule.name for rule in node.rules], "rule")
    reporter.once([goal.name for goal in node.goals], "goal")
    _once(
        reporter,
        (
            (migration.version.text, migration.version, f"migrate from {migration.version.text}")
            for migration in node.migrations
        ),
    )


def in_worker(reporter: Reporter, node: syntax.Worker) -> None:
    """Say fields that a queue or bot sees twice, and deadlines that are given twice."""
    _once(reporter, ((dotted(path), path[-1], dotted(path)) for path in node.sees))
    shown = ((deadline.kind, deadline, f"{deadline.kind} within") for deadline in node.deadlines)
    _once(reporter, shown)


def in_calendar(reporter: Reporter, node: syntax.Calendar) -> None:
    """Say hours of one weekday that overlap, and days that are closed twice."""
    hours = [
        (day, one, _value(one.first), _value(one.last))
        for opening in node.openings
        for days in opening.days
        for day in _days(days)
        for one in opening.hours
        if isinstance(one.first, Constant) and isinstance(one.last, Constant)
    ]
    for index, (day, one, first, last) in enumerate(hours):
        for before, other, start, end in hours[:index]:
            if day == before and first < end and start < last:
                if one is other:
                    reporter.error(
                        "duplicate-name", one, f"`{day}` is given twice", "leave the second one out"
                    )
                else:
                    cure = "let one end before the other begins"
                    reporter.repeated(one, f"these hours of {day} overlap others", other, cure)
                break
    closed = [days for closed in node.closed for days in closed.days]
    for index, days in enumerate(closed):
        for earlier in closed[:index]:
            if _both(days, earlier):
                reporter.repeated(days, "a day is closed twice", earlier)
                break


def _value(constant: Expression) -> Any:
    """A day or a time of day, of which two can be compared."""
    return constant.value if isinstance(constant, Constant) else None


def _days(days: syntax.Weekdays) -> list[str]:
    first, last = days.first.text, (days.last or days.first).text
    if first not in WEEKDAYS or last not in WEEKDAYS:
        return []
    return list(WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last) + 1])


def _both(one: syntax.Dates, other: syntax.Dates) -> bool:
    """Whether two stretches of dates have a day in common."""
    ends = (one.first, one.last or one.first, other.first, other.last or other.first)
    if not all(isinstance(end, Constant) for end in ends):
        return False
    first, last, start, end = (_value(end) for end in ends)
    return bool(first <= end and start <= last)


def in_scenarios(scenarios: list[Declared[syntax.Scenario]]) -> None:
    """Say scenarios of one journey with one title, and what one of them says twice."""
    first: dict[tuple[str, str], Declared[syntax.Scenario]] = {}
    for declared in scenarios:
        node, reporter = declared
        earlier = first.setdefault((node.journey.text, node.title.value), declared)
        if earlier is not declared:
            message = f"there are two scenarios for `{node.journey.text}` with this title"
            cure = "give each its own title, so that a report can name it"
            reporter.repeated(node.title, message, earlier.node.title, cure, earlier.reporter.source)
        _once(reporter, (told for item in node.items for told in _given(item)))


def _given(item: syntax.ScenarioItem) -> Iterable[Told]:
    match item:
        case syntax.Instant():
            yield "at", item, "at"
        case syntax.Given():
            yield ("given", dotted(item.path)), item, f"given {dotted(item.path)}"
        case syntax.Stub():
            yield ("stub", item.stands_for.text), item, f"stub {item.stands_for.text}"


def in_answer(reporter: Reporter, item: syntax.Answered) -> None:
    """Say a field that is answered twice at once."""
    _once(
        reporter, ((dotted(answer.path), answer, f"answer {dotted(answer.path)}") for answer in item.answers)
    )


def in_handler(reporter: Reporter, item: syntax.Handler) -> None:
    """Say an event that one handler names twice."""
    _once(reporter, ((word.text, word, f"on {word.text}") for word in item.events))
