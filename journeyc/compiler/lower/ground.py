"""Where something that is lowered stands: its file, its zone, and what names mean there."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, time, tzinfo

from journeyc.calendar import zone_named
from journeyc.compiler import syntax
from journeyc.compiler.names import Names
from journeyc.compiler.reporter import Reporter
from journeyc.compiler.wording import documentation, spaced
from journeyc.expression import tree
from journeyc.expression.lowering import lower
from journeyc.expression.node import Node
from journeyc.expression.syntax import Constant, Expression, Word
from journeyc.expression.types import BOOL, Type
from journeyc.ir import model
from journeyc.ir.base import Weekday

WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class Ground:
    """Lowers what every clause is made of: expressions, conditions, arguments, places, texts."""

    def __init__(self, names: Names, reporter: Reporter, zone: tzinfo | None = UTC) -> None:
        self.names = names
        self.source = reporter.source
        self.zone = zone
        self.signatures = {
            name: tuple(signature.parameters.values()) for name, signature in names.decision_types.items()
        }

    def at(self, node: Node) -> model.Place:
        """Where a node begins."""
        line, column = self.source.position(node.start)
        return model.Place(file=self.source.name, line=line, column=column)

    def text(self, first: Node, last: Node | None = None) -> str:
        """A node as written, or from one to another, on one line."""
        return spaced(self.source.text[first.start : (last or first).end])

    def doc(self, node: Node) -> str:
        """The documentation above a declaration."""
        return documentation(self.source, node.start)

    def expression(self, expression: Expression, expected: Type | None = None) -> tree.Expression:
        """A typed tree; `expected` is the type that is needed where it stands."""
        return lower(expression, self.zone, expected, self.signatures)

    def optional(self, expression: Expression | None, expected: Type | None = None) -> tree.Expression | None:
        """A typed tree of what may be left out."""
        return None if expression is None else self.expression(expression, expected)

    def condition(self, expression: Expression) -> model.Guard:
        """A condition with its text."""
        lowered = self.expression(expression, BOOL)
        return model.Guard(expression=lowered, text=self.text(expression), place=self.at(expression))

    def guard(self, expression: Expression | None) -> model.Guard | None:
        """A condition that may be left out."""
        return None if expression is None else self.condition(expression)

    def arguments(
        self, arguments: list[syntax.Argument], parameters: Mapping[str, Type]
    ) -> tuple[tuple[str, tree.Expression], ...]:
        """Values by name, in written order."""
        return tuple((a.name.text, self.expression(a.value, parameters[a.name.text])) for a in arguments)

    def in_order(self, decision: str, given: Sequence[Expression]) -> tuple[tree.Expression, ...]:
        """The arguments of a decision, in the order of its parameters."""
        kinds = self.signatures[decision]
        return tuple(self.expression(value, kind) for value, kind in zip(given, kinds, strict=True))

    def fields(
        self, fields: list[syntax.Field], types: Mapping[str, Type]
    ) -> tuple[model.FieldDeclaration, ...]:
        """Declared fields with their types."""
        return tuple(
            model.FieldDeclaration(
                name=field.name.text,
                type=types[field.name.text].name,
                default=self.optional(field.default, types[field.name.text]),
                place=self.at(field.name),
            )
            for field in fields
        )


def zone_of(settings: Mapping[str, object]) -> tzinfo | None:
    """The zone of local moments in a journey; None where it differs by customer."""
    match settings.get("timezone"):
        case None:
            return zone_named(None)
        case Constant(value=str(name)):
            return zone_named(name)
    return None


def settings_of(settings: list[syntax.Setting]) -> dict[str, object]:
    """Settings by name."""
    return {setting.name: setting.value for setting in settings}


def words(named: list[Word]) -> tuple[str, ...]:
    """Names as text."""
    return tuple(word.text for word in named)


def title_of(title: syntax.Text | None, name: Word) -> str:
    """The title of something, or its name in words where it has none."""
    return title.value if title else name.text.replace("_", " ").capitalize()


def number(word: Word | None) -> int | None:
    """A whole number that may be left out."""
    return None if word is None else int(word.text)


def weekdays(ranges: list[syntax.Weekdays]) -> tuple[Weekday, ...]:
    """The weekdays of ranges such as `monday to friday`, sorted."""
    found: set[int] = set()
    for item in ranges:
        first = WEEKDAYS.index(item.first.text)
        last = first if item.last is None else WEEKDAYS.index(item.last.text)
        found |= set(range(first, last + 1))
    return tuple(WEEKDAYS[day] for day in sorted(found))


def clock(expression: Expression) -> str:
    """A time of day as `08:00`."""
    if isinstance(expression, Constant) and isinstance(expression.value, time):
        return expression.value.isoformat(timespec="minutes")
    message = "a time of day was not checked"
    raise AssertionError(message)


def day(expression: Expression) -> str:
    """A date as `2026-12-25`."""
    if isinstance(expression, Constant) and isinstance(expression.value, date):
        return expression.value.isoformat()
    message = "a date was not checked"
    raise AssertionError(message)
