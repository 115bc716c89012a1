"""The map from afar: one card for each stage, with what is in it as counts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from journeyc.compiler.diagram.cards import HERE
from journeyc.compiler.diagram.picture import OUTCOMES, STEPS, Card, Chip, Edge, Group, Line, Mark, Picture
from journeyc.compiler.diagram.summary import count
from journeyc.compiler.diagram.views.path import together

#: What is counted of a stage, and what it is called.
_KINDS = dict.fromkeys(STEPS, "step") | dict.fromkeys(OUTCOMES, "outcome") | {"choice": "choice"}
#: So many ways between two cards are told; of more, how many there are.
_TOLD = 3


def overview(picture: Picture, links: Mapping[str, str] | None = None) -> Picture:
    """The picture with each stage as one card, and what stands in no stage as it is.

    `links` are where the card of a stage leads, by the name of the stage.
    """
    homes: dict[str, str] = {}
    groups, loose = [], list(picture.cards)
    for group in picture.groups:
        folded, cards = _folded(group, homes, links or {})
        groups += [folded] if folded else []
        loose += cards
    return replace(picture, groups=tuple(groups), cards=tuple(loose), edges=_edges(picture.edges, homes))


def outer_stages(part: Picture | Group) -> Iterator[Group]:
    """The stages that stand in no other."""
    for group in part.groups:
        if group.kind == "stage":
            yield group
        else:
            yield from outer_stages(group)


def _folded(group: Group, homes: dict[str, str], links: Mapping[str, str]) -> tuple[Group | None, list[Card]]:
    """A group with the stages in it folded up, or the card of a stage; `homes` learns where cards are."""
    if group.kind == "stage":
        card = _stage(group, links.get(group.name))
        homes |= {inner.id: card.id for inner in group.every_card()}
        return None, [card]
    inner, cards = [], list(group.cards)
    for child in group.groups:
        folded, more = _folded(child, homes, links)
        inner += [folded] if folded else []
        cards += more
    return replace(group, groups=tuple(inner), cards=tuple(cards)), []


def _stage(group: Group, link: str | None) -> Card:
    cards = list(group.every_card())
    own = next((card for card in group.cards if card.kind == "around" and card.name == group.name), None)
    inside = [card for card in cards if card is not own]
    counts = Counter(_KINDS[card.kind] for card in inside if card.kind in _KINDS)
    said = " · ".join(count(number, word) for word, number in counts.items())
    found = sum(card.finding is not None for card in cards)
    chips = [*(chip for chip in (own.chips if own else ()) if chip.kind != "path"), *together(cards)]
    chips += [Chip("finding", f"▲ {count(found, 'finding')} inside")] if found else []
    here = any(card.here for card in cards)
    chips += [HERE] if here and not (own and own.here) else []
    return Card(
        id=f"card-{group.id.removeprefix('group-in-')}",
        name=group.name,
        kind="stage",
        kicker="STAGE",
        title=group.bare,
        lines=(said, *(own.lines if own else ())),
        chips=tuple(chips),
        finding="other" if found else None,
        here=here,
        hint=own.hint if own else "",
        mark=_mark(card.mark for card in cards),
        link=link,
    )


def _mark(several: Iterable[Mark | None]) -> Mark | None:
    """On the path where any is; changed where they differ; else what all of them are."""
    marks = set(several)
    if "on-path" in marks:
        return "on-path"
    return marks.pop() if len(marks) == 1 else "changed"


def _edges(edges: Iterable[Edge], homes: Mapping[str, str]) -> tuple[Edge, ...]:
    """The arrows between what is left; those between the same two are one, and none leads inside a stage."""
    between: dict[tuple[str, str, bool], list[Edge]] = {}
    for edge in edges:
        source, target = homes.get(edge.source, edge.source), homes.get(edge.target, edge.target)
        if source != target or (edge.source == edge.target and edge.source not in homes):
            between.setdefault((source, target, edge.kind == "timer"), []).append(edge)
    return tuple(_one(source, target, several) for (source, target, _), several in between.items())


def _one(source: str, target: str, several: list[Edge]) -> Edge:
    first = replace(several[0], source=source, target=target)
    if len(several) == 1:
        return first
    said = [line for edge in several for line in edge.lines if line.kind in {"event", "timer"}]
    texts = list(dict.fromkeys(line.text.removeprefix("or ") for line in said))
    lines = [Line(first.kind if first.kind == "timer" else "event", text) for text in texts[:_TOLD]]
    lines += [Line("note", f"and {count(len(texts) - _TOLD, 'other way')}")] if len(texts) > _TOLD else []
    mark = _mark(edge.mark for edge in several)
    loop = all(edge.loop for edge in several)
    return replace(first, lines=tuple(lines), loop=loop, mark=mark, hint="")
