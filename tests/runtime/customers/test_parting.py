"""A merge is undone: who was a part of another is one for themselves again, with what is theirs by now."""

from collections.abc import Callable
from typing import Any

import pytest

from journeyc.runtime import Runtime, Store
from journeyc.runtime.ports import Commit
from tests.runtime.customers.journeys import COMPANY, company
from tests.runtime.customers.test_merging import RUN, merge, opened, profile, refusal, runs
from tests.runtime.stage import HandClock, Recorder
from tests.runtime.workers.stage import Interrupted, Once

PACKAGE = company()
#: A journey that has something to say at its end, and must not say it at night.
BYE = """
policy night { quiet from 20:00 to 08:00 }
journey bye "Bye" {
  starts on told -> over
  end over success { notify hello(words = "bye") }
}
"""
#: A journey that lets another do a part, which lets a third do one.
NESTED = company(
    COMPANY
    + """
journey whole "Whole" {
  starts on told -> here
  step here "Here" via web { on paid -> away }
  step away "Away" via web { run part { ends done -> done } }
  end done success
}
journey part "Part" {
  starts -> away
  step away "Away" via web { run piece { ends done -> done } }
  end done success
}
journey piece "Piece" {
  starts -> here
  step here "Here" via web { on heard_of -> done }
  end done success
}
"""
)


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    return Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)


def state(runtime: Runtime, customer: str) -> dict[str, Any]:
    """What is kept of somebody, without what counts commits."""
    kept = runtime.export(customer)
    kept.pop("history")
    kept.pop("inputs")
    for document in (*kept["customers"], *kept["runs"]):
        for name in ("seq", "updated_at"):
            document.pop(name)
    for document in kept["customers"]:
        document.pop("parted", None)
        for record in document["journeys"].values():
            record.pop("numbered", None)
    return kept


def test_who_was_in_a_segment_later_is_in_it_since_then_again(runtime: Runtime, clock: HandClock) -> None:
    runtime.identify("cookie", {"points": 20})
    clock.pass_(hours=1)
    runtime.identify("anna", {"points": 30})
    before = runtime.members("at_risk")
    name = merge(runtime)["input"]
    assert [member.since for member in runtime.members("at_risk")] == ["2026-11-23T09:00:00Z"]
    runtime.unmerge(name)
    assert runtime.members("at_risk") == before


def test_what_nothing_happened_to_is_as_it_was(runtime: Runtime) -> None:
    """Documents, runs, aliases, timers, of both."""
    opened(runtime, "cookie", phone="1", mail="a@x", points=20)
    runtime.send("bought", {"what": "a"}, customer="cookie")
    runtime.send("complained", customer="cookie")
    opened(runtime, "anna", "B2", phone="2")
    runtime.send("bought", {"what": "b"}, customer="anna")
    before = state(runtime, "cookie"), state(runtime, "anna")
    name = merge(runtime)["input"]
    assert runtime.unmerge(name)["result"] == "accepted"
    assert (state(runtime, "cookie"), state(runtime, "anna")) == before
    assert list(runs(runtime, "1")) == list(runs(runtime, "a@x")) == ["care/cookie/1", RUN]
    assert list(runs(runtime, "2")) == ["dispute/anna/1"]
    assert [member.customer for member in runtime.members("at_risk")] == ["cookie"]


def test_what_happened_meanwhile_stays_with_the_runs(runtime: Runtime) -> None:
    opened(runtime, "cookie", "B1")
    opened(runtime, "anna", "B2")
    name = merge(runtime)["input"]
    runtime.send("asked", customer="anna", channel="web", run=RUN, id="meanwhile")
    opened(runtime, "cookie", "B3")
    runtime.identify("cookie", {"tier": "gold"})
    assert runtime.unmerge(name, by="otto", reason="a mistake")["result"] == "accepted"
    assert list(runs(runtime, "cookie")) == [RUN]
    assert runtime.where("cookie")[0].steps == ("work",)
    assert list(runs(runtime)) == ["dispute/anna/1", "dispute/anna/3"]
    assert (profile(runtime), profile(runtime, "cookie")) == ({"tier": "gold"}, {})
    assert [line.input for line in runtime.history(run=RUN)][1:] == ["meanwhile"]
    assert "meanwhile" in [line.input for line in runtime.history("cookie")]
    assert "meanwhile" not in [line.input for line in runtime.history("anna")]
    (line,) = [line for line in runtime.history("cookie") if line.kind == "unmerge"]
    assert (line.document["input"]["by"], line.document["input"]["reason"]) == ("otto", "a mistake")
    # Numbers of runs do not come twice.
    opened(runtime, "anna", "B4")
    assert list(runs(runtime))[-1] == "dispute/anna/4"
    opened(runtime, "cookie", "B5")
    assert list(runs(runtime, "cookie"))[-1] == "dispute/cookie/2"


def test_an_input_that_was_answered_meanwhile_stays_answered(runtime: Runtime) -> None:
    opened(runtime, "cookie")
    name = merge(runtime)["input"]
    first = runtime.send("heard_of", {"words": "x"}, customer="cookie", id="e1")
    runtime.unmerge(name)
    assert runtime.send("heard_of", {"words": "x"}, customer="cookie", id="e1") == first
    assert runtime.send("heard_of", {"words": "x"}, customer="anna", id="e1") == first


@pytest.mark.parametrize("moved", ["cookie", "anna", "bob"])
def test_what_was_answered_in_a_chain_is_answered_for_all_who_were_in_it(
    moved: str, runtime: Runtime
) -> None:
    """Whoever was asked by whatever name, and whosever run it has moved."""
    for customer in ("cookie", "anna", "bob"):
        opened(runtime, customer, customer)
    first = merge(runtime, "cookie", "anna")["input"]
    second = merge(runtime, "anna", "bob")["input"]
    run = f"dispute/{moved}/1"
    given = runtime.send("asked", customer="cookie", channel="web", run=run, id="e1")
    told = runtime.identify("cookie", {"points": 3}, id="e2")
    runtime.unmerge(second)
    runtime.unmerge(first)
    for customer in ("cookie", "anna", "bob"):
        assert runtime.send("asked", customer=customer, channel="web", run=run, id="e1") == given
        assert runtime.identify(customer, {"points": 3}, id="e2") == told


@pytest.mark.parametrize("hours", [0, -1])
def test_what_was_answered_stays_so_where_another_takes_the_line_that_tells_of_it(
    runtime: Runtime, clock: HandClock, hours: int
) -> None:
    """Also where the clock was set back in the meantime."""
    for customer in ("cookie", "bob"):
        opened(runtime, customer, customer)
    runtime.identify("anna", {"points": 1}, id="before")
    first = merge(runtime, "cookie", "anna")["input"]
    second = merge(runtime, "bob", "anna")["input"]
    clock.pass_(hours=hours)
    given = runtime.send("asked", customer="cookie", channel="web", run="dispute/bob/1", id="e1")
    runtime.unmerge(second)
    runtime.unmerge(first)
    assert runtime.send("asked", customer="cookie", channel="web", id="e1") == given
    assert "before" not in {answer["report"]["input"] for answer in runtime.export("cookie")["inputs"]}


def test_an_unmerge_that_is_asked_for_again_gives_the_first_answer(
    runtime: Runtime, store: Store, clock: HandClock
) -> None:
    """The one that is kept with who is parted, whatever becomes of both."""
    opened(runtime, "cookie", "B1")
    clock.pass_(hours=1)
    opened(runtime, "anna", "B1")
    name = merge(runtime)["input"]
    first = runtime.unmerge(name, by="otto", reason="a mistake", id="u1")
    assert [done["run"] for done in first["runs"]] == [RUN]
    assert store.read("cookie", "u1").report == first
    before = runtime.history("cookie"), runtime.history("anna")
    clock.pass_(hours=1)
    assert runtime.unmerge(name, by="otto", reason="a mistake", id="u1") == first
    assert (runtime.history("cookie"), runtime.history("anna")) == before
    runtime.merge("anna", into="ben")
    assert runtime.unmerge(name, id="u1") == first
    runtime.erase("ben")
    assert runtime.unmerge(name, id="u1") == first


def test_an_unmerge_that_was_written_and_not_answered_is_answered_when_it_is_sent_again(
    runtime: Runtime, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(runtime, "cookie")
    name = merge(runtime)["input"]
    commit = store.commit

    def die_behind(*commits: Commit) -> None:
        commit(*commits)
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(store, "commit", die_behind)
        with pytest.raises(SystemExit):
            runtime.unmerge(name, id="u1")
    assert runtime.unmerge(name, id="u1")["result"] == "accepted"
    assert [line.kind for line in runtime.history("cookie")].count("unmerge") == 1


@pytest.mark.parametrize("customer", ["cookie", "anna"])
def test_the_id_of_another_input_of_either_is_answered_as_that_was(runtime: Runtime, customer: str) -> None:
    """Else there would be two answers to one id."""
    opened(runtime, "cookie")
    first = runtime.send("heard_of", {"words": "x"}, customer=customer, id="e1")
    name = merge(runtime)["input"]
    assert runtime.unmerge(name, id="e1") == first
    assert list(runs(runtime)) == [RUN]


def test_a_merge_that_is_undone_keeps_its_name(runtime: Runtime) -> None:
    """Else nobody could tell which of two is to be undone."""
    opened(runtime, "cookie")
    opened(runtime, "ben")
    merge(runtime, id="m1")
    runtime.unmerge("m1", id="u1")
    assert refusal(runtime.merge("ben", into="carl", id="m1")) == (
        "`m1` is the id of another merge; give one of its own"
    )


def test_a_run_that_ended_meanwhile_goes_back_as_it_ended(runtime: Runtime) -> None:
    opened(runtime, "cookie")
    name = merge(runtime)["input"]
    runtime.send("asked", customer="cookie", channel="web", run=RUN)
    runtime.send("closed", customer="cookie", channel="web", run=RUN)
    runtime.unmerge(name)
    view = runtime.customer("cookie")
    assert view is not None
    assert [(run.run, run.outcome) for run in view.runs] == [(RUN, "done")]


def test_a_sub_journey_that_began_meanwhile_goes_back_with_the_run_that_waits_for_it(
    store: Store, clock: HandClock
) -> None:
    """Nobody else ends what it waits for."""
    runtime = Runtime.open(store, NESTED, clock=clock)
    runtime.send("told", {"words": "x"}, customer="cookie", channel="web")
    name = merge(runtime)["input"]
    runtime.send("paid", customer="anna", channel="web")
    runtime.unmerge(name)
    assert runs(runtime) == {}
    assert set(runs(runtime, "cookie")) == {"whole/cookie/1", "part/anna/1", "piece/anna/1"}
    assert runtime.history(run="piece/anna/1")[0].customer == "cookie"
    runtime.send("heard_of", {"words": "x"}, customer="cookie", channel="web")
    assert set(runs(runtime, "cookie").values()) == {"ended"}


def test_a_sub_journey_that_began_meanwhile_is_counted_with_whom_it_goes_back_to(
    store: Store, clock: HandClock
) -> None:
    """Everybody has begun the runs that they have, and no others."""
    runtime = Runtime.open(store, NESTED, clock=clock)
    runtime.send("told", {"words": "x"}, customer="cookie", channel="web")
    name = merge(runtime)["input"]
    runtime.send("paid", customer="anna", channel="web")
    runtime.unmerge(name)
    runtime.send("heard_of", {"words": "x"}, customer="cookie", channel="web")
    documents = {one["id"]: one["journeys"] for one in store.customers(10)}
    # No id comes twice: what went back is called `part/anna/1`.
    gone = {"begun": 0, "ended_at": None, "numbered": 1}
    assert documents["anna"] == {"part": gone, "piece": gone}
    at = clock.now().isoformat().replace("+00:00", "Z")
    assert documents["cookie"] == {name: {"begun": 1, "ended_at": at} for name in ("whole", "part", "piece")}


def test_a_message_of_a_run_that_has_ended_may_be_due_when_a_merge_is_undone(
    store: Store, clock: HandClock
) -> None:
    """Nobody has let time pass since the night, in which it was held."""
    package = company(COMPANY + BYE)
    sms = Recorder()
    runtime = Runtime.open(store, package, {"sms": sms}, clock)
    runtime.identify("cookie", {"name": "x"})
    clock.pass_(hours=12)
    runtime.send("told", {"words": "x"}, customer="anna", channel="web")
    name = merge(runtime)["input"]
    clock.pass_(hours=12)
    assert runtime.unmerge(name)["result"] == "accepted"
    runtime.tick()
    assert [message.text for message in sms.messages] == ["Hello bye"]


def elsewhere(store: Store, clock: HandClock, meanwhile: Callable[..., object]) -> Runtime:
    """Another program; whenever it is about to read somebody, something happens `meanwhile`."""
    interrupted = Interrupted(store)
    interrupted.first["read"] = meanwhile
    return Runtime.open(interrupted, PACKAGE, {"sms": Recorder()}, clock)


def test_an_event_at_the_very_moment_at_which_a_merge_is_undone_is_for_whom_it_names(
    runtime: Runtime, store: Store, clock: HandClock
) -> None:
    """Of whom they were a part is not told of them any more."""
    opened(runtime, "cookie")
    name = merge(runtime)["input"]
    undo = Once(lambda: runtime.unmerge(name))

    def before_anna(whom: str, *_: object) -> None:
        if whom == "anna":
            undo()

    opened(elsewhere(store, clock, before_anna), "cookie", bill="B2")
    assert set(runs(runtime, "cookie")) == {RUN, "dispute/cookie/2"}
    assert runs(runtime) == {}


def test_what_is_about_a_run_at_the_very_moment_at_which_it_goes_back_finds_it(
    runtime: Runtime, store: Store, clock: HandClock
) -> None:
    """Whose it is was asked before."""
    opened(runtime, "cookie")
    name = merge(runtime)["input"]
    other = elsewhere(store, clock, Once(lambda: runtime.unmerge(name)))
    assert other.suspend(RUN)["result"] == "accepted"
    assert runs(runtime, "cookie") == {RUN: "suspended"}


def test_a_silence_that_was_over_meanwhile_is_not_over_again(runtime: Runtime, clock: HandClock) -> None:
    runtime.send("bought", {"what": "a"}, customer="cookie")
    name = merge(runtime)["input"]
    clock.pass_(days=2)
    assert len(runtime.tick().attempts) == 1
    runtime.unmerge(name)
    clock.pass_(days=2)
    assert runtime.tick().attempts == ()


def test_a_field_that_was_given_goes_back_and_one_that_was_changed_stays(runtime: Runtime) -> None:
    runtime.identify("cookie", {"mail": "a@x", "tier": "gold", "name": "A."})
    runtime.identify("anna", {"mail": "b@x"})
    name = merge(runtime)["input"]
    runtime.identify("anna", {"mail": "a@x", "tier": "silver"})
    runtime.unmerge(name)
    assert profile(runtime, "cookie") == {"mail": "a@x", "tier": "gold", "name": "A."}
    assert profile(runtime) == {"mail": "b@x", "tier": "silver"}
