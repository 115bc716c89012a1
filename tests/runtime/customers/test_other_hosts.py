"""Whoever does not know a journey leaves alone what is for it, as command lines and other services do."""

from datetime import timedelta

import pytest

from journeyc.runtime import Runtime, Store
from tests.runtime.customers.journeys import COMPANY, company
from tests.runtime.stage import HandClock, Recorder

PACKAGE = company()
#: Another service, with the same customers, other journeys and no segments.
OTHER = company("""
touchpoint website "Website" { channel web: show, ask }
customer { key id: id  private alias phone: text?  points: int = 0  timezone: text = "Europe/Berlin" }
event came {}
journey visit "Visit" {
  starts on came -> here
  step here "Here" via web { after 1 day -> done }
  end done success
}
""")


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    return Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)


def waiting(store: Store) -> list[str]:
    return sorted(timer.name for timer in store.due(HandClock().time + timedelta(days=99), 99))


@pytest.mark.parametrize("journeys", [(), OTHER], ids=["nothing known", "other journeys"])
def test_timers_of_journeys_that_are_not_known_stay(
    store: Store, clock: HandClock, runtime: Runtime, journeys: object
) -> None:
    runtime.identify("anna", {"points": 20, "phone": "1"})
    runtime.send("bought", {"what": "a phone"}, customer="anna", channel="web")
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    others = Runtime.open(store, journeys, clock=clock)  # type: ignore[arg-type]  # one of two
    before = waiting(store)
    assert {"letter/schedule/0", "silent/absence/0"} < set(before)
    run = "dispute/anna/1"
    assert others.suspend(run)["result"] == others.resume(run)["result"] == "accepted"
    assert others.identify("anna", {"points": 30})["result"] == "accepted"
    clock.time += timedelta(days=1, minutes=1)
    others.tick()
    assert {"letter/schedule/0", "silent/absence/0"} < set(waiting(store))
    runtime.tick()
    assert [line.notification for line in runtime.contacts("anna")] == ["hello"]
    clock.time += timedelta(days=7, minutes=1)
    others.tick()
    runtime.tick()
    assert [run["id"] for run in store.runs(9, journey="letter")] == ["letter/anna/1"]


def test_what_belongs_to_others_is_nothing_to_do(store: Store, clock: HandClock, runtime: Runtime) -> None:
    """A service that sleeps until `next_due` sleeps, and those behind are not kept from their turn."""
    others = Runtime.open(store, OTHER, clock=clock)
    for number in range(300):
        runtime.identify(f"c{number:03}", {"points": 20})
    clock.time += timedelta(days=7, minutes=1)
    others.send("came", {}, customer="anna", channel="web")
    others.tick()
    assert others.next_due() == clock.time + timedelta(days=1)
    clock.time += timedelta(days=1)
    assert [report["runs"][0]["run"] for report in others.tick().reports if report["runs"]] == [
        "visit/anna/1"
    ]
    assert others.next_due() is None
    runtime.tick()
    assert runtime.count_members("at_risk") == 300
    assert len(store.runs(1_000, journey="letter")) == 300


def test_what_follows_of_a_profile_is_seen_to_by_who_knows(
    store: Store, clock: HandClock, runtime: Runtime
) -> None:
    """An open run tells whoever operates it what fields there are, and nothing of who begins with what."""
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    bare = Runtime.open(store, clock=clock)
    bare.suspend("dispute/anna/1")
    bare.resume("dispute/anna/1")
    assert bare.identify("anna", {"points": 20})["result"] == "accepted"
    bare.tick()
    assert runtime.next_due() == clock.time
    runtime.tick()
    assert [member.customer for member in runtime.members("at_risk")] == ["anna"]
    assert [run["id"] for run in store.runs(9, journey="care")] == ["care/anna/1"]


def test_what_quiet_hours_hold_comes_free_where_its_sender_is_known(store: Store, clock: HandClock) -> None:
    quiet = company(COMPANY + "policy p { quiet from 20:00 to 08:00 }")
    runtime = Runtime.open(store, quiet, {"sms": Recorder()}, clock)
    clock.time += timedelta(hours=12)
    for _ in range(3):
        runtime.send("complained", {}, customer="anna", channel="web")
    clock.time += timedelta(hours=12)
    Runtime.open(store, clock=clock).tick()
    runtime.tick()
    assert [line.result for line in runtime.contacts("anna")] == ["held", "sent_to"]
    assert runtime.incidents() == []


def test_aliases_that_are_not_known_stay(store: Store, clock: HandClock, runtime: Runtime) -> None:
    """Who is found by one would be somebody new."""
    runtime.identify("anna", {"phone": "1", "mail": "a@x"})
    others = Runtime.open(store, OTHER, clock=clock)
    others.identify("anna", {"phone": "2"})
    assert [store.find(name) for name in ("1", "2", "a@x")] == [(), ("anna",), ("anna",)]
    assert runtime.identify("ben", {"mail": "a@x"})["result"] == "refused"
