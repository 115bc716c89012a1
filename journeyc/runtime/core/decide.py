"""One customer and one input: what is to be committed together.

validate → fire the timers due before → route → transition of each run concerned → report
"""

from collections.abc import Callable, Mapping
from typing import Any

from journeyc.expression.types import OptionalType
from journeyc.expression.undeclared import fault_of, fault_of_names
from journeyc.expression.validation import validate, validate_fields
from journeyc.runtime.core.asking import give_answers
from journeyc.runtime.core.documents import (
    SCHEMA_VERSION,
    CustomerDocument,
    Decision,
    Run,
    State,
)
from journeyc.runtime.core.failure import faults_told
from journeyc.runtime.core.inputs import (
    AnswerInput,
    CallInput,
    DeliveryInput,
    EventInput,
    Input,
    OperatorInput,
    OutcomeInput,
    ProfileInput,
    RetryInput,
    RunStart,
    StartInput,
    TaskInput,
    TimeInput,
    run_of_effect,
)
from journeyc.runtime.core.movable import cannot_migrate
from journeyc.runtime.core.outcomes import take_delivery
from journeyc.runtime.core.plan import Directory, Plan
from journeyc.runtime.core.retrying import try_again
from journeyc.runtime.core.routing import route
from journeyc.runtime.core.rules import event_of
from journeyc.runtime.core.sitting import Sitting
from journeyc.runtime.core.starting import checked_arguments
from journeyc.runtime.core.tasks import check_task, claimed_by_another
from journeyc.runtime.core.work import kind_of, pending_by_key, works_on


def new_customer(identity: str, at: str, generation: int = 0) -> CustomerDocument:
    """A customer nobody has heard of before; `at` is the logical time of the first input, as text, and
    `generation` how often somebody was erased before.
    """
    customer = CustomerDocument(
        schema=SCHEMA_VERSION, id=identity, profile={}, journeys={}, seq=0, updated_at=at
    )
    if generation:
        customer["generation"] = generation
    return customer


def decide(directory: Directory, state: State, given: Input) -> Decision:
    """What one input does to one customer and their runs. Pure: the state that came in is never changed."""
    sitting = Sitting(directory, state, given)
    _HOW[type(given)](sitting, given)
    if sitting.result not in {"refused", "ambiguous"}:
        sitting.finish()
    return sitting.decision()


def _pass_time(sitting: Sitting, _: TimeInput) -> None:
    """Fire what is due by now."""
    sitting.fire_due(inclusive=True)
    _say_who_waits(sitting)


def _say_who_waits(sitting: Sitting) -> None:
    """Time passes over runs whose definition is not loaded; nothing happens silently, so this is said."""
    if waiting := [run["id"] for run in sitting.open_runs() if sitting.plan(run) is None]:
        runs = ", ".join(f"`{run}`" for run in waiting)
        reason = f"the definition of {runs} is not loaded, so its timers wait"
        sitting.answer("not_accepted", "not_accepted", reason)


def _profile(sitting: Sitting, given: ProfileInput) -> None:
    if fault := fault_of_names(given.fields, "what is known"):
        sitting.refuse("what is known of the customer does not fit", [fault])
        return
    known = sitting.directory.customer_fields
    written, faults = validate_fields(given.fields, known, "customer", partial=True)
    problems = faults_told(faults, "customer", sitting.directory.private)
    identity = sitting.customer["id"]
    cleared = [name for name, value in given.fields.items() if value is None and name in known]
    problems += [
        f"`customer.{name}` is missing" for name in cleared if not isinstance(known[name], OptionalType)
    ]
    for key in sorted(sitting.directory.customer_keys & set(given.fields)):
        if written.get(key) in sitting.customer.get("identities", ()):
            written[key] = identity  # under the key of who is a part of them, they are who they are
        elif given.fields[key] != identity:
            problems.append(f"`customer.{key}` is who the customer is and cannot change from `{identity}`")
    if problems:
        sitting.refuse("what is known of the customer does not fit", problems)
        return
    sitting.fire_due(inclusive=False)
    profile = {**{k: v for k, v in sitting.customer["profile"].items() if k not in cleared}, **written}
    if profile != sitting.customer["profile"]:
        sitting.customer = {**sitting.customer, "profile": profile}


def _start(sitting: Sitting, given: StartInput) -> None:
    plan = sitting.directory.beginning.get(given.journey)
    if plan is None:
        sitting.refuse(f"no journey `{given.journey}` begins here")
        return
    if plan.plain_start is None:
        sitting.refuse(f"`{plan.journey}` has no start without an event (`starts -> …`)")
        return
    arguments, problems = checked_arguments(plan, given.arguments)
    if problems:
        sitting.refuse(f"the parameters of `{plan.journey}` do not fit", problems)
        return
    sitting.fire_due(inclusive=False)
    start = RunStart(given.id, given.at, "plain", arguments, given.channel)
    sitting.begin_as_asked(plan, start)


def _result(sitting: Sitting, given: CallInput | TaskInput) -> None:
    key = given.call if isinstance(given, CallInput) else given.task
    if (named := sitting.named(run_of_effect(key))) is None:
        return
    run, plan = named
    found = pending_by_key(run, key)
    unfit = f"the {'result' if isinstance(given, CallInput) else 'answer'} does not fit"
    if found is None and (fault := _undeclared(given)):
        sitting.refuse(unfit, [fault])
        return
    checked: CallInput | TaskInput = given
    if found is not None:
        place, _, clause = found[0].partition("/")
        node, _ = plan.place(place)
        work, meant = kind_of(clause), "call" if isinstance(given, CallInput) else "task"
        if work != meant:
            sitting.refuse(f"`{key}` is the key of a {work}, and this is for a {meant}")
            return
        if isinstance(given, CallInput):
            tries = found[1].get("attempt", 1)
            problems, checked = _checked_call(plan, works_on(node, clause), given, tries)
        else:
            problems, checked = check_task(plan, node, given)
        if problems:
            sitting.refuse(unfit, problems)
            return
    sitting.fire_due(inclusive=False)
    if isinstance(checked, TaskInput):
        if has := claimed_by_another(sitting.runs[run["id"]], checked):
            sitting.answer(
                "not_accepted", "claimed", f"`{has}` has this task; it is free once it is given back"
            )
            return
        if checked.event and pending_by_key(sitting.runs[run["id"]], key):
            sitting.see(event_of(checked), run["id"])
    run = sitting.runs[run["id"]]
    done = sitting.give(plan, run, checked)
    _say(sitting, done.report["result"], done.incident["problem"] if done.incident else "", run["id"])
    if done.report["result"] == "stale" and run["status"] != "ended" and pending_by_key(run, key):
        sitting.answer("not_accepted", "stale", "this try is over already; it changes nothing")


def _checked_call(plan: Plan, service: str, given: CallInput, tries: int) -> tuple[list[str], CallInput]:
    """What is wrong with the result of a call, and the result in canonical form; `tries` have been made."""
    declared = plan.services.get(service)
    if declared is None:
        return [f"`{service}` is not declared"], given
    if given.attempt is not None and not 1 <= given.attempt <= tries:
        return [f"this call of `{service}` has no try {given.attempt}; its last one is {tries}"], given
    if given.result == "fails" and given.failure not in declared.failures:
        known = ", ".join(f"`{name}`" for name in declared.failures) or "none at all"
        return [f"`{service}` declares no failure `{given.failure}`; it declares {known}"], given
    if given.result != "ok":
        return [], given
    if declared.gives is None:
        fault = _undeclared(given)
        return ([fault] if fault else []), given
    value, faults = validate(given.value, declared.gives, "value")
    return [str(fault) for fault in faults], given._replace(value=value)


def _say(sitting: Sitting, result: str, problem: str, run: str) -> None:
    """The answer for an input that names its run."""
    if problem:
        sitting.answer("incident", "", problem)
    elif result == "stale":
        reason = f"`{run}` has left the place that this belongs to; it changes nothing"
        sitting.answer("not_accepted", "stale", reason)
    elif result == "held":
        sitting.answer("accepted", "", "")
    elif result == "not_taken":
        sitting.answer("not_accepted", "not_accepted", f"no active step of `{run}` takes it")


def _undeclared(given: CallInput | TaskInput | OutcomeInput) -> str:
    """What is wrong with values that are compared with no declaration, and kept all the same."""
    if not isinstance(given, TaskInput):
        return fault_of(given.value, "value")
    return fault_of(given.payload, "payload") or fault_of(given.values, "values")


def _told_later(sitting: Sitting, given: OutcomeInput) -> None:
    if (named := sitting.named(given.run)) is None:
        return
    if fault := _undeclared(given):
        sitting.refuse("the outcome does not fit", [fault])
        return
    sitting.fire_due(inclusive=False)
    done = sitting.give(named[1], sitting.runs[given.run], given)
    if done.incident is not None:
        sitting.answer("incident", "", done.incident["problem"])


def _operate(sitting: Sitting, given: OperatorInput) -> None:
    if (named := sitting.named(given.run)) is None:
        return
    run, plan = named
    sitting.fire_due(inclusive=False)
    run = sitting.runs[given.run]
    target, problems = plan, _cannot(run, given)
    if given.command == "migrate" and not problems:
        found = _version(sitting.directory, plan, given.version)
        target = found or plan
        problems = (
            cannot_migrate(run, plan, found)
            if found
            else [f"there is no version {given.version} of `{plan.journey}`"]
        )
    if problems:
        sitting.refuse(f"`{given.run}` cannot {given.command}", problems)
        return
    done = sitting.give(target, run, given, plan if given.command == "migrate" else None)
    if done.incident is not None:
        sitting.answer("incident", "", done.incident["problem"])


def _version(directory: Directory, plan: Plan, version: int | None) -> Plan | None:
    if version is None:
        return directory.newest.get(plan.journey)
    return directory.versions.get((plan.journey, version))


def _cannot(run: Run, given: OperatorInput) -> list[str]:
    status = run["status"]
    if status == "ended":
        return ["the run has ended"]
    if given.command == "suspend" and status == "suspended":
        return ["it is suspended already"]
    if given.command == "resume" and status != "suspended":
        return [f"it is {status}, not suspended"]
    return []


#: How each kind of input is decided.
_HOW: Mapping[type, Callable[[Sitting, Any], None]] = {
    EventInput: route,
    AnswerInput: give_answers,
    ProfileInput: _profile,
    TimeInput: _pass_time,
    StartInput: _start,
    CallInput: _result,
    TaskInput: _result,
    DeliveryInput: take_delivery,
    OutcomeInput: _told_later,
    OperatorInput: _operate,
    RetryInput: try_again,
}
