"""Commands of operators, starts by a program or a clock, later outcomes, and incidents tried again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from journeyc.ir import Package
from journeyc.runtime import Report, Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import Commit
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock

ROUND = """
journey round(bill: id = "none", times: int = 2) "Round" {
  version VERSION
  context { left: int = 10   share: decimal = 0 }
  timezone customer.timezone
  starts -> waiting
  starts on opened -> waiting
  reenter never
  step waiting "Waiting" via web {
    on decided -> done { set share = 100 / DIVISOR }
    on closed { set left = 0 }
    on asked_human -> done
    after 1 day -> done
  }
  end done "Done" success
  MIGRATE
}
"""
RUN = "round/anna/1"


def version(number: int, divisor: str = "left") -> Package:
    migrate = "migrate from 1 { move waiting -> waiting }" if number > 1 else ""
    text = ROUND.replace("VERSION", str(number)).replace("DIVISOR", divisor)
    return package(text.replace("MIGRATE", migrate))


FIRST = version(1)


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    return Runtime.open(store, FIRST, clock=clock)


def started(runtime: Runtime, **more: Any) -> Report:
    return runtime.start("round", {"bill": "B1"}, customer="anna", channel="web", **more)


def state(runtime: Runtime) -> tuple[str, tuple[str, ...]]:
    (position,) = runtime.where("anna")
    return position.status, position.steps


# ── starts ──


def test_a_program_starts_a_journey(runtime: Runtime, store: Store) -> None:
    report = started(runtime, id="s1")
    assert (report["result"], report["began"]) == ("accepted", [RUN])
    assert store.runs(1)[0]["parameters"] == {"bill": "B1", "times": 2}
    assert started(runtime, id="s1") == report
    again = started(runtime)
    assert (again["result"], again["because"]) == ("not_accepted", "reentry")


@pytest.mark.parametrize(
    ("journey", "arguments", "reason"),
    [
        ("rund", {}, "no journey `rund` begins here"),
        ("round", {"times": "many"}, "the parameters of `round` do not fit"),
        ("round", {"odd": 1}, "the parameters of `round` do not fit"),
    ],
)
def test_a_start_that_cannot_be_says_why(
    journey: str, arguments: dict[str, Any], reason: str, runtime: Runtime
) -> None:
    report = runtime.start(journey, arguments, customer="anna")
    assert (report["result"], report["reason"][: len(reason)]) == ("refused", reason)
    assert runtime.history("anna") == []


def test_a_clock_starts_a_journey(store: Store, clock: HandClock) -> None:
    daily = package("""
journey greeting "Greeting" {
  timezone customer.timezone
  starts every day at 09:30 -> greeted
  end greeted "Greeted" success
}
""")
    runtime = Runtime.open(store, daily, clock=clock)
    runtime.identify("anna", {"first_name": "Anna"})
    assert runtime.next_due() == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    clock.pass_(days=1)
    assert [report["began"] for report in runtime.tick().reports] == [["greeting/anna/1"]]
    assert runtime.next_due() == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


# ── commands ──


def test_a_suspended_run_holds_its_timers(runtime: Runtime, clock: HandClock) -> None:
    started(runtime)
    clock.pass_(hours=1)
    assert runtime.suspend(RUN, by="otto", reason="a look into it")["result"] == "accepted"
    position = runtime.where("anna")[0]
    assert (position.status, position.suspended_since) == ("suspended", "2026-11-23T10:00:00Z")
    assert (position.timers, position.events) == ((), ())
    assert [timer.name for timer in position.held] == ["waiting/after/0"]
    assert runtime.next_due() is None
    clock.pass_(days=9)
    assert runtime.tick().reports == ()
    refused = runtime.send("asked_human", customer="anna", channel="web")
    assert (refused["result"], refused["because"]) == ("not_accepted", "suspended")
    assert runtime.resume(RUN, by="otto")["result"] == "accepted"
    assert runtime.next_due() == clock.time + timedelta(hours=23)
    told = [line.document["input"] for line in runtime.history(run=RUN) if line.kind == "operator"]
    assert [(line["command"], line.get("by"), line.get("reason")) for line in told] == [
        ("suspend", "otto", "a look into it"),
        ("resume", "otto", None),
    ]


def test_a_cancelled_run_has_ended(runtime: Runtime) -> None:
    started(runtime)
    runtime.cancel(RUN, by="otto")
    (position,) = runtime.where("anna")
    assert position.status == "ended"
    assert position.outcome is not None
    assert position.outcome["end"] == "cancelled"
    assert runtime.next_due() is None
    again = runtime.cancel(RUN)
    assert (again["result"], again["faults"]) == ("refused", ["the run has ended"])


PARCELS = """
journey parcels "Parcels" {
  context { parcel_ids: list of text = ["P", "Q"] }
  starts on opened -> parcels_on_their_way
  each parcels_on_their_way for parcel in parcel_ids {
    step waiting via web { say "We look for {{ parcel }}" on closed -> came }
    end came
    on parcels_on_their_way.done -> done
  }
  end done "Done" success
}
"""


def test_a_cancelled_run_says_nothing_where_it_was(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, package(PARCELS), clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    (position,) = runtime.where("anna")
    assert position.says == ("We look for P", "We look for Q")
    runtime.cancel("parcels/anna/1")
    (position,) = runtime.where("anna")
    assert (position.steps, position.says, position.problems) == (("waiting",), (), ())


def test_a_run_moves_to_the_newest_version(store: Store, clock: HandClock) -> None:
    started(Runtime.open(store, FIRST, clock=clock))
    runtime = Runtime.open(store, version(2), clock=clock)
    assert runtime.where("anna")[0].version == 1
    report = runtime.migrate(RUN, by="otto")
    assert (report["result"], report["runs"][0]["result"]) == ("accepted", "migrated")
    assert runtime.where("anna")[0].version == 2
    assert runtime.migrate(RUN, 7)["result"] == "refused"


@pytest.mark.parametrize("command", ["suspend", "resume", "cancel", "migrate"])
def test_a_command_needs_a_run_that_there_is(command: str, runtime: Runtime) -> None:
    report = getattr(runtime, command)("round/bob/1")
    assert (report["result"], report["reason"]) == ("refused", "there is no run `round/bob/1`")


# ── outcomes ──


def test_an_outcome_is_kept_with_a_run_that_has_ended(
    runtime: Runtime, store: Store, clock: HandClock
) -> None:
    started(runtime)
    runtime.send("asked_human", customer="anna", channel="web")
    clock.pass_(days=30)
    seen = datetime(2026, 12, 1, tzinfo=UTC)
    report = runtime.outcome(RUN, "satisfaction", 9, observed_at=seen, id="o1")
    assert report["result"] == "accepted"
    assert runtime.outcome(RUN, "satisfaction", 1, id="o1") == report
    (run,) = store.runs(5)
    assert run["outcomes"] == [
        {"input": "o1", "name": "satisfaction", "value": 9, "at": "2026-12-01T00:00:00Z"}
    ]
    assert run["status"] == "ended"
    assert runtime.history(run=RUN)[-1].kind == "outcome"


@pytest.mark.parametrize("customer", ["a/b/1", "/x", "Änne Ö"])
def test_a_run_is_found_whatever_its_customer_is_called(customer: str, runtime: Runtime) -> None:
    runtime.start("round", customer=customer)
    run = runtime.where(customer)[0].run
    assert runtime.outcome(run, "churn", value=False)["result"] == "accepted"
    assert runtime.suspend(run)["result"] == "accepted"
    assert runtime.where(customer)[0].status == "suspended"


# ── incidents ──


def broken(runtime: Runtime) -> str:
    started(runtime)
    runtime.send("closed", customer="anna", channel="web")
    report = runtime.send("decided", {"accepted": True}, customer="anna", channel="web", id="d1")
    assert report["result"] == "incident"
    (incident,) = runtime.incidents()
    return incident["id"]


def test_an_incident_is_tried_again_and_is_another_if_it_fails_again(runtime: Runtime) -> None:
    first = broken(runtime)
    report = runtime.retry(first)
    assert report["result"] == "incident"
    (second,) = runtime.incidents()
    assert second["id"] != first
    assert [incident["id"] for incident in runtime.incidents(settled=True)] == [first]
    with pytest.raises(UsageError, match="is settled already"):
        runtime.retry(first)


def test_an_incident_is_settled_by_a_try_that_works(store: Store, runtime: Runtime, clock: HandClock) -> None:
    first = broken(runtime)
    second = Runtime.open(store, version(2, divisor="10"), clock=clock)
    second.migrate(RUN)
    report = second.retry(first)
    assert (report["result"], report["input"]) == ("accepted", f"{first}/retry/1")
    assert state(second) == ("ended", ("done",))
    assert second.incidents() == []
    told = [line.input for line in second.history(run=RUN)]
    assert told[-1] == f"{first}/retry/1"


DATED = """
journey dated "Dated" {
  context { left: int = 0   share: decimal = 0   came: instant? }
  starts on opened -> waiting
  step waiting "Waiting" via web {
    on decided -> done { set share = 100 / left   set came = event.at }
    on closed { set left = left + 1 }
    after 30 days -> done
  }
  end done "Done" success
}
"""


def test_an_event_that_is_tried_again_says_when_it_came(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, package(DATED), clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    runtime.send("decided", {"accepted": True}, customer="anna")
    clock.pass_(days=1)
    assert runtime.retry(runtime.incidents()[0]["id"])["result"] == "incident"
    runtime.send("closed", customer="anna")
    clock.pass_(days=1)
    assert runtime.retry(runtime.incidents()[0]["id"])["result"] == "accepted"
    (run,) = store.runs(1)
    assert run["context"]["came"] == "2026-11-23T09:00:00Z"
    assert run["logical_time"] == "2026-11-25T09:00:00Z"


@pytest.mark.parametrize("given", ["event", "answer"])
def test_an_input_of_a_suspended_run_is_not_tried_again_before_it_goes_on(
    store: Store, clock: HandClock, given: str
) -> None:
    """Else it would not be taken, and the incident be settled all the same."""
    runtime = Runtime.open(store, package(ASKING), clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    if given == "event":
        runtime.send("decided", {"accepted": True}, customer="anna")
    else:
        runtime.answer("anna", {"wish": 7}, channel="web")
    (incident,) = runtime.incidents()
    runtime.send("closed", customer="anna")
    runtime.suspend("asking/anna/1", by="olga")
    report = runtime.retry(incident["id"])
    assert (report["result"], report["because"]) == ("refused", "suspended")
    assert runtime.incidents() == [incident]
    runtime.resume("asking/anna/1", by="olga")
    assert runtime.retry(incident["id"])["result"] == "accepted"
    assert runtime.incidents() == []
    assert store.runs(1)[0]["context"]["share"] == "100"


ASKING = """
journey asking "Asking" {
  context { left: int = 0   share: decimal = 0   wish: int? }
  starts on opened -> waiting
  step waiting "Waiting" via web {
    ask wish
    on answered { set share = 100 / left }
    on decided { set share = 100 / left }
    on closed { set left = 1 }
    after 1 day -> done
  }
  end done "Done" success
}
"""


def test_only_an_incident_that_there_is_can_be_tried_again(runtime: Runtime) -> None:
    with pytest.raises(UsageError, match="there is no incident `x`; `incidents` lists those there are"):
        runtime.retry("x")


CHASING = """
segment many "Many" when customer.tier is set and customer.tier == "many"
rule down { on many.entered { set customer.tier = "few" } }
rule up { on many.left { set customer.tier = "many" } }
"""


def test_an_incident_that_only_tells_is_dismissed(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, package(CHASING), clock=clock)
    runtime.identify("anna", {"tier": "many"})
    (incident,) = runtime.incidents()
    with pytest.raises(UsageError, match="only tells what happened, so it cannot be tried again; `dismiss`"):
        runtime.retry(incident["id"])
    assert runtime.dismiss(incident["id"], by="otto", reason="seen")["result"] == "accepted"
    assert runtime.incidents() == []
    assert runtime.incidents(settled=True) == [incident]
    line = runtime.history("anna")[-1]
    assert (line.kind, line.document["by"], line.document["reason"]) == ("dismiss", "otto", "seen")
    with pytest.raises(UsageError, match="is settled already"):
        runtime.dismiss(incident["id"])


def test_an_incident_of_a_run_may_be_dismissed_and_moves_nothing(runtime: Runtime) -> None:
    first = broken(runtime)
    before = runtime.where("anna")
    runtime.dismiss(first)
    assert (runtime.incidents(), runtime.where("anna")) == ([], before)
    assert runtime.history(run=RUN)[-1].document == {"incident": first, "by": "", "reason": ""}


def test_what_is_dismissed_before_a_retry_is_written_is_not_tried_again(
    runtime: Runtime, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident, before = broken(runtime), runtime.where("anna")
    commit = store.commit

    def once_later(*commits: Commit) -> None:
        monkeypatch.undo()
        runtime.dismiss(incident)
        commit(*commits)

    monkeypatch.setattr(store, "commit", once_later)
    with pytest.raises(UsageError, match="is settled already"):
        runtime.retry(incident)
    assert runtime.where("anna") == before


TICKING = """
journey ticking "Ticking" {
  context { left: int = 0   ticks: int = 0   share: decimal = 0 }
  starts on opened -> waiting
  step waiting "Waiting" via web {
    every 1 day at most 3 times { set share = 100 / left   set ticks = ticks + 1 }
    on decided { set left = 4 }
    on closed -> done
  }
  end done "Done" success
}
"""


@pytest.fixture
def ticking(store: Store, clock: HandClock) -> Runtime:
    """A run whose timer has failed."""
    runtime = Runtime.open(store, package(TICKING), clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    clock.pass_(days=1)
    runtime.tick()
    (incident,) = runtime.incidents()
    assert (incident["input"]["kind"], runtime.next_due()) == ("timer", None)
    return runtime


def test_a_timer_that_failed_is_tried_again_and_goes_on(
    ticking: Runtime, store: Store, clock: HandClock
) -> None:
    clock.pass_(hours=1)
    ticking.send("decided", {"accepted": True}, customer="anna")
    assert ticking.retry(ticking.incidents()[0]["id"])["result"] == "accepted"
    assert store.runs(1)[0]["context"]["ticks"] == 1
    assert ticking.incidents() == []
    for _ in range(5):
        clock.pass_(days=1)
        ticking.tick()
    assert store.runs(1)[0]["context"]["ticks"] == 3


def test_a_timer_that_fails_again_is_another_incident(ticking: Runtime) -> None:
    (first,) = ticking.incidents()
    assert ticking.retry(first["id"])["result"] == "incident"
    (second,) = ticking.incidents()
    assert (second["id"] != first["id"], second["input"]["name"]) == (True, first["input"]["name"])
    assert ticking.next_due() is None


def test_a_timer_of_a_place_that_is_left_changes_nothing_any_more(ticking: Runtime) -> None:
    ticking.send("closed", customer="anna")
    report = ticking.retry(ticking.incidents()[0]["id"])
    assert (report["result"], report["because"]) == ("not_accepted", "stale")
    assert ticking.incidents() == []


def test_nothing_is_tried_again_in_a_run_that_is_held(ticking: Runtime) -> None:
    ticking.suspend("ticking/anna/1")
    report = ticking.retry(ticking.incidents()[0]["id"])
    assert (report["result"], report["because"]) == ("refused", "suspended")
    assert len(ticking.incidents()) == 1


CHILDREN = """
journey parent "Parent" {
  context { divisor: int = 0   share: decimal = 0 }
  starts on opened -> asking
  step asking "Asking" {
    run child() { ends fine -> done { set share = 1 / divisor } }
    on decided { set divisor = 2 }
  }
  end done "Done" success
}
journey child "Child" {
  starts -> looking
  step looking "Looking" via web { on closed -> fine }
  end fine "Fine" success
}
"""


def test_the_end_of_a_sub_journey_is_tried_again(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, package(CHILDREN), clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    runtime.send("closed", customer="anna")
    (incident,) = runtime.incidents()
    assert (incident["run"], incident["input"]["kind"]) == ("parent/anna/1", "child")
    runtime.send("decided", {"accepted": True}, customer="anna")
    assert runtime.retry(incident["id"])["result"] == "accepted"
    assert {p.journey: p.steps for p in runtime.where("anna")} == {"parent": ("done",), "child": ("fine",)}


SHARES = """
journey shares "Shares" {
  context { share: decimal = 1 / length(customer.first_name else "") }
  starts -> done
  end done "Done" success
}
"""


def test_a_start_that_failed_is_tried_again(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, package(SHARES), clock=clock)
    assert runtime.start("shares", customer="anna")["result"] == "incident"
    (incident,) = runtime.incidents()
    runtime.identify("anna", {"first_name": "Anna"})
    report = runtime.retry(incident["id"])
    assert (report["result"], report["began"]) == ("accepted", ["shares/anna/1"])
    assert runtime.incidents() == []
