"""Calls out of the outbox: made, and what comes back given to the run.

It is given before the entry is settled, under an id made of the entry's own.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.calls.caller import Caller
from journeyc.runtime.calls.trying import call_history, call_input
from journeyc.runtime.core.documents import Report, Run
from journeyc.runtime.delivery import Attempt
from journeyc.runtime.foreign import words
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.ports import Claimed, Clock, Reply, Request, Settled


class Calling:
    """Makes the calls of runs, and gives them what comes back, in time or late."""

    def __init__(self, applying: Applying, clock: Clock, caller: Caller) -> None:
        self._applying = applying
        self._clock = clock
        self._caller = caller

    def carry(self, claimed: Claimed, request: Request, now: datetime) -> tuple[Attempt, Report | None]:
        """One try."""
        run = self._applying.open_run(request.run)
        clause = awaited(run, request) if run else None
        if run is None or clause is None:
            problem = "the run no longer waits for it"
            attempt = Attempt(request, "stale", claimed.attempts, problem)
            self._applying.settle(Settled(request.id, request.outlet, "stale", None, problem))
            return attempt, None
        if problem := self._caller.refusal(request, now):
            reply, report = self._given(request, Reply("no_answer", problem=problem), now)
        else:
            reply, report = self._made(run, clause, request, now)
        problem = reply.problem or ("no answer" if reply.result == "no_answer" else "")
        return Attempt(request, "delivered", claimed.attempts, problem), report

    def late(self, now: datetime) -> Iterator[Report]:
        """What came back after its deadline. An answer counts whichever try it is of; where the run has gone
        on it is recorded, and changes nothing.
        """
        while (late := self._caller.next_late()) is not None:
            try:
                report = self._given(late.request, late.reply, min(late.at, now), "late")[1]
            except BaseException:
                self._caller.put_back(late)
                raise
            if report is not None:
                yield report

    def _made(self, run: Run, clause: str, request: Request, now: datetime) -> tuple[Reply, Report | None]:
        plan = self._applying.journeys.wording(run["definition_hash"]).plan
        allowed, began = allowance(run, clause, request), self._clock.now()
        tried = self._caller.call(request, plan.services[request.service].gives, allowed, now)
        took = self._clock.now() - began
        at = answered_at(request, allowed, now, took)
        reply, report = self._given(request, tried.reply, at, told_at=now)
        answered = not tried.hangs and reply.result != "no_answer"
        self._caller.judge(request.service, now + took, answered=answered)
        return reply, report

    def _given(
        self,
        request: Request,
        reply: Reply,
        at: datetime,
        part: str = "result",
        told_at: datetime | None = None,
    ) -> tuple[Reply, Report | None]:
        """Give the run what came back, and settle the entry; with the reply as it counts."""
        report = None
        if reply.result != "later":
            report = self._applying.to_run(call_input(request, reply, at, part))
            if report["result"] == "refused":
                # The service did something, but what it says of that is none of what it declares.
                problem = "; ".join([report["reason"], *report["faults"]])
                reply = Reply("no_answer", problem=words(problem))
                report = self._applying.to_run(call_input(request, reply, at, part))
        line = call_history(request, reply, instant_text(told_at or at))
        self._applying.settle(
            Settled(request.id, request.outlet, "delivered", None, reply.problem, history=line)
        )
        return reply, report


def awaited(run: Run, request: Request) -> str | None:
    """The clause that waits for this try. A call that waited for a host until its step was left, or was tried
    anew, has none, and is better not made at all.
    """
    for clause, work in run.get("pending", {}).items():
        if (work["key"], work.get("attempt", 1)) == (request.call, request.attempt):
            return clause
    return None


def allowance(run: Run, clause: str, request: Request) -> timedelta | None:
    """How long the journey lets a try take, None where it does not say: a service is not to blame for the
    time that its call lay in the outbox.
    """
    for timer in run["timers"]:
        if timer["name"] == f"{clause}/timeout":
            return to_instant(timer["due"]) - to_instant(request.at)
    return None


def answered_at(request: Request, allowed: timedelta | None, now: datetime, took: timedelta) -> datetime:
    """When a call was answered: an answer that took no longer than the timeout is in time."""
    if allowed is not None and took <= allowed:
        return min(now + took, to_instant(request.at) + allowed)
    return now + took
