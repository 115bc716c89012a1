"""What is kept beside runs and what left, for who follows them over days; and what there is to do."""

from datetime import timedelta

from journeyc.runtime import Store
from journeyc.runtime.ports import Commit, Lease
from tests.runtime.stage import HandClock, Opener, Recorder, begin, remind

ONE, OTHER = f"00-{'a' * 32}-{'b' * 16}-01", f"00-{'c' * 32}-{'d' * 16}-01"
RUN = "bill_dispute/anna/1"


def test_a_trace_is_that_of_the_last_commit_that_had_one(store: Store, opened: Opener) -> None:
    """It is beside the documents: those stay as they are."""
    runtime = opened()
    begin(runtime)
    assert store.traces([RUN]) == {}
    known = store.read("anna")
    assert known.customer is not None
    for trace, expected in ((ONE, ONE), ("", ONE), (OTHER, OTHER)):
        revision = store.read("anna").revision
        store.commit(Commit(revision, known.customer, "i", None, runs=known.runs, trace=trace))
        assert store.traces([RUN, "nobody/1"]) == {RUN: expected}
    assert store.read("anna").runs == known.runs


def test_a_trace_goes_with_its_run(store: Store, opened: Opener, clock: HandClock) -> None:
    runtime = opened(channels={"sms": Recorder()})
    remind(runtime, clock, phone="1")
    runtime.tick()
    known = store.read("anna")
    assert known.customer is not None
    store.commit(Commit(known.revision, known.customer, "i", None, runs=known.runs, trace=ONE))
    assert store.traces([RUN]) == {RUN: ONE}
    runtime.erase("anna", clean=False)
    assert store.traces([RUN]) == {}


def test_the_backlog_says_what_is_due(store: Store, opened: Opener, clock: HandClock) -> None:
    """What waits for later, and what is done, is none of it."""
    runtime = opened()
    empty = store.backlog(clock.now())
    assert (empty.waiting, empty.timers, empty.leases) == ({}, (0, None), (0, None))
    assert (empty.runs, empty.tasks, empty.incidents) == ({}, 0, 0)
    remind(runtime, clock, phone="1")
    due = store.backlog(clock.now())
    assert due.timers[0] == 1
    assert due.runs == {"paused": 1}
    runtime.tick()
    sent = store.backlog(clock.now())
    assert sent.timers == (0, None)
    assert sent.waiting == {"message:sms": (1, clock.now())}
    begin(runtime, "otto")
    begin(runtime, "ida")
    assert store.backlog(clock.now(), most=2).runs in ({"active": 1, "paused": 1}, {"active": 2})
    clock.pass_(hours=1)
    bounded = store.backlog(clock.now(), most=1)
    assert bounded.timers[0] == 1
    assert bounded.waiting["message:sms"][0] == 1


def test_leases_that_are_over_are_counted(store: Store, opened: Opener, clock: HandClock) -> None:
    runtime = opened()
    remind(runtime, clock, phone="1")
    until = clock.now() + timedelta(minutes=2)
    (lease,) = store.lease_timers(clock.now(), until, 10)
    assert isinstance(lease, Lease)
    assert store.backlog(clock.now()).leases == (0, None)
    clock.pass_(minutes=3)
    assert store.backlog(clock.now()).leases == (1, until)


def test_a_lease_that_is_over_counts_while_there_is_something_to_do(
    store: Store, opened: Opener, clock: HandClock
) -> None:
    """Whom nobody has to take over is no sign that no worker runs."""
    runtime = opened(channels={"sms": Recorder()})
    remind(runtime, clock, phone="1")
    store.lease_timers(clock.now(), clock.now() + timedelta(minutes=2), 10)
    clock.pass_(minutes=3)
    assert store.backlog(clock.now()).leases[0] == 1
    assert runtime.tick().reports
    assert store.backlog(clock.now()).leases == (0, None)
