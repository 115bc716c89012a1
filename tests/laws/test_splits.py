"""Rule 19: splits match their shares and stay put, whatever they are called and whoever is drawn."""

from collections import Counter
from math import sqrt

from hypothesis import given, settings
from hypothesis import strategies as some

from journeyc.runtime.core.nodes import SplitNode
from journeyc.runtime.core.splitting import drawn
from tests.semantics.play import Play, journey, plans

CUSTOMERS = 20_000
#: A share is off by more than so many standard deviations once in a hundred million draws.
DEVIATIONS = 6
NAMES = some.from_regex(r"[a-z][a-z0-9_]{2,12}", fullmatch=True).map(lambda name: f"s_{name}")
PERMILLES = some.lists(some.integers(1, 997), min_size=1, max_size=3, unique=True).map(sorted)
PEOPLE = some.text(some.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=6)


def shares(cuts: list[int]) -> list[float]:
    """Shares in percent that add up to all, one more than there are cuts."""
    return [(to - since) / 10 for since, to in zip([0, *cuts], [*cuts, 1000], strict=True)]


def text(name: str, cuts: list[int], header: str = "", effects: str = "") -> str:
    """A journey that draws everybody into a step for each share."""
    rows = " ".join(f"{share}% way_{n} -> to_{n} {effects}" for n, share in enumerate(shares(cuts)))
    steps = " ".join(f"step to_{n} via web {{ on a -> done {effects} }}" for n in range(len(cuts) + 1))
    places = f"{'step before via web { on b -> done } ' if effects else ''}split {name} {{ {rows} }} {steps}"
    begun = journey(places, header=f"reenter always {header}").replace("opened -> here", f"opened -> {name}")
    return begun.replace("on b -> done", f"on b -> {name}")


def share_of(play: Play) -> int:
    """The share that the customer of a play falls into, with a run that begins and ends."""
    play.send("opened")
    (place,) = play.run_of("trip")["configuration"]
    play.send("a")
    return int(place.removeprefix("to_"))


@settings(max_examples=8)
@given(NAMES, PERMILLES, PEOPLE)
def test_shares_are_as_large_as_they_say(name: str, cuts: list[int], people: str) -> None:
    (plan,) = plans(text(name, cuts))
    split = plan.nodes[name]
    assert isinstance(split, SplitNode)
    counts = Counter(drawn(plan.journey, split, f"{people} {n}").label for n in range(CUSTOMERS))
    for (_, arrow), share in zip(split.shares, shares(cuts), strict=True):
        likely = share / 100
        off = abs(counts[arrow.label] - CUSTOMERS * likely)
        assert off <= DEVIATIONS * sqrt(CUSTOMERS * likely * (1 - likely))


@settings(max_examples=25)
@given(NAMES, PERMILLES, PEOPLE)
def test_a_customer_stays_in_their_share(name: str, cuts: list[int], people: str) -> None:
    """In later runs, and in later versions where much else is different."""
    play = Play(text(name, cuts), customer=people)
    first = share_of(play)
    play.wait(days=400)
    assert share_of(play) == first
    later = text(name, cuts, 'version 2 timezone "Europe/Berlin"', '{ note "later" }')
    assert share_of(Play(text(name, cuts), later, customer=people)) == first
