"""What programs hand over, before anything is looked up: names and words are text that can be kept."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType
from typing import Literal, NamedTuple, get_args, get_origin, get_type_hints
from uuid import uuid4

from journeyc.expression.types import ID, TEXT
from journeyc.expression.validation import is_plain, validate
from journeyc.runtime.core.inputs import Input
from journeyc.runtime.errors import UsageError


class _Word(NamedTuple):
    """A field of an input that holds text; `choices` where only some are meant."""

    field: str
    optional: bool
    choices: tuple[str, ...]


def _words(kind: type) -> tuple[_Word, ...]:
    found: list[_Word] = []
    for field, hint in get_type_hints(kind).items():
        of = [part for part in get_args(hint) or (hint,) if part is not NoneType]
        if get_origin(hint) is Literal:
            found.append(_Word(field, optional=False, choices=get_args(hint)))
        elif of == [str]:
            found.append(_Word(field, NoneType in get_args(hint), ()))
    return tuple(found)


#: More than there are of anything; a store can be asked for no more than fits into 64 bits.
_MOST = 1_000_000_000

_WORDS = {kind: _words(kind) for kind in get_args(Input)}


def require_words(given: Input) -> None:
    """UsageError where a name or a word of an input is no text, or none that can be kept."""
    for field, optional, choices in _WORDS[type(given)]:
        word = getattr(given, field)
        if choices:
            if word not in choices:
                raise UsageError(f"`{field}` must be one of {', '.join(choices)}", "give one of them")
        elif not (word is None and optional) and not is_plain(word):
            require_text(word, field)


def require_text(value: object, what: str) -> None:
    """UsageError for what is no text that can be kept."""
    _, faults = validate(value, TEXT, what)
    if faults:
        raise UsageError(str(faults[0]), "give a text")


def checked_name(value: object, what: str) -> str:
    """A name that can stand in an id; UsageError for any other value."""
    if is_plain(value) and value.strip():
        return value
    _, faults = validate(value, ID, what)
    if faults:
        raise UsageError(str(faults[0]), "give a text that names it")
    return str(value)


def checked_limit(value: object) -> int:
    """How many of something are wanted at most; UsageError for anything but one or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise UsageError(f"`limit` is a whole number of 1 or more, not `{value}`", "say how many at most")
    return min(value, _MOST)


def aware(at: object) -> datetime:
    """A moment in UTC; UsageError for anything else, and for one without a zone."""
    if not isinstance(at, datetime):
        raise UsageError(
            f"a moment is a datetime, not a {type(at).__name__}", "give an aware datetime, for example in UTC"
        )
    if at.tzinfo is None:
        raise UsageError(f"`{at.isoformat()}` has no zone", "give an aware datetime, for example in UTC")
    return at.astimezone(UTC)


def identity(given: str | None, kind: str) -> str:
    """The id of an input: the one that was given, or one that nobody has."""
    return f"{kind}/{uuid4()}" if given is None else checked_name(given, "id")


def check_names(**given: object) -> None:
    """UsageError for what is not bound by name."""
    for what, bound in given.items():
        if not isinstance(bound, Mapping | NoneType):
            raise UsageError(
                f"`{what}` is a {type(bound).__name__}",
                "give a dictionary, from their names to what is bound",
            )


def check_surroundings(store: object, clock: object, listeners: object) -> None:
    """UsageError for what is no store, no clock and no listener, before one is needed."""
    if not isinstance(store, str | Path | NoneType) and not callable(getattr(store, "commit", None)):
        raise UsageError(
            f"`store` is {_kind(store)}", "give a path, an address, None for memory, or a `Store`"
        )
    if isinstance(clock, type) or not callable(getattr(clock, "now", None)):
        raise UsageError(
            f"`clock` is {_kind(clock)}", "give an object with `now()`, such as `VirtualClock()`"
        )
    if listeners is None:
        return
    if not isinstance(listeners, Collection):
        raise UsageError(f"`listeners` is {_kind(listeners)}", "give a list of functions")
    for listener in listeners:
        if not callable(listener):
            raise UsageError(f"a listener is {_kind(listener)}", "give functions, which take an `Emitted`")


def _kind(given: object) -> str:
    return f"the class {given.__name__}" if isinstance(given, type) else f"a {type(given).__name__}"


def check_channels(channels: Mapping[str, object]) -> None:
    """UsageError for what is no channel, before a message needs it."""
    for name, channel in channels.items():
        if not callable(getattr(channel, "deliver", None)):
            kind = type(channel).__name__
            raise UsageError(
                f"`{name}` is bound to a {kind}, which has no `deliver`", "bind a `Channel` to it"
            )
        if not hasattr(channel, "address"):
            raise UsageError(
                f"`{name}` is bound to a channel without `address`",
                "name the field of the customer that says where to, or None",
            )
