"""What every store keeps to where something is to leave: all of a customer, or nothing."""

from datetime import timedelta

import pytest

from journeyc.runtime.core.documents import Incident, Run
from journeyc.runtime.ports import TABLES, HistoryEntry, Kept, Leaving, Settled, Store
from tests.runtime.stores.test_contract import (
    AT,
    NOON,
    SMS,
    commit,
    entry,
    incident,
    message,
    report,
    run,
    task,
)
from tests.runtime.stores.test_whole import merge

SECOND = timedelta(seconds=1)
RUN = "dispute/anna/1"


def over(at: str = AT) -> Run:
    """A run that ended at an instant."""
    return {**run(status="ended"), "outcome": {"end": "done", "kind": "success", "at": at}}


def lived(store: Store) -> None:
    """A run with everything, all of it over."""
    commit(
        store,
        runs=[run()],
        report=report(),
        outgoing=[message()],
        tasks=[task()],
        incidents=[incident()],
        history=[entry("i1", RUN), entry("i1", RUN), entry("other")],
    )
    commit(store, input="i2", runs=[over()], closed=[task().id], settles=["x"])
    store.settle(Settled(message().id, SMS, "delivered", None, ""))


def leaving(store: Store, gone: Kept | None = None) -> Leaving:
    return Leaving("anna", store.read("anna").revision, gone or everything(store))


def everything(store: Store) -> Kept:
    """All that has to do with the run."""
    kept = store.everything(["anna"])
    return kept._replace(customers=[], aliases=[], history=[line for line in kept.history if line.run == RUN])


def test_what_leaves_is_gone_and_all_else_stays(store: Store) -> None:
    lived(store)
    before = store.counts()
    revision = store.read("anna").revision
    assert store.retire([leaving(store)]) == [True]
    now = store.counts()
    assert {name: before[name] - now[name] for name in TABLES if before[name] != now[name]} == {
        "runs": 1,
        "inputs": 1,
        "history": 2,
        "outbox": 1,
        "incidents": 1,
        "tasks": 1,
    }
    assert (store.owner(RUN), store.message(message().id), store.read("anna", "i1").report) == (None,) * 3
    assert [line.input for line in store.history(customer="anna")] == ["other"]
    # Whoever has read her before decides anew, so that the run does not come back.
    assert store.read("anna").revision == revision + 1
    store.settle(Settled(message().id, SMS, "failed", None, "", entry("late"), incident("late")))
    assert (len(store.history(customer="anna")), store.incident("late")) == (1, None)


def test_who_was_written_meanwhile_stays_whole_and_others_leave(store: Store) -> None:
    lived(store)
    commit(store, "ben", runs=[{**over(), "id": "dispute/ben/1", "customer": "ben"}])
    of_ben = Leaving("ben", 1, store.everything(["ben"])._replace(customers=[]))
    late = leaving(store)
    commit(store, input="i3")
    counts = store.counts()
    assert store.retire([late, of_ben]) == [False, True]
    assert store.counts() == {**counts, "runs": counts["runs"] - 1}
    assert store.retire([leaving(store), of_ben]) == [True, False]


@pytest.mark.parametrize("what", ["sent again", "another line", "nobody"])
def test_what_is_no_longer_as_it_was_read_stays_whole(store: Store, what: str) -> None:
    """Also where that changes no revision."""
    lived(store)
    gone = leaving(store)
    if what == "sent again":
        commit(store, input="i3", outgoing=[message()])
        gone = leaving(store)
    elif what == "another line":
        store.settle(Settled(message().id, SMS, "delivered", None, "", entry("i1", RUN)))
    else:
        gone = gone._replace(customer="carla", revision=0)
    counts = store.counts()
    assert store.retire([gone]) == [False]
    assert store.counts() == counts


def test_a_line_that_comes_when_its_run_is_leaving_stays(store: Store) -> None:
    """As of whoever had a message in hand for months: it is in no archive, so it may not go."""
    lived(store)
    gone = leaving(store)
    store.settle(Settled(message().id, SMS, "delivered", None, "", entry("late", RUN)))
    assert store.retire([gone]) == [True]
    assert [line.input for line in store.history(customer="anna")] == ["other", "late"]


def test_those_with_something_older_are_found_by_key_some_at_a_time(store: Store) -> None:
    for name, at in (("a", AT), ("b", ""), ("c", "2026-11-23T12:00:00.000001Z"), ("d", "")):
        runs = [{**over(at), "id": f"dispute/{name}/1", "customer": name}] if at else []
        commit(store, name, runs=runs)
    commit(store, "d", history=[HistoryEntry("d", None, AT, "event", "i", {})])
    commit(store, "b", history=[HistoryEntry("b", None, "2026-11-23T12:00:01Z", "event", "i", {})])
    assert store.aging(NOON, 9) == ([], "d")
    assert store.aging(NOON + SECOND, 9) == (["a", "c", "d"], "d")
    assert store.aging(NOON + timedelta(microseconds=1), 2) == (["a"], "b")
    assert store.aging(NOON + SECOND, 2, "b") == (["c", "d"], "d")
    assert store.aging(NOON + SECOND, 2, "d") == ([], "")


def test_who_is_a_part_of_another_is_found_too(store: Store) -> None:
    commit(store, "cookie", history=[entry("1", owner="cookie")])
    commit(store, "anna")
    merge(store)
    assert store.aging(NOON + SECOND, 9) == (["cookie"], "cookie")


def test_incidents_of_runs_that_never_began_are_those_of_their_customer(store: Store) -> None:
    commit(store, runs=[run()])
    commit(store, "anna x", runs=[{**run("dispute/anna x/1"), "customer": "anna x"}])

    def raised(name: str, of: str) -> Incident:
        return {**incident(name), "run": of}

    commit(store, incidents=[raised("1", "dispute/anna/2"), raised("2", "dispute/anna x/7")])
    commit(store, incidents=[raised("3", "customer:anna"), raised("4", "dispute/x/anna/1")])
    assert [one["id"] for one, _ in store.everything(["anna"]).incidents] == ["1", "3"]
    assert [one["id"] for one, _ in store.everything(["anna x"]).incidents] == ["2"]
