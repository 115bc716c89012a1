"""A runtime belongs to its process: a fork or pickle says so; what it gives may travel."""

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime import AsyncRuntime, AsyncWorker, errors
from tests.posix import posix
from tests.runtime.stage import ALL, DISPUTE, HandClock, Opener, begin

#: A program that opens a runtime, lets a thread hold what locks there are, and forks.
FORKS = """
import json, os, sys, threading
from journeyc.runtime import Runtime
from journeyc.runtime.errors import UsageError

def begin(runtime, customer):
    opened = {"dispute": {"bill": "B1"}}
    return runtime.send("dispute_opened", opened, customer=customer, channel="web")["result"]

def said(call):
    try:
        return str(call())
    except UsageError as error:
        return str(error)

def hold(runtime):
    with runtime._applying.locks.of("anna"):
        held.set()
        let_go.wait()

journeys, store = sys.argv[1:]
held, let_go = threading.Event(), threading.Event()
reading, writing = os.pipe()
with Runtime.open(store, journeys) as runtime:
    begin(runtime, "anna")
    worker = runtime.worker()
    threading.Thread(target=hold, args=(runtime,)).start()
    held.wait()
    child = os.fork()
    if not child:
        calls = [
            lambda: begin(runtime, "anna"), lambda: runtime.where("anna"), runtime.tick, runtime.incidents,
            worker.step, worker.run, lambda: runtime.erase("anna"), runtime.tasks,
        ]
        told = [said(call) for call in calls]
        # What is the parent's is left to it.
        runtime.close()
        with Runtime.open(store, journeys) as own:
            told.append(begin(own, "ben"))
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.waitpid(child, 0)
    let_go.set()
    after = [begin(runtime, "carl"), len(runtime.where("ben"))]
print(json.dumps([json.loads(os.read(reading, 100_000)), after]))
"""
FORKED = (
    "this was opened before the process was forked, and what it has open is the parent's; open it in each"
    " process, after the fork: where the application starts, or in `post_fork` of gunicorn"
)


def played(code: str, *arguments: str) -> Any:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@posix("fork")
@pytest.mark.parametrize("place", ["sqlite", "postgres"])
def test_a_child_is_told_to_open_its_own(place: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    store = request.getfixturevalue("postgres") if place == "postgres" else str(tmp_path / "runs.sqlite")
    told, after = played(FORKS, str(DISPUTE), store)
    *refused, own = told
    assert {*refused} == {FORKED}
    assert (own, after) == ("accepted", ["accepted", 1])


@posix("fork")
def test_a_child_in_asyncio_is_told_so_as_well(tmp_path: Path) -> None:
    code = """
import asyncio, json, os, sys
from journeyc.runtime import AsyncRuntime
from journeyc.runtime.errors import UsageError

async def main():
    async with AsyncRuntime.open(sys.argv[2], sys.argv[1]) as runtime:
        await runtime.identify("anna", {})
        child = os.fork()
        if not child:
            told = []
            for call in (runtime.where("anna"), runtime.tick(), runtime.worker()):
                try:
                    await call
                except UsageError as error:
                    told.append(str(error))
            # What is the parent's is left to it.
            await runtime.close()
            os.write(writing, json.dumps(told).encode())
            os._exit(0)
        os.waitpid(child, 0)
        return (await runtime.identify("anna", {}))["result"]

reading, writing = os.pipe()
after = asyncio.run(main())
print(json.dumps([json.loads(os.read(reading, 10_000)), after]))
"""
    told, after = played(code, str(DISPUTE), str(tmp_path / "runs.sqlite"))
    assert (told, after) == ([FORKED] * 3, "accepted")


# ── pickled ──


def test_what_belongs_to_a_process_is_not_pickled(opened: Opener) -> None:
    runtime = opened()
    for one in (runtime, runtime.worker(), runtime.batch()):
        with pytest.raises(
            TypeError, match="belongs to its process and is not pickled or copied; open one in"
        ):
            pickle.dumps(one)


@pytest.mark.parametrize("kind", [AsyncRuntime, AsyncWorker])
def test_nor_is_what_belongs_to_a_loop(kind: Any) -> None:
    with pytest.raises(TypeError, match=f"a {kind.__name__} belongs to its process"):
        pickle.dumps(kind.__new__(kind))


def test_what_it_gives_is(opened: Opener, clock: HandClock) -> None:
    runtime = opened()
    begin(runtime)
    report = runtime.answer("anna", ALL, channel="web")
    clock.pass_(days=1)
    given = [
        report,
        runtime.tick(),
        runtime.where("anna"),
        runtime.history("anna"),
        runtime.customer("anna"),
        runtime.contacts("anna"),
        runtime.tasks(),
        runtime.rules("anna"),
        runtime.incidents(),
        runtime.rule_engine,
        runtime.worker().step(),
        runtime.erase("anna"),
    ]
    for one in given:
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  # it was pickled here


KINDS = {kind for kind in vars(errors).values() if isinstance(kind, type)}


@pytest.mark.parametrize(
    "error", [errors.AliasTakenError("email", "a@x", "anna"), errors.FencedError("anna")]
)
def test_so_are_errors(error: errors.JourneyError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # as above
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_so_are_all_the_others() -> None:
    for kind in KINDS - {errors.AliasTakenError, errors.FencedError}:
        again = pickle.loads(pickle.dumps(kind("what", "how")))  # noqa: S301  # as above
        assert (type(again), str(again)) == (kind, "what; how")
