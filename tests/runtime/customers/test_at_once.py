"""Several hosts with the same customers at the same moment, and hosts that die: nothing is lost."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Report, Runtime
from journeyc.runtime.ports import Commit
from journeyc.runtime.stores import MemoryStore, open_store
from tests.runtime.customers.journeys import company
from tests.runtime.stage import MORNING, HandClock, Recorder

PACKAGE = company()
RUN = "dispute/cookie/1"
ROOT = Path(__file__).parents[3]


def at_once(path: Path, *works: Callable[[Runtime], Any]) -> list[Any]:
    """What each of several hosts was answered that work at the same time."""
    reports: dict[int, Any] = {}

    def work(number: int) -> None:
        with Runtime.open(path, PACKAGE, clock=HandClock()) as own:
            reports[number] = works[number](own)

    threads = [Thread(target=work, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [reports[number] for number in range(len(works))]


def opened(path: Path, *customers: str) -> None:
    with Runtime.open(path, PACKAGE, clock=HandClock()) as runtime:
        for name in customers:
            runtime.send("opened", {"bill": name}, customer=name, channel="web")


def test_of_two_merges_in_a_circle_one_is_refused(tmp_path: Path) -> None:
    for number in range(5):
        path = tmp_path / f"{number}.sqlite"
        opened(path, "a", "b")
        reports = at_once(path, lambda one: one.merge("a", into="b"), lambda one: one.merge("b", into="a"))
        assert sorted(report["result"] for report in reports) == ["accepted", "refused"]
        with Runtime.open(path, PACKAGE) as runtime:
            assert {position.run for position in runtime.where("a")} == {"dispute/a/1", "dispute/b/1"}


def test_two_merges_into_one_both_count(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    opened(path, "a", "b", "c")
    reports = at_once(path, lambda one: one.merge("a", into="c"), lambda one: one.merge("b", into="c"))
    assert [report["result"] for report in reports] == ["accepted", "accepted"]
    with Runtime.open(path, PACKAGE) as runtime:
        assert len(runtime.where("a")) == len(runtime.where("b")) == 3


def test_the_same_merge_from_two_hosts_is_one(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    opened(path, "a", "b")
    first, second = at_once(path, *[lambda one: one.merge("a", into="b", id="m")] * 2)
    assert first == second


def test_an_input_for_a_name_that_becomes_an_alias_at_the_very_moment_is_for_its_owner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else one person would be two customers, of whom the alias never leads to the first again."""
    store = MemoryStore()
    first, second = (Runtime.open(store, PACKAGE, clock=HandClock()) for _ in range(2))
    commit = store.commit

    def once_later(*commits: Commit) -> None:
        monkeypatch.undo()
        second.identify("anna", {"phone": "1"})
        commit(*commits)

    monkeypatch.setattr(store, "commit", once_later)
    first.send("opened", {"bill": "B1"}, customer="1", channel="web")
    assert [one["id"] for one in store.customers(10)] == ["anna"]
    assert [position.customer for position in first.where("1")] == ["anna"]


def test_events_for_the_other_at_the_very_moment_are_applied_once(tmp_path: Path) -> None:
    """Each is in the timeline of the one, once, whichever came first."""
    path = tmp_path / "s.sqlite"
    opened(path, "cookie")

    def send(name: str) -> Callable[[Runtime], Report]:
        def work(own: Runtime) -> Report:
            for number in range(20):
                given = {"words": f"{name}{number}"}
                report = own.send("moved", given, customer="cookie", channel="web", id=f"{name}{number}")
                assert report["result"] == "accepted"
                own.send("moved", given, customer="cookie", channel="web", id=f"{name}{number}")
            return report

        return work

    def join(own: Runtime) -> Report:
        for number in range(10):
            own.merge("cookie", into="anna", id=f"m{number}")
            report = own.unmerge(f"m{number}")
        return report

    at_once(path, send("x"), send("y"), join)
    with Runtime.open(path, PACKAGE) as runtime:
        told = Counter(line.input for line in runtime.history(run=RUN) if line.kind == "event")
        assert {name: count for name, count in told.items() if name[0] in "xy"} == dict.fromkeys(
            [f"{name}{number}" for name in "xy" for number in range(20)], 1
        )
        assert [position.run for position in runtime.where("cookie")] == [RUN]
        assert runtime.customer("anna") is not None


def test_a_merge_while_others_tick_fires_each_timer_once(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    names = [f"c{number}" for number in range(12)]
    opened(path, *names)
    late = MORNING + timedelta(days=4)

    def join(own: Runtime) -> list[str]:
        return [own.merge(name, into=names[0], at=late)["result"] for name in names[1:]]

    _, results, _ = at_once(path, lambda one: one.tick(late), join, lambda one: one.tick(late))
    assert results == ["accepted"] * 11
    sms = Recorder()
    clock = HandClock()
    clock.time = late + timedelta(minutes=5)
    with Runtime.open(path, PACKAGE, {"sms": sms}, clock) as runtime:
        runtime.tick()
        assert sorted(message.run for message in sms.messages) == sorted(
            f"dispute/{name}/1" for name in names
        )
        assert len(runtime.where("c7")) == 12


def test_programs_killed_in_the_middle_leave_nothing_half_done(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    opened(path, "cookie", "anna")
    chance = random.Random(20261127)  # noqa: S311  # it chooses when to kill
    done = 0
    for _ in range(8):
        command = [sys.executable, str(Path(__file__).with_name("joiner.py")), str(path), str(done)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 6)):
                done = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
        done += 1
        with Runtime.open(path, PACKAGE, clock=HandClock()) as runtime:
            store = open_store(path)
            left = store.read("cookie").customer
            assert left is not None
            whose = "anna" if "merged" in left else "cookie"
            assert (store.owner(RUN), store.owner("dispute/anna/1")) == (whose, "anna")
            timers = {(timer.run, timer.customer) for timer in store.due(MORNING + timedelta(days=90), 100)}
            store.close()
            assert {one for one in timers if one[0]} == {(RUN, whose), ("dispute/anna/1", "anna")}
            if "merged" in left:
                assert runtime.unmerge(left["merged"]["merge"])["result"] == "accepted"
            assert [position.run for position in runtime.where("cookie")] == [RUN]
            assert [position.run for position in runtime.where("anna")] == ["dispute/anna/1"]
    assert done
