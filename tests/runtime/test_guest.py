"""A runtime is a guest in a program: it changes nothing that is everybody's, starts nothing, loads no
compiler, and several know nothing of each other.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from journeyc.ir import to_json
from journeyc.runtime import Runtime
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import DISPUTE, HandClock, Recorder

#: What belongs to a whole process, and what a program with a customer does in a runtime of it.
STAGE = """
import decimal, gc, json, locale, logging, os, random, signal, socket, sys, threading, warnings
import psutil

def state():
    umask = os.umask(0o22)
    os.umask(umask)
    return {
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "processes": len(psutil.Process().children(recursive=True)),
        "decimal": repr(decimal.getcontext()) + repr(decimal.DefaultContext),
        "locale": locale.setlocale(locale.LC_ALL),
        "signals": [repr(signal.getsignal(one)) for one in sorted(signal.valid_signals())],
        "hooks": [repr(one) for one in (sys.excepthook, threading.excepthook, sys.unraisablehook)],
        "traces": [repr(one) for one in (sys.gettrace(), sys.getprofile())],
        "logging": [repr(logging.root.handlers), logging.root.level, repr(logging.getLoggerClass())],
        "logging level": logging.root.manager.disable,
        "warnings": repr(warnings.filters),
        "environment": dict(os.environ),
        "path": [sys.path, repr([type(one) for one in sys.meta_path]), os.getcwd(), umask],
        "limits": [sys.getrecursionlimit(), sys.getswitchinterval(), gc.get_threshold(), gc.isenabled()],
        "random": repr(random.getstate()),
        "socket": socket.getdefaulttimeout(),
        "streams": [id(one) for one in (sys.stdin, sys.stdout, sys.stderr)],
    }

def changed(before):
    return {name: value for name, value in state().items() if value != before[name]}

def use(runtime):
    opened = {"dispute": {"bill": "B1"}}
    assert runtime.send("dispute_opened", opened, customer="anna", channel="web")["result"] == "accepted"
    answered = {"dispute.reason": "roaming", "dispute.amount": "12.50 EUR", "dispute.note": "odd"}
    assert runtime.answer("anna", answered, channel="web")["result"] == "accepted"
    with runtime.batch() as batch:
        batch.identify("anna", {"first_name": "Anna"})
    runtime.suspend("bill_dispute/anna/1")
    runtime.resume("bill_dispute/anna/1")
    runtime.tick()
    runtime.where("anna"), runtime.history("anna"), runtime.customer("anna"), runtime.tasks()
    runtime.rules("anna"), runtime.incidents(), runtime.next_due(), runtime.contacts("anna")
    runtime.export("anna")
    runtime.worker().step()
"""


def fresh(code: str, *arguments: str) -> Any:
    """What a fresh interpreter that warns of nothing in vain says of it, as JSON."""
    command = [sys.executable, "-W", "error", "-c", STAGE + code, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_importing_it_changes_nothing_and_starts_nothing() -> None:
    code = """
before = state()
import journeyc.runtime, journeyc.runtime.channels, journeyc.runtime.services, journeyc.runtime.receiving
journeyc.runtime.AsyncRuntime
print(json.dumps(changed(before)))
"""
    assert fresh(code) == {}


@pytest.mark.parametrize("place", ["memory", "file"])
def test_using_it_changes_nothing_and_starts_nothing(place: str, tmp_path: Path) -> None:
    """No thread and no process, as nothing is bound that may hang."""
    code = """
before = state()
from journeyc.runtime import Runtime
with Runtime.open(sys.argv[2] or None, sys.argv[1]) as runtime:
    use(runtime)
    used = changed(before)
print(json.dumps([used, changed(before)]))
"""
    store = str(tmp_path / "runs.sqlite") if place == "file" else ""
    assert fresh(code, str(DISPUTE), store) == [{}, {}]


def test_threads_for_channels_are_gone_with_the_runtime() -> None:
    code = """
import time
from journeyc.runtime import Delivery, Runtime

class Channel:
    address = None
    def deliver(self, message):
        names.append(threading.current_thread().name)
        return Delivery("delivered")

names, before = [], state()
channels = {"sms": Channel(), "email": Channel()}
with Runtime.open(None, sys.argv[1], channels) as runtime:
    runtime.send("dispute_opened", {"dispute": {"bill": "B1"}}, customer="anna", channel="web")
    runtime.send("save_for_later", customer="anna", channel="web")
    from datetime import UTC, datetime, timedelta
    runtime.tick(datetime.now(UTC) + timedelta(days=2))
until = time.monotonic() + 20
while changed(before) and time.monotonic() < until:
    time.sleep(0.01)
print(json.dumps([sorted({*names}), changed(before)]))
"""
    assert fresh(code, str(DISPUTE)) == [["journeyc call"], {}]


def test_what_is_compiled_runs_without_the_compiler(tmp_path: Path) -> None:
    """In threads and in tasks, with a worker: nothing of it is loaded, nor what only it needs."""
    code = """
import asyncio
from journeyc.runtime import AsyncRuntime, Runtime

async def main():
    async with AsyncRuntime.open(sys.argv[2], sys.argv[1]) as runtime:
        await runtime.identify("bob", {"first_name": "Bob"})
        await (await runtime.worker()).run(until_idle=True)

with Runtime.open(sys.argv[2], sys.argv[1]) as runtime:
    use(runtime)
    runtime.worker().run(until_idle=True)
asyncio.run(main())
heavy = {"lark", "typer", "click", "rich", "graphviz", "pygraphviz", "pygments", "durable"}
own = {"compiler", "grammar", "cli", "highlight", "linting", "report", "testing", "loading", "fixing"}
found = [name for name in sys.modules if name.partition(".")[0] in heavy]
found += [name for name in sys.modules if name.startswith("journeyc.") and name.split(".")[1] in own]
print(json.dumps(found))
"""
    assert fresh(code, str(DISPUTE), str(tmp_path / "runs.sqlite")) == []


SHARING = package("""
journey shared "Shared" {
  context { sum: money = 1234.50 EUR   third: decimal = 0 }
  starts on opened -> share { set third = 10.00 EUR / 3.00 EUR }
  split share { 33.4% third -> calling   66.6% rest -> calling }
  step calling "Calling" via web {
    say "{{ third | round(2) }} of {{ sum }}"
    call crm.ping() retry 5 times every 1 minute backoff 1.7 { ok -> over  no answer -> over }
  }
  end over "Over" success
}
""")


def test_arithmetic_is_its_own(tmp_path: Path) -> None:
    """Whatever the program has set for its own."""
    code = """
from datetime import UTC, datetime, timedelta
if sys.argv[2] == "hostile":
    hostile = decimal.Context(1, decimal.ROUND_UP, -1, 1, traps=[*decimal.Context().flags])
    decimal.setcontext(hostile)
    for name in ("prec", "rounding", "Emin", "Emax"):
        setattr(decimal.DefaultContext, name, getattr(hostile, name))
    for trap in hostile.traps:
        decimal.DefaultContext.traps[trap] = True
from journeyc.runtime import Runtime

class Clock:
    time = datetime(2026, 11, 23, 9, tzinfo=UTC)
    def now(self):
        return self.time

def ping():
    raise ValueError

with Runtime.open(None, sys.argv[1], services={"crm.ping": ping}, clock=Clock()) as runtime:
    told = []
    for number in range(9):
        runtime.send("opened", {"bill": "B1"}, customer=f"{number}", channel="web", id="1")
    for minutes in (0, 1, 2, 4):
        Clock.time += timedelta(minutes=minutes)
        runtime.tick()
        told.append(str(runtime.next_due()))
    for number in range(9):
        told += [line.document for line in runtime.history(f"{number}") if line.kind == "event"]
        told += [place.says for place in runtime.where(f"{number}", "web")[0].places]
print(json.dumps(told))
"""
    compiled = tmp_path / "shared.json"
    compiled.write_text(to_json(SHARING))
    found, usual = (fresh(code, str(compiled), way) for way in ("hostile", "usual"))
    assert found == usual
    assert "3.33 of 1,234.50 EUR" in str(usual)


# ── two of them ──


def dispute(words: str) -> Any:
    return package(f"""
journey dispute "Dispute" {{
  starts on opened -> waiting
  step waiting "Waiting" via web {{ enter {{ notify done_note(bill = "{words}") }} on closed -> over }}
  end over "Over" success
}}
""")


def test_two_know_nothing_of_each_other() -> None:
    """The same names mean what each was given: journeys, channels, clocks, customers and runs."""
    clocks = HandClock(), HandClock()
    clocks[1].time = datetime(2031, 5, 1, 12, tzinfo=UTC)
    channels = Recorder(), Recorder()
    both = [
        Runtime.open(None, dispute(words), {"sms": channel}, clock)
        for words, channel, clock in zip(("one", "other"), channels, clocks, strict=True)
    ]
    for runtime in both:
        runtime.identify("anna", {"phone": "+49 30 1"}, id="1")
        runtime.send("opened", {"bill": "B1"}, customer="+49 30 1", channel="web", id="2")
    for runtime in both:
        runtime.tick()
    assert [[message.text for message in channel.messages] for channel in channels] == [
        ["Done with one"],
        ["Done with other"],
    ]
    assert [runtime.history("anna")[0].at[:4] for runtime in both] == ["2026", "2031"]
    both[0].erase("anna")
    both[0].close()
    (position,) = both[1].where("anna")
    assert position.steps == ("waiting",)
    assert both[1].send("closed", customer="anna", channel="web")["result"] == "accepted"
    both[1].close()
