"""Rendering: Jinja2, sandboxed, on values decoded by their types; the output has an end, whatever the text
says.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from journeyc.expression.language import language_of
from journeyc.expression.types import ListType, OptionalType, RecordType, Type
from journeyc.expression.values import DECODERS, MAXIMUM_TEXT, Json
from journeyc.template.display import Display, Percent
from journeyc.template.filters import DEFAULT, FILTERS
from journeyc.template.syntax import SyntaxProblem, parse

if TYPE_CHECKING:
    from jinja2 import Environment, Template

#: How many items all loops of one rendering may visit, so that nested ones end soon.
MAXIMUM_VISITS = 100_000

#: Where a rendering keeps its display; a name that no text can write.
_DISPLAY = "_display"


class TemplateError(Exception):
    """A text that could not be rendered; the message says why."""


def render(
    text: str,
    values: Mapping[str, Json],
    fields: Mapping[str, Type],
    language: str | None,
    *,
    zone: tzinfo = UTC,
    html: bool = False,
) -> str:
    """The text with its values; `html` escapes them. TemplateError where it cannot be, or where it grows too
    long.

    Values are in their JSON form and decoded by `fields`; instants are shown in `zone`.
    """
    if "{" not in text:
        return _bounded([text])
    visits = _Visits()
    names = {name: _decoded(values.get(name), declared, visits) for name, declared in fields.items()}
    names[_DISPLAY] = Display(language_of(language), zone)
    from jinja2 import TemplateError as JinjaError

    try:
        return _bounded(_compiled(text, html).generate(names))
    except SyntaxProblem as problem:
        message = f"the text cannot be rendered: {problem.message}"
    except RecursionError:
        message = "the text cannot be rendered: it is nested too deeply"
    except (JinjaError, ArithmeticError, TypeError) as error:
        message = f"the text cannot be rendered: {_reason(error)}"
    raise TemplateError(message)


def _reason(error: Exception) -> str:
    from jinja2 import UndefinedError

    if isinstance(error, UndefinedError):
        return "a value that it shows is missing"
    return "a value does not have the type that the text expects"


def _bounded(chunks: Iterator[str] | list[str]) -> str:
    parts: list[str] = []
    length = 0
    for chunk in chunks:
        length += len(chunk)
        if length > MAXIMUM_TEXT:
            message = f"the text grew beyond {MAXIMUM_TEXT:,} characters"
            raise TemplateError(message)
        parts.append(chunk)
    return "".join(parts)


class _Visits:
    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


class _Items(list[Any]):
    """A list that counts how often its items are visited, together with all lists of one rendering."""

    __slots__ = ("visits",)

    def __init__(self, items: list[Any], visits: _Visits) -> None:
        super().__init__(items)
        self.visits = visits

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            self.visits.count += 1
            if self.visits.count > MAXIMUM_VISITS:
                message = f"the text goes through more than {MAXIMUM_VISITS:,} items"
                raise TemplateError(message)
            yield item


def _decoded(value: Json, declared: Type, visits: _Visits) -> Any:
    if value is None:
        return None
    if isinstance(declared, OptionalType):
        return _decoded(value, declared.value, visits)
    if isinstance(declared, RecordType) and isinstance(value, dict):
        return {name: _decoded(value.get(name), inner, visits) for name, inner in declared.fields.items()}
    if isinstance(declared, ListType) and isinstance(value, list):
        return _Items([_decoded(item, declared.item, visits) for item in value], visits)
    decode = DECODERS.get(declared.name)
    if decode is None or not isinstance(value, str):
        return value
    decoded = decode(value)
    return Percent(decoded) if declared.name == "percent" and isinstance(decoded, Decimal) else decoded


@lru_cache(maxsize=1024)
def _compiled(text: str, html: bool) -> "Template":  # noqa: FBT001  # part of the key of the cache
    # Only what our own reader accepts is ever given to Jinja2.
    parse(text)
    return _environment(html).from_string(text)


@lru_cache(maxsize=2)
def _environment(html: bool) -> "Environment":  # noqa: FBT001  # part of the key of the cache
    from jinja2 import StrictUndefined, Undefined, pass_context
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Texts(ImmutableSandboxedEnvironment):
        """Records are plain dictionaries, and a field wins over what Python calls by its name."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            if isinstance(obj, dict):
                return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
            return super().getattr(obj, attribute)

    @pass_context
    def show(context: Mapping[str, Any], value: Any) -> Any:
        if isinstance(value, Undefined) or value is None:
            return StrictUndefined() if value is None else value
        return context[_DISPLAY].show(value)

    environment = Texts(
        undefined=StrictUndefined,
        autoescape=html,
        finalize=show,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals = {}
    environment.filters = {name: _filter(name) for name in FILTERS}
    environment.filters[DEFAULT] = lambda value, other: (
        other if value is None or isinstance(value, Undefined) else value
    )
    environment.tests = {
        "set": lambda value: value is not None and not isinstance(value, Undefined),
        "missing": lambda value: value is None or isinstance(value, Undefined),
    }
    return environment


def _filter(name: str) -> Any:
    from jinja2 import pass_context

    row = FILTERS[name]

    @pass_context
    def apply(context: Mapping[str, Any], value: Any, *arguments: Any) -> Any:
        return row.apply(context[_DISPLAY], value, *arguments)

    return apply
