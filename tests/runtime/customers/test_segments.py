"""Who is in a segment: asked for in pages, told when it changes, and begun with in batches."""

from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Runtime, Store
from journeyc.runtime.errors import UsageError
from tests.runtime.customers.journeys import company
from tests.runtime.stage import HandClock

PACKAGE = company()


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    return Runtime.open(store, PACKAGE, clock=clock)


def test_members_come_in_pages_by_key(runtime: Runtime) -> None:
    for number in range(25):
        runtime.identify(f"c{number:02}", {"points": 20 if number % 2 else 5})
    found, after = [], ""
    while page := runtime.members("at_risk", 5, after):
        assert len(page) <= 5
        found += [member.customer for member in page]
        after = page[-1].customer
    assert found == [f"c{number:02}" for number in range(1, 25, 2)]
    assert runtime.count_members("at_risk") == 12
    assert {member.since for member in runtime.members("at_risk")} == {"2026-11-23T09:00:00Z"}


def test_who_leaves_is_no_member(runtime: Runtime, clock: HandClock) -> None:
    runtime.identify("anna", {"points": 20})
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    clock.pass_(hours=1)
    runtime.identify("anna", {"points": 10})
    assert (runtime.members("at_risk"), runtime.count_members("at_risk")) == ([], 0)
    position = next(one for one in runtime.where("anna") if one.journey == "dispute")
    assert runtime.history(run=position.run)[-1].document["report"]["set"] == {"seen": 100}
    lines = [line for line in runtime.history("anna") if line.kind == "segments"]
    assert [line.document for line in lines] == [
        {"entered": ["at_risk"], "left": []},
        {"entered": [], "left": ["at_risk"]},
    ]


def test_a_segment_that_nobody_names_has_members_too(store: Store, clock: HandClock) -> None:
    text = """customer { key id: id  points: int = 0 } touchpoint w "W" { channel web: ask }
      event e {} segment rich "Rich" when customer.points > 10
      journey j "J" { starts on e -> done end done success }"""
    runtime = Runtime.open(store, company(text), clock=clock)
    runtime.identify("anna", {"points": 20})
    assert [member.customer for member in runtime.members("rich")] == ["anna"]


def test_a_segment_that_cannot_be_told_has_no_members_and_stops_nothing(runtime: Runtime) -> None:
    """`100 / customer.points` has no value where there are no points."""
    assert runtime.identify("anna", {"tier": "gold"})["result"] == "accepted"
    assert runtime.members("in_debt") == []
    runtime.identify("anna", {"points": 5})
    assert [member.customer for member in runtime.members("in_debt")] == ["anna"]
    runtime.identify("anna", {"points": 0})
    assert runtime.members("in_debt") == []


def test_a_segment_that_is_none_is_said(runtime: Runtime) -> None:
    with pytest.raises(UsageError, match="there is no segment `at_rsk`; did you mean `at_risk`"):
        runtime.members("at_rsk")
    with pytest.raises(UsageError, match="there is no segment `x`"):
        runtime.count_members("x")


def test_what_is_no_page_is_said(runtime: Runtime) -> None:
    runtime.identify("anna", {"points": 20})
    bad: dict[str, Any] = {"limit": [0, -1, "x", True, 1.5, None], "after": [None, 3]}
    for name, values in bad.items():
        for value in values:
            with pytest.raises(UsageError, match=f"`{name}`"):
                runtime.members("at_risk", **{name: value})
    with pytest.raises(UsageError, match="`segment` must be text"):
        runtime.count_members(3)  # type: ignore[arg-type]  # that is the test
    assert len(runtime.members("at_risk", 10**30)) == 1


def letters(runtime: Runtime, customer: str) -> list[str]:
    lines = runtime.history(customer)
    return [line.at for line in lines if (line.run or "").startswith("letter/")]


def test_scheduled_starts_begin_once_for_each_member(runtime: Runtime, clock: HandClock) -> None:
    """However many there are, more than one batch, and however late the host is."""
    for number in range(300):
        runtime.identify(f"c{number:03}", {"points": 20 if number < 280 else 0})
    clock.time += timedelta(days=7)
    runtime.tick()
    for number in (0, 150, 279):
        assert letters(runtime, f"c{number:03}") == ["2026-11-30T09:00:00Z"]
    assert letters(runtime, "c280") == []
    runtime.tick()
    assert letters(runtime, "c000") == ["2026-11-30T09:00:00Z"]
    clock.time += timedelta(days=21)
    runtime.tick()
    assert len(letters(runtime, "c000")) == 2


def test_two_hosts_that_tick_at_once_begin_once(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "s.sqlite"
    with Runtime.open(path, PACKAGE, clock=clock) as runtime:
        for number in range(30):
            runtime.identify(f"c{number:02}", {"points": 20})
    clock.time += timedelta(days=7)

    def work() -> None:
        with Runtime.open(path, PACKAGE, clock=clock) as own:
            own.tick()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Runtime.open(path, PACKAGE, clock=clock) as runtime:
        assert {len(letters(runtime, f"c{number:02}")) for number in range(30)} == {1}
