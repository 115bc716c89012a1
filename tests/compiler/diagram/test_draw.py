"""What of a journey stands on its picture."""

from collections.abc import Iterator
from typing import Any

import pytest

from journeyc.compiler.diagram import DiagramError, Options, Picture, draw
from journeyc.compiler.diagram.picture import Card, Edge
from journeyc.compiler.diagram.wording import effect
from journeyc.expression.tree import Apply, Literal, Read
from journeyc.ir import Package, definition_of
from journeyc.ir.base import Place
from journeyc.ir.model import Choice, Guard, Set


def card(picture: Picture, name: str) -> Card:
    return next(item for item in picture.every_card() if item.name == name)


def arrows(picture: Picture, source: str, target: str) -> list[Edge]:
    ids = {item.name: item.id for item in picture.every_card()}
    return [edge for edge in picture.edges if (edge.source, edge.target) == (ids[source], ids[target])]


def words(edge: Edge) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in edge.lines]


def compared(field: str, value: str) -> Apply:
    return Apply("==", (Read("customer", (field,), "text?"), Literal(value, "text")), "bool")


def test_touchpoints_in_declared_order(broadband: Package) -> None:
    """A step is in the group of its first channel's touchpoint; choices, ends and the pause are in none."""
    picture = draw(broadband)
    assert [(group.title, [item.name for item in group.cards]) for group in picture.groups] == [
        ("Website", ["basket", "checkout", "slot"]),
        ("Contact centre", ["assisted", "credit"]),
        ("Field service", ["visit"]),
        ("Messaging", ["first_bill"]),
    ]
    assert [item.name for item in picture.cards] == ["coverage", "active", "no_line", "abandoned", "(pause)"]


@pytest.mark.parametrize(
    ("name", "kind", "kicker"),
    [
        ("intake", "step", "STEP · WEB"),
        ("review", "agent", "AGENT TASK · DESK"),
        ("result", "choice", "CHOICE"),
        ("accepted", "success", "END · SUCCESS"),
        ("lost", "failure", "END · FAILURE"),
        ("(pause)", "pause", "PAUSE · ANY STEP"),
    ],
)
def test_kickers(bill_dispute: Package, name: str, kind: str, kicker: str) -> None:
    """A card says in words what kind it is."""
    drawn = card(draw(bill_dispute), name)
    assert (drawn.kind, drawn.kicker) == (kind, kicker)


def test_step_says_what_it_does(bill_dispute: Package) -> None:
    """A step shows what it asks, what happens without leaving, its other channels and its messages."""
    picture = draw(bill_dispute)
    intake, review, pause = (card(picture, name) for name in ("intake", "review", "(pause)"))
    assert intake.lines == ("asks dispute.reason and dispute.amount",)
    assert [(chip.kind, chip.text) for chip in intake.chips] == [("channel", "chat"), ("channel", "voice")]
    assert review.lines == ("after 3 days: notify still_working",)
    assert [(chip.kind, chip.text) for chip in review.chips] == [("notify", "notify: dispute_in_review")]
    assert pause.lines == ("30 minutes without input", "on save_for_later")
    assert [chip.text.replace("\N{NO-BREAK SPACE}", " ") for chip in pause.chips] == [
        "remind: come_back after 1 day, 3 days"
    ]


def test_edges_say_event_guard_and_message(bill_dispute: Package) -> None:
    """An event, its condition with mathematical signs, and what is sent on the way are lines of the label."""
    picture = draw(bill_dispute)
    assert [words(edge) for edge in arrows(picture, "intake", "result")] == [
        [("event", "answered"), ("guard", "if dispute.amount ≤ 20 EUR and customer.good_payer")]
    ]
    assert [words(edge) for edge in arrows(picture, "review", "intake")] == [
        [("event", "more_needed"), ("note", "notify tell_us_more")]
    ]
    assert [words(edge) for edge in arrows(picture, "result", "lost")] == [[("event", "otherwise")]]
    assert arrows(picture, "review", "result")[0].hint == "set won = event.accepted"


def test_start_and_give_up(bill_dispute: Package) -> None:
    """The start says which event on which channels; giving up leaves the pause as a timer."""
    picture = draw(bill_dispute)
    first = picture.edges[0]
    assert (first.source, first.kind) == ("start", "start")
    assert words(first) == [("event", "dispute_opened"), ("note", "from web, chat or voice")]
    (give_up,) = arrows(picture, "(pause)", "abandoned")
    assert (give_up.kind, words(give_up)) == ("timer", [("timer", "give up after 14 days")])


def test_ways_between_the_same_cards(broadband: Package) -> None:
    """Ways that start and end alike are stacked on one arrow; a timer keeps its own, dashed one."""
    picture = draw(broadband)
    (back,) = arrows(picture, "visit", "slot")
    assert words(back) == [("event", "no_access"), ("note", "notify we_missed_you"), ("event", "or rebook")]
    assert [edge.kind for edge in arrows(picture, "credit", "slot")] == ["event", "timer"]


def test_loops_lead_back(broadband: Package) -> None:
    """What leads back towards the start is a loop, and what is left has no circle."""
    picture = draw(broadband)
    names = {item.id: item.name for item in picture.every_card()} | {"start": "start"}
    loops = {(names[edge.source], names[edge.target]) for edge in picture.edges if edge.loop}
    assert loops == {("assisted", "basket"), ("visit", "slot"), ("first_bill", "assisted")}
    following: dict[str, set[str]] = {}
    for edge in picture.edges:
        if not edge.loop:
            following.setdefault(edge.source, set()).add(edge.target)
    while following:
        last = {name for name, targets in following.items() if not targets & following.keys()}
        assert last
        following = {name: targets for name, targets in following.items() if name not in last}


def test_findings_and_the_readers_place(bill_dispute: Package) -> None:
    """A finding and the customer's place are words on the card, in the line under the title and in the
    summary.
    """
    options = Options(findings={"review": ("dead-end", "dead end: no way out")}, here=frozenset({"intake"}))
    picture = draw(bill_dispute, options=options)
    assert [chip.text for chip in card(picture, "review").chips][-1] == "× dead end: no way out"
    assert [chip.text for chip in card(picture, "intake").chips][-1] == "► you are here"
    assert card(picture, "review").finding == "dead-end"
    assert card(picture, "intake").here
    assert picture.subtitle == "v3 · 3 steps · 4 channels · 3 outcomes · 1 dead end"
    assert "The customer is now at Tell us what is wrong." in picture.summary


def test_private_fields_show_no_value(bill_dispute: Package, private_guard: Guard) -> None:
    """A constant compared with a private field of the customer is masked."""
    journey = bill_dispute.journeys[0]
    nodes = tuple(
        node.model_copy(update={"rows": (node.rows[0].model_copy(update={"guard": private_guard}),)})
        if isinstance(node, Choice)
        else node
        for node in journey.nodes
    )
    changed = journey.model_copy(update={"nodes": nodes})
    picture = draw(bill_dispute.model_copy(update={"journeys": (changed,)}))
    assert "anna" not in repr(picture)
    assert "4711" not in repr(picture)
    assert words(arrows(picture, "result", "accepted")[0]) == [
        ("guard", 'if customer.email == "•••" and plan > •••')
    ]


@pytest.mark.parametrize(("count", "direction"), [(3, "LR"), (6, "LR"), (7, "TB"), (16, "TB")])
def test_direction(long_journey: Any, count: int, direction: str) -> None:
    """Up to six cards behind each other run from left to right, a longer row from top to bottom."""
    assert draw(long_journey(count)).direction == direction
    assert draw(long_journey(count), options=Options(direction="TB")).direction == "TB"


@pytest.mark.parametrize(("count", "direction"), [(15, "LR"), (16, "TB")])
def test_direction_of_many_cards(long_journey: Any, count: int, direction: str) -> None:
    """Up to fifteen cards beside each other run from left to right, more from top to bottom."""
    package = long_journey(count)
    journey = package.journeys[0]
    loose = tuple(node.model_copy(update={"handlers": ()}) for node in journey.nodes)
    apart = journey.model_copy(update={"nodes": loose})
    assert draw(package.model_copy(update={"journeys": (apart,)})).direction == direction


def test_definition_and_package_draw_alike(bill_dispute: Package) -> None:
    """A single definition gives the picture its package gives."""
    definition = definition_of(bill_dispute, bill_dispute.journeys[0])
    assert draw(definition) == draw(bill_dispute) == draw(bill_dispute, "bill_dispute")


def bad_choices(package: Package) -> Iterator[tuple[Package, str | None, str]]:
    yield package, "bill_disput", "there is no journey `bill_disput`; there is `bill_dispute`"
    yield package.model_copy(update={"journeys": package.journeys * 2}), None, "say which journey to draw: "
    yield package.model_copy(update={"journeys": ()}), None, "there is no journey to draw"


def test_which_journey(bill_dispute: Package) -> None:
    """A wrong or missing name is answered with the names there are."""
    for package, name, message in bad_choices(bill_dispute):
        with pytest.raises(DiagramError, match=f"^{message}"):
            draw(package, name)


def test_copies_of_private_fields_show_no_value(bill_dispute: Package, private_guard: Guard) -> None:
    """A field of the context that is set to a private one is as private."""
    journey, email = bill_dispute.journeys[0], Read("customer", ("email",), "text?")
    copied = Set(path=("copy",), value=email, text="customer.email", place=private_guard.place)
    same = Apply("==", (Read("context", ("copy",), "text?"), Literal("a@b.example", "text")), "bool")
    guard = Guard(expression=same, text='copy == "a@b.example"', place=private_guard.place)
    nodes = tuple(
        node.model_copy(update={"rows": (node.rows[0].model_copy(update={"guard": guard}),)})
        if isinstance(node, Choice)
        else node
        for node in journey.nodes
    )
    starts = (journey.starts[0].model_copy(update={"effects": (copied,)}),)
    changed = journey.model_copy(update={"nodes": nodes, "starts": starts})
    picture = draw(bill_dispute.model_copy(update={"journeys": (changed,)}))
    assert words(arrows(picture, "result", "accepted")[0]) == [("guard", 'if copy == "•••"')]


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        (
            'customer.email == "anna@telco.example"',
            compared("email", "anna@telco.example"),
            'set known = customer.email == "•••"',
        ),
        (
            "customer.illness == broken_leg",
            compared("illness", "broken_leg"),
            "set known = customer.illness == •••",
        ),
        (
            "customer.tier == gold",
            compared("tier", "gold"),
            "set known = customer.tier == gold",
        ),
    ],
)
def test_private_fields_show_no_value_in_effects(text: str, value: Apply, shown: str) -> None:
    """Neither quoted text nor a member of a type that stands beside them; what is not private is shown."""
    item = Set(path=("known",), value=value, text=text, place=Place(file="a", line=1, column=1))
    assert effect(item, frozenset({("customer", "email"), ("customer", "illness")})) == shown
