"""What has steps in it, what others do, and what leads back, on the picture."""

from typing import Any

import pytest

from journeyc.compiler.diagram import Options, Picture, draw
from journeyc.compiler.diagram.picture import Card, Group
from journeyc.ir.model import (
    BestChannel,
    Branch,
    Call,
    Condition,
    Each,
    Emit,
    End,
    Interrupt,
    Journey,
    Note,
    Outcome,
    Parallel,
    PlainStart,
    Raise,
    Run,
    ScheduleStart,
    SegmentStart,
    Share,
    Split,
    Stage,
    StartJourney,
    Timer,
    WorkedBy,
)
from tests.compiler.diagram.conftest import (
    DAY,
    PLACE,
    TRUE,
    after,
    end,
    guard,
    notify,
    on,
    package,
    start,
    step,
)

DONE = end("done", "Done", "success")
BACK = on("closed").model_copy(update={"way": "back"})


def journey(*nodes: Any, starts: Any = None) -> Journey:
    return Journey(
        name="j",
        title="J",
        starts=starts or (start("begin", nodes[0].name),),
        nodes=(*nodes, DONE),
        place=PLACE,
    )


def drawn(*nodes: Any, starts: Any = None, options: Options | None = None) -> Picture:
    return draw(package(journey(*nodes, starts=starts)), options=options)


def around(kind: Any, name: str, *nodes: Any, **more: Any) -> Any:
    begins = {} if kind is Parallel else {"initial": nodes[0].name}
    return kind(name=name, title=name.title(), nodes=nodes, place=PLACE, **begins, **more)


def waits(name: str, *handlers: Any, **more: Any) -> Any:
    return step(name, name.title(), "web", handlers=handlers or (on("go", "done"),), **more)


def done(name: str) -> End:
    return End(name=name, title=name.title(), outcome=None, place=PLACE)


def card(picture: Picture, name: str) -> Card:
    return next(item for item in picture.every_card() if item.name == name)


def outline(group: Group) -> Any:
    return (group.kind, group.title, [item.name for item in group.cards], [outline(g) for g in group.groups])


def ways(picture: Picture) -> list[tuple[str, str, str]]:
    names = {item.id: item.name for item in picture.every_card()} | {"start": "(start)"}
    return [
        (names[edge.source], " / ".join(line.text for line in edge.lines), names[edge.target])
        for edge in picture.edges
    ]


def test_a_stage_without_clauses_is_a_frame() -> None:
    """A way to it arrives where it begins, however deep."""
    inner = around(Stage, "inner", waits("first"))
    picture = drawn(around(Stage, "outer", inner, waits("second", on("again", "outer"))))
    assert [outline(group) for group in picture.groups] == [
        ("stage", "STAGE · Outer", ["second"], [("stage", "STAGE · Inner", ["first"], [])])
    ]
    assert ways(picture) == [
        ("(start)", "begin", "first"),
        ("first", "go", "done"),
        ("second", "again", "first"),
    ]


def test_a_stage_with_clauses_has_a_card_for_them() -> None:
    """Its own ways begin there; a way into it passes by."""
    stage = around(
        Stage, "care", waits("first"), waits("other", on("x", "care")),
        handlers=(on("stop", "done"), on("note")), timers=(after("9 days", "done"),),
        enter=(notify("hello"),),
    )  # fmt: skip
    picture = drawn(stage)
    assert outline(picture.groups[0]) == ("stage", "Care", ["care", "first", "other"], [])
    said = card(picture, "care")
    assert (said.kind, said.kicker, said.lines) == ("around", "STAGE", ("on note",))
    assert [chip.text for chip in said.chips] == ["notify: hello"]
    assert ways(picture)[:4] == [
        ("(start)", "begin", "care"),
        ("care", "", "first"),
        ("care", "stop", "done"),
        ("care", "after 9 days", "done"),
    ]


def test_a_parallel_forks() -> None:
    """Its card leads to where each branch begins; an end in a branch is no outcome of the journey."""
    left = around(Branch, "left", waits("a", on("x", "a_done")), done("a_done"))
    right = around(Branch, "right", waits("b"), reminders=())
    picture = drawn(around(Parallel, "both", left, right, handlers=(on("left.done", "done"),)))
    assert outline(picture.groups[0]) == (
        "parallel",
        "Both",
        ["both"],
        [("branch", "BRANCH · Left", ["a", "a_done"], []), ("branch", "BRANCH · Right", ["b"], [])],
    )
    assert ways(picture)[1:4] == [("both", "", "a"), ("both", "", "b"), ("both", "left.done", "done")]
    assert (card(picture, "a_done").kind, card(picture, "a_done").kicker) == ("done", "DONE")
    assert picture.subtitle == "v1 · 2 steps · 1 channel · 1 outcome"


def test_each_says_for_what() -> None:
    """The list, and how many at once."""
    each = around(
        Each, "bills", waits("a"), item="bill", type="Bill", among=TRUE, text="open_bills", at_once=2
    )
    assert drawn(each).groups[0].title == "EACH BILL · 2 AT ONCE · Bills"
    with_card = each.model_copy(update={"handlers": (on("stop", "done"),)})
    assert card(drawn(with_card), "bills").lines == ("for each of open_bills",)


@pytest.mark.parametrize(("urgent", "kicker"), [(True, "ANYTIME · URGENT"), (False, "ANYTIME")])
def test_an_interrupt_begins_by_its_handlers(*, urgent: bool, kicker: str) -> None:
    """No way leads to it, and what leads back says so on its card."""
    talk = waits("talk", BACK)
    picture = drawn(waits("a"), around(Interrupt, "help", talk, handlers=(on("ask", "talk"),), urgent=urgent))
    assert card(picture, "help").kicker == kicker
    assert ways(picture) == [("(start)", "begin", "a"), ("a", "go", "done"), ("help", "ask", "talk")]
    assert card(picture, "talk").lines == ("on closed: back",)


def test_a_split_has_its_shares() -> None:
    """Like a choice, with the share and its name."""
    shares = (
        Share(name="letter", percent="45", target="a", effects=(notify("news"),), place=PLACE),
        Share(name="nothing", percent="55", target="done", place=PLACE),
    )
    picture = drawn(Split(name="test", title="Test", shares=shares, place=PLACE), waits("a"))
    assert (card(picture, "test").kind, card(picture, "test").kicker) == ("choice", "SPLIT")
    assert ways(picture)[1:3] == [
        ("test", "45% letter / notify news", "a"),
        ("test", "55% nothing", "done"),
    ]


def outcome(kind: Any, name: str | None, target: str | None, **more: Any) -> Outcome:
    return Outcome(kind=kind, name=name, target=target, place=PLACE, **more)


def test_what_follows_a_call_and_a_sub_journey() -> None:
    """Each outcome has its way; where there are several calls, it says whose; staying is on the card."""
    call = Call(
        service="billing.credit",
        outcomes=(
            outcome("ok", "found", None, effects=(notify("news"),)),
            outcome("fails", "refused", "done"),
            outcome("no_answer", None, None, way="back"),
        ),
        place=PLACE,
    )
    run = Run(
        journey="check",
        outcomes=(outcome("ends", "yes", "done"), outcome("otherwise", None, "done", undoing=True)),
        place=PLACE,
    )
    single = drawn(step("a", "A", calls=(call,)))
    assert card(single, "a").lines == ("calls billing.credit", "ok: notify news", "no answer: back")
    assert ways(single)[1:] == [("a", "fails refused", "done")]
    both = drawn(step("a", "A", calls=(call,), runs=(run,)))
    assert card(both, "a").lines[:2] == ("calls billing.credit", "ok: notify news")
    assert [chip.text for chip in card(both, "a").chips] == ["runs check"]
    assert ways(both)[1:] == [
        (
            "a",
            "billing.credit fails refused / or check ends yes / or check otherwise / undoing what was done",
            "done",
        )
    ]


def test_who_works_on_a_step() -> None:
    """The queue or bot, what it needs, how its channel is found, and what is undone."""
    made = step(
        "a", "A", "desk", worker=WorkedBy(kind="queue", name="experts"), needs=("photo", "agent"),
        undo=(Emit(event="undone", place=PLACE),),
    )  # fmt: skip
    assert card(drawn(made), "a").lines == ("by queue experts", "needs photo and agent", "undo: emit undone")
    best = step("a", "A", best=BestChannel(decision="route", text="route()", place=PLACE))
    assert (card(drawn(best), "a").kicker, card(drawn(best), "a").lines) == (
        "STEP · BEST CHANNEL",
        ("channel by route",),
    )


def test_conditions_and_repeated_timers() -> None:
    """A condition is a way of its own; what is repeated says how often."""
    every = Timer(every=DAY, times=3, text="1 day", effects=(Raise(event="x", place=PLACE),), place=PLACE)
    when = Condition(guard=guard("n >= 3"), target="done", place=PLACE)
    picture = drawn(waits("a", conditions=(when,), timers=(every,)))
    assert ways(picture)[1:] == [("a", "go / or if n ≥ 3", "done")]
    assert card(picture, "a").lines == ("every 1 day, at most 3 times: raise x",)


def test_other_effects_in_words() -> None:
    """What a note says is for the history."""
    effects = (StartJourney(journey="k", place=PLACE), Note(template="secret", place=PLACE))
    assert card(drawn(waits("a", on("x", None, None, *effects))), "a").lines == ("on x: start k, note",)


def test_the_last_of_a_stage() -> None:
    """It leads to the stage and says how."""
    last = on("again", "care").model_copy(update={"way": "last"})
    picture = drawn(around(Stage, "care", waits("a")), waits("b", last))
    assert ways(picture)[2:] == [("b", "again / back to the last step there", "a")]


def test_every_kind_of_start() -> None:
    """By event, by segment, by schedule, or when somebody asks for it."""
    starts = (
        start("begin", "a", "web"),
        SegmentStart(segment="risky", target="a", place=PLACE),
        ScheduleStart(weekdays=("monday", "friday"), time="09:00", segment="risky", target="b", place=PLACE),
        ScheduleStart(time="18:00", target="b", place=PLACE),
        PlainStart(target="b", place=PLACE),
    )
    assert ways(drawn(waits("a"), waits("b"), starts=starts))[:2] == [
        ("(start)", "begin / from web / or enters risky", "a"),
        (
            "(start)",
            "every monday and friday at 09:00 / for risky / or every day at 18:00 / or on request",
            "b",
        ),
    ]


def test_findings_and_the_customer_in_a_stage() -> None:
    """A stage without clauses gets a card where there is something to say of it."""
    stage = around(Stage, "care", waits("a"))
    options = Options(findings={"care": ("other", "too long")}, here=frozenset({"a"}))
    picture = drawn(stage, options=options)
    assert card(picture, "care").finding == "other"
    assert card(picture, "a").here


def test_labels_lie_in_the_innermost_common_group() -> None:
    """Between two branches the label lies in their parallel, not outside of it."""
    from journeyc.compiler.diagram.dot import _inner_edges

    left = around(Branch, "left", waits("a", on("x", "b")))
    right = around(Branch, "right", waits("b"))
    picture = drawn(around(Parallel, "both", left, right))
    inner = _inner_edges(picture)
    assert {group: [edge.id for edge in edges] for group, edges in inner.items()} == {
        picture.groups[0].id: [edge.id for edge in picture.edges if edge.source != "start"][:3]
    }
