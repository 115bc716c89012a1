"""Many runs move to another version: what is told before comes true, and nothing happens twice."""

from collections.abc import Iterator
from typing import Any

import pytest

from journeyc.runtime import Migrated, Refused, Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts import migrations
from journeyc.runtime.hosts.affected import _ITEMS, _timers
from tests.runtime.stage import HandClock
from tests.upgrades.journeys import FOUR, THREE, release
from tests.upgrades.settling import HELD, NO_PLACE, SITUATIONS, settle

ALL = len(SITUATIONS)
STAY = 2


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Iterator[Runtime]:
    """Customers in all places of version 3, on a store that has got version 4 since."""
    with Runtime.open(store, release(THREE), clock=clock) as opened:
        settle(opened, ALL)
        Runtime.open(store, release(FOUR), clock=clock)
        yield opened


def run(number: int) -> str:
    return f"dispute/customer {number}/1"


def moves_told(runtime: Runtime) -> list[str]:
    """The runs of whose moves the histories tell, once for each time."""
    lines = [line for number in range(ALL) for line in runtime.history(run=run(number))]
    told = [line.document["report"] for line in lines if "report" in line.document]
    return sorted(one["run"] for one in told if one["result"] == "migrated")


def versions(runtime: Runtime) -> dict[int, int]:
    return {one.version: one.runs for one in runtime.heads("dispute") if one.runs}


def test_what_is_told_before_comes_true(runtime: Runtime, store: Store) -> None:
    before = [*store.rows()]
    plan = runtime.plan_migration("dispute", 4)
    assert [*store.rows()] == before, "looking ahead changes nothing"
    assert (plan.moves, plan.others) == (ALL - STAY, STAY)
    done = runtime.migrate_all("dispute", 4)
    assert done._replace(id="") == Migrated(
        "dispute",
        4,
        "",
        moved=ALL - STAY,
        refused=(Refused((NO_PLACE,), (run(12),)), Refused((HELD,), (run(11),))),
    )
    runs = {one["id"]: one for one in store.runs(100, journey="dispute")}
    for what, names in plan.groups:
        for after in (runs[name] for name in names):
            assert (after["version"] == 4) == (what.result == "moves")
            if what.result == "moves":
                assert what.to == tuple(sorted({_ITEMS.sub("", place) for place in after["configuration"]}))
                assert {*what.kept, *what.armed} == {*_timers(after)}
                assert {*what.continued, *what.begun} == {*after.get("pending", ())}


def test_who_is_affected_is_told_with_how(runtime: Runtime) -> None:
    plan = runtime.plan_migration("dispute", 4)
    told = {group.what.places: group.what for group in plan.groups if not group.what.interrupted}
    at_work = told["crediting", "deciding"]
    assert at_work.to == ("crediting", "judging")
    assert (at_work.cancelled, at_work.armed) == (("judging/every/0",), ("judging/after/0",))
    assert {"judging/task", "crediting/call/0"} >= {*at_work.continued} >= {"judging/task"}
    assert (at_work.defaulted, at_work.forgotten, at_work.asked) == (("tone",), (), ())
    assert told["court",].reasons == (NO_PLACE,)
    aside = next(group.what for group in plan.groups if group.what.interrupted == ("intake",))
    assert (aside.places, aside.to) == (("talking",), ("speaking",))


def test_a_time_that_has_come_is_part_of_the_look_ahead(runtime: Runtime, clock: HandClock) -> None:
    clock.pass_(days=6)
    plan = runtime.plan_migration("dispute", 4, runs=[run(12)])
    (group,) = plan.groups
    assert (group.what.result, group.what.reasons) == ("refused", ("the run has ended",))
    assert runtime.migrate_all("dispute", 4, runs=[run(12)]).refused == (
        Refused(group.what.reasons, group.runs),
    )


def test_a_move_that_comes_again_under_its_id_moves_nobody_twice(runtime: Runtime) -> None:
    first = runtime.migrate_all("dispute", 4, id="upgrade", by="bob", reason="new words")
    assert first.id == "upgrade"
    assert runtime.migrate_all("dispute", 4, id="upgrade").moved == 0
    again = runtime.migrate_all("dispute", 4, runs=[run(0), run(12)])
    assert (again.moved, again.already, again.refused) == (0, 1, (Refused((NO_PLACE,), (run(12),)),))
    moved = moves_told(runtime)
    assert len(moved) == len({*moved}) == ALL - STAY
    line = next(line for line in runtime.history(run=run(0)) if line.input == f"upgrade/4/{run(0)}")
    assert (line.document["input"]["by"], line.document["input"]["reason"]) == ("bob", "new words")


def test_what_was_broken_off_goes_on(runtime: Runtime) -> None:
    def stop(done: Migrated) -> None:
        if done.moved >= 4:
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            runtime.migrate_all("dispute", 4, id="upgrade", together=2, progress=stop)
    assert runtime.migrate_all("dispute", 4, id="upgrade", together=2).moved == ALL - STAY - 8
    moved = moves_told(runtime)
    assert len(moved) == len({*moved}) == ALL - STAY


def test_some_move_first(runtime: Runtime) -> None:
    """Also where some of the newest do not."""
    assert runtime.plan_migration("dispute", 4, limit=3).moves == 3
    for moved in (3, 6):
        assert runtime.migrate_all("dispute", 4, limit=3).moved == 3
        assert versions(runtime)[4] == moved
    assert runtime.migrate_all("dispute", 4, limit=100).moved == ALL - STAY - 6


def test_those_of_a_place_a_customer_or_a_version_move(runtime: Runtime) -> None:
    assert runtime.migrate_all("dispute", 4, place="people").moved == 4
    assert runtime.migrate_all("dispute", customer="customer 0").moved == 1
    assert runtime.migrate_all("dispute", 4, from_version=4).moved == 0
    assert versions(runtime) == {3: ALL - 5, 4: 5}


def test_runs_that_change_meanwhile_are_decided_anew(runtime: Runtime) -> None:
    """Some pages are read before their runs move."""
    changed: list[int] = []

    def meddle(done: Migrated) -> None:
        if not changed:
            changed.append(done.moved)
            runtime.cancel(run(1))
            runtime.migrate(run(0), 4)

    done = runtime.migrate_all("dispute", 4, together=1, progress=meddle)
    assert (done.moved, done.already, done.ended) == (ALL - STAY - 2, 1, 1)


def test_no_more_are_tried_in_a_second_than_is_said(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(migrations, "monotonic", lambda: sum(slept))
    monkeypatch.setattr(migrations, "sleep", slept.append)
    runtime.migrate_all("dispute", 4, together=4, per_second=2)
    assert sum(slept) == ALL / 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"journey": "disputes"}, "there is no journey `disputes` in the store"),
        ({"to": 9}, "there is no version 9 of `dispute`"),
        ({"from_version": 2}, "there is no version 2 of `dispute`"),
        ({"place": "nowhere"}, "no journey here has a step or stage `nowhere`"),
        ({"runs": ["dispute/nobody/1"]}, "there is no run `dispute/nobody/1`"),
        ({"runs": ["who/customer 0/1"]}, "`who/customer 0/1` is no run of `dispute`"),
        (
            {"runs": ["dispute/customer 0/1"], "place": "known"},
            "runs that are named are not",
        ),
        ({"limit": 0}, "`limit` is a whole number of 1 or more"),
        ({"together": 0}, "`limit` is a whole number of 1 or more"),
        ({"per_second": 0}, "`per_second` is 0"),
    ],
)
def test_what_cannot_be_asked_is_said(runtime: Runtime, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        runtime.migrate_all(**{"journey": "dispute", **wrong})
    assert versions(runtime) == {3: ALL}
