"""Lays an overlay over a picture: figures on cards and arrows, findings as chips, the time in the subtitle.

A place without a card of its own is told at the card where it begins or, where a picture shows less than all
places, at what is around it; there, who is in several places is added up, and lengths of time are not told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from journeyc.compiler.diagram.cards import ORIGIN, PAUSE, finding_chip
from journeyc.compiler.diagram.overlay import FoundThere, Overlay, PlaceFigures, WayFigures
from journeyc.compiler.diagram.picture import (
    OUTCOMES,
    START,
    Card,
    CardKind,
    Edge,
    Figure,
    FindingKind,
    Level,
    Picture,
)
from journeyc.ir.model import Branch, Journey, Node
from journeyc.ir.walk import every_node

#: A place has many where so large a part of all open runs is there, of so many at least.
MANY, MANY_OF = 0.25, 10
#: From which part of those who left on it is told that many did not go on, and then that too many did.
LEAVE, TOO_MANY_LEAVE = 0.10, 0.25
#: From which part of those who are there it is told that too many are stuck; any who is, is told.
TOO_MANY_STUCK = 0.10
#: Which finding has a look of its own, by its rule.
_KINDS: Mapping[str, FindingKind] = {"dead-end": "dead-end", "unreachable-step": "unreachable"}

_UNITS = ((86_400, "day"), (3_600, "h"), (60, "min"), (1, "s"))
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def lay_over(picture: Picture, journey: Journey, overlay: Overlay) -> Picture:
    """The picture with what an overlay tells; names that it does not have are passed over."""
    cards = {card.name: card.id for card in picture.every_card()} | {ORIGIN: START}
    homes = _homes(journey, cards)
    figures = _of_cards(overlay, picture, homes)
    chips: dict[str, list[FoundThere]] = {}
    for found in overlay.findings:
        if home := homes.get(found.place):
            chips.setdefault(home, []).append(found)
    laid = {
        card.id: _with_findings(replace(card, figures=figures.get(card.id, ())), chips.get(card.id, []))
        for card in picture.every_card()
    }
    edges = _of_edges(overlay, picture.edges, homes)
    told = when_told(overlay)
    return replace(
        picture.mapped(lambda card: laid[card.id]),
        subtitle=" · ".join([picture.subtitle, *told]),
        summary=" ".join([picture.summary, *_sentences(told, laid)]),
        edges=edges,
    )


def _homes(journey: Journey, cards: Mapping[str, str]) -> dict[str, str]:
    """At which card each place is told, by its name."""
    nodes: dict[str, Node | Branch] = {node.name: node for node in every_node(journey.nodes)}
    around = {
        child.name: node.name
        for node in nodes.values()
        for child in getattr(node, "nodes", ())
    }  # fmt: skip
    homes = {name: cards[name] for name in (ORIGIN, PAUSE) if name in cards}
    for name in nodes:
        home = _inward(name, nodes, cards) or _outward(name, around, cards)
        if home:
            homes[name] = home
    return homes


def _inward(name: str, nodes: Mapping[str, Node | Branch], cards: Mapping[str, str]) -> str | None:
    seen: set[str] = set()
    while name not in seen and name in nodes:
        if name in cards:
            return cards[name]
        seen.add(name)
        name = getattr(nodes[name], "initial", name)
    return None


def _outward(name: str, around: Mapping[str, str], cards: Mapping[str, str]) -> str | None:
    while name in around:
        name = around[name]
        if name in cards:
            return cards[name]
    return None


# ── cards ────────────────────────────────────────────────────────────────────────────────────────────


def _of_cards(overlay: Overlay, picture: Picture, homes: Mapping[str, str]) -> dict[str, tuple[Figure, ...]]:
    told: dict[str, list[PlaceFigures]] = {}
    kinds = {card.id: card.kind for card in picture.every_card()}
    for place in overlay.places:
        home = homes.get(place.name)
        # What stands elsewhere says no more there than what it is.
        if home and kinds.get(home, "stub") != "stub":
            told.setdefault(home, []).append(place)
    everybody = overlay.runs.open if overlay.runs else None
    return {home: tuple(_figures(_added(places), everybody, kinds[home])) for home, places in told.items()}


def _added(places: list[PlaceFigures]) -> PlaceFigures:
    """Several places as one."""
    if len(places) == 1:
        return places[0]
    names = ("now", "paused", "suspended", "stuck")
    known = {name: [n for place in places if (n := getattr(place, name)) is not None] for name in names}
    return PlaceFigures(name="", **{name: sum(counts) for name, counts in known.items() if counts})


def _figures(place: PlaceFigures, everybody: int | None, kind: CardKind) -> Iterator[Figure]:
    """What a card says of a place, in the order in which it is read. A choice is passed at once."""
    if kind in OUTCOMES or kind == "done":
        if place.entered is not None:
            yield Figure("flow", f"{place.entered:,} ended here")
        return
    if place.now or (place.now is not None and kind != "choice"):
        held = [f"{n:,} {word}" for word in ("paused", "suspended") if (n := getattr(place, word))]
        many = everybody and everybody >= MANY_OF and place.now / everybody >= MANY
        yield Figure("now", " · ".join([f"{place.now:,} now", *held]), "notable" if many else "plain")
    times = []
    if place.median_seconds is not None:
        times.append(f"median {in_words(place.median_seconds)}")
    if place.p90_seconds is not None:
        times.append(f"9 in 10 within {in_words(place.p90_seconds)}")
    if times:
        yield Figure("time", " · ".join(times))
    if place.drop_off:
        part = place.drop_off / place.left if place.left else None
        share = f"{percent(part)} leave here" if part is not None and part <= 1 else "leave here"
        yield Figure("drop-off", f"{share}: {place.drop_off:,}", _level(part, LEAVE, TOO_MANY_LEAVE))
    if place.stuck:
        part = place.stuck / place.now if place.now else None
        yield Figure("stuck", f"{place.stuck:,} stuck", _level(part, 0, TOO_MANY_STUCK))


def _level(part: float | None, notable: float, alarming: float) -> Level:
    if part is None:
        return "notable"
    return "alarming" if part >= alarming else "notable" if part >= notable else "plain"


def _with_findings(card: Card, found: list[FoundThere]) -> Card:
    """The card with a chip for each finding that it does not show already."""
    for one in found:
        kind, text = as_found(one.rule, one.message)
        chip = finding_chip(kind, text)
        if chip not in card.chips:
            card = replace(card, chips=(*card.chips, chip), finding=_graver(card.finding, kind))
    return card


def as_found(rule: str, message: str) -> tuple[FindingKind, str]:
    """A finding as a card shows it."""
    return _KINDS.get(rule, "other"), message.replace("`", "")


def _graver(one: FindingKind | None, other: FindingKind) -> FindingKind:
    return other if one is None or one == "other" else one


# ── arrows ───────────────────────────────────────────────────────────────────────────────────────────


def _of_edges(overlay: Overlay, edges: tuple[Edge, ...], homes: Mapping[str, str]) -> tuple[Edge, ...]:
    between: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        between.setdefault((edge.source, edge.target), []).append(edge)
    counts: dict[str, int] = {}
    leaving: dict[str, int] = {}
    for way in overlay.ways:
        source, target = homes.get(way.source), homes.get(way.target)
        # What goes on inside of a card from afar leads nowhere.
        if source is None or target is None or (source == target and way.source != way.target):
            continue
        leaving[source] = leaving.get(source, 0) + way.count
        if its := _edge_of(way, between.get((source, target), [])):
            counts[its.id] = counts.get(its.id, 0) + way.count
    widest = max(counts.values(), default=0)
    return tuple(
        replace(edge, figures=(_flow(counts[edge.id], leaving[edge.source], widest),))
        if edge.id in counts
        else edge
        for edge in edges
    )


def _edge_of(way: WayFigures, edges: list[Edge]) -> Edge | None:
    """The arrow of a way: beside each other stand one for events and one for timers, at most."""
    alike = [edge for edge in edges if (edge.kind == "timer") is way.timed]
    return next(iter(alike or edges), None)


def _flow(count: int, leaving: int, widest: int) -> Figure:
    part = f" · {percent(count / leaving)}" if leaving else ""
    return Figure("flow", f"{count:,}{part}", share=count / widest if widest else 0.0)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────


def percent(part: float) -> str:
    """A part of all in whole percent; what is neither nothing nor all is not told as that."""
    if 0 < part < 0.01:
        return "<1%"
    if 0.99 < part < 1:
        return ">99%"
    return f"{part * 100:.0f}%"


def in_words(seconds: float) -> str:
    """A length of time in its largest unit, with a decimal only below ten: `40 s`, `3 h`, `1.9 days`."""
    for size, unit in _UNITS:
        if seconds >= size or unit == "s":
            number = seconds / size
            # What would be told as `24 h` or `60 min` is one of the next unit.
            said = f"{number:.1f}".removesuffix(".0") if number < 9.95 else f"{number:,.0f}"
            bigger = {"h": ("24", "1 day"), "min": ("60", "1 h"), "s": ("60", "1 min")}.get(unit)
            if bigger and said == bigger[0]:
                return bigger[1]
            return f"{said} {unit}" if unit != "day" or said == "1" else f"{said} days"
    raise AssertionError  # the last unit takes all


def when_told(overlay: Overlay) -> list[str]:
    """As of when the figures are, since when they count, and of how many runs."""
    told = []
    if overlay.as_of is not None:
        told.append(f"as of {_moment(overlay.as_of)}")
    if overlay.since is not None:
        told.append(f"counted since {_moment(overlay.since)}")
    if overlay.runs is not None:
        told += [
            f"{count:,} {word}" for word in ("open", "begun", "ended")
            if (count := getattr(overlay.runs, word)) is not None
        ]  # fmt: skip
    return told


def _moment(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def _sentences(told: list[str], cards: Mapping[str, Card]) -> Iterator[str]:
    if told:
        yield f"Figures {', '.join(told)}."
    for card in cards.values():
        if card.figures:
            yield f"{card.title}: {', '.join(figure.text for figure in card.figures)}."
