"""How runs move through a journey: counted by hand, and as somebody counts who watches every input."""

from collections import Counter
from datetime import timedelta
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyc.ir import Definition, from_json
from journeyc.runtime import Flow, PlaceFlow, Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts import listing
from journeyc.runtime.hosts.flow import Counting, flow_of
from journeyc.runtime.plan import plan_of
from journeyc.runtime.stores import open_store
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import MORNING, HandClock
from tests.upgrades.journeys import FOUR, THREE, release
from tests.upgrades.settling import SITUATIONS, settle

ORDER = """
journey order "Order" {
  context { won: bool = false }
  starts on opened -> first
  pause { after 1 hour idle  give up after 2 days -> gone }
  step first "First" via web { on closed -> second  on asked_human -> first }
  step second "Second" via desk by queue experts {
    on decided -> judged { set won = event.accepted }
    after 3 days -> lost
    on closed { set won = true }
  }
  choice judged "Judged" { when won -> done  otherwise -> lost }
  end done "Done" success
  end lost "Lost" failure
  end gone "Gone" neutral
}
"""


def place(flow: Flow, name: str) -> PlaceFlow:
    return next(one for one in flow.places if one.place == name)


def ways(flow: Flow) -> dict[tuple[str, str, str], int]:
    return {(way.source, way.target, way.cause): way.taken for way in flow.ways}


def hours(number: float | None) -> float | None:
    return None if number is None else number / 3_600


def send(runtime: Runtime, event: str, customer: str, channel: str = "web", **payload: Any) -> None:
    done = runtime.send(event, payload, customer=customer, channel=channel)
    assert done["result"] == "accepted", done


def test_a_store_that_can_be_counted_by_hand(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anna goes on after 1 hour and wins after 4; Ben after 2, and nobody decides for 3 days; Cleo begins
    anew once and gives up; Dora waits at the second step since 1 hour, and Emil is suspended at the first.
    """
    monkeypatch.setattr(listing, "_PAGE", 2)  # so that there are several pages
    with Runtime.open(store, package(ORDER), clock=clock) as runtime:
        for customer in ("anna", "ben", "cleo"):
            send(runtime, "opened", customer, bill="b")
        clock.pass_(minutes=30)
        send(runtime, "asked_human", "cleo")
        clock.pass_(minutes=30)
        send(runtime, "closed", "anna")
        clock.pass_(hours=1)
        runtime.tick()
        send(runtime, "closed", "ben")
        clock.pass_(hours=2)
        send(runtime, "decided", "anna", "desk", accepted=True)
        clock.pass_(days=4)
        runtime.tick()
        send(runtime, "opened", "dora", bill="d")
        send(runtime, "opened", "emil", bill="e")
        send(runtime, "closed", "dora")
        clock.pass_(hours=1)
        runtime.suspend("order/emil/1")
        flow = runtime.flow("order", stuck=timedelta(minutes=30))
        later = runtime.flow("order", since=MORNING + timedelta(hours=2))
    assert (flow.journey, flow.version, flow.as_of, flow.since) == ("order", 1, "2026-11-27T14:00:00Z", "")
    assert (flow.open, flow.begun, flow.ended) == (2, 5, 3)
    # Cleo came to it twice, left it for itself after half an hour, and gave up after one more and 2 days.
    first = place(flow, "first")
    assert (first.now, first.paused, first.suspended, first.stuck) == (1, 0, 1, 0)
    assert (first.entered, first.left, first.drop_off) == (6, 5, 1)
    # 0, 0.5, 1, 2 and 49 hours.
    assert (hours(first.median_seconds), hours(first.p90_seconds)) == (1, 49)
    second = place(flow, "second")
    assert (second.now, second.stuck, second.entered, second.left, second.drop_off) == (1, 1, 3, 2, 1)
    # 3 hours, and 3 days.
    assert (hours(second.median_seconds), hours(second.p90_seconds)) == (37.5, 72)
    assert place(flow, "judged") == PlaceFlow("judged", 0, 0, 0, 0, 1, 1, None, None, 0)
    assert place(flow, "lost") == PlaceFlow("lost", 0, 0, 0, 0, 1, 0, None, None, 0)
    assert ways(flow) == {
        ("(start)", "first", "on opened"): 5,
        ("first", "first", "on asked_human"): 1,
        ("first", "second", "on closed"): 3,
        ("second", "judged", "on decided"): 1,
        ("second", "lost", "after 3 days"): 1,
        ("judged", "done", ""): 1,
        ("(pause)", "gone", "give up after 2 days"): 1,
    }
    assert flow.elsewhere == {}
    # From 11:00 on: Ben's way to the second step was at that very moment.
    assert (later.open, later.begun, later.ended, later.since) == (2, 2, 3, "2026-11-23T11:00:00Z")
    assert (place(later, "first").entered, place(later, "first").left) == (2, 3)
    assert place(later, "first").stuck is None


def test_an_interrupt_freezes_and_goes_back(store: Store, clock: HandClock) -> None:
    """What it freezes is not left, and whoever comes back did not come anew."""
    text = """
    journey calm "Calm" {
      starts on opened -> a
      step a "A" via web { on decided -> b  after 9 days -> b }
      step b "B" via web { on decided -> done }
      anytime help {
        on asked_human -> talk
        step talk "Talk" via web { on closed -> back  on credited -> b }
      }
      end done "Done" success
    }
    """
    with Runtime.open(store, package(text), clock=clock) as runtime:
        for customer in ("anna", "ben"):
            send(runtime, "opened", customer, bill="b")
            clock.pass_(hours=1)
            send(runtime, "asked_human", customer)
            clock.pass_(hours=1)
        send(runtime, "closed", "anna")
        during = runtime.flow("calm")
        send(runtime, "decided", "anna", accepted=True)
        clock.pass_(hours=1)
        send(runtime, "credited", "ben", bill="b", amount="1.00 EUR")
        flow = runtime.flow("calm")
    assert [(one.now, one.entered, one.left) for one in during.places] == [
        (1, 2, 0), (0, 0, 0), (1, 2, 1), (0, 0, 0),
    ]  # fmt: skip
    assert [(one.now, one.entered, one.left) for one in flow.places] == [
        (0, 2, 2), (2, 2, 0), (0, 2, 2), (0, 0, 0),
    ]  # fmt: skip
    # Anna 4 hours with the talk in them, Ben 3.
    assert hours(place(flow, "a").median_seconds) == 3.5
    assert ways(flow)[("help", "talk", "on asked_human")] == 2
    assert ways(flow)[("talk", "b", "on credited")] == 1


def test_what_was_due_in_an_interrupt_happens_behind_it(store: Store, clock: HandClock) -> None:
    text = """
    journey calm "Calm" {
      starts on opened -> a
      step a "A" via web { after 1 day -> b }
      step b "B" via web { on closed -> done }
      anytime help { on asked_human -> talk  step talk "Talk" via web { on closed -> back } }
      end done "Done" success
    }
    """
    with Runtime.open(store, package(text), clock=clock) as runtime:
        send(runtime, "opened", "anna", bill="b")
        clock.pass_(hours=23)
        send(runtime, "asked_human", "anna")
        clock.pass_(hours=25)
        send(runtime, "closed", "anna")
        clock.pass_(hours=1)
        send(runtime, "closed", "anna")
        flow = runtime.flow("calm")
    assert [hours(one.median_seconds) for one in flow.places] == [48, 1, 25, None]


def test_what_a_late_host_sees_to_is_counted(store: Store, clock: HandClock) -> None:
    """The run goes on by its own time, and its lines stand at the time of the host."""
    text = """
    journey short "Short" { starts -> fine  end fine "Fine" success }
    journey long "Long" {
      starts on opened -> a
      step a "A" via web { after 1 hour -> b }
      step b "B" { run short { ends fine -> c }  after 9 days -> done }
      step c "C" via web { on closed -> done }
      end done "Done" success
    }
    """
    with Runtime.open(store, package(text), clock=clock) as runtime:
        send(runtime, "opened", "anna", bill="b")
        clock.pass_(hours=5)
        runtime.tick()
        flow = runtime.flow("long")
    assert [(one.now, one.entered, one.left) for one in flow.places] == [
        (0, 1, 1), (0, 1, 1), (1, 1, 0), (0, 0, 0),
    ]  # fmt: skip


def test_what_a_schedule_starts_begins_when_it_says(store: Store, clock: HandClock) -> None:
    """However late the host has looked: nobody is missed, and they stay no shorter."""
    text = """
    segment all "All" when customer.first_name is set
    journey daily "Daily" {
      timezone "UTC"
      starts every day at 10:00 for all -> a
      step a "A" via web { on closed -> done }
      end done "Done" success
    }
    """
    with Runtime.open(store, package(text), clock=clock) as runtime:
        runtime.identify("anna", {"first_name": "Anna"})
        clock.pass_(hours=3)
        runtime.tick()
        flow = runtime.flow("daily")
        assert (flow.open, place(flow, "a").now, place(flow, "a").entered) == (1, 1, 1)
        assert ways(flow) == {("(start)", "a", "every day at 10:00"): 1}
        send(runtime, "closed", "anna")
        flow = runtime.flow("daily")
    assert hours(place(flow, "a").median_seconds) == 2


def test_who_is_cancelled_left_and_did_not_drop_off(store: Store, clock: HandClock) -> None:
    with Runtime.open(store, package(ORDER), clock=clock) as runtime:
        send(runtime, "opened", "anna", bill="b")
        clock.pass_(hours=1)
        runtime.cancel("order/anna/1")
        flow = runtime.flow("order")
    first = place(flow, "first")
    assert (flow.open, flow.ended, first.now, first.left, first.drop_off) == (0, 1, 0, 1, 0)


def test_who_is_cancelled_in_an_interrupt_left_what_it_froze(store: Store, clock: HandClock) -> None:
    text = """
    journey calm "Calm" {
      starts on opened -> a
      step a "A" via web { on closed -> done }
      anytime help { on asked_human -> talk  step talk "Talk" via web { on closed -> back } }
      end done "Done" success
    }
    """
    with Runtime.open(store, package(text), clock=clock) as runtime:
        send(runtime, "opened", "anna", bill="b")
        send(runtime, "asked_human", "anna")
        clock.pass_(hours=1)
        runtime.cancel("calm/anna/1")
        flow = runtime.flow("calm")
    assert [(one.now, one.left, one.drop_off) for one in flow.places] == [(0, 1, 0), (0, 1, 0), (0, 0, 0)]


def test_runs_of_all_versions_are_told_by_the_newest(store: Store, clock: HandClock) -> None:
    """Moving to it is no coming and no going; a place that it does not have is told apart."""
    with Runtime.open(store, release(THREE), clock=clock) as first:
        settle(first, len(SITUATIONS))
        before = first.flow("dispute")
        heads = first.heads("dispute")[0]
        runtime = Runtime.open(store, release(FOUR), clock=clock)
        old = runtime.flow("dispute", version=3)
        mixed = runtime.flow("dispute")
        moved = runtime.migrate_all("dispute", 4).moved
        after = runtime.flow("dispute")
        assert runtime.flow("dispute", version=4).open == moved
        with pytest.raises(UsageError, match="there is no version 2 of `dispute` in the store"):
            runtime.flow("dispute", version=2)
    assert {one.place: one.now for one in before.places if one.now} == {
        head.place: head.active + head.paused + head.suspended for head in heads.places
    }
    assert old == before
    assert (mixed.version, mixed.open, after.open) == (4, before.open, before.open)
    assert moved > 5
    kept = {one.place for one in after.places} & {one.place for one in before.places}
    assert kept
    entered = {one.place: (one.entered, one.left) for one in mixed.places if one.place in kept}
    assert {one.place: (one.entered, one.left) for one in after.places if one.place in kept} == entered
    assert "court" in mixed.elsewhere
    assert {way.source for way in mixed.ways} | {way.target for way in mixed.ways} <= {
        "(start)", "(pause)", *(one.place for one in mixed.places), *("help", "talking", "closing"),
    }  # fmt: skip


def test_runs_of_a_version_that_is_lost_are_told_apart(store: Store, clock: HandClock) -> None:
    """They are where they are; what brought them there cannot be read."""
    with Runtime.open(store, package(ORDER), clock=clock) as runtime:
        send(runtime, "opened", "anna", bill="b")
        plan = plan_of(from_json(store.definitions()[0].text, Definition))
        counting = Counting(plan, {}, lambda run: store.history(run=run), None, clock.now(), None)
        flow = flow_of(store.runs(9), counting)
    assert flow.elsewhere == {"(version 1)": 1}
    assert (place(flow, "first").now, place(flow, "first").entered, flow.ways) == (1, 0, ())


def test_what_is_asked_is_checked(store: Store, clock: HandClock) -> None:
    with Runtime.open(store, package(ORDER), clock=clock) as runtime:
        with pytest.raises(UsageError, match="there is no journey `orders` in the store"):
            runtime.flow("orders")
        with pytest.raises(UsageError, match="has no zone"):
            runtime.flow("order", since=MORNING.replace(tzinfo=None))
        assert runtime.flow("order").places[0] == PlaceFlow("first", 0, 0, 0, None, 0, 0, None, None, 0)


# ── as somebody counts who watches every input ──

WATCHED_TEXT = """
journey watched "Watched" {
  context { won: bool = false }
  starts on opened -> a
  pause { after 2 hours idle  give up after 1 day -> gone }
  step a "A" via web { on closed -> b  after 1 day -> c }
  stage more "More" {
    step b "B" via web { on closed -> c  on decided -> judged { set won = event.accepted } }
    step c "C" via web { after 2 days -> lost  on closed -> a  on decided -> both }
    on asked_human -> a
  }
  choice judged "Judged" { when won -> done  otherwise -> c }
  parallel both "Both" {
    branch left "Left" { step d "D" via web { on closed -> over }  end over }
    branch right "Right" { step e "E" via web { after 5 hours -> out }  end out }
    on both.done -> done
  }
  anytime help { on credited -> talk  step talk "Talk" via web { on closed -> back  after 3 hours -> lost } }
  end done "Done" success
  end lost "Lost" failure
  end gone "Gone" neutral
}
"""
WATCHED = package(WATCHED_TEXT)
STEPS = ("a", "b", "c", "d", "e", "talk")
PAYLOADS: dict[str, dict[str, Any]] = {
    "opened": {"bill": "b"}, "closed": {}, "asked_human": {}, "decided": {"accepted": True},
    "credited": {"bill": "b", "amount": "1.00 EUR"},
}  # fmt: skip
EVENTS = st.tuples(
    st.sampled_from(["anna", "ben", "cleo"]),
    st.sampled_from([*PAYLOADS, "refused", "suspend", "resume", "cancel", "nothing"]),
    st.integers(min_value=0, max_value=40),
)


class Watcher:
    """Looks where everybody is after every input, and counts. What an interrupt has frozen is not left."""

    def __init__(self, store: Store, clock: HandClock) -> None:
        self.store, self.clock = store, clock
        #: Since when who is where, and whether it is frozen.
        self.there: dict[tuple[str, str], tuple[float, bool]] = {}
        self.entered: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.left: dict[str, list[float]] = {name: [] for name in STEPS}

    def look(self) -> None:
        now, here = self.clock.now().timestamp(), dict[tuple[str, str], bool]()
        drops: set[str] = set()
        for run in self.store.runs(1_000):
            if run["outcome"] is None:
                here |= {(run["id"], place): False for place in run["configuration"] if place in STEPS}
                frozen = [place for frame in run.get("frozen", ()) for place in frame["configuration"]]
                here |= {(run["id"], place): True for place in frozen if place in STEPS}
            elif run["outcome"]["end"] in {"lost", "gone"}:
                drops.add(run["id"])
        for run_id, place in [key for key in self.there if key not in here]:
            since, was_frozen = self.there.pop((run_id, place))
            self.left[place].append(now - since)
            self.dropped[place] += run_id in drops and not was_frozen
        for key, is_frozen in here.items():
            self.entered[key[1]] += key not in self.there
            self.there[key] = self.there.get(key, (now, False))[0], is_frozen


@settings(max_examples=60)
@given(st.lists(EVENTS, max_size=25))
def test_it_counts_as_somebody_who_watches_every_input(rows: list[tuple[str, str, int]]) -> None:
    clock = HandClock()
    store = open_store(None)
    with Runtime.open(store, WATCHED, clock=clock) as runtime:
        watcher = Watcher(store, clock)
        for customer, what, wait in rows:
            _pass(runtime, clock, watcher, wait)
            _do(runtime, customer, what)
            watcher.look()
        flow = runtime.flow("watched")
    for name in STEPS:
        told, stays = place(flow, name), sorted(watcher.left[name])
        assert (told.entered, told.left) == (watcher.entered[name], len(stays)), name
        assert told.p90_seconds == (stays[ceil(0.9 * len(stays)) - 1] if stays else None)
        assert told.drop_off == watcher.dropped[name], name
    taken = Counter({way.target: 0 for way in flow.ways})
    for way in flow.ways:
        taken[way.target] += way.taken
    assert taken["talk"] == watcher.entered["talk"]
    assert taken["done"] == place(flow, "done").entered


def _pass(runtime: Runtime, clock: HandClock, watcher: Watcher, wait: int) -> None:
    """Let hours pass, and look at every moment at which something is due."""
    until = clock.now() + timedelta(hours=wait)
    while (due := runtime.next_due()) is not None and due <= until:
        clock.time = max(due, clock.now())
        runtime.tick()
        watcher.look()
    clock.time = until


def _do(runtime: Runtime, customer: str, what: str) -> None:
    if what in PAYLOADS:
        runtime.send(what, PAYLOADS[what], customer=customer, channel="web")
    elif what in {"suspend", "resume", "cancel"}:
        for one in runtime.runs(1, customer=customer, status="open"):
            getattr(runtime, what)(one.run)
