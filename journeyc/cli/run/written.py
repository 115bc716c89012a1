"""Values in the language's own syntax, read from a line."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import NamedTuple

from journeyc.calendar import BusinessTime, to_business_time
from journeyc.compiler.parse import parse
from journeyc.compiler.syntax import Journey
from journeyc.expression import syntax
from journeyc.expression.environment import Environment, Problem
from journeyc.expression.evaluation import Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.inference import Inference
from journeyc.expression.lowering import business_time, lower
from journeyc.expression.reading import read
from journeyc.expression.types import DURATION, EnumType, ListType, OptionalType, RecordType, Type, required
from journeyc.expression.values import Json, ValueProblem, encode
from journeyc.nearest import meant
from journeyc.source import Source

# The smallest clause of the language that is an expression and nothing else.
_BEFORE, _AFTER = "journey it { timezone ", "\n}"


class Refused(Exception):
    """What was typed cannot be done; `help` says what can be."""

    def __init__(self, problem: str, help: str = "") -> None:  # noqa: A002  # the word of every message of the project
        super().__init__(problem)
        self.problem = problem
        self.help = help


def unknown(what: str, name: str, known: Iterable[str], where: str = "") -> Refused:
    """That nothing has this name, with the nearest one there is, or with all of them."""
    names = list(known)
    shown = ", ".join(f"`{one}`" for one in names)
    cure = meant(name, names, shown and f"there is {shown}")
    return Refused(f"there is no {what} `{name}`{where}", cure)


class Moment(NamedTuple):
    """When and where something is read: what `now` is, the zone of local times, the reader's language."""

    now: datetime
    zone: tzinfo
    language: str


def literal(text: str, declared: Type, moment: Moment, purpose: str = "") -> Json:
    """The value of an expression without fields, in its JSON form; Refused where it is none of the type."""
    expression = _expression(text, declared)
    problems: list[Problem] = []
    environment = Environment("context", {}, {}, problems.append)
    Inference(environment).check(expression, declared, purpose=purpose)
    if problems:
        if problems[0].help == environment.readable:
            # Nothing can be read here, so whoever writes a name means a value.
            raise Refused(f"`{text}` cannot be read as a value", _cure(text, declared))
        raise Refused(problems[0].message, problems[0].help)
    try:
        closure = compile_expression(lower(expression, moment.zone, declared))
        return encode(closure(Scope({}, {}, {}, moment.now, moment.zone)))
    except EvaluationError as error:
        raise Refused(f"`{text}` has no value: {error}") from None


def free(text: str, declared: Type, moment: Moment, purpose: str = "") -> Json:
    """A value as `literal` reads it, or else as a customer writes it: `12,50 €`, `yes`, or plain text."""
    try:
        return literal(text, declared, moment, purpose)
    except Refused as refused:
        if isinstance(required(declared), RecordType):
            raise
        try:
            return read(text, declared, moment.language, zone=moment.zone)
        except ValueProblem as problem:
            raise Refused(str(problem), refused.help) from None


def _expression(text: str, declared: Type) -> syntax.Expression:
    file = parse(Source("", f"{_BEFORE}{text}{_AFTER}"))
    if file.diagnostics:
        first = file.diagnostics[0]
        if first.rule == "not-yet-supported":
            raise Refused(first.message, first.help)
        raise Refused(f"`{text}` cannot be read as a value", _cure(text, declared))
    match file.tree.declarations:
        case [Journey(settings=[setting], places=[], starts=[], pauses=[], context=[])] if isinstance(
            setting.value, syntax.Expression
        ):
            return setting.value
    raise Refused(f"`{text}` is not one value", f"write {hint(declared)}")


def business(text: str) -> BusinessTime | None:
    """How much business time is written, None where it is something else."""
    expression = _expression(text, DURATION)
    if isinstance(expression, syntax.BusinessTime):
        return to_business_time(business_time(expression))
    return None


def _cure(text: str, declared: Type) -> str:
    if required(declared).name in {"text", "id"} and '"' not in text:
        return f'a text stands in quotes: `"{text}"`'
    return f"write {hint(declared)}"


_EXAMPLES = {
    "text": "a text",
    "id": "a name or number in quotes",
    "int": "a whole number",
    "decimal": "a number, such as 12.5",
    "bool": "yes or no",
    "money": "an amount, such as 12.50 EUR",
    "percent": "a share, such as 30%",
    "date": "a day, such as 2026-11-23",
    "time": "a time of day, such as 20:00",
    "instant": "a moment, such as 2026-11-23T09:00",
    "duration": "a length of time, such as 2 days",
}


def hint(declared: Type) -> str:
    """What can be written for a type, in a few words."""
    match required(declared):
        case EnumType(members=(*first, last)):
            return f"{', '.join(first)} or {last}" if first else str(last)
        case RecordType(fields=fields):
            inside = ", ".join(
                f"{name} = …" for name, kind in fields.items() if not isinstance(kind, OptionalType)
            )
            return f"{{ {inside} }}" if inside else "{ … }"
        case ListType(item=item):
            return f"a list of {hint(item)}"
        case other:
            return _EXAMPLES.get(other.name, other.name)
