"""One customer and one input: what is to be committed together.

validate → fire the timers due before → route → transition of each run concerned → report
"""

from journeyc.expression.types import OptionalType
from journeyc.expression.validation import validate_fields
from journeyc.nearest import nearest
from journeyc.runtime.core.answers import check_answers, questions_of, runs_that_ask
from journeyc.runtime.core.documents import (
    SCHEMA_VERSION,
    AnswerInput,
    CustomerDocument,
    Decision,
    EventInput,
    Input,
    ProfileInput,
    Run,
    State,
    TimeInput,
    Transition,
)
from journeyc.runtime.core.plan import SYSTEM_EVENTS, Directory
from journeyc.runtime.core.routing import ambiguous, contradicts, refusal
from journeyc.runtime.core.sitting import Sitting
from journeyc.runtime.core.transition import transition


def new_customer(identity: str, at: str) -> CustomerDocument:
    """A customer nobody has heard of before; `at` is the logical time of the first input, as text."""
    return CustomerDocument(schema=SCHEMA_VERSION, id=identity, profile={}, started={}, seq=0, updated_at=at)


def decide(directory: Directory, state: State, given: Input) -> Decision:
    """What one input does to one customer and their runs. Pure: the state that came in is never changed."""
    sitting = Sitting(directory, state, given)
    match given:
        case EventInput():
            _event(sitting, given)
        case AnswerInput():
            _answer(sitting, given)
        case ProfileInput():
            _profile(sitting, given)
        case TimeInput():
            sitting.fire_due(inclusive=True)
            _say_who_waits(sitting)
    return sitting.decision()


def _event(sitting: Sitting, given: EventInput) -> None:
    directory = sitting.directory
    if problem := _unknown(sitting, given.name, given.channel):
        sitting.refuse(problem, [problem])
        return
    payload, faults = validate_fields(given.payload, directory.events[given.name])
    if faults:
        sitting.refuse(f"the payload of `{given.name}` does not fit", [str(fault) for fault in faults])
        return
    given = EventInput(given.id, given.at, given.name, payload, given.channel, given.run)
    sitting.fire_due(inclusive=False)
    candidates = [
        (plan, run)
        for run in sitting.open_runs()
        if (plan := directory.by_hash.get(run["definition_hash"]))
        and (run["id"] == given.run if given.run else not contradicts(plan, run, payload))
    ]
    if given.run and not candidates:
        sitting.answer("not_accepted", f"there is no open run `{given.run}`")
        return
    looked_at = [transition(plan, run, given, sitting.customer) for plan, run in candidates]
    takers = _preferred([done for done in looked_at if done.taken or done.incident])
    if len(takers) > 1 and (several := ambiguous(takers)):
        runs = ", ".join(f"`{run}`" for run in several)
        sitting.answer("ambiguous", f"several runs would take `{given.name}`: {runs}; say which one")
        return
    chosen = takers or ([] if given.run else _starts(sitting, given))
    for done in [done for done in chosen if done.taken or done.incident] or looked_at:
        sitting.keep(done)
    if any(done.incident for done in chosen):
        sitting.answer("incident", next(done.incident["problem"] for done in chosen if done.incident))
    elif not any(done.taken for done in chosen):
        _say_why_not(sitting, given, looked_at, chosen)


def _preferred(takers: list[Transition]) -> list[Transition]:
    """Those that do something with the event, or else those that it only resumed."""
    return [done for done in takers if done.report["taken"] or done.incident] or takers


def _unknown(sitting: Sitting, name: str, channel: str | None) -> str:
    directory = sitting.directory
    if name in SYSTEM_EVENTS:
        return f"`{name}` is raised by the runtime and cannot be sent"
    if name not in directory.events:
        near = nearest(name, directory.events)
        return f"no journey knows an event `{name}`" + (f"; did you mean `{near}`?" if near else "")
    return _unknown_channel(directory, channel)


def _unknown_channel(directory: Directory, channel: str | None) -> str:
    if channel is None or channel in directory.channels:
        return ""
    near = nearest(channel, directory.channels)
    return f"there is no channel `{channel}`" + (f"; did you mean `{near}`?" if near else "")


def _starts(sitting: Sitting, given: EventInput) -> list[Transition]:
    """The runs that the event begins, one for each journey; an open run with the same key keeps its journey
    from it.
    """
    begun: list[Transition] = []
    for plan in sitting.directory.starts.get(given.name, ()):
        done = transition(plan, None, given, sitting.customer)
        run = done.run
        twin = run and next(
            (o for o in sitting.open_runs() if o["journey"] == plan.journey and o["key"] == run["key"]), None
        )
        if twin:
            sitting.answer(
                "not_accepted", f"`{plan.journey}` already runs for this customer as `{twin['id']}`"
            )
            continue
        begun.append(done)
        if run:
            started = sitting.customer["started"]
            sitting.customer = {
                **sitting.customer,
                "started": {**started, plan.journey: started.get(plan.journey, 0) + 1},
            }
    return begun


def _say_why_not(
    sitting: Sitting, given: EventInput, looked_at: list[Transition], starts: list[Transition]
) -> None:
    twin = sitting.reason if sitting.result == "not_accepted" else ""
    reason = refusal(sitting.directory, given.name, sitting.open_runs(), [*looked_at, *starts])
    sitting.answer("not_accepted", f"{reason}; {twin}" if twin else reason)


def _answer(sitting: Sitting, given: AnswerInput) -> None:
    directory = sitting.directory
    if problem := _unknown_channel(directory, given.channel):
        sitting.refuse(problem, [problem])
        return
    sitting.fire_due(inclusive=False)
    known = [run for run in sitting.open_runs() if run["definition_hash"] in directory.by_hash]
    runs = [run for run in known if given.run in {None, run["id"]}]
    if not runs:
        sitting.refuse(
            f"there is no open run `{given.run}`" if given.run else "this customer has no open run"
        )
        return
    asking = runs if given.run else runs_that_ask(directory, runs, given.values)
    if len(asking) > 1:
        names = ", ".join(f"`{run['id']}`" for run in asking)
        sitting.answer("ambiguous", f"several runs ask for this: {names}; say which one")
        return
    run = asking[0] if asking else _nearest(directory, runs)
    plan = directory.by_hash[run["definition_hash"]]
    values, problems = check_answers(plan, run, given.values, given.channel)
    if problems:
        sitting.refuse("the answer does not fit", problems)
        return
    done = transition(plan, run, given._replace(values=values), sitting.customer)
    sitting.keep(done)
    if done.incident:
        sitting.answer("incident", done.incident["problem"])


def _say_who_waits(sitting: Sitting) -> None:
    """Time passes over runs whose definition is not loaded; nothing happens silently, so this is said."""
    known = sitting.directory.by_hash
    if waiting := [run["id"] for run in sitting.open_runs() if run["definition_hash"] not in known]:
        runs = ", ".join(f"`{run}`" for run in waiting)
        sitting.answer("not_accepted", f"the definition of {runs} is not loaded, so its timers wait")


def _nearest(directory: Directory, runs: list[Run]) -> Run:
    """The run whose questions an answer that fits none of them is compared with: one that asks, or else the
    last.
    """
    return next(
        (run for run in reversed(runs) if questions_of(directory.by_hash[run["definition_hash"]], run)),
        runs[-1],
    )


def _profile(sitting: Sitting, given: ProfileInput) -> None:
    known = sitting.directory.customer_fields
    written, faults = validate_fields(given.fields, known, "customer", partial=True)
    problems = [str(fault) for fault in faults]
    identity = sitting.customer["id"]
    cleared = [name for name, value in given.fields.items() if value is None and name in known]
    problems += [
        f"`customer.{name}` is missing" for name in cleared if not isinstance(known[name], OptionalType)
    ]
    for key in sorted(sitting.directory.customer_keys & set(given.fields)):
        if given.fields[key] != identity:
            problems.append(f"`customer.{key}` is who the customer is and cannot change from `{identity}`")
    if problems:
        sitting.refuse("the profile does not fit", problems)
        return
    sitting.fire_due(inclusive=False)
    profile = {**{k: v for k, v in sitting.customer["profile"].items() if k not in cleared}, **written}
    if profile != sitting.customer["profile"]:
        sitting.customer = {**sitting.customer, "profile": profile}
