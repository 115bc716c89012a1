"""Inputs committed together come to the same as one at a time."""

import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from journeyc.runtime import Batch, Report, Runtime, Store
from journeyc.runtime.core.inputs import EventInput, OutcomeInput, ProfileInput
from journeyc.runtime.errors import FencedError, JourneyError, StoreDamagedError, StoreError, UsageError
from journeyc.runtime.hosts.applying import Applying, Asked
from journeyc.runtime.hosts.batch import MOST
from journeyc.runtime.hosts.batching import TOGETHER, Batching, Outcome
from journeyc.runtime.hosts.firing import Firing
from journeyc.runtime.hosts.telling import Telling
from journeyc.runtime.ports import Commit, Known
from journeyc.runtime.stores import open_store
from journeyc.runtime.stores.memory import MemoryStore
from tests.runtime.customers.journeys import COMPANY, company
from tests.runtime.stage import DISPUTE, MORNING, HandClock, Opener, Recorder, begin
from tests.runtime.workers.stage import Interrupted, Once

PACKAGE = company(COMPANY + "policy nights { quiet from 22:00 to 08:00 }")
KEYS = ["anna", "a/b", "carl", "+1"]
PHONES = ["+1", "+2", "carl"]
#: Keys, and texts that may be aliases of somebody, of several, or keys of somebody new.
WHO = st.sampled_from([*KEYS, "+2", "m@x"])
RUNS = st.sampled_from(
    [f"{name}/{who}/{n}" for name in ("dispute", "calling") for who in KEYS for n in (1, 2)]
)
TOLD = st.one_of(
    st.tuples(st.just("send"), WHO, st.sampled_from(["asked", "closed", "complained", "paid", "unheard_of"])),
    st.tuples(st.just("open"), WHO, st.sampled_from(["B1", "B2", 7])),
    st.tuples(st.just("buy"), WHO),
    st.tuples(st.just("answer"), WHO, st.one_of(st.none(), RUNS)),
    st.tuples(st.just("phone"), WHO, st.sampled_from([*PHONES, None])),
    st.tuples(st.just("mail"), WHO, st.sampled_from(["m@x", "+1"])),
    st.tuples(st.just("points"), WHO, st.sampled_from([0, 11, 2000])),
    st.tuples(st.just("operate"), RUNS, st.sampled_from(["suspend", "resume", "cancel", "migrate"])),
    st.tuples(st.just("outcome"), RUNS),
    st.tuples(st.just("result"), RUNS, st.sampled_from(["ok", "fails", "no_answer"])),
)
#: An input under an id of its own, or under one that others in the same batch may have.
BATCHES = st.lists(
    st.tuples(
        st.lists(st.tuples(TOLD, st.sampled_from([None, None, None, "x", "y"])), max_size=8),
        st.sampled_from(
            [None, ("hours", 1), ("hours", 16), ("days", 4), ("merge", "carl", "anna"), ("undo",)]
        ),
    ),
    max_size=5,
)


def tell(to: Telling[Any], told: Any, name: str) -> Any:
    """Tell a runtime, or a batch, one thing."""
    match told:
        case "send", who, event:
            return to.send(event, customer=who, channel="web", id=name)
        case "open", who, bill:
            return to.send("opened", {"bill": bill}, customer=who, channel="web", id=name)
        case "buy", who:
            return to.send("bought", {"what": "shoes"}, customer=who, id=name)
        case "answer", who, run:
            return to.answer(who, {"note": "odd"}, channel="web", run=run, id=name)
        case ("phone" | "mail" | "points") as field, who, value:
            return to.identify(who, {field: value}, id=name)
        case "operate", run, command:
            return getattr(to, command)(run, by="otto", id=name)
        case "outcome", run:
            return to.outcome(run, "satisfaction", 9, id=name)
        case "result", run, result:
            failure = "unknown" if result == "fails" else ""
            return to.result(
                f"{run}/1/0", result, "got" if result == "ok" else None, failure=failure, id=name
            )
    raise AssertionError(told)


def alone(runtime: Runtime, several: list[tuple[Any, str]]) -> list[Report]:
    """What each of them comes to when it comes alone."""

    def one(told: Any, name: str) -> Report:
        try:
            report: Report = tell(runtime, told, name)
        except UsageError as error:
            return _refused(name, str(error))
        return report

    return [one(*item) for item in several]


def _refused(name: str, reason: str) -> Report:
    at = "2026-11-23T09:00:00Z"
    return Report(
        input=name, at=at, result="refused", because="invalid", reason=reason, faults=[reason], runs=[]
    )


def together(runtime: Runtime, several: list[tuple[Any, str]]) -> list[Report]:
    with runtime.batch() as batch:
        assert [tell(batch, *item) for item in several] == [*range(len(several))]
    return batch.reports


def story(
    store: Store | None, batches: list[Any], apply: Callable[[Runtime, list[tuple[Any, str]]], list[Report]]
) -> str:
    """All that is answered and all that is kept, but for random ids."""
    clock, mails = HandClock(), Recorder()
    seen: list[Any] = []
    with Runtime.open(store, PACKAGE, {"sms": mails}, clock) as runtime:
        for number, (told, then) in enumerate(batches):
            named = [(item, name or f"i{number}/{n}") for n, (item, name) in enumerate(told)]
            seen.append([{**report, "at": ""} if report["result"] == "refused" else report
                         for report in apply(runtime, named)])  # fmt: skip
            match then:
                case ("hours" | "days") as unit, count:
                    clock.pass_(**{unit: count})
                    seen.append([report["runs"] for report in runtime.tick().reports])
                case "merge", other, into:
                    seen.append(runtime.merge(other, into=into, by="otto", reason="one", id=f"m{number}"))
                case ("undo",) if number:
                    seen.append(runtime.unmerge(f"m{number - 1}", by="otto", reason="two", id=f"u{number}"))
            seen.append(str(runtime.next_due()))
        # Of two customers, who was written first is not promised.
        seen += [runtime._store.everything([name]) for name in (*KEYS, "+2", "m@x")]
        seen += [sorted(runtime.tasks()), sorted(mails.messages), runtime._store.erasures()]
    return re.sub(r'"time/[-0-9a-f]+', '"time/x', json.dumps(seen, default=str, sort_keys=True, indent=0))


#: The second is lost, as its phone is taken, and with it the third, of the same customer; the last gives
#: their name to somebody else.
NAME_GIVEN_AWAY = [
    (("phone", "anna", "+2"), None),
    (("phone", "+1", "+2"), None),
    (("send", "+1", "asked"), None),
    (("phone", "anna", "+1"), None),
]


@given(BATCHES)
@example([(NAME_GIVEN_AWAY, None)])
def test_a_batch_is_what_its_inputs_are_one_at_a_time(batches: list[Any]) -> None:
    assert story(None, batches, together) == story(None, batches, alone)


@given(BATCHES)
def test_and_so_it_is_on_a_file(batches: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = (open_store(f"sqlite:///{folder}/{n}?synchronous=normal") for n in "ab")
        assert story(first, batches, together) == story(second, batches, alone)


def reports(outcomes: Sequence[Outcome]) -> list[Report]:
    """What came of inputs none of which is an error."""
    found = [one for one in outcomes if not isinstance(one, JourneyError)]
    assert len(found) == len(outcomes)
    return found


def identify(customer: str, phone: str, name: str) -> Asked:
    return Asked(customer, ProfileInput(name, MORNING, {"phone": phone}))


def applying(store: Store) -> Applying:
    """What a runtime on this store applies inputs with."""
    return Runtime.open(store, PACKAGE, clock=HandClock())._applying


class Interfering(MemoryStore):
    """A store in which somebody else writes a customer just before something is committed together."""

    def __init__(self, customer: str) -> None:
        super().__init__()
        self._whom: str | None = customer

    def commit_each(self, groups: Sequence[Sequence[Commit]]) -> list[StoreError | None]:
        if (name := self._whom) is not None:
            self._whom = None
            applying(self).apply(Asked(name, EventInput("other", MORNING, "complained", {})))
        return super().commit_each(groups)


def test_who_was_changed_meanwhile_is_decided_again_in_order() -> None:
    """Also what would not have been written, as it was decided on what was not."""
    store = Interfering("anna")
    told: list[tuple[str, str, dict[str, Any]]] = [
        ("anna", "opened", {"bill": "B1"}),
        ("bob", "opened", {"bill": "B1"}),
        ("anna", "moved", {"words": 7}),
        ("anna", "asked", {}),
    ]
    several = [
        Asked(who, EventInput(f"{who} {n}", MORNING, event, payload))
        for n, (who, event, payload) in enumerate(told)
    ]
    results = [report["result"] for report in reports(Batching(applying(store)).apply(several))]
    assert results == ["accepted", "accepted", "refused", "accepted"]
    lines = [line.input for line in store.history(customer="anna")]
    assert list(dict.fromkeys(lines)) == ["other", "anna 0", "anna 3"]
    assert store.read("anna").revision == 3


def test_somebody_new_is_decided_once_for_each_input_whoever_was_erased_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = Runtime.open(store, PACKAGE, clock=HandClock())
    runtime.identify("carl", {"phone": "+3"})
    runtime.erase("carl")
    decided, decide = list[str](), Applying.decided

    def noted(own: Applying, name: str, known: Known, asked: Asked) -> Any:
        decided.append(asked.given.id)
        return decide(own, name, known, asked)

    monkeypatch.setattr(Applying, "decided", noted)
    several = [identify("anna", "+1", "1"), identify("bob", "+2", "2"), identify("anna", "+4", "3")]
    reports(Batching(applying(store)).apply(several))
    assert decided == ["1", "2", "3"]
    assert store.find("+4") == ("anna",)


@pytest.mark.parametrize("name", ["+1", "guest"])
def test_what_others_have_applied_meanwhile_is_not_applied_again(store: Store, name: str) -> None:
    """Who is named by an alias, or is a part of another, is found, and read, after the others."""
    other = Runtime.open(store, PACKAGE, clock=HandClock())
    other.identify("anna", {"phone": "+1"})
    other.send("opened", {"bill": "B1"}, customer="guest", channel="web")
    other.merge("guest", into="anna")
    interrupted, first = Interrupted(store), list[Report]()
    told = Once(lambda: first.append(other.send("complained", customer="anna", id="twice")))
    interrupted.first["read"] = told
    runtime = Runtime.open(interrupted, PACKAGE, clock=HandClock())
    with runtime.batch() as batch:
        batch.send("asked", customer=name, id="once")
        batch.send("complained", customer="anna", id="twice")
    assert batch.reports[1:] == first
    lines = [(line.input, line.run, line.kind) for line in other.history("anna")]
    assert [line for line in lines if lines.count(line) > 1] == []
    assert {"once", "twice"} <= {name for name, *_ in lines}


def test_an_alias_that_another_has_is_refused_and_touches_no_other(store: Store) -> None:
    several = [identify("anna", "+1", "1"), identify("bob", "+1", "2"), identify("carl", "+2", "3")]
    first, second, third = reports(Batching(applying(store)).apply(several))
    assert (first["result"], third["result"]) == ("accepted", "accepted")
    assert "already names the customer `anna`" in second["reason"]
    assert store.find("+1") == ("anna",)
    assert store.read("bob").revision == 0


def test_a_name_that_the_batch_itself_gives_leads_to_who_has_it(store: Store) -> None:
    opened = EventInput("2", MORNING, "opened", {"bill": "B1"}, "web")
    Batching(applying(store)).apply([identify("anna", "+1", "1"), Asked("+1", opened)])
    assert [run["customer"] for run in store.runs(10)] == ["anna"]


def test_a_run_that_the_batch_itself_begins_is_there_for_what_follows(store: Store) -> None:
    opened = EventInput("1", MORNING, "opened", {"bill": "B1"}, "web")
    told = OutcomeInput("2", MORNING, "dispute/anna/1", "satisfaction", 9)
    _, report = reports(Batching(applying(store)).apply([Asked("anna", opened), Asked(None, told)]))
    assert report["result"] == "accepted"


def test_a_worker_whose_lease_is_over_writes_nothing_of_that_customer(store: Store) -> None:
    runtime = applying(store)
    for name in ("anna", "bob"):
        runtime.to_customer(name, EventInput("1", MORNING, "opened", {"bill": "B1"}, "web"))
    later = MORNING + timedelta(days=4)
    held = store.lease_timers(later, later + timedelta(minutes=1), 10)
    store.release([lease for lease in held if lease.customer == "anna"])
    lost, done = Firing(runtime).leased(sorted(held), later)
    assert isinstance(lost, FencedError)
    assert reports([done])[0]["runs"][0]["fired"]
    assert [timer.customer for timer in store.due(later, 10)] == ["anna"]


def test_more_than_are_committed_together_are_applied(store: Store) -> None:
    several = [identify(f"c{n}", f"+{n}", "1") for n in range(TOGETHER + 1)]
    assert len(Batching(applying(store)).apply(several)) == len(several)
    assert len(store.customers(1000)) == len(several)
    assert Batching(applying(store)).apply([]) == []


# ── as a program sees it ──


def test_reports_are_there_behind_the_block(opened: Opener) -> None:
    with opened() as runtime, runtime.batch() as batch:
        place = batch.send(
            "dispute_opened", {"dispute": {"bill": "B"}}, customer="anna", channel="web", id="1"
        )
        batch.delivered("dispute/anna/9/1/0", "opened")
        assert (place, len(batch)) == (0, 2)
        assert runtime.where("anna") == []
        with pytest.raises(UsageError, match="not applied; ask once its block is left"):
            assert batch.reports
        batch_of_runtime = batch
    assert [report["result"] for report in batch_of_runtime.reports] == ["accepted", "refused"]
    with pytest.raises(UsageError, match="was left; begin another"):
        batch.send("dispute_opened", customer="anna")


def test_a_block_that_raises_applies_nothing(opened: Opener) -> None:
    with opened() as runtime:
        with pytest.raises(UsageError, match="`customer`"), runtime.batch() as batch:  # noqa: PT012  # what stands before it is the point
            begin_in(batch, "anna")
            begin_in(batch, "")
        assert runtime.where("anna") == []
        with pytest.raises(UsageError, match="not applied"):
            assert batch.reports


def begin_in(batch: Batch, customer: str) -> None:
    batch.send("dispute_opened", {"dispute": {"bill": "B"}}, customer=customer, channel="web")


def test_a_batch_is_bounded(opened: Opener) -> None:
    with opened() as runtime, runtime.batch() as batch:
        for _ in range(MOST):
            batch.send("unheard_of", customer="anna", channel="web")
        with pytest.raises(UsageError, match="1,000 inputs at most; leave its block, and begin another"):
            batch.send("unheard_of", customer="anna", channel="web")


def test_who_is_not_told_apart_is_refused() -> None:
    """What would raise alone must not keep the others of a queue from being applied, for ever."""
    with Runtime.open(None, PACKAGE, clock=HandClock()) as runtime:
        with runtime.batch() as batch:
            batch.identify("anna", {"phone": "x"})
            batch.identify("bob", {"mail": "x"})
            batch.send("complained", customer="x")
            batch.identify("bob", {"tier": "gold"})
        results = [report["result"] for report in batch.reports]
        assert results == ["accepted", "accepted", "refused", "accepted"]
        assert "several customers: `anna`, `bob`" in batch.reports[2]["reason"]


def test_a_lost_journey_is_raised_once_the_others_are_committed(tmp_path: Path) -> None:
    clock = HandClock()
    with Runtime.open(tmp_path / "store", DISPUTE, clock=clock) as runtime:
        begin(runtime, "anna")
    with sqlite3.connect(tmp_path / "store") as db:
        db.execute("DELETE FROM definitions")
    with Runtime.open(tmp_path / "store", PACKAGE, clock=clock) as runtime:
        with pytest.raises(StoreDamagedError, match="needs version"), runtime.batch() as batch:  # noqa: PT012  # it is raised when the block is left
            batch.send("complained", customer="anna", id="1")
            batch.send("complained", customer="bob", id="2")
        assert {line.input for line in runtime.history("bob")} == {"2"}


class Counting(MemoryStore):
    """A store that knows how many groups came together."""

    def __init__(self) -> None:
        super().__init__()
        self.together: list[int] = []

    def commit_each(self, groups: Sequence[Sequence[Commit]]) -> list[StoreError | None]:
        self.together.append(len(groups))
        return super().commit_each(groups)


def test_timers_of_many_customers_fire_in_order_of_time_in_one_commit(clock: HandClock) -> None:
    store = Counting()
    clock.pass_(hours=2)  # no longer the hour of the schedule
    with Runtime.open(store, PACKAGE, clock=clock) as runtime:
        for n in range(5):
            runtime.send("opened", {"bill": "B"}, customer=f"c{n}", channel="web")
            clock.pass_(minutes=-1)
        clock.pass_(days=4)
        fired = [report["runs"][0]["run"] for report in runtime.tick().reports]
    assert fired == [f"dispute/c{n}/1" for n in (4, 3, 2, 1, 0)]
    assert store.together == [5]
