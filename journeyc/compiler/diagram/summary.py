"""The picture in words: one line under its title, and the text for those who do not see it."""

from collections.abc import Iterator, Sequence

from journeyc.compiler.diagram.picture import OUTCOMES, START, STEPS, Card, Edge
from journeyc.compiler.diagram.wording import clean, listed
from journeyc.ir.model import Journey

#: A description of more cards than this is no help any more: it stops at the counts.
_TOLD = 60


def subtitle(journey: Journey, cards: Sequence[Card], channels: int) -> str:
    """Version and counts: `v3 · 6 steps · 4 channels · 3 outcomes`, and how many findings of each kind."""
    steps, outcomes = counted(cards)
    words = [f"v{journey.version}", steps, count(channels, "channel"), outcomes]
    for kind, word in (("dead-end", "dead end"), ("unreachable", "unreachable step"), ("other", "finding")):
        found = sum(card.finding == kind for card in cards)
        words += [count(found, word)] if found else []
    return " · ".join(words)


def counted(cards: Sequence[Card]) -> tuple[str, str]:
    """How many steps and outcomes there are: `6 steps`, `1 outcome`."""
    steps = sum(card.kind in STEPS for card in cards)
    outcomes = sum(card.kind in OUTCOMES for card in cards)
    return count(steps, "step"), count(outcomes, "outcome")


def summary(journey: Journey, cards: Sequence[Card], edges: Sequence[Edge], channels: int) -> str:
    """The whole map told in sentences."""
    title = clean(journey.title or journey.name)
    return in_sentences(f"Customer journey {title}: {subtitle(journey, cards, channels)}.", cards, edges)


def in_sentences(first: str, cards: Sequence[Card], edges: Sequence[Edge]) -> str:
    """A first sentence, and then all that is drawn."""
    sentences = [first]
    here = [card.title for card in cards if card.here]
    if here:
        sentences.append(f"The customer is now at {listed(here, 'and')}.")
    if len(cards) <= _TOLD:
        sentences += _sentences(cards, edges)
    return " ".join(sentences)


def _sentences(cards: Sequence[Card], edges: Sequence[Edge]) -> Iterator[str]:
    titles = {card.id: card.title for card in cards}
    for edge in edges:
        if edge.source == START:
            yield f"It starts with {_said(edge)} at {titles[edge.target]}."
    for card in cards:
        ways = [f"{_leads(edge)} {titles[edge.target]}" for edge in edges if edge.source == card.id]
        details = [*card.lines, *(chip.text for chip in card.chips if chip.kind not in {"channel", "here"})]
        told = "; ".join([*details, *ways])
        yield f"{card.title} ({card.kicker.lower()})" + (f": {told}." if told else ".")


def _leads(edge: Edge) -> str:
    """How one comes along an arrow; one without a label is no choice."""
    said = _said(edge)
    return f"{said} leads to" if said else "goes on with"


def _said(edge: Edge) -> str:
    return " ".join(line.text for line in edge.lines)


def count(number: int, word: str) -> str:
    """A number of things: `1 step`, `2 steps`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
