"""Several workers on one store: each customer is one worker's, and whoever slept too long changes nothing."""

from datetime import timedelta

import pytest

from journeyc.runtime.errors import AliasTakenError, ConflictError, FencedError
from journeyc.runtime.ports import ArmedTimer, Commit, Lease, Outgoing, Settled, Store
from tests.runtime.stores.test_contract import (
    MINUTE,
    NOON,
    SMS,
    commit,
    customer,
    entry,
    incident,
    message,
    report,
    request,
    run,
    store,
)

__all__ = ["store"]

CALL = "call:billing.credit"
LATER = NOON + 2 * MINUTE


def arm(store: Store, owner: str, minutes: int = 0, name: str = "idle") -> None:
    commit(store, owner, armed=[ArmedTimer(NOON + minutes * MINUTE, "", name, owner)])


def of(owner: str, outgoing: Outgoing) -> Outgoing:
    name = outgoing.id.replace("anna", owner)
    return outgoing._replace(id=name, customer=owner, run=f"dispute/{owner}/1")


def names(leases: list[Lease]) -> list[str]:
    return [one.customer for one in leases]


def test_a_customer_is_leased_to_one_worker(store: Store) -> None:
    for minutes, owner in enumerate(("bob", "anna", "carl")):
        arm(store, owner, minutes)
    assert names(store.lease_timers(NOON + MINUTE, LATER, 1)) == ["bob"]
    assert names(store.lease_timers(NOON + MINUTE, LATER, 9)) == ["anna"]
    assert store.lease_timers(NOON + MINUTE, LATER, 9) == []


def test_a_lease_comes_once_however_much_is_due(store: Store) -> None:
    for name in ("a", "b", "c"):
        arm(store, "anna", name=name)
    commit(store, "anna", outgoing=[message(1), message(2), request()])
    (lease,) = store.lease_timers(NOON, LATER, 9)
    assert store.lease_outbox([SMS, CALL], NOON, LATER, 9) == []
    store.release([lease])
    assert names(store.lease_outbox([SMS, CALL], NOON, LATER, 9)) == ["anna"]


def test_whoever_waits_longest_for_what_can_be_carried_is_first(store: Store) -> None:
    commit(store, "anna", outgoing=[message(1, at="2026-11-23T11:59:00Z")])
    commit(store, "bob", outgoing=[of("bob", message(1, at="2026-11-23T11:58:00Z"))])
    commit(store, "carl", outgoing=[of("carl", request()), of("carl", message(1, channel="email"))])
    assert store.lease_outbox([], NOON, LATER, 9) == []
    assert names(store.lease_outbox([SMS], NOON, LATER, 9, besides=["bob"])) == ["anna"]
    assert names(store.lease_outbox([CALL, SMS], NOON, LATER, 9)) == ["bob", "carl"]


def test_calls_that_are_due_go_before_timers(store: Store) -> None:
    arm(store, "anna")
    arm(store, "bob")
    commit(store, "anna", outgoing=[request()])
    assert names(store.lease_timers(NOON, LATER, 9, before=[CALL])) == ["bob"]
    assert names(store.lease_timers(NOON, LATER, 9, before=["call:other"], besides=["bob"])) == ["anna"]


def test_a_lease_that_is_over_goes_to_the_next_who_asks(store: Store) -> None:
    arm(store, "anna")
    (first,) = store.lease_timers(NOON, LATER, 9)
    assert store.lease_timers(LATER - timedelta(seconds=1), LATER + MINUTE, 9) == []
    (second,) = store.lease_timers(LATER, LATER + MINUTE, 9)
    assert second.fence > first.fence
    assert store.renew([first], LATER + MINUTE) == []
    store.release([first])
    assert store.lease_timers(LATER, LATER + MINUTE, 9) == []
    assert store.renew([second], LATER + 9 * MINUTE) == [second._replace(until=LATER + 9 * MINUTE)]
    assert store.lease_timers(LATER + 8 * MINUTE, LATER + 10 * MINUTE, 9) == []


def test_a_lease_that_is_only_late_still_counts(store: Store) -> None:
    arm(store, "anna")
    (lease,) = store.lease_timers(NOON, LATER, 9)
    commit(store, "anna", lease=lease, cancelled=[("", "idle")])
    assert store.renew([lease], LATER + MINUTE) == [lease._replace(until=LATER + MINUTE)]


def test_whoever_slept_too_long_commits_nothing(store: Store) -> None:
    arm(store, "anna")
    (late,) = store.lease_timers(NOON, LATER, 9)
    store.lease_timers(LATER, LATER + MINUTE, 9)
    before = store.read("anna")
    with pytest.raises(FencedError, match="lease of `anna`"):
        commit(store, "anna", lease=late, runs=[run()], history=[entry("i1")], report=report())
    assert store.read("anna", "i1") == before
    assert store.history(customer="anna") == []


def test_what_was_released_counts_no_longer(store: Store) -> None:
    arm(store, "anna")
    leases = store.lease_timers(NOON, LATER, 9)
    store.release(leases)
    with pytest.raises(FencedError):
        commit(store, "anna", lease=leases[0])


def test_whoever_slept_too_long_neither_claims_nor_settles(store: Store) -> None:
    commit(store, "anna", outgoing=[message(1), message(2)])
    (late,) = store.lease_outbox([SMS], NOON, LATER, 9)
    claimed = store.claim([SMS], NOON, LATER, late)
    assert claimed is not None
    (mine,) = store.lease_outbox([SMS], LATER, LATER + MINUTE, 9)
    line = entry("i9", "dispute/anna/1")
    settled = Settled(claimed.outgoing.id, SMS, "failed", None, "no", line, incident("late"), lease=late)
    with pytest.raises(FencedError):
        store.settle(settled)
    with pytest.raises(FencedError):
        store.claim([SMS], LATER, LATER + MINUTE, late)
    assert store.incidents() == []
    assert store.history(customer="anna") == []
    again = store.claim([SMS], LATER, LATER + MINUTE, mine)
    assert again == (message(2), 1, False)
    store.settle(settled._replace(lease=mine))
    assert [one["id"] for one in store.incidents()] == ["late"]


def test_under_a_lease_only_its_customer_is_served_in_order(store: Store) -> None:
    commit(store, "anna", outgoing=[message(2), request(), message(1)])
    commit(store, "bob", outgoing=[of("bob", message(1, at="2026-11-23T11:00:00Z"))])
    (lease,) = store.lease_outbox([SMS, CALL], NOON, LATER, 9, besides=["bob"])
    claimed = [store.claim([SMS, CALL], NOON, LATER, lease) for _ in range(4)]
    assert [one and one.outgoing for one in claimed] == [message(2), request(), message(1), None]


def test_an_erased_customer_is_nobodys(store: Store) -> None:
    arm(store, "anna")
    leases = store.lease_timers(NOON, LATER, 9)
    store.erase(["anna"], store.read("anna").revision)
    assert store.renew(leases, LATER) == []


def test_groups_are_written_each_for_itself(store: Store) -> None:
    commit(store, "anna", aliases={"email": "a@x"})
    commit(store, "emil")
    found = store.commit_each(
        [
            [Commit(0, customer("bob"), "i1", report(), runs=[run("dispute/bob/1", owner="bob")])],
            [Commit(7, customer("carl"), "i1", report(), runs=[run("dispute/carl/1", owner="carl")])],
            [
                Commit(0, customer("dora"), "i1", report()),
                Commit(0, customer("fred"), "i1", report(), aliases={"email": "bob"}),
            ],
            [Commit(1, customer("bob"), "i2", report("i2"))],
            [Commit(1, customer("emil"), "i3", report("i3"), lease=Lease("emil", 9, NOON))],
            [Commit(0, customer("gina"), "i1", report()), Commit(1, customer("anna"), "i4", report("i4"))],
        ]
    )
    assert [type(one) for one in found] == [
        type(None), ConflictError, AliasTakenError, type(None), FencedError, type(None),
    ]  # fmt: skip
    asked = [("bob", "i2", None), ("anna", "i4", None), ("dora", "i1", None), ("gina", "i1", None)]
    known = store.read_many(asked)
    assert [(one.revision, one.report is not None) for one in known] == [
        (2, True), (2, True), (0, False), (1, True),
    ]  # fmt: skip
    assert known == [store.read(*one) for one in asked]
    assert store.read("emil", "i3").report is None
    assert store.owner("dispute/carl/1") is None


def test_what_was_decided_on_a_group_that_was_not_written_is_not_written(store: Store) -> None:
    commit(store, "anna")  # by somebody else, just after revision 0 was read: it looks like the first below
    found = store.commit_each(
        [
            [Commit(0, customer("anna"), "i1", report())],
            [Commit(0, customer("bob"), "i1", report())],
            [Commit(1, customer("anna"), "i2", report("i2"))],
        ]
    )
    assert [type(one) for one in found] == [ConflictError, type(None), ConflictError]
    assert store.read("anna", "i2").report is None
    assert store.read("bob", "i1").report is not None


def test_of_two_groups_that_were_decided_on_the_same_only_the_first_is_written(store: Store) -> None:
    """Whoever is told that an input was written does not give it again."""
    commit(store, "anna")
    found = store.commit_each(
        [
            [Commit(1, customer("anna"), "i1", report())],
            [Commit(0, customer("bob"), "i1", report())],
            [Commit(1, customer("anna"), "i2", report("i2"))],
            [Commit(0, customer("bob"), "i2", report("i2"))],
        ]
    )
    assert [type(one) for one in found] == [type(None), type(None), ConflictError, ConflictError]
    for name in ("anna", "bob"):
        assert store.read(name, "i1").report is not None
        assert store.read(name, "i2").report is None


def test_the_key_of_somebody_new_who_was_refused_is_nobodys(store: Store) -> None:
    commit(store, "anna", aliases={"email": "a@x"})
    commit(store, "bob")
    found = store.commit_each(
        [
            [Commit(0, customer("new"), "i1", report(), aliases={"email": "a@x"})],
            [Commit(1, customer("bob"), "i1", report(), aliases={"email": "new"})],
        ]
    )
    assert [type(one) for one in found] == [AliasTakenError, type(None)]
    assert store.find("new") == ("bob",)


def test_nobody_new_gets_a_key_that_a_group_before_gives_away(store: Store) -> None:
    commit(store, "anna")
    found = store.commit_each(
        [
            [Commit(1, customer("anna"), "i1", report(), aliases={"email": "bob"})],
            [Commit(0, customer("bob"), "i1", report())],
        ]
    )
    assert [type(one) for one in found] == [type(None), ConflictError]
    assert store.find("bob") == ("anna",)


def test_what_was_decided_again_since_it_was_claimed_is_not_settled_with_that(store: Store) -> None:
    """Who was late has an answer to what was there before, and what is there now would never be carried."""
    commit(store, outgoing=[message()])
    assert store.claim([SMS], NOON, NOON + MINUTE) is not None
    commit(store, outgoing=[message()._replace(again=1)])
    store.settle(Settled(message().id, SMS, "failed", None, "busy"))
    assert store.claim([SMS], NOON, NOON + MINUTE) == (message()._replace(again=1), 1, False)
    store.settle(Settled(message().id, SMS, "delivered", None, "", again=1))
    assert store.claim([SMS], NOON + MINUTE, NOON + 2 * MINUTE) is None
