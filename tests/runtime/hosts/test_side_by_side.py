"""Hosts that were given an old version, beside some that have a new one, on one store."""

import pytest

from journeyc.runtime import Runtime, Store
from journeyc.runtime.errors import DefinitionError
from journeyc.runtime.hosts.deploying import deploy
from tests.runtime.stage import HandClock
from tests.upgrades.journeys import FOUR, THREE, release
from tests.upgrades.settling import send


def version_of(runtime: Runtime, customer: str) -> int:
    return next(one.version for one in runtime.runs(customer=customer, journey="dispute"))


@pytest.fixture
def old(store: Store, clock: HandClock) -> Runtime:
    return Runtime.open(store, release(THREE), clock=clock)


@pytest.fixture
def new(old: Runtime, store: Store, clock: HandClock) -> Runtime:
    """Opened later."""
    assert [one.version for one in old.heads("dispute")] == [3]
    return Runtime.open(store, release(FOUR), clock=clock)


def begin(runtime: Runtime, customer: str) -> None:
    runtime.send("opened", {"bill": "B1"}, customer=customer, channel="web")


def test_a_host_with_the_old_version_serves_runs_of_the_new_one(old: Runtime, new: Runtime) -> None:
    begin(new, "anna")
    assert version_of(old, "anna") == 4
    send(old, "anna", "shown", {"ok": True}, "1")
    send(old, "anna", "answer", {"reason": "x", "amount": "3.00 EUR"}, "2")
    (dispute,) = old.runs(customer="anna", journey="dispute")
    assert dispute.places == ("judging", "crediting")


def test_its_ticks_fire_what_the_new_version_armed(old: Runtime, new: Runtime, clock: HandClock) -> None:
    begin(new, "anna")
    send(new, "anna", "shown", {"ok": True}, "1")
    send(new, "anna", "answer", {"reason": "x", "amount": "3.00 EUR"}, "2")
    clock.pass_(hours=1)
    old.tick()
    assert any(line.kind == "note" for line in old.history("anna"))


def test_runs_begin_in_the_newest_version_that_their_host_has_met(old: Runtime, new: Runtime) -> None:
    """It has met those of the store when it was opened, and each that a run was in since."""
    begin(old, "anna")
    assert version_of(old, "anna") == 3
    begin(new, "bob")
    send(old, "bob", "shown", {"ok": True}, "1")
    begin(old, "carla")
    assert version_of(old, "carla") == 4


def test_a_host_that_is_opened_later_begins_in_the_newest(
    new: Runtime, store: Store, clock: HandClock
) -> None:
    with_three = Runtime.open(store, release(THREE), clock=clock)
    begin(with_three, "anna")
    assert version_of(new, "anna") == 4


@pytest.mark.parametrize("to", [None, 4])
def test_a_host_with_the_old_version_moves_a_run_to_the_new_one(
    old: Runtime, new: Runtime, to: int | None
) -> None:
    begin(old, "anna")
    assert old.migrate("dispute/anna/1", to)["result"] == "accepted"
    assert version_of(new, "anna") == 4


def test_a_version_is_deployed_without_a_service(old: Runtime, store: Store, clock: HandClock) -> None:
    begin(old, "anna")
    for dry_run, newest in ((True, 3), (False, 4)):
        _, told = deploy(store, release(FOUR), dry_run=dry_run)
        assert told == ("dispute", 4, "new", 4, 3, (3,))
        assert max(one.version for one in store.definitions()) == newest
    assert [one.state for one in deploy(store, release(FOUR))] == ["known", "known"]
    assert deploy(store, release(THREE))[1] == ("dispute", 3, "known", 4, 4, ())
    worded = release(FOUR.replace('"Talking"', '"Speaking"'))
    assert deploy(store, worded)[1].state == "reworded"
    begin(Runtime.open(store, release(THREE), clock=clock), "bob")
    assert version_of(old, "bob") == 4


@pytest.mark.usefixtures("old")
def test_a_version_with_another_meaning_is_not_deployed(store: Store) -> None:
    other = release(THREE.replace("after 2 days -> done", "after 3 days -> done"))
    before = [*store.rows()]
    for dry_run in (True, False):
        with pytest.raises(DefinitionError, match="version 3 means something else than the version 3 in"):
            deploy(store, other, dry_run=dry_run)
    assert [*store.rows()] == before
