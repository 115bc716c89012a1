"""What the code that `journeyc generate python` writes is made of: values in and out of their JSON form, and
what of a runtime such code passes values to.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import Enum
from inspect import isawaitable, signature
from typing import Any, Final, Literal, Protocol, TypeAlias, TypeVar, cast

from journeyc.expression.values import (
    ENCODERS,
    Duration,
    Json,
    Money,
    encode,
    to_date,
    to_decimal,
    to_duration,
    to_instant,
    to_money,
    to_time,
)
from journeyc.runtime.core.failure import MASK
from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import AnyChannel, Callee, Emitted, Service, ServiceFailure

__all__ = [
    "UNSAID",
    "AnyChannel",
    "Callee",
    "Duration",
    "Emitted",
    "Json",
    "Money",
    "Service",
    "ServiceFailure",
    "T",
    "Telling",
    "Unsaid",
    "json_of",
    "optional",
    "read",
    "said",
    "same",
    "service",
    "several",
    "shown",
    "to_date",
    "to_decimal",
    "to_duration",
    "to_instant",
    "to_money",
    "to_time",
]

#: What comes of telling something.
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
#: Reads a value from its JSON form.
Form: TypeAlias = Callable[[Any], T]


class Unsaid(Enum):
    """That nothing is said of a field, which stays as it is; None says that it has no value."""

    UNSAID = "unsaid"


#: The only one there is.
UNSAID: Final = Unsaid.UNSAID


class Telling(Protocol[T_co]):
    """What can be told what happened: a `Runtime`, an `AsyncRuntime`, whose answers are awaited, or a batch
    of one.
    """

    def send(
        self,
        event: str,
        payload: Mapping[str, Any] | None = None,
        *,
        customer: str,
        channel: str | None = None,
        run: str | None = None,
        conversation: str | None = None,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T_co:
        """Say that something happened."""

    def answer(
        self,
        customer: str,
        values: Mapping[str, Any],
        *,
        channel: str,
        run: str | None = None,
        conversation: str | None = None,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T_co:
        """Answer what a step asks."""

    def identify(
        self,
        customer: str,
        fields: Mapping[str, Any],
        *,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T_co:
        """Say what is known of a customer."""

    def start(
        self,
        journey: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        customer: str,
        channel: str | None = None,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T_co:
        """Begin a journey that starts without an event."""

    def task(
        self,
        task: str,
        action: Literal["claim", "release", "answer"],
        *,
        by: str = "",
        event: str | None = None,
        payload: Mapping[str, Any] | None = None,
        values: Mapping[str, Any] | None = None,
        channel: str | None = None,
        operator: bool = False,
        id: str | None = None,
        at: datetime | None = None,
    ) -> T_co:
        """Claim a task, give it back, or answer it."""


class _Written(Protocol):
    """A class that was generated."""

    def to_json(self) -> dict[str, Json]: ...


# ── into the JSON form ───────────────────────────────────────────────────────────────────────────────


def json_of(value: object) -> Json:
    """The JSON form of a value, a generated class, or a list of those. UsageError for an instant without a
    zone: nobody knows when that is.
    """
    if isinstance(value, datetime) and value.tzinfo is None:
        raise UsageError(f"`{value}` has no zone", "say `tzinfo=UTC`, or which zone it is of")
    if isinstance(value, tuple(ENCODERS)):
        return encode(cast("Any", value))
    if isinstance(value, list | tuple):
        return [json_of(item) for item in value]
    return cast("_Written", value).to_json() if hasattr(value, "to_json") else cast("Json", value)


def said(fields: Mapping[str, object]) -> dict[str, Json]:
    """The JSON form of those fields of which anything is said."""
    return {name: json_of(value) for name, value in fields.items() if value is not UNSAID}


# ── out of the JSON form ─────────────────────────────────────────────────────────────────────────────


def same(value: Any) -> Any:
    """The value itself: the Python form is the JSON form."""
    return value


def read(value: Any, form: Form[T]) -> T:
    """A value, read from its JSON form."""
    return form(value)


def optional(form: Form[T]) -> Callable[[Any], T | None]:
    """Reads what may be missing."""
    return lambda value: None if value is None else form(value)


def several(form: Form[T]) -> Callable[[Any], list[T]]:
    """Reads a list."""
    return lambda value: [form(item) for item in value]


def shown(form: Form[T]) -> Callable[[Any], T | None]:
    """Reads what may be missing, or masked because it is private: that is None, too."""
    return lambda value: None if value is None or value == MASK else form(value)


# ── services ─────────────────────────────────────────────────────────────────────────────────────────


def service(function: Callable[..., Any] | Service, *parameters: tuple[str, str, Form[Any]]) -> Callee:
    """A function that takes and gives values as the runtime calls it, in their JSON form; a `Service` as it
    is. Each parameter has its name in the journey and in Python, and what reads it. UsageError for a function
    that does not take them.
    """
    if hasattr(function, "call"):
        return function
    named = [python for _, python, _ in parameters]
    try:
        signature(function).bind(**dict.fromkeys(named))
    except ValueError:
        pass  # some functions that are not written in Python do not tell what they take
    except TypeError as problem:
        name, taken = getattr(function, "__name__", type(function).__name__), ", ".join(named) or "nothing"
        raise UsageError(f"`{name}` does not fit its service: {problem}", f"it takes {taken}") from None

    def called(**arguments: Json) -> object:
        given = {python: form(arguments.get(name)) for name, python, form in parameters}
        gives = function(**given)
        return _later(gives) if isawaitable(gives) else json_of(gives)

    return called


async def _later(gives: Awaitable[object]) -> Json:
    return json_of(await gives)
