"""How many runs are where, in which version."""

from datetime import timedelta

import pytest

from journeyc.runtime import Head, Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts import listing
from tests.runtime.hosts.test_operating import started, version
from tests.runtime.stage import HandClock
from tests.upgrades.journeys import FOUR, THREE, release
from tests.upgrades.settling import SITUATIONS, settle


def places(runtime: Runtime, number: int) -> dict[str, tuple[int, int, int]]:
    """Who is where in a version, by status."""
    found = next(one for one in runtime.heads("dispute") if one.version == number)
    return {head.place: (head.active, head.paused, head.suspended) for head in found.places}


def test_runs_are_counted_by_version_place_and_status(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_PAGE", 4)  # so that there are several pages
    with Runtime.open(store, release(THREE), clock=clock) as runtime:
        settle(runtime, len(SITUATIONS))
        assert places(runtime, 3) == {
            "known": (1, 0, 0), "intake": (2, 1, 1), "deciding": (3, 0, 0), "no": (1, 0, 0),
            "crediting": (4, 0, 0), "court": (1, 0, 0), "talking": (3, 0, 0),
        }  # fmt: skip
        (dispute,) = runtime.heads("dispute")
        assert (dispute.active, dispute.paused, dispute.suspended, dispute.runs) == (11, 1, 1, 13)


def test_a_version_in_which_nobody_is_is_told_too(store: Store, clock: HandClock) -> None:
    with Runtime.open(store, release(THREE), clock=clock) as runtime:
        settle(runtime, 1)
        Runtime.open(store, release(FOUR), clock=clock)
        assert [(one.journey, one.version, one.newest, one.runs) for one in runtime.heads()] == [
            ("dispute", 3, False, 1), ("dispute", 4, True, 0), ("who", 1, True, 1),
        ]  # fmt: skip


def test_who_is_quiet_failed_or_stuck_is_seen(store: Store, clock: HandClock) -> None:
    with Runtime.open(store, version(1), clock=clock) as runtime:
        started(runtime)
        runtime.send("closed", customer="anna", channel="web")
        clock.pass_(hours=1)
        runtime.start("round", customer="bob")
        runtime.send("decided", {"accepted": True}, customer="anna", channel="web")  # by nothing: it fails
        (found,) = runtime.heads("round", stuck=timedelta(minutes=30))
        (head,) = found.places
        assert head == Head("waiting", "Waiting", 2, 0, 0, "2026-11-23T09:00:00Z", incidents=1, stuck=1)


def test_a_whole_second_is_before_its_fractions(store: Store, clock: HandClock) -> None:
    with Runtime.open(store, version(1), clock=clock) as runtime:
        for customer in ("anna", "bob"):
            runtime.start("round", customer=customer)
            clock.pass_(milliseconds=5)
        (found,) = runtime.heads("round")
        assert found.places[0].quiet_since == "2026-11-23T09:00:00Z"


def test_an_unknown_journey_has_no_heads(store: Store) -> None:
    runtime = Runtime.open(store)
    assert runtime.heads("nothing") == []
    with pytest.raises(UsageError, match="journey"):
        runtime.heads(7)  # type: ignore[arg-type]  # a wrong call
