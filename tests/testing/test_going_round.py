"""A run that goes round while time passes: it is told which and where, instead of going on for hours."""

import asyncio

import pytest

from journeyc.runtime import AsyncRuntime, Runtime
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts import carrying
from journeyc.testing import Stubs, VirtualClock, pass_time, passing
from tests.testing.scenes import package

PACKAGE = package("""
journey claim "Claim" {
  starts on opened from web -> paid
  step paid "Paid" {
    call bank.refund(amount = 20 EUR) timeout 10 seconds { ok -> done  otherwise -> paid }
  }
  end done "Done" success
}
journey patient "Patient" {
  starts on opened from voice -> paid
  step paid "Paid" {
    call bank.refund(amount = 20 EUR) timeout 10 seconds { ok -> done  otherwise -> rest }
  }
  step rest "Rest" { after 1 second -> paid }
  end done "Done" success
}
""")


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> Stubs:
    # All is far less than it is, so that this takes no time.
    monkeypatch.setattr(carrying, "_MOST", 100)
    monkeypatch.setattr(passing, "MAXIMUM_AT_ONCE", 10)
    monkeypatch.setattr(passing, "MAXIMUM_IN_ALL", 100)
    found = Stubs(PACKAGE)
    found.fails("bank.refund", "refused")
    return found


def test_a_step_that_is_tried_again_without_a_wait(stubs: Stubs) -> None:
    told = (
        r"`claim/anna/1` comes to `paid` more than 10 times at `2026-11-23T09:00:00Z`, and no end of it; let"
    )
    with Runtime.open(None, PACKAGE, clock=VirtualClock(), services=stubs.services) as runtime:
        runtime.send("opened", {"topic": "a"}, customer="anna", channel="web")
        with pytest.raises(UsageError, match=told):
            pass_time(runtime, "1 minute")
        # It has not gone on for longer than one tick takes.
        assert len(stubs.calls("bank.refund")) <= 200


def test_and_in_asyncio(stubs: Stubs) -> None:
    async def main() -> None:
        clock = VirtualClock()
        async with AsyncRuntime.open(None, PACKAGE, clock=clock, services=stubs.services) as runtime:
            await runtime.send("opened", {"topic": "a"}, customer="anna", channel="web")
            with pytest.raises(UsageError, match="`claim/anna/1` comes to `paid` more than 10 times at"):
                await pass_time(runtime, "1 minute")

    asyncio.run(main())


def test_a_step_that_is_tried_again_each_second_of_days(stubs: Stubs) -> None:
    told = "`patient/anna/1` comes to `paid` more than 100 times by `2026-11-23T09:02:41Z`; let the way back"
    with Runtime.open(None, PACKAGE, clock=VirtualClock(), services=stubs.services) as runtime:
        runtime.send("opened", {"topic": "a"}, customer="anna", channel="voice")
        assert len(pass_time(runtime, "1 minute")) == 61
        with pytest.raises(UsageError, match=told):
            pass_time(runtime, "2 days")


def test_many_runs_may_do_the_same_at_one_instant(stubs: Stubs) -> None:
    stubs.gives("bank.refund", "R1")
    with Runtime.open(None, PACKAGE, clock=VirtualClock(), services=stubs.services) as runtime:
        for number in range(50):
            runtime.send("opened", {"topic": "a"}, customer=f"c{number}", channel="web")
        pass_time(runtime, "1 minute")
        assert {run.outcome for run in runtime.runs()} == {"done"}
