"""Laws for any inputs: the core is a function, nothing hides between documents, and time is data."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from journeyc.ir.model import Journey
from journeyc.runtime.core.documents import Decision
from journeyc.runtime.core.inputs import AnswerInput, EventInput, Input, TimeInput
from journeyc.runtime.plan import directory_of, plans_of
from tests.runtime.core.journeys import (
    FALSE,
    START,
    Play,
    after,
    apply,
    ask,
    choice,
    ctx,
    days,
    end,
    field,
    journey,
    lit,
    on,
    package,
    pause,
    put,
    remind,
    said,
    seconds,
    starts,
    step,
    tell,
    when,
)
from tests.world import World


def busy() -> Journey:
    """A journey with everything the core knows, failing expressions included."""
    small = when(apply("<", "bool", ctx("amount", "money"), lit("20 EUR", "money")), "amount < 20 EUR")
    more = put("n", apply("+", "int", ctx("n", "int"), lit(1, "int")))
    divide = put(
        "share", apply("/", "decimal", lit(1, "int"), apply("-", "int", ctx("n", "int"), lit(2, "int")))
    )
    return journey(
        step(
            "intake",
            ask("amount", "money?"),
            ask("why", "Reason?"),
            on("resumed", "check", guard=when(apply(">", "bool", said("away", "duration"), days(1)))),
            on("answered", "size"),
            on("ping", None, more, divide),
            after(seconds(5400), None, tell("news", n=ctx("n", "int"))),
            remind("nudge", seconds(600), seconds(4000)),
        ),
        choice("size", (small, "won"), (None, "check")),
        step(
            "check",
            on("decided", "won", guard=when(said("accepted", "bool"))),
            on("pong", "intake", more),
            after(days(2), "lost"),
        ),
        end("won", "success", tell("news")),
        end("lost", "failure"),
        begin=[starts("opened", "intake", put("bill", said("bill", "id?")))],
        one_run_per=(("bill",),),
        context=(
            field("bill", "id?"),
            field("amount", "money?"),
            field("why", "Reason?"),
            field("n", "int", lit(0, "int")),
            field("share", "decimal?"),
            field("won", "bool", FALSE),
        ),
        pause=pause(
            idle=seconds(1800),
            idle_text="30 minutes",
            events=(on("later", None, more),),
            reminders=(remind("nudge", days(1)),),
            give_up=after(days(3), "lost"),
            hold_timers=True,
        ),
    )


BUSY = directory_of(plans_of(package(busy())))
CHANNELS = some.sampled_from(["web", "voice", "desk", None])
BILLS = some.sampled_from(["B1", "B2"])
EVENTS: some.SearchStrategy[tuple[str, dict[str, Any]]] = some.one_of(
    some.tuples(some.just("opened"), some.fixed_dictionaries({"bill": BILLS})),
    some.tuples(some.sampled_from(["ping", "pong", "later"]), some.just({})),
    some.tuples(
        some.just("decided"), some.fixed_dictionaries({"accepted": some.booleans()}, optional={"bill": BILLS})
    ),
)
ANSWERS = some.dictionaries(
    some.sampled_from(["amount", "why", "n"]),
    some.sampled_from(["5 EUR", "50 EUR", "price", "roaming"]),
    max_size=2,
)
#: Minutes that pass, then what happens: an event with its channel, or answers.
HAPPENINGS = some.lists(
    some.tuples(
        some.one_of(some.integers(0, 90), some.integers(0, 6000)),
        some.one_of(some.tuples(EVENTS, CHANNELS), some.tuples(ANSWERS, some.sampled_from(["web", "voice"]))),
    ),
    max_size=25,
)


def inputs(happenings: list[Any]) -> list[EventInput | AnswerInput]:
    """What happens as inputs with ids and times; the first opens a run."""
    now = START
    found: list[EventInput | AnswerInput] = [EventInput("0", now, "opened", {"bill": "B1"}, "web")]
    for number, (minutes, (what, channel)) in enumerate(happenings, 1):
        now += timedelta(minutes=minutes)
        if isinstance(what, tuple):
            found.append(EventInput(str(number), now, what[0], what[1], channel))
        else:
            found.append(AnswerInput(str(number), now, what, channel))
    return found


def text(decisions: list[Decision]) -> str:
    return json.dumps(decisions, sort_keys=True)


@given(HAPPENINGS)
def test_the_same_inputs_give_the_same_documents_whether_or_not_they_were_stored_between(
    happenings: list[Any],
) -> None:
    """The pure core: byte for byte; a round trip through JSON changes nothing, and no input is mutated."""
    stored, kept = World(BUSY, stored=True), World(BUSY)
    for given_input in inputs(happenings):
        stored.apply(given_input)
        kept.apply(given_input)
    assert text(stored.decisions) == text(kept.decisions)


@given(HAPPENINGS, some.integers(7, 500))
def test_how_often_the_host_looks_at_the_clock_changes_nothing(happenings: list[Any], minutes: int) -> None:
    """Rule 9: timers fire once and in order, whatever the delay of the host."""
    late, punctual = Play(directory=BUSY), Play(directory=BUSY)
    given_inputs = inputs(happenings)
    last = given_inputs[-1].at + timedelta(days=20)
    for given_input in given_inputs:
        late.apply(given_input)
    late.apply(TimeInput("last", last))
    now = START
    everything: list[Input] = [*given_inputs, TimeInput("last", last)]
    for next_input in everything:
        # Half a second off, so that no look at the clock falls together with an input.
        while now + timedelta(minutes=minutes) < next_input.at:
            now += timedelta(minutes=minutes)
            punctual.apply(TimeInput(f"tick {now}", now + timedelta(seconds=0.5)))
        now = max(now, next_input.at)
        punctual.apply(next_input)
    assert punctual.runs == late.runs
    assert [e["id"] for e in punctual.effects] == [e["id"] for e in late.effects]
    assert len({effect["id"] for effect in late.effects}) == len(late.effects)
    assert len({incident["id"] for incident in late.incidents}) == len(late.incidents)


@given(HAPPENINGS)
def test_what_always_holds_of_a_run(happenings: list[Any]) -> None:
    """A run has one place; its timers are sorted; an ended one is quiet; logical time never goes back."""
    play = Play(directory=BUSY)
    for given_input in inputs(happenings):
        before = {run: document["logical_time"] for run, document in play.runs.items()}
        decision = play.apply(given_input)
        if decision.report["result"] in {"refused", "ambiguous"}:
            assert all(report["fired"] for report in decision.report["runs"])
        for run in decision.changed:
            assert run["logical_time"] >= before.get(run["id"], "")
            assert len(run["configuration"]) == 1
            assert run["timers"] == sorted(run["timers"], key=lambda entry: (entry["due"], entry["name"]))
            assert (run["paused_since"] is not None) == (run["status"] == "paused")
            assert run.get("held", []) == [] or run["status"] == "paused"
            if run["status"] == "ended":
                assert (run["timers"], run["asked"], run["outcome"] is None) == ([], {}, False)


@given(HAPPENINGS)
def test_an_incident_leaves_the_run_as_it_was(happenings: list[Any]) -> None:
    """Rule 7: all of a macrostep or nothing."""
    play = Play(directory=BUSY)
    for given_input in inputs(happenings):
        # Bring the timers up to date first, so that the input itself is all that happens.
        play.apply(TimeInput("tick", given_input.at - timedelta(seconds=1)))
        before = dict(play.runs)
        decision = play.apply(given_input)
        if decision.report["result"] == "incident" and not any(r["fired"] for r in decision.report["runs"]):
            assert play.runs == before
            assert decision.effects == ()
