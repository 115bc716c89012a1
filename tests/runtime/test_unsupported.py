"""What this runtime cannot run is refused when it is loaded, by name and with its place."""

from typing import Any

import pytest

from journeyc.expression import tree
from journeyc.ir import Package, definition_of
from journeyc.ir import model as m
from journeyc.runtime import JourneyError, Runtime
from journeyc.runtime.plan import UnsupportedError, plan_of, plans_of
from tests.runtime.core.journeys import FALSE, days, end, journey, lit, on, package, step, tell, when

PLACE = m.Place(file="bill.journey", line=7, column=3)
OK = m.Outcome(kind="ok", target="done", place=PLACE)
SHARE = m.Share(name="all", percent="100", target="done", place=PLACE)


def inner(kind: Any, name: str, **more: Any) -> Any:
    return kind(name=name, title="", initial="a", nodes=(step("a", on("ping")),), place=PLACE, **more)


def handler(**more: Any) -> m.Handler:
    return m.Handler(events=("ping",), place=PLACE, **more)


def with_step(**more: Any) -> m.Journey:
    return journey(step("a", on("ping", "done"), **more), end("done"))


def with_effect(effect: m.Effect) -> m.Journey:
    return journey(step("a", on("ping", "done", effect)), end("done"))


def with_nodes(*nodes: m.Node, **more: Any) -> m.Journey:
    return journey(step("first", on("ping", "done")), *nodes, end("done"), **more)


REFUSED = [
    (with_nodes(inner(m.Stage, "care")), "stages (`stage care`, bill.journey:7)"),
    (
        with_nodes(m.Parallel(name="both", title="", nodes=(inner(m.Branch, "desk"),), place=PLACE)),
        "parallel branches (`parallel both`, bill.journey:7)",
    ),
    (
        with_nodes(
            inner(m.Each, "bills", item="bill", type="Bill", among=lit([], "list of Bill"), text="bills")
        ),
        "branches for each item (`each bills`, bill.journey:7)",
    ),
    (with_nodes(inner(m.Interrupt, "human")), "interrupts (`anytime human`, bill.journey:7)"),
    (
        with_nodes(m.Split(name="test", title="", shares=(SHARE,), place=PLACE)),
        "splits (`split test`, bill.journey:7)",
    ),
    (
        with_step(calls=(m.Call(service="billing.credit", outcomes=(OK,), place=PLACE),)),
        "calls of services (`call billing.credit`, bill.journey:7)",
    ),
    (
        with_step(runs=(m.Run(journey="check", outcomes=(), place=PLACE),)),
        "sub-journeys (`run check`, bill.journey:7)",
    ),
    (
        with_step(best=m.BestChannel(decision="contact", text="contact()", place=PLACE), via=()),
        "channels that a decision chooses (`via best contact`, bill.journey:7)",
    ),
    (
        with_step(conditions=(m.Condition(guard=when(FALSE, "won"), target="done", place=PLACE),)),
        "conditions without an event (`when won`, bill.journey:7)",
    ),
    (
        with_nodes(step("b", handler(way="back"))),
        "ways back (`-> back`, bill.journey:7)",
    ),
    (
        with_nodes(step("b", handler(way="last", target="care"))),
        "ways back (`-> last of care`, bill.journey:7)",
    ),
    (
        with_nodes(step("b", handler(target="done", undoing=True))),
        "compensation (`-> done undoing`, bill.journey:7)",
    ),
    (
        with_nodes(step("b", m.Handler(events=("nudge.clicked",), target="done", place=PLACE))),
        "events of notifications, branches and segments (`on nudge.clicked`, bill.journey:7)",
    ),
    (
        with_nodes(step("b", m.Timer(every=days(2), times=3, text="2 days", place=PLACE))),
        "repeated timers (`every 2 days`, bill.journey:7)",
    ),
    (
        with_nodes(step("b", m.Timer(after=lit("3 business days", "business time"), text="…", place=PLACE))),
        "business time (`3 business days`, bill.journey:7)",
    ),
    (
        with_nodes(
            step("b", handler(guard=m.Guard(expression=tree.Decide("ok", (), "bool"), text="", place=PLACE)))
        ),
        "decisions (`ok(…)`, bill.journey:7)",
    ),
    (with_effect(m.Raise(event="pong", place=PLACE)), "raised events (`raise pong`, bill.journey:7)"),
    (with_effect(m.Emit(event="pong", place=PLACE)), "events to the outside (`emit pong`, bill.journey:7)"),
    (
        with_effect(m.StartJourney(journey="other", place=PLACE)),
        "journeys that start others (`start other`, bill.journey:7)",
    ),
    (with_effect(m.Note(template="a word", place=PLACE)), "notes (`note …`, bill.journey:7)"),
    (
        with_nodes(begin=(m.PlainStart(target="first", place=PLACE),)),
        "starts without an event (`starts -> first`, bill.journey:7)",
    ),
    (
        with_nodes(begin=(m.SegmentStart(segment="risky", target="first", place=PLACE),)),
        "starts by segment (`starts when customer enters risky`, bill.journey:7)",
    ),
    (
        with_nodes(begin=(m.ScheduleStart(weekdays=("monday",), time="09:00", target="first", place=PLACE),)),
        "starts by schedule (`starts every monday at 09:00`, bill.journey:7)",
    ),
    (
        with_nodes(reenter=m.Reenter(kind="never", place=PLACE)),
        "re-entry (`reenter never`, bill.journey:7)",
    ),
    (
        with_nodes(goals=(m.Goal(name="quick", title="", reached="done", place=PLACE),)),
        "goals (`goal quick`, bill.journey:7)",
    ),
    (
        with_nodes(migrations=(m.Migration(version=2, place=PLACE),)),
        "migrations (`migrate from 2`, bill.journey:7)",
    ),
    (
        with_nodes(
            rules=(
                m.Rule(
                    name="often", title="", pattern=m.Pattern(kind="single", events=("pong",)), place=PLACE
                ),
            )
        ),
        "business rules (`rule often`, bill.journey:7)",
    ),
]


@pytest.mark.parametrize(("made", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_cannot_be_run_is_named(made: m.Journey, said: str) -> None:
    """A journey that would be run in part is not run at all."""
    with pytest.raises(UnsupportedError) as problem:
        plan_of(definition_of(package(made), made))
    assert str(problem.value) == f"`dispute` (test.journey) cannot be run by this version: it uses {said}"


def test_places_in_the_file_of_the_journey_need_no_file() -> None:
    """The message is read by the author, who has the file open."""
    made = with_nodes(inner(m.Stage, "care"), inner(m.Interrupt, "human")).model_copy(update={"place": PLACE})
    with pytest.raises(UnsupportedError, match=r"it uses stages .`stage care`, line 7., interrupts"):
        plan_of(definition_of(package(made), made))


def test_everything_is_named_at_once() -> None:
    """Who mends one thing does not want to hear of the next one only then."""
    made = with_nodes(inner(m.Stage, "care"), inner(m.Stage, "win_back"), inner(m.Interrupt, "human"))
    with pytest.raises(UnsupportedError) as problem:
        plan_of(definition_of(package(made), made))
    assert str(problem.value).endswith(
        "it uses stages (`stage care`, bill.journey:7; `stage win_back`, bill.journey:7), "
        "interrupts (`anytime human`, bill.journey:7)"
    )


def declaring(made: m.Journey, **more: Any) -> Package:
    whole = package(made)
    return whole.model_copy(update={"declarations": whole.declarations.model_copy(update=more)})


def test_policies_are_not_ignored() -> None:
    """Quiet hours that nobody keeps would be a lie; a journey that sends nothing has none to keep."""
    policies = (m.Policy(name="contact", quiet=(m.Quiet(first="20:00", last="08:00"),), place=PLACE),)
    silent = with_nodes()
    plan_of(definition_of(declaring(silent, policies=policies), silent))
    sending = with_effect(tell("news"))
    with pytest.raises(UnsupportedError, match="contact policies "):
        plan_of(definition_of(declaring(sending, policies=policies), sending))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"keep": days(2)}, "events that wait (`event ping keep …`, bill.journey:7)"),
        ({"to_all_runs": True}, "events to all runs (`event ping to all runs`, bill.journey:7)"),
    ],
)
def test_events_that_would_be_handled_otherwise_are_named(more: dict[str, Any], said: str) -> None:
    """What an event declares about itself changes who gets it."""
    made = with_nodes()
    events = (m.Event(name="opened", fields=()), m.Event(name="ping", fields=(), place=PLACE, **more))
    with pytest.raises(UnsupportedError) as problem:
        plan_of(definition_of(declaring(made, events=events), made))
    assert str(problem.value).endswith(f"it uses {said}")


def test_rules_outside_journeys_are_not_ignored() -> None:
    """They belong to no journey's definition, so the package is refused."""
    rule = m.Rule(name="often", title="", pattern=m.Pattern(kind="single", events=("pong",)), place=PLACE)
    whole = declaring(with_nodes(), rules=(rule,))
    said = (
        "the rules outside the journeys cannot be run by this version: "
        "business rules (`rule often`, bill.journey:7)"
    )
    with pytest.raises(UnsupportedError) as problem:
        plans_of(whole)
    assert str(problem.value) == said
    with pytest.raises(JourneyError) as failure:
        Runtime.open(journeys=whole)
    assert failure.value.problem == said


def test_a_runtime_says_so_when_it_is_opened() -> None:
    """The message is to print as it is, with what to do."""
    made = with_nodes(inner(m.Stage, "care"))
    with pytest.raises(JourneyError) as failure:
        Runtime.open(journeys=package(made))
    assert failure.value.problem.startswith(
        "`dispute` (test.journey) cannot be run by this version: it uses stages ("
    )
    assert failure.value.help == "take it out, or run the journey with a version of journeyc that can"


def test_what_needs_nothing_at_run_time_is_taken() -> None:
    """Abilities that a step needs were checked by the compiler; so was a calendar nobody counts by."""
    calendar = m.Calendar(name="office", place=PLACE)
    made = journey(step("a", on("ping", "done"), needs=("photo",)), end("done"), calendar="office")
    plan_of(definition_of(declaring(made, calendars=(calendar,)), made))
