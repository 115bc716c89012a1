"""A clock that is moved by hand, and time that passes for a runtime."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from journeyc.runtime import AsyncRuntime, Delivery, Runtime
from journeyc.runtime.errors import UsageError
from journeyc.testing import Outbox, VirtualClock, pass_time
from tests.runtime.stage import DISPUTE, begin

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_it_stands_still_until_it_is_told_to_go_on() -> None:
    clock = VirtualClock()
    assert (clock.now(), clock.now()) == (MONDAY, MONDAY)
    assert clock.advance("1 hour 30 minutes") == MONDAY + timedelta(minutes=90)
    assert clock.advance(timedelta(days=2)) == clock.now() == MONDAY + timedelta(days=2, minutes=90)
    assert clock.go_to(datetime(2026, 12, 1, tzinfo=timezone(timedelta(hours=1)))) == datetime(
        2026, 11, 30, 23, tzinfo=UTC
    )


def test_days_and_moments_are_those_of_its_zone() -> None:
    """Over the night in which the clocks are put back."""
    clock = VirtualClock("2026-10-24T09:00", "Europe/Berlin")
    assert clock.now() == datetime(2026, 10, 24, 7, tzinfo=UTC)
    assert clock.advance("1 day") == datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert clock.advance("1 month") == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert clock.go_to("2026-11-26T09:00") == datetime(2026, 11, 26, 8, tzinfo=UTC)
    assert clock.go_to("2026-11-26T09:00Z") == datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("method", "given", "told"),
    [
        ("advance", "3 dayz", "`3 dayz` is no time that can pass"),
        ("advance", "-1 day", "`-1 day` is no time that can pass"),
        ("advance", timedelta(seconds=-1), "is no time that can pass"),
        ("advance", timedelta.max, "is no time that can pass"),
        ("advance", "96000 months", "is no time that can pass"),
        ("advance", 3, "`3` is no time that can pass"),
        ("go_to", "soon", "`soon` is no moment"),
        ("go_to", datetime(2026, 12, 1), "is no moment"),  # noqa: DTZ001  # that is what is wrong with it
        ("go_to", "2026-11-23T08:59", "`2026-11-23T08:59:00Z` is over: this clock stands at"),
    ],
)
def test_what_cannot_be_is_said(method: str, given: Any, told: str) -> None:
    clock = VirtualClock()
    with pytest.raises(UsageError) as raised:
        getattr(clock, method)(given)
    assert told in raised.value.problem
    assert clock.now() == MONDAY


def test_no_zone_is_made_up() -> None:
    with pytest.raises(UsageError, match="there is no zone `Nowhere`"):
        VirtualClock(zone="Nowhere")


def test_what_is_due_happens_at_its_own_instant() -> None:
    """Reminded after a day, given up after two weeks, however long is waited."""
    outbox, clock = Outbox(sms="phone"), VirtualClock()
    with Runtime.open(None, DISPUTE, outbox.channels, clock) as runtime:
        runtime.identify("anna", {"phone": "+49 30 1"})
        begin(runtime)
        runtime.send("save_for_later", customer="anna", channel="web")
        assert pass_time(runtime, "23 hours") == ()
        ticks = pass_time(runtime, "1 month")
        assert [f"{tick.at:%m-%d %H:%M}" for tick in ticks] == ["11-24 09:00", "12-07 09:00"]
        assert outbox.one("come_back").at == "2026-11-24T09:00:00Z"
        assert clock.now() == datetime(2026, 12, 24, 8, tzinfo=UTC)
        assert pass_time(runtime, MONDAY + timedelta(days=60)) == ()
        assert clock.now() == MONDAY + timedelta(days=60)


def test_a_message_is_tried_again_when_its_time_has_come() -> None:
    outbox, clock = Outbox(sms=None), VirtualClock()
    outbox.answers("sms", Delivery("retry", "busy", retry_after_seconds=600))
    with Runtime.open(None, DISPUTE, outbox.channels, clock) as runtime:
        begin(runtime)
        runtime.send("save_for_later", customer="anna", channel="web")
        pass_time(runtime, "1 day")
        assert (len(outbox.attempts), outbox.messages) == (1, [])
        pass_time(runtime, "20 minutes")
        assert outbox.one().notification == "come_back"


def test_time_passes_only_by_a_virtual_clock() -> None:
    with (
        Runtime.open(None, DISPUTE) as runtime,
        pytest.raises(UsageError, match=r"goes by a SystemClock.*open it with `clock=VirtualClock\(\)`"),
    ):
        pass_time(runtime, "1 day")


def test_time_does_not_pass_back() -> None:
    with (
        Runtime.open(None, DISPUTE, clock=VirtualClock()) as runtime,
        pytest.raises(UsageError, match="is over"),
    ):
        pass_time(runtime, MONDAY - timedelta(days=1))


def test_what_never_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with Runtime.open(None, DISPUTE, clock=VirtualClock()) as runtime:
        monkeypatch.setattr(runtime, "next_due", runtime.clock.now)
        with pytest.raises(UsageError, match="than 1,000 ticks at `2026-11-23T09:00:00Z`, and no end of it"):
            pass_time(runtime, "1 day")


def test_it_is_awaited_in_asyncio() -> None:
    outbox, clock = Outbox(sms="phone"), VirtualClock()

    async def remind() -> list[datetime]:
        async with AsyncRuntime.open(None, DISPUTE, outbox.channels, clock) as runtime:
            assert runtime.clock is clock
            await runtime.identify("anna", {"phone": "+49 30 1"})
            await runtime.send("dispute_opened", {"dispute": {"bill": "B1"}}, customer="anna", channel="web")
            await runtime.send("save_for_later", customer="anna", channel="web")
            return [tick.at for tick in await pass_time(runtime, "3 days")]

    assert asyncio.run(remind()) == [MONDAY + timedelta(days=1)]
    assert outbox.one("come_back").at == "2026-11-24T09:00:00Z"
    assert clock.now() == MONDAY + timedelta(days=3)
