"""Loading: names are resolved and expressions compiled once, and what does not fit together is said."""

import timeit

import pytest

from journeyc.expression import tree
from journeyc.ir import definition_of, from_json, meaning_hash, to_json
from journeyc.ir import model as m
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import State
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.core.nodes import ChoiceNode, StepNode
from journeyc.runtime.plan import PlanError, directory_of, plan_of, plans_of
from tests.runtime.core.journeys import (
    START,
    Play,
    after,
    ask,
    choice,
    days,
    end,
    field,
    journey,
    lit,
    on,
    package,
    pause,
    remind,
    step,
    when,
)


def test_targets_handlers_and_timers_are_resolved() -> None:
    """The core follows references; it looks nothing up by name that loading could."""
    rows = choice("size", (when(lit(value=True, kind="bool"), "won"), "done"), (None, "a"))
    body = (
        on("ping, pong", "size"),
        on("answered", "size"),
        ask("n", "int?"),
        after(days(1), "done"),
        remind("nudge", days(1), days(2)),
    )
    made = journey(step("a", *body), rows, end("done"), context=(field("n", "int?"),))
    plan = plan_of(definition_of(package(made), made))
    first, size = plan.nodes["a"], plan.nodes["size"]
    assert isinstance(first, StepNode)
    assert isinstance(size, ChoiceNode)
    assert first.handlers["ping"][0] is first.handlers["pong"][0]
    assert first.handlers["ping"][0].target is size
    assert [row.target for row in size.rows] == [plan.nodes["done"], first]
    assert list(plan.timers) == ["a/after/0", "a/remind/0/0", "a/remind/0/1"]
    assert plan.taken_by == {"ping": ("a",), "pong": ("a",), "answered": ("a",)}
    assert (first.questions[0].type.name, first.awaits_customer) == ("int", True)


def test_labels_read_like_the_source() -> None:
    """Reports name an arrow as its author wrote it."""
    made = journey(
        step("a", on("ping", "b", guard=when(lit(value=True, kind="bool"), "n > 3")), on("pong")), end("b")
    )
    first = plan_of(definition_of(package(made), made)).nodes["a"]
    assert isinstance(first, StepNode)
    line = first.handlers["ping"][0].line
    assert first.handlers["ping"][0].label == f"on ping when n > 3 -> b (line {line})"
    assert first.handlers["pong"][0].label.startswith("on pong (line ")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            journey(step("a", on("ping", "nowhere"))),
            "the definition of `dispute` uses `nowhere`, which it does not declare",
        ),
        (
            journey(step("a", ask("x", "Nothing"))),
            "the definition of `dispute` uses `Nothing`, which it does not declare",
        ),
        (
            journey(
                step("a"), pause=pause(give_up=m.Timer(text="x", place=m.Place(file="x", line=1, column=1)))
            ),
            "timer `give_up` says neither `after` nor `at` nor `every`",
        ),
    ],
)
def test_a_definition_that_does_not_fit_together_is_refused(made: m.Journey, said: str) -> None:
    """A document that no compiler wrote gives one sentence when it is loaded, not an error later."""
    with pytest.raises(PlanError) as problem:
        plan_of(definition_of(package(made), made))
    assert str(problem.value) == said


def test_a_decision_that_is_asked_with_too_many_values_is_refused() -> None:
    """Whether or not the customer has private fields, which are followed through decisions."""
    asked = tree.Decide("one", (lit(1, "int"), lit(2, "int")), "int")
    made = journey(step("a", on("ping")), context=(field("n", "int", asked),))
    row = m.DecisionRow(value=lit(1, "int"), text="1", place=made.place)
    parameters = (m.FieldDeclaration(name="n", type="int"),)
    one = m.Decision(
        name="one", parameters=parameters, gives="int", policy="first", rows=(row,), place=made.place
    )
    definition = definition_of(package(made), made)
    secret = m.CustomerField(name="secret", type="text?", private=True)
    for fields in ((), (secret,)):
        customer = definition.declarations.customer.model_copy(update={"fields": fields})
        declared = definition.declarations.model_copy(update={"decisions": (one,), "customer": customer})
        with pytest.raises(PlanError) as problem:
            plan_of(definition.model_copy(update={"declarations": declared}))
        assert str(problem.value) == "`one` is asked with too many values: 2 for 1"


def test_a_plan_is_known_by_the_hash_of_its_meaning_and_survives_json() -> None:
    """Rule 17: a run keeps version and meaning hash, so an old version stays loadable."""
    made = journey(step("a", on("ping")))
    definition = definition_of(package(made), made)
    again = from_json(to_json(definition), type(definition))
    assert plan_of(definition).definition_hash == plan_of(again).definition_hash == meaning_hash(definition)


def test_new_runs_take_the_newest_version_and_open_ones_keep_theirs() -> None:
    """Rule 17: new runs take the newest version."""
    old, new = journey(step("old", on("ping", "old"))), journey(step("new", on("ping", "new")), version=2)
    before = directory_of(plans_of(package(old)))
    both = directory_of([*plans_of(package(new)), *plans_of(package(old))])
    play = Play(directory=before)
    play.send("opened")
    play.directory = both
    assert play.send("ping")["runs"][0]["path"] == ["old", "old"]
    assert (play.run["version"], both.newest["dispute"].version) == (1, 2)
    other = Play(directory=both)
    other.send("opened")
    assert (other.step, other.run["version"]) == ("new", 2)


def test_a_run_whose_definition_is_not_loaded_is_left_alone() -> None:
    """A host that does not know a definition moves nobody."""
    play = Play(journey(step("a", on("ping"), after(days(1), "b")), end("b")))
    play.send("opened")
    play.directory = directory_of(plans_of(package(journey(step("x", on("ping")), name="other"))))
    before = play.run
    assert play.send("ping")["result"] == "not_accepted"
    report = play.wait(days=2)
    assert (play.run, play.incidents) == (before, [])
    assert report["reason"] == "the definition of `dispute/anna/1` is not loaded, so its timers wait"


@pytest.mark.full
def test_the_cost_of_an_input_does_not_grow_with_the_journey() -> None:
    """Flat within noise from 10 to 1,000 steps; the exact figures are those of the benchmarks."""

    def cost(size: int) -> float:
        steps = [step(f"s{n}", on("ping", f"s{(n + 1) % size}")) for n in range(size)]
        directory = directory_of(plans_of(package(journey(*steps))))
        given = EventInput("1", START, "opened", {}, "web")
        first = decide(directory, State(new_customer("anna", "2026-11-23T09:00:00Z"), ()), given)
        state = State(first.customer, first.changed)
        ping = EventInput("2", START, "ping", {}, "web")
        return min(timeit.repeat(lambda: decide(directory, state, ping), number=500, repeat=7))

    small, large = cost(10), cost(1000)
    assert large < small * 2
