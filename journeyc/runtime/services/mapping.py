"""From arguments to the JSON that a system takes, and from its answer to what a service gives."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, Union

from journeyc.expression.values import Json
from journeyc.runtime.errors import UsageError

#: Where a value stands in an answer: names with dots between them, or what each field is made of.
Result: TypeAlias = Union[str, Mapping[str, "Result"], None]  # noqa: UP007  # a name in quotes has no `|`
#: A status, or fields of the answer with the values that they have then; several of them in a list.
Condition: TypeAlias = int | Mapping[str, Json] | Sequence[int | Mapping[str, Json]]

_PLACE = re.compile(r"\{(\w+)\}\Z")
_MISSING = object()


def places_in(body: Any) -> Iterable[str]:
    """The arguments that a body has places for; UsageError where it is not JSON, or a place is only part of a
    text.
    """
    match body:
        case str():
            if found := _PLACE.match(body):
                yield found[1]
            elif "{" in body and "}" in body:
                raise UsageError(
                    f"`{body}` in a body has a place within a text", "a place like `{customer}` stands alone"
                )
        case Mapping():
            for name, part in body.items():
                if not isinstance(name, str):
                    raise UsageError(f"`{name}` is no name of a field", "give a text")
                yield from places_in(part)
        case list() | tuple():
            for part in body:
                yield from places_in(part)
        case bool() | int() | float() | None:
            pass
        case _:
            raise UsageError(f"a body has a {type(body).__name__} in it", "give what JSON can say")


def filled(body: Any, arguments: Mapping[str, Json]) -> Any:
    """A body with the arguments in their places."""
    match body:
        case str():
            found = _PLACE.match(body)
            return arguments.get(found[1]) if found else body
        case Mapping():
            return {name: filled(part, arguments) for name, part in body.items()}
        case list() | tuple():
            return [filled(part, arguments) for part in body]
        case _:
            return body


def check_result(result: object) -> None:
    """UsageError for what leads to nothing."""
    match result:
        case None | str():
            pass
        case Mapping():
            for name, part in result.items():
                if not isinstance(name, str) or part is None:
                    raise UsageError(f"`{name}` in a result leads nowhere", "give where its value stands")
                check_result(part)
        case _:
            raise UsageError(f"a result is a {type(result).__name__}", "give `data.profile`, or fields")


def picked(answer: Any, result: Result) -> Any:
    """What a service gives, out of an answer; fields that it does not have are left out. LookupError where
    there is nothing at all at a path.
    """
    if isinstance(result, Mapping):
        found = ((name, _inner(answer, part)) for name, part in result.items())
        return {name: value for name, value in found if value is not _MISSING}
    value = _at(answer, result or "")
    if value is _MISSING:
        raise LookupError(result)
    return value


def _inner(answer: Any, result: Result) -> Any:
    return picked(answer, result) if isinstance(result, Mapping) else _at(answer, result or "")


def _at(answer: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        if isinstance(answer, dict) and name in answer:
            answer = answer[name]
        elif isinstance(answer, list) and name.isdecimal() and int(name) < len(answer):
            answer = answer[int(name)]
        else:
            return _MISSING
    return answer


class Failures:
    """The declared failures of a service, by what tells of them, in written order."""

    def __init__(self, failures: Mapping[str, Condition]) -> None:
        self.rows: list[tuple[str, int | Mapping[str, Json]]] = []
        for name, told in failures.items():
            any_of = [told] if isinstance(told, int | str | Mapping) else [*told]
            if not any_of or not all(map(_tells, any_of)):
                raise UsageError(
                    f"nothing tells of the failure `{name}`",
                    'give a status such as 409, or a field such as {"error.code": "refused"}',
                )
            self.rows += [(name, one) for one in any_of]
        self.in_body = any(isinstance(told, Mapping) for _, told in self.rows)

    def of(self, status: int, answer: Any) -> str:
        """The failure that an answer tells of; empty where it tells of none."""
        return next((name for name, told in self.rows if _holds(told, status, answer)), "")


def _tells(told: object) -> bool:
    if isinstance(told, Mapping):
        return bool(told) and all(isinstance(path, str) for path in told)
    return isinstance(told, int) and not isinstance(told, bool) and 200 <= told < 600


def _holds(told: int | Mapping[str, Json], status: int, answer: Any) -> bool:
    if isinstance(told, int):
        return told == status
    return all(_same(_at(answer, path), value) for path, value in told.items())


def _same(found: object, wanted: Json) -> bool:
    return isinstance(found, bool) == isinstance(wanted, bool) and found == wanted
