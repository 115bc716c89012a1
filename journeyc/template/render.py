"""Rendering: Jinja2, sandboxed, on values decoded by their types; the output has an end, whatever the text
says.
"""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from journeyc.expression.language import language_of
from journeyc.expression.types import ListType, OptionalType, RecordType, Type
from journeyc.expression.values import DECODERS, Json, ValueProblem
from journeyc.template.bounds import Items, TemplateError, Visits, joined
from journeyc.template.display import Display, Percent
from journeyc.template.filters import DEFAULT, FILTERS
from journeyc.template.reading import missing
from journeyc.template.syntax import SyntaxProblem, parse

if TYPE_CHECKING:
    from jinja2 import Environment, Template

#: Where a rendering keeps its display, and what it has gone through; names that no text can write.
_DISPLAY = "_display"
_VISITS = "_visits"


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

    Values are in their JSON form and decoded by `fields`; one that is not of its type, as where an older
    version has written it, is missing. Instants are shown in `zone`.
    """
    if "{" not in text:
        return joined([text])
    visits = Visits()
    known = {name: _decoded(values.get(name), declared, visits) for name, declared in fields.items()}
    names = {**known, _DISPLAY: Display(language_of(language), zone), _VISITS: visits}
    from jinja2 import TemplateError as JinjaError

    try:
        return joined(_compiled(text, html).generate(names))
    except SyntaxProblem as problem:
        message = f"the text cannot be rendered: {problem.message}"
    except RecursionError:
        message = "the text cannot be rendered: it is nested too deeply"
    except (JinjaError, ArithmeticError, TypeError, ValueError, AttributeError) as error:
        message = f"the text cannot be rendered: {_reason(error, text, known)}"
    raise TemplateError(message)


def _reason(error: Exception, text: str, values: Mapping[str, Any]) -> str:
    from jinja2 import UndefinedError

    if isinstance(error, UndefinedError):
        names = ", ".join(f"`{'.'.join(names)}`" for names in missing(text, values))
        return f"a value that it shows is missing{f': {names}' if names else ''}"
    if isinstance(error, ArithmeticError):
        return "a number grows out of its range"
    return "a value does not have the type that the text expects"


def _decoded(value: Json, declared: Type, visits: Visits) -> Any:
    if value is None:
        return None
    if isinstance(declared, OptionalType):
        return _decoded(value, declared.value, visits)
    if isinstance(declared, RecordType) and isinstance(value, dict):
        return {name: _decoded(value.get(name), inner, visits) for name, inner in declared.fields.items()}
    if isinstance(declared, ListType) and isinstance(value, list):
        return Items([_decoded(item, declared.item, visits) for item in value], visits)
    decode = DECODERS.get(declared.name)
    if decode is None or not isinstance(value, str):
        return value
    try:
        decoded = decode(value)
    except ValueProblem:
        return None
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
        if isinstance(value, str):
            context[_VISITS].read(value)
        return row.apply(context[_DISPLAY], value, *arguments)

    return apply
