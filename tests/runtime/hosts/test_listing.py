"""Runs and incidents as an operator looks for them."""

from datetime import timedelta
from typing import Any

import pytest

from journeyc.runtime import Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts import listing
from tests.runtime.hosts.journeys import DESK, package
from tests.runtime.hosts.test_operating import version
from tests.runtime.stage import ALL, MORNING, HandClock, Opener, begin

DAYS = timedelta(days=1)
ROUND = "round/anna/1"


def found(runtime: Runtime, limit: int = 100, **wanted: Any) -> list[str]:
    return [one.run for one in runtime.runs(limit, **wanted)]


def test_a_run_is_told_in_short(opened: Opener, clock: HandClock) -> None:
    with opened() as runtime:
        begin(runtime)
        clock.pass_(hours=1)
        runtime.answer("anna", {"dispute.amount": "1 EUR"}, channel="web")
        (run,) = runtime.runs()
        assert run._asdict() == {
            "run": "bill_dispute/anna/1", "journey": "bill_dispute", "version": 3, "customer": "anna",
            "status": "active", "places": ("intake",), "outcome": "", "started_at": "2026-11-23T09:00:00Z",
            "updated_at": "2026-11-23T10:00:00Z", "since": "2026-11-23T09:00:00Z",
            "next_due": "2026-11-23T10:30:00Z", "incidents": 0,
        }  # fmt: skip
        assert runtime.customer("anna").runs == (run,)  # type: ignore[union-attr]  # she is known
        clock.pass_(hours=1)
        runtime.cancel(run.run)
        assert (runtime.runs()[0].outcome, runtime.runs()[0].since) == ("cancelled", "2026-11-23T11:00:00Z")


def test_runs_are_chosen(opened: Opener) -> None:
    with opened() as runtime:
        for name in ("anna", "bob", "carla"):
            begin(runtime, name)
        runtime.answer("anna", ALL, channel="web")
        runtime.identify("anna", {"email": "a@x"})
        runtime.suspend("bill_dispute/bob/1")
        runtime.cancel("bill_dispute/carla/1")
        anna, bob, carla = (f"bill_dispute/{name}/1" for name in ("anna", "bob", "carla"))
        assert found(runtime) == [carla, bob, anna]
        assert found(runtime, customer="a@x", status="open") == [anna]
        assert found(runtime, status="open") == [bob, anna]
        assert found(runtime, status="suspended") == [bob]
        assert found(runtime, place="review") == [anna]
        assert found(runtime, place="intake", journey="bill_dispute") == [carla, bob]
        assert (found(runtime, version=3), found(runtime, version=4)) == ([carla, bob, anna], [])
        assert (found(runtime, 1), found(runtime, 1, after=carla), found(runtime, after=bob)) == (
            [carla], [bob], [anna],
        )  # fmt: skip


def test_a_place_is_a_branch_or_what_it_stands_in_too(store: Store) -> None:
    """Also in a version that this host was not given, and an end."""
    Runtime.open(store, version(1)).start("round", customer="bob")
    with Runtime.open(store, package(DESK)) as runtime:
        runtime.send("opened", {"bill": "B1"}, customer="anna")
        for place in ("deciding", "informed", "desk", "contact", "work"):
            assert found(runtime, place=place) == ["desk_work/anna/1"], place
        assert found(runtime, place="waiting") == ["round/bob/1"]
        runtime.send("asked_human", customer="anna")
        assert (found(runtime, place="work"), found(runtime, place="human")) == ([], ["desk_work/anna/1"])
        assert found(runtime, place="done") == []


@pytest.mark.parametrize(
    ("wanted", "problem", "cure"),
    [
        ({"place": "reviw"}, "no journey here has a step or stage `reviw`", "did you mean `review`?"),
        ({"status": "odd"}, "no run is `odd`", "give one of active, paused, suspended, ended, open"),
        ({"version": "3"}, "`version` is a whole number, not `3`", "give the number"),
        ({"stuck": -DAYS}, "`stuck` is -1 day", "no less than zero"),
        ({"stuck": timedelta.max}, "`stuck` is 999999999 days", "give less"),
        ({"after": "x"}, "there is no run `x`", "without `after`"),
        ({"limit": 0}, "`limit` is a whole number of 1 or more", ""),
        ({"journey": 3}, "`journey` must be text", "give a text"),
    ],
)
def test_what_cannot_be_asked_is_said(
    opened: Opener, wanted: dict[str, Any], problem: str, cure: str
) -> None:
    with opened() as runtime, pytest.raises(UsageError) as caught:
        runtime.runs(**wanted)
    assert problem in str(caught.value)
    assert cure in str(caught.value)


# ── stuck ──


def stuck(runtime: Runtime, **how_long: float) -> bool:
    return bool(found(runtime, stuck=timedelta(**how_long)))


def test_a_run_is_stuck_that_comes_to_no_place(opened: Opener, clock: HandClock) -> None:
    """Pauses, reminders and answers do not move it, neither does the customer who is back."""
    with opened() as runtime:
        begin(runtime)
        clock.pass_(hours=1)
        runtime.answer("anna", {"dispute.amount": "1 EUR"}, channel="web")
        runtime.send("save_for_later", customer="anna", channel="web")
        clock.pass_(days=2)
        runtime.tick()
        assert runtime.history("anna")[-1].kind in {"timer", "message", "contact"}
        assert runtime.runs()[0].updated_at == "2026-11-24T10:00:00Z"
        assert (stuck(runtime, days=2), stuck(runtime, days=3)) == (True, False)
        runtime.answer("anna", ALL, channel="web")
        assert runtime.runs()[0].places == ("review",)
        assert (stuck(runtime, hours=1), stuck(runtime)) == (False, True)
        clock.pass_(days=20)
        runtime.tick()
        assert runtime.runs()[0].status == "ended"
        assert not stuck(runtime)


def test_a_timer_that_fires_late_counts_from_when_it_was_due(clock: HandClock, store: Store) -> None:
    """As everything does in the journey."""
    chained = """
journey chained "Chained" {
  starts on opened -> first
  step first "First" via web { after 1 day -> second }
  step second "Second" via web { on closed { } after 30 days -> done }
  end done "Done" success
}
"""
    with Runtime.open(store, package(chained), clock=clock) as runtime:
        runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
        clock.pass_(days=6)
        runtime.tick()
        assert (runtime.runs()[0].places, runtime.runs()[0].since) == (("second",), "2026-11-24T09:00:00Z")
        assert (stuck(runtime, days=5), stuck(runtime, days=6)) == (True, False)
        runtime.send("closed", customer="anna", channel="web")
        assert (stuck(runtime, days=5), stuck(runtime, days=6)) == (True, False)


def test_who_is_suspended_is_not_stuck_and_begins_anew_when_resumed(opened: Opener, clock: HandClock) -> None:
    with opened() as runtime:
        begin(runtime)
        clock.pass_(days=3)
        assert stuck(runtime, days=3)
        runtime.suspend("bill_dispute/anna/1")
        assert not stuck(runtime)
        clock.pass_(days=1)
        runtime.resume("bill_dispute/anna/1")
        assert runtime.runs()[0].since == "2026-11-27T09:00:00Z"
        assert not stuck(runtime, hours=1)


def test_an_incident_that_is_open_for_long_is_a_reason(store: Store, clock: HandClock) -> None:
    """Though the run goes on."""
    text = version(1)
    runtime = Runtime.open(store, text, clock=clock)
    runtime.start("round", customer="anna", channel="web")
    runtime.send("closed", customer="anna", channel="web")
    runtime.send("decided", {"accepted": True}, customer="anna", channel="web")
    assert [one["run"] for one in runtime.incidents()] == [ROUND]
    clock.pass_(hours=5)
    runtime.suspend(ROUND)
    runtime.resume(ROUND)
    assert (stuck(runtime, hours=5), stuck(runtime, hours=6)) == (True, False)
    assert runtime.runs()[0].incidents == 1
    runtime.dismiss(runtime.incidents()[0]["id"])
    assert not stuck(runtime, hours=5)


# ── pages ──


def test_pages_go_on_where_the_last_of_one_has_left_the_store(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so they go on behind the one before it."""
    monkeypatch.setattr(listing, "_PAGE", 3)
    with opened() as runtime:
        names = [f"c{number}" for number in range(8)]
        for name in names:
            begin(runtime, name)
        told = runtime._listing.found(listing.Wanted(), "", MORNING)
        seen = [next(told)["customer"] for _ in range(3)]
        runtime.erase("c5", clean=False)
        assert seen + [run["customer"] for run in told] == names[::-1]


# ── incidents ──


def test_incidents_are_chosen(store: Store, clock: HandClock) -> None:
    with Runtime.open(store, version(1), clock=clock) as runtime:
        for name in ("anna", "bob"):
            runtime.start("round", customer=name, channel="web")
            runtime.send("closed", customer=name, channel="web")
            runtime.send("decided", {"accepted": True}, customer=name, channel="web", id="d")
        runtime.identify("bob", {"phone": "+49 30"})
        anna, bob = (one["id"] for one in runtime.incidents())

        def names(limit: int | None = None, **wanted: Any) -> list[str]:
            return [one["id"] for one in runtime.incidents(limit, **wanted)]

        assert (names(1), names(after=anna), names(1, after=bob)) == ([anna], [bob], [])
        assert names(customer="+49 30") == names(run="round/bob/1") == [bob]
        assert (names(journey="round", kind="event"), names(journey="x"), names(kind="call")) == (
            [anna, bob], [], [],
        )  # fmt: skip
        runtime.dismiss(anna)
        assert (names(), names(settled=True), names(settled=True, run="round/bob/1")) == ([bob], [anna], [])
        incident = runtime.incidents()[0]
        known, settled = runtime.incident(bob), runtime.incident(anna)
        assert known
        assert settled
        assert (known.incident, known.is_open, settled.is_open) == (incident, True, False)
        assert (tuple(known), runtime.incident("x")) == ((incident, True), None)
        with pytest.raises(UsageError, match="there is no incident `x`"):
            names(after="x")
