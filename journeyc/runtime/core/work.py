"""What others do for a step: calls of services, sub-journeys, and tasks of queues and bots (rule 14).

Their results are inputs that carry the `key` of the work they belong to.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from journeyc.expression.values import ARITHMETIC, Duration, instant_text, shift
from journeyc.runtime.core.documents import Pending, Run, TimerEntry, put
from journeyc.runtime.core.failure import formula_failure
from journeyc.runtime.core.inputs import CallInput
from journeyc.runtime.core.known import known_answer
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import CallPlan, ChildPlan, Node, OutcomeRow, RetryPlan, StepNode
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.timers import add, cancel_named, due_of, later_by

#: What a task is called in pending work.
TASK = "task"
Kind = Literal["call", "task", "journey"]
_KINDS: Mapping[str, Kind] = {"call": "call", TASK: "task", "run": "journey"}


def begin_work(step: Macrostep, node: StepNode, place: str) -> None:
    """Open the task of a step, call its services, begin its sub-journeys."""
    open_task(step, node, place)
    for call in node.calls:
        try_call(step, call, place, step.next_id(), 1)
    for child in node.children:
        run_child(step, child, place)


def run_child(step: Macrostep, child: ChildPlan, place: str) -> None:
    """Begin a sub-journey, and wait for its end."""
    values = step.computed(child.arguments)
    key = step.effect(kind="begin", journey=child.journey, arguments=values, waits=True)
    _note(step, f"{place}/{child.name}", Pending(key=key))


def open_task(step: Macrostep, node: StepNode, place: str) -> None:
    """Open the task of a step, if somebody works on it."""
    if node.worker is not None:
        worker = node.worker
        pending = Pending(key=step.next_id())
        if worker.claim is not None:
            pending["claim_due"] = due_of(step, worker.claim)
        if worker.answer is not None:
            pending["answer_due"] = due_of(step, worker.answer)
        due = task_due(pending)
        more = {"due": due} if due else {}
        step.effect(
            kind="task", key=pending["key"], action="open", worker=worker.kind, name=worker.name, **more
        )
        _note(step, f"{place}/{TASK}", pending)


def task_due(pending: Pending) -> str:
    """By when something must be done with a task, empty for none: it is answered, or, while nobody has it,
    claimed.
    """
    names = ("answer_due",) if "claimed_by" in pending else ("claim_due", "answer_due")
    # Texts of instants compare right without their `Z`.
    return min((pending[name] for name in names if name in pending), key=lambda due: due[:-1], default="")  # type: ignore[literal-required]  # both are names of it


def postpone_tasks(step: Macrostep, by: timedelta) -> None:
    """Let the tasks of a run be due so much later."""
    for name, pending in step.run.get("pending", {}).items():
        if task_due(pending) or "claim_due" in pending:
            later = pending.copy()
            for due in ("claim_due", "answer_due"):
                if due in later:
                    later[due] = later_by(later[due], by)
            _note(step, name, later)


def kind_of(clause: str) -> Kind:
    """What others do for a clause."""
    return _KINDS[clause.partition("/")[0]]


def works_on(node: Node, clause: str) -> str:
    """Whom a clause of a place lets work: the service it calls, the journey it runs, the queue or bot; empty
    where there is no such clause.
    """
    if not isinstance(node, StepNode):
        return ""
    if clause == TASK:
        return node.worker.name if node.worker else ""
    clauses = {call.name: call.service for call in node.calls}
    clauses |= {child.name: child.journey for child in node.children}
    return clauses.get(clause, "")


def try_call(step: Macrostep, call: CallPlan, place: str, key: str, attempt: int) -> None:
    """Call a service, for the first time or again; all tries of one call share the key."""
    values = step.computed(call.arguments)
    known = known_answer(step, call, values)
    more = {"known": known} if known else {}
    step.effect(kind="call", key=key, attempt=attempt, service=call.service, arguments=values, **more)
    name = f"{place}/{call.name}"
    pending = Pending(key=key, attempt=attempt)
    if call.keep is not None:
        pending["arguments"] = values
    _note(step, name, pending)
    if call.timeout is not None:
        # The call leaves now, however late the timer was that brought it along.
        due = due_of(step, call.timeout, step.now + timedelta(seconds=step.late_seconds))
        add(step, TimerEntry(name=f"{name}/timeout", kind="timeout", due=due))


def is_over(run: Run, name: str, pending: Pending, given: CallInput) -> bool:
    """Whether a try has come to nothing before: a later one is under way, or waits to be made."""
    if given.attempt is not None and given.attempt < pending.get("attempt", 1):
        return True
    timers = (*run["timers"], *run.get("held", ()))
    return any(timer["name"] == f"{name}/retry" for timer in timers)


def no_answer(step: Macrostep, call: CallPlan, place: str, pending: Pending) -> OutcomeRow | None:
    """One try has come to nothing: the next one is armed, or the row of `no answer` follows."""
    name = f"{place}/{call.name}"
    cancel_named(step, f"{name}/")
    attempt = pending.get("attempt", 1)
    if call.retry is None or attempt > call.retry.times:
        return finish(step, name, call.rows, "no_answer", None)
    due = _next_try(step, call.retry, attempt)
    add(step, TimerEntry(name=f"{name}/retry", kind="retry", due=due))
    return None


def _next_try(step: Macrostep, retry: RetryPlan, attempt: int) -> str:
    """When a call is tried again: each wait is `factor` times as long as the one before."""
    every = retry.every
    if retry.factor == 1 or every.business is not None:
        return due_of(step, every)
    wait = step.evaluate(every)
    try:
        return instant_text(_stretched(step, step.now, wait, ARITHMETIC.power(retry.factor, attempt - 1)))
    except (OverflowError, ValueError, ArithmeticError):
        problem = "the next try would lie outside the years 1 to 9999"
        raise formula_failure(problem, every, step.scope, step.plan.private) from None


def _stretched(step: Macrostep, start: datetime, wait: Duration, factor: Decimal) -> datetime:
    """The wait as long as it would be from now, times the factor."""
    first = shift(start, wait, step.zone) - start
    microseconds = ARITHMETIC.multiply(Decimal(first // timedelta(microseconds=1)), factor)
    return start + timedelta(microseconds=int(microseconds))


def finish(
    step: Macrostep, name: str, rows: tuple[OutcomeRow, ...], kind: str, what: str | None
) -> OutcomeRow | None:
    """The work is done: it is no longer pending; the row that says what follows."""
    _drop(step, name)
    cancel_named(step, f"{name}/")
    for row in rows:
        if row.kind == kind and (kind in {"ok", "no_answer"} or row.name == what):
            return row
    return next((row for row in rows if row.kind == "otherwise"), None)


def claim(step: Macrostep, name: str, by: str | None) -> None:
    """Note who works on a task, or that nobody does."""
    pending = step.run["pending"][name].copy()
    if by is None:
        pending.pop("claimed_by", None)
    else:
        pending["claimed_by"] = by
    _note(step, name, pending)


def drop_work(step: Macrostep, places: Collection[str]) -> None:
    """End the work for places that are left."""
    pending = step.run.get("pending", {})
    end_work(step, [name for name in pending if name.partition("/")[0] in places])


def end_work(step: Macrostep, names: Collection[str], plan: Plan | None = None) -> None:
    """End some work: tasks are closed, sub-journeys cancelled, calls forgotten; `plan` is the one that the
    work was begun by, if that is another.
    """
    for name, pending in step.run.get("pending", {}).items():
        place, _, clause = name.partition("/")
        if name not in names:
            continue
        step.source = place
        if clause == TASK:
            node = (plan or step.plan).place(place)[0]
            found = node.worker if isinstance(node, StepNode) else None
            worker, who = (found.kind, found.name) if found else ("queue", "")
            step.effect(kind="task", key=pending["key"], action="close", worker=worker, name=who)
        elif kind_of(clause) == "journey":
            step.effect(kind="cancel", key=pending["key"])
    kept = {n: p for n, p in step.run.get("pending", {}).items() if n not in names}
    put(step.run, "pending", kept)


def pending_by_key(run: Any, key: str) -> tuple[str, Pending] | None:
    """The work that a key belongs to, with the name of its clause; None where it is over."""
    for name, pending in run.get("pending", {}).items():
        if pending["key"] == key:
            return name, pending
    return None


def _note(step: Macrostep, name: str, pending: Pending) -> None:
    step.run["pending"] = {**step.run.get("pending", {}), name: pending}


def _drop(step: Macrostep, name: str) -> None:
    put(step.run, "pending", {n: p for n, p in step.run.get("pending", {}).items() if n != name})
