"""The file of what lies over a map: figures of places and ways, and findings, all by the author's names."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from json import JSONDecoder
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from journeyc.compiler.diagram.cards import ORIGIN, PAUSE, Scene
from journeyc.compiler.diagram.edges import ways_of
from journeyc.compiler.diagram.failure import DiagramError
from journeyc.compiler.diagram.wording import clean
from journeyc.expression.values import ValueProblem, to_instant
from journeyc.ir.model import Declarations, Journey
from journeyc.ir.walk import every_node
from journeyc.nearest import hint_at

FORMAT = "journeyc.overlay"
#: More runs than anybody has; a longer number is a slip.
MOST = 10**12
#: More than three thousand years.
LONGEST_SECONDS = 10**11
#: So much of a wrong value is shown, and so many names of one message.
_SHOWN = 40
_NAMED = 5


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("no number")  # noqa: TRY004  # Pydantic hears no TypeError
    return float(value)


def _instant(value: object) -> datetime:
    try:
        return to_instant(str(value))
    except ValueProblem:
        raise ValueError("no instant") from None


Count = Annotated[int, Field(ge=0, le=MOST, strict=True)]
Seconds = Annotated[float, BeforeValidator(_number), Field(ge=0, le=LONGEST_SECONDS, allow_inf_nan=False)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Text = Annotated[str, Field(strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)


class RunCounts(_Part):
    """How many runs are open now, and how many began and ended since."""

    open: Count | None = None
    begun: Count | None = None
    ended: Count | None = None


class PlaceFigures(_Part):
    """What is known of one step, choice or end: who is there `now` (`paused` and `suspended` among them),
    who of them is `stuck`; and since the beginning of the window how often it was `entered` and `left`, how
    long a stay took, in seconds, and after how many of those that were left nobody went on (`drop_off`).
    """

    name: Text
    now: Count | None = None
    paused: Count | None = None
    suspended: Count | None = None
    stuck: Count | None = None
    entered: Count | None = None
    left: Count | None = None
    median_seconds: Seconds | None = None
    p90_seconds: Seconds | None = None
    drop_off: Count | None = None


class WayFigures(_Part):
    """How often one way was taken; `(start)` is where runs begin, `(pause)` the pause. A `cause` that begins
    with `after`, `at`, `every` or `give up` means a timer, where both lead from one to the other.
    """

    source: Text = Field(alias="from")
    target: Text = Field(alias="to")
    count: Count
    cause: Text | None = None

    @property
    def timed(self) -> bool:
        """Whether a timer was the cause."""
        return (self.cause or "").startswith(("after ", "at ", "every ", "give up "))


class FoundThere(_Part):
    """What somebody has found in one place."""

    place: Text
    severity: Literal["error", "warning", "info"]
    rule: Text
    message: Text


class Overlay(_Part):
    """What lies over the map of one journey: figures `as_of` an instant, counted `since` another."""

    format: Literal["journeyc.overlay"]
    format_version: Literal[1]
    journey: Text
    version: Annotated[int, Field(ge=1, le=MOST, strict=True)] | None = None
    as_of: Instant | None = None
    since: Instant | None = None
    runs: RunCounts | None = None
    places: tuple[PlaceFigures, ...] = ()
    ways: tuple[WayFigures, ...] = ()
    findings: tuple[FoundThere, ...] = ()


def overlay_schema() -> dict[str, Any]:
    """The JSON Schema of an overlay."""
    schema = Overlay.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def read_overlay(value: object, what: str, text: str = "") -> Overlay:
    """An overlay from the value of its JSON; DiagramError says which part of `what` is wrong, and where it
    stands in its `text`.
    """
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise DiagramError(f'`{what}` is no overlay: one begins with `{{"format": "{FORMAT}"`')
    try:
        overlay = Overlay.model_validate(value)
    except ValidationError as error:
        first, *others = error.errors(include_url=False)
        more = f" (and {len(others)} more)" if others else ""
        raise DiagramError(f"`{what}`{_at(text, first['loc'])}: {_problem(first)}{more}") from None
    _refuse_twice(overlay, what, text)
    return overlay


def fitting(overlay: Overlay, journey: Journey, declared: Declarations) -> tuple[str, ...]:
    """What is to be said of an overlay that fits a journey; DiagramError where it does not.

    A place or a way that the journey does not have is refused. Of another version it is only told, as steps
    come and go between versions.
    """
    if overlay.journey != journey.name:
        raise DiagramError(
            f"the overlay is of journey `{_called(overlay.journey)}`, and this is `{journey.name}`"
        )
    known = {node.name for node in every_node(journey.nodes)}
    unknown = list(dict.fromkeys(_unknown(overlay, known)))
    if overlay.version in {None, journey.version}:
        if unknown:
            where, name = unknown[0]
            raise DiagramError(
                f"{where} of the overlay: journey `{journey.name}` has no place `{_called(name)}`"
                + hint_at(name, sorted(known))
            )
        _refuse_ways(overlay, journey, declared)
        return ()
    said = f"the overlay is of version {overlay.version}, and this is version {journey.version}"
    if not unknown:
        return (said,)
    names = list(dict.fromkeys(name for _, name in unknown))
    shown = ", ".join(f"`{_called(name)}`" for name in names[:_NAMED])
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (f"{said}: what it tells of {shown}{rest} has no place on this map",)


def _refuse_ways(overlay: Overlay, journey: Journey, declared: Declarations) -> None:
    """DiagramError where no arrow of the journey leads from one place to the other."""
    scene = Scene.of(journey, declared, {}, frozenset(), {})
    known = {(way.source, way.target) for way in ways_of(journey, scene)}
    for number, way in enumerate(overlay.ways):
        if (way.source, way.target) not in known:
            there = sorted(target for source, target in known if source == way.source)
            leads = (
                f"there are ways to {', '.join(f'`{name}`' for name in there)}" if there else "there is none"
            )
            raise DiagramError(
                f"`ways[{number}]` of the overlay: no way of journey `{journey.name}` leads from "
                f"`{way.source}` to `{way.target}`; {leads}"
            )


def _unknown(overlay: Overlay, known: set[str]) -> Iterator[tuple[str, str]]:
    """Where something is told of a place that is not there, and its name."""
    for number, place in enumerate(overlay.places):
        if place.name not in known:
            yield f"`places[{number}]`", place.name
    for number, way in enumerate(overlay.ways):
        if way.source not in known | {ORIGIN, PAUSE}:
            yield f"`ways[{number}].from`", way.source
        if way.target not in known:
            yield f"`ways[{number}].to`", way.target
    for number, found in enumerate(overlay.findings):
        if found.place not in known:
            yield f"`findings[{number}]`", found.place


def _refuse_twice(overlay: Overlay, what: str, text: str) -> None:
    seen: set[object] = set()
    for number, place in enumerate(overlay.places):
        if place.name in seen:
            where = f"`{what}`{_at(text, ('places', number))}: `places[{number}]`"
            raise DiagramError(f"{where} tells of `{_called(place.name)}` again; say it once")
        seen.add(place.name)
    for number, way in enumerate(overlay.ways):
        key = (way.source, way.target, way.cause)
        if key in seen:
            raise DiagramError(
                f"`{what}`{_at(text, ('ways', number))}: `ways[{number}]` tells again of the way from "
                f"`{_called(way.source)}` to `{_called(way.target)}`; say it once, or with another `cause`"
            )
        seen.add(key)


# ── what is wrong, in our words ──────────────────────────────────────────────────────────────────────

_FIELDS: dict[str, type[BaseModel]] = {
    "runs": RunCounts,
    "places": PlaceFigures,
    "ways": WayFigures,
    "findings": FoundThere,
}
_WANTED = {
    "version": "the number of a version",
    "as_of": "an instant such as `2026-11-23T10:00:00Z`",
    "since": "an instant such as `2026-11-23T10:00:00Z`",
    "median_seconds": "a number of seconds, from 0 to a hundred thousand million",
    "p90_seconds": "a number of seconds, from 0 to a hundred thousand million",
    "severity": "`error`, `warning` or `info`",
    "format_version": "1, as later versions are for later releases of journeyc",
    "runs": "an object",
    "places": "a list of objects",
    "ways": "a list of objects",
    "findings": "a list of objects",
}
_TEXTS = frozenset({"journey", "name", "from", "to", "cause", "place", "rule", "message"})


def _problem(error: Any) -> str:
    """One fault that Pydantic has found; it speaks of types of Python, and we do not."""
    *around, last = error["loc"]
    path = _path(error["loc"])
    if error["type"] == "extra_forbidden":
        model = _FIELDS.get(str(around[0]), Overlay) if around else Overlay
        names = [field.alias or name for name, field in model.model_fields.items()]
        return f"{_owner(around)} has no field `{_called(str(last))}`{hint_at(str(last), names)}"
    if error["type"] == "missing":
        return f"{_owner(around)} does not say `{last}`"
    if isinstance(last, int):
        return f"`{path}` is no object"
    wanted = _WANTED.get(str(last), "a text" if last in _TEXTS else f"a whole number from 0 to {MOST:,}")
    return f"`{path}` is {_shown(error.get('input'))}; it is to be {wanted}"


def _owner(around: Sequence[Any]) -> str:
    return f"`{_path(around)}`" if around else "an overlay"


def _path(parts: Sequence[Any]) -> str:
    said = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return said.removeprefix(".")


def _shown(value: object) -> str:
    return f"`{_called(str(value))}`" if isinstance(value, str | int | float | Decimal) else _kind(value)


def _called(name: str) -> str:
    """A text of the file as a message can show it: on one line, and not all of a long one."""
    text = clean(name)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _kind(value: object) -> str:
    return "a list" if isinstance(value, list) else "missing" if value is None else "an object"


def _at(text: str, path: Sequence[Any]) -> str:
    """Where a part of JSON stands, as the end of a name; empty where its text is not at hand."""
    if not text:
        return ""
    before = text[: _offset(text, path)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f", line {line}, column {column}"


def _offset(text: str, path: Sequence[Any]) -> int:
    """Where the part at a path begins: of a field, its name. As far as the path leads."""
    decoder = JSONDecoder()
    at = found = _skip(text, 0)
    for part in path:
        opening = text[at : at + 1]
        if opening not in {"{", "["}:
            break
        at, number = _skip(text, at + 1), 0
        while text[at] not in "}]":
            name: object = number
            found = at
            if opening == "{":
                name, at = decoder.raw_decode(text, at)
                at = _skip(text, at)
            if name == part:
                break
            at = _skip(text, decoder.raw_decode(text, at)[1])
            number += 1
        else:
            break
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,:":
        at += 1
    return at
