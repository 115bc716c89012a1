"""What every store keeps to of customers as a whole: who is a part of whom, who is in what, who is gone."""

import pytest

from journeyc.runtime.core.documents import CustomerDocument
from journeyc.runtime.errors import AliasTakenError, ConflictError
from journeyc.runtime.ports import ArmedTimer, Commit, HistoryEntry, Parting, Settled, Store
from journeyc.runtime.stores.postgres import PostgresStore
from tests.runtime.stores.test_contract import (
    AT,
    NOON,
    SMS,
    commit,
    customer,
    entry,
    incident,
    message,
    report,
    run,
    task,
)


def merged(other: str, into: str, merge: str = "m") -> CustomerDocument:
    """What is left of somebody who is a part of another."""
    where = {"merge": merge, "into": into, "at": AT, "by": "", "reason": ""}
    document = customer(other)
    document["merged"] = {**where, "document": {}, "runs": [], "profile": {}, "segments": {}}  # type: ignore[typeddict-item]  # it is one
    return document


def with_part(into: str, other: str) -> CustomerDocument:
    document = customer(into)
    document["identities"] = {other: {"merge": "m", "into": into, "at": AT, "by": "", "reason": ""}}
    return document


def merge(store: Store, other: str = "cookie", into: str = "anna", **more: object) -> None:
    """What a merge commits: who is left, and then whom they are a part of."""
    first = Commit(store.read(other).revision, merged(other, into), "m", None)
    second = Commit(store.read(into).revision, with_part(into, other), "m", None)
    store.commit(first, second._replace(**more))  # type: ignore[arg-type]  # rows of a test


def test_several_commits_are_written_together_or_not_at_all(store: Store) -> None:
    commit(store, "anna", aliases={"email": "a@x"})
    commit(store, "bob")
    before = store.read("anna"), store.read("bob")
    for second in (
        Commit(7, customer("bob"), "i2", None),
        Commit(1, customer("bob"), "i2", None, aliases={"email": "a@x"}),
    ):
        with pytest.raises((ConflictError, AliasTakenError)):
            store.commit(Commit(1, customer("anna"), "i2", None, history=[entry("i2")]), second)
        assert (store.read("anna"), store.read("bob"), store.history(customer="anna")) == (*before, [])
    store.commit(Commit(1, customer("anna"), "i2", None), Commit(1, customer("bob"), "i2", None))
    assert (store.read("anna").revision, store.read("bob").revision) == (2, 2)


def test_runs_change_their_customer_and_keep_their_order(store: Store) -> None:
    commit(store, "cookie", runs=[run("r1", owner="cookie"), run("r2", owner="cookie", status="ended")])
    commit(store, "anna", runs=[run("r3")])
    commit(store, "cookie", runs=[run("r4", owner="cookie")])
    merge(
        store,
        runs=[
            run(name, seq=2, status=status)
            for name, status in (("r4", "active"), ("r1", "active"), ("r2", "ended"))
        ],
    )
    assert [one["id"] for one in store.read("anna").runs] == ["r1", "r3", "r4"]
    assert (store.read("cookie").runs, store.ended("cookie", 5)) == ((), ())
    assert [one["id"] for one in store.ended("anna", 5)] == ["r2"]
    assert [store.owner(name) for name in ("r1", "r2", "r3", "r4")] == ["anna"] * 4
    assert [one["id"] for one in store.runs(5, customer="anna")] == ["r4", "r3", "r2", "r1"]


def test_what_is_known_of_a_part_is_known_of_the_whole(store: Store) -> None:
    """Answers to inputs, history, and aliases, which stay the part's own."""
    commit(
        store,
        "cookie",
        input="i1",
        report=report(),
        history=[entry("1", "r1", "cookie")],
        aliases={"phone": "1"},
        runs=[run("r1", owner="cookie")],
    )
    commit(store, "anna", input="i2", report=report("i2"), history=[entry("2")])
    merge(store, runs=[run("r1")], history=[entry("3", "r1")], aliases={"phone": "1"})
    assert store.read("anna", "i1").report == report()
    assert store.read("cookie", "i2").report is None
    assert [line.input for line in store.history(customer="anna")] == ["1", "2", "3"]
    assert [line.input for line in store.history(run="r1")] == ["1", "3"]
    assert (store.find("1"), store.merge("m"), store.merge("n")) == (("cookie",), "cookie", None)
    with pytest.raises(AliasTakenError, match="already names the customer `cookie`"):
        commit(store, "bob", aliases={"phone": "1"})
    commit(store, "anna", customer=with_part("anna", "cookie"), aliases={"phone": "2"})
    assert (store.find("1"), store.find("2")) == (("cookie",), ("anna",))


def test_whoever_is_parted_takes_their_lines_and_all_answers_along(store: Store) -> None:
    commit(store, "cookie", runs=[run("r1", owner="cookie")])
    commit(store, "anna", input="before", report=report("before"), history=[entry("before")])
    line = HistoryEntry("anna", None, AT, "merge", "m", {})
    merge(store, runs=[run("r1")], history=[line])
    whole = with_part("anna", "cookie")
    commit(store, "anna", customer=whole, input="i1", report=report(), history=[entry("i1", "r1")])
    commit(store, "anna", customer=whole, input="i2", report=report("i2"), history=[entry("i2")])
    store.commit(
        Commit(4, customer("anna"), "u", None, parting=Parting("cookie", ["r1"], ["i1", "i2", "gone"])),
        Commit(2, customer("cookie"), "u", None, runs=[run("r1", seq=3, owner="cookie")]),
    )
    assert [line.input for line in store.history(customer="anna")] == ["before", "m", "i2"]
    assert [line.input for line in store.history(customer="cookie")] == ["i1"]
    assert [line.input for line in store.history(run="r1")] == ["i1"]
    for name in ("i1", "i2"):
        assert store.read("anna", name).report == store.read("cookie", name).report == report(name)
    assert store.read("cookie", "before").report is None
    assert store.merge("m") is None


def test_lines_of_one_input_are_shared_out_and_keep_their_place(store: Store) -> None:
    """Who parts and is merged again has one timeline with the other, in the order in which it happened."""
    commit(store, "cookie", runs=[run("r1", owner="cookie")])
    merge(store, runs=[run("r1")], history=[HistoryEntry("anna", None, AT, "merge", "m", {"told": "m"})])
    whole = with_part("anna", "cookie")
    both = [entry("i1", "r1"), entry("i1", "r2")]
    commit(store, "anna", customer=whole, runs=[run("r2")], input="i1", report=report(), history=both)
    commit(store, "anna", customer=whole, input="late", history=[entry("late", "r1")])
    commit(store, "anna", customer=whole, input="i2", report=report("i2"), history=[entry("i2", "r2")])
    store.commit(
        Commit(4, customer("anna"), "u", None, parting=Parting("cookie", ["r1"], ["i1", "i2"])),
        Commit(2, customer("cookie"), "u", None, runs=[run("r1", seq=3, owner="cookie")]),
    )
    told = [(line.input, line.run) for line in store.history(customer="anna")]
    assert told == [("m", None), ("i1", "r2"), ("i2", "r2")]
    told = [(line.input, line.run) for line in store.history(customer="cookie")]
    assert told == [("i1", "r1"), ("late", "r1")]
    merge(store, runs=[run("r1", seq=4)])
    told = [(line.input, line.run) for line in store.history(customer="anna")]
    assert sorted(told[1:3]) == [("i1", "r1"), ("i1", "r2")]
    assert told[3:] == [("late", "r1"), ("i2", "r2")]


def test_members_are_those_of_the_last_commit(store: Store) -> None:
    commit(store, "bob", segments={"rich": AT})
    commit(store, "anna", segments={"rich": AT, "old": AT})
    commit(store, "carla")
    assert [member.customer for member in store.members("rich", 5)] == ["anna", "bob"]
    assert [member.customer for member in store.members("rich", 1)] == ["anna"]
    assert [member.customer for member in store.members("rich", 5, "anna")] == ["bob"]
    commit(store, "anna", segments={"old": AT})
    commit(store, "bob")
    assert (store.members("rich", 5), store.count_members("old")) == ([("bob", AT)], 1)
    assert [one["id"] for one in store.customers(2)] == ["anna", "bob"]
    assert [one["id"] for one in store.customers(2, "anna")] == ["bob", "carla"]


def test_what_was_decided_before_an_erasure_is_not_written_after_it(store: Store) -> None:
    """Not even where somebody came under the same key and was written as often since: it holds what was to
    be forgotten.
    """
    commit(store, "anna")
    before = store.read("anna")
    store.erase(["anna"], before.revision)
    commit(store, "anna")
    assert before.customer is not None
    with pytest.raises(ConflictError, match="was changed by somebody else meanwhile"):
        store.commit(Commit(before.revision, before.customer, "late", None))
    with pytest.raises(ConflictError, match="somebody was erased since `bob` was read"):
        store.commit(Commit(0, customer("bob"), "late", None))
    assert [one["id"] for one in store.customers(10)] == ["anna"]


def test_all_of_customers_is_read_and_erased(store: Store) -> None:
    mine = {
        "runs": [run()],
        "outgoing": [message()],
        "tasks": [task()],
        "incidents": [incident()],
        "armed": [ArmedTimer(NOON, "dispute/anna/1", "idle", "anna")],
        "aliases": {"email": "a@x"},
        "segments": {"rich": AT},
    }
    commit(store, "anna", report=report(), history=[entry("1", "dispute/anna/1")], **mine)
    unborn = {**incident("unborn"), "run": "dispute/anna/2"}
    of_rule = {**incident("rule"), "run": "customer:anna"}
    of_other = {**incident("other"), "run": "dispute/anna x/1"}
    commit(store, "anna", incidents=[unborn, of_rule])
    commit(store, "anna x", incidents=[of_other], runs=[run("dispute/anna x/1", owner="anna x")])
    kept = store.everything(["anna"])
    assert (kept.customers, kept.aliases, kept.runs) == ([customer()], [("email", "a@x", "anna")], [run()])
    assert (kept.inputs, kept.history) == ([("anna", "i1", report())], [entry("1", "dispute/anna/1")])
    assert (kept.outbox, kept.tasks) == ([(message(), "waiting")], [(task(), True)])
    assert [one["id"] for one, _ in kept.incidents] == ["x", "unborn", "rule"]
    with pytest.raises(ConflictError):
        store.erase(["anna"], 1)
    assert store.everything(["anna"]) == kept
    assert store.erasures() == 0
    rows = {"customers": 1, "aliases": 1, "runs": 1, "timers": 1, "inputs": 1, "history": 1, "outbox": 1}
    erasure = store.erase(["anna"], 2)
    assert {name: many for name, many in erasure.rows.items() if many} == {
        **rows,
        "incidents": 3,
        "tasks": 1,
        "members": 1,
    }
    assert erasure.clean is not isinstance(store, PostgresStore)
    assert store.everything(["anna"]) == ([], [], [], [], [], [], [], [])
    assert (store.read("anna", "i1"), store.find("a@x"), store.due(NOON, 5)) == ((0, None, (), None), (), [])
    assert (store.claim([SMS], NOON, NOON), store.message(message().id)) == (None, None)
    assert (store.incidents(), store.members("rich", 5), store.erasures()) == ([of_other], [], 1)
    # Whoever had it in hand tells of it in vain.
    store.settle(Settled(message().id, SMS, "failed", None, "", entry("late"), incident("late")))
    assert (store.history(customer="anna"), store.incident("late")) == ([], None)
    commit(store, "anna")
    assert store.read("anna").revision > 2
