"""`journeyc runs send`, `answer`, `suspend`, `resume`, `cancel` and `retry`: an operator does something."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple, NoReturn
from uuid import uuid4

from journeyc.cli.acting import (
    Array,
    answered,
    doer,
    is_done,
    kept_as,
    names_of,
    object_of,
    print_waiting,
    reason_of,
)
from journeyc.cli.chosen import NOTHING, Brought, Bulk, Chosen
from journeyc.cli.ending import ExitCode, Failure, complain
from journeyc.cli.lengths import length_before
from journeyc.cli.problems import as_failure
from journeyc.cli.stored import looked_into, now_at, worked_on
from journeyc.expression.reading import read
from journeyc.expression.types import RecordType, Type, required
from journeyc.expression.values import Json, ValueProblem
from journeyc.ir import Definition, from_json
from journeyc.nearest import meant
from journeyc.report.cells import in_line
from journeyc.report.counted import counted
from journeyc.runtime import JourneyError, Report, RunNow, Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.checking import require_text
from journeyc.runtime.hosts.clock import VirtualClock
from journeyc.runtime.hosts.run_view import waiting
from journeyc.runtime.plan import plan_of
from journeyc.runtime.stores import shown_address

#: So many runs are chosen together, and then worked on.
_PAGE = 200
#: How many of what was not done are told one by one.
_TOLD = 20
_DONE = {"suspend": "suspended", "resume": "resumed", "cancel": "cancelled"}


def wanted_of(chosen: Chosen, now: datetime) -> dict[str, Any]:
    """The runs that are chosen, as `Runtime.runs` takes it."""
    accepted = "write it like `3 hours`, `2 days` or `1 week`"
    text = chosen.stuck
    stuck = None if text is None else length_before(now, "--stuck", text, accepted)
    return {**chosen._asdict(), "stuck": stuck}


def no_run(store: Store, name: str, address: str) -> Failure:
    """That there is no such run, with the one that may have been meant."""
    journey, _, rest = name.partition("/")
    customer = rest.rpartition("/")[0] or rest
    theirs = store.runs(100, customer=customer) if customer.isprintable() else []
    known = [run["id"] for run in theirs or store.runs(1_000, journey=journey)]
    cure = meant(name, known, "`journeyc runs list` shows those there are")
    return Failure(f"there is no run `{name}` in `{shown_address(address)}`", cure)


def _owners(address: str, runs: Sequence[str], more: str = "") -> list[str]:
    """Whose these runs are; Failure where one of them is not there, with `more` on how to mend that."""

    def look(store: Store) -> list[str] | Failure:
        owners: list[str] = []
        for run in runs:
            require_text(run, "run")
            owner = store.owner(run)
            if owner is None:
                failure = no_run(store, run, address)
                return Failure(failure.problem, f"{failure.help}{more}")
            owners.append(owner)
        return owners

    found = looked_into(address, look)
    if isinstance(found, Failure):
        raise found
    return found


# ── one input ────────────────────────────────────────────────────────────────────────────────────────


class Told(NamedTuple):
    """What is said to one run, and how the answer is told."""

    store: str
    run: str
    channel: str | None
    by: str | None
    id: str | None
    form: str
    brought: Brought

    @property
    def identity(self) -> str:
        """The id of the input, in which it stands who has said it."""
        return self.id if self.id is not None else f"operator/{doer(self.by)}/{uuid4()}"


def send(event: str, payload: str, told: Told) -> int:
    """An event to one run."""
    given = object_of("--payload", payload)
    (customer,) = _owners(told.store, [told.run], "; a service begins runs, by the event they start on")

    def work(runtime: Runtime) -> int:
        report = runtime.send(
            event, given, customer=customer, channel=told.channel, run=told.run, id=told.identity
        )
        return answered(report, f"sent `{event}` to `{told.run}`", runtime, told.run, told.form)

    return worked_on(told.store, work, told.brought)


def answer(values: Sequence[str], told: Told) -> int:
    """Answers to what a step asks."""
    (customer,) = _owners(told.store, [told.run])
    fields, channel = looked_into(told.store, lambda store: _read_answers(store, values, told))

    def work(runtime: Runtime) -> int:
        report = runtime.answer(customer, fields, channel=channel, run=told.run, id=told.identity)
        return answered(report, f"answered `{told.run}`", runtime, told.run, told.form)

    return worked_on(told.store, work, told.brought)


def _read_answers(store: Store, values: Sequence[str], told: Told) -> tuple[dict[str, Json], str]:
    """What was typed by the types of the fields, and the channel it is said on."""
    position = Runtime.open(store).position(told.run)
    known = store.read(position.customer, run=told.run) if position is not None else None
    run = next((one for one in known.runs if one["id"] == told.run), None) if known is not None else None
    stored = store.definition(run["definition_hash"]) if run is not None else None
    if position is None or known is None or run is None or stored is None:
        raise Failure(f"the store has lost what `{told.run}` needs", "restore it from a backup")
    plan = plan_of(from_json(stored.text, Definition))
    profile = known.customer["profile"] if known.customer is not None else {}
    language = str(profile.get("language") or "en")
    asked = [question.name for question in position.questions]
    fields = {
        name: _value(name, text, plan.context_fields, language, asked) for name, text in map(_split, values)
    }
    channels = [one for place in position.places if place.questions for one in place.channels]
    last = run["last_channel"]
    channel = told.channel or (last if last in channels else next(iter(channels), last))
    if channel is None:
        raise Failure("nothing says on which channel it is answered", "name one with `--channel`")
    return fields, channel


def _split(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise Failure(f"`{text}` is not `field=value`", "write it like `dispute.amount='12.50 EUR'`")
    return name.strip(), value.strip()


def _value(name: str, text: str, fields: Mapping[str, Type], language: str, asked: Sequence[str]) -> Json:
    first, *rest = name.split(".")
    declared = fields.get(first)
    for part in rest:
        inner = required(declared) if declared is not None else None
        declared = inner.fields.get(part) if isinstance(inner, RecordType) else None
    if declared is None:
        there = f"there is {', '.join(f'`{one}`' for one in asked)}" if asked else "nothing is asked now"
        raise Failure(f"there is no field `{name}`", meant(name, asked, there))
    try:
        return read(text, declared, language)
    except ValueProblem as problem:
        raise Failure(f"`{name}`: {problem}") from None


# ── several runs ─────────────────────────────────────────────────────────────────────────────────────


def operate(bulk: Bulk) -> int:
    """Suspend, resume or cancel runs; those that are chosen only where somebody has said that it is meant."""
    names = names_of(bulk.runs)
    is_chosen = any(value is not None for value in bulk.chosen)
    # Whoever hands over a list that is empty means nobody, and not all.
    if bulk.runs and is_chosen:
        raise Failure("runs are named, and chosen by options besides", "do one of the two")
    if not names and not is_chosen:
        raise Failure("nothing says which runs", "name them, or choose them as `journeyc runs list` does")
    now = now_at(bulk.store)
    wanted = wanted_of(_by_default(bulk), now) if is_chosen else {}
    if names:
        _owners(bulk.store, names)
    elif not bulk.yes:
        _would(bulk, wanted, now)
    return worked_on(bulk.store, lambda runtime: _operate(runtime, bulk, names, wanted), bulk.brought)


def _by_default(bulk: Bulk) -> Chosen:
    """Those to whom it can be done, unless the status says otherwise."""
    status = "suspended" if bulk.command == "resume" else "open"
    return bulk.chosen if bulk.chosen.status is not None else bulk.chosen._replace(status=status)


def _each(runtime: Runtime, wanted: dict[str, Any]) -> Iterator[RunNow]:
    found = runtime.runs(_PAGE, **wanted)
    while found:
        yield from found
        found = _behind(runtime, [one.run for one in found], wanted)


def _behind(runtime: Runtime, runs: Sequence[str], wanted: dict[str, Any]) -> list[RunNow]:
    """The next page. The last run of this one may have left the store by then: the one before it tells where
    to go on.
    """
    first, *others = runs
    for run in reversed(others):
        with suppress(UsageError):
            return runtime.runs(_PAGE, after=run, **wanted)
    return runtime.runs(_PAGE, after=first, **wanted)


def _would(bulk: Bulk, wanted: dict[str, Any], now: datetime) -> NoReturn:
    """Say how many runs it would be done to, and stop."""

    def count(store: Store) -> dict[str, int]:
        runtime = Runtime.open(store, clock=VirtualClock(now))
        counts: dict[str, int] = {}
        for run in _each(runtime, wanted):
            of = f"{run.journey} version {run.version}"
            counts[of] = counts.get(of, 0) + 1
        return counts

    counts = looked_into(bulk.store, count)
    of = ", ".join(f"{many:,} of {name}" for name, many in counts.items())
    what = counted(sum(counts.values()), "run")
    if not counts:
        raise Failure("there is no such run", "`journeyc runs list` takes the same options")
    raise Failure(
        f"{what} would be {_DONE[bulk.command]}: {of}",
        "nothing has been done; say `--yes` if it is meant",
    )


def _operate(runtime: Runtime, bulk: Bulk, names: Sequence[str], wanted: dict[str, Any]) -> int:
    by, tries = (
        doer(bulk.by),
        {"suspend": runtime.suspend, "resume": runtime.resume, "cancel": runtime.cancel},
    )
    work = tries[bulk.command]
    runs = iter(names) if names else (run.run for run in _each(runtime, wanted))
    done, failed = 0, 0
    with Array(bulk.form) as array:
        try:
            for run in runs:
                # The same command again finds these answered, whichever runs it was said to before.
                name = None if bulk.id is None else f"{bulk.id}/{bulk.command}/{run}"
                report = work(run, by=by, reason=bulk.reason, id=name)
                array.add(report)
                if is_done(report):
                    done += 1
                    if names and bulk.form == "text":
                        print(in_line(f"{run}: {_DONE[bulk.command]}"))
                    continue
                failed += 1
                if failed <= _TOLD:
                    complain(f"`{run}` was not {_DONE[bulk.command]}: {reason_of(report)}")
        except JourneyError:
            # The store has failed in the midst, or nothing could be asked of it.
            if done:
                _tell_count(bulk, done)
            raise
    _tell_count(bulk, done)
    if failed > _TOLD:
        complain(f"{failed - _TOLD:,} more were not {_DONE[bulk.command]}")
    return ExitCode.FINDINGS if failed else ExitCode.CLEAN


def _tell_count(bulk: Bulk, done: int) -> None:
    """Those that are named are told one by one."""
    if not bulk.runs and bulk.form == "text":
        print(f"{_DONE[bulk.command]} {counted(done, 'run')}")


# ── incidents ────────────────────────────────────────────────────────────────────────────────────────


def retry(names: Sequence[str], address: str, form: str, brought: Brought) -> int:
    """Try incidents again, or all that are open of a run."""

    def wanted(runtime: Runtime, name: str) -> list[str]:
        if runtime.incident(name, private=True) is not None:
            return [name]
        return [one["id"] for one in runtime.incidents(run=name, private=True)]

    def work(runtime: Runtime, name: str) -> Report:
        if runtime.incident(name, private=True) is None and runtime.position(name) is not None:
            raise Failure(f"`{name}` has no open incident", "`journeyc runs show` tells where it is")
        return runtime.retry(name)

    return each_incident(names, address, form, "tried again", work, wanted, brought)


def each_incident(
    names: Sequence[str],
    address: str,
    form: str,
    done: str,
    work: Callable[[Runtime, str], Report],
    wanted: Callable[[Runtime, str], list[str]] = lambda _, name: [name],
    brought: Brought = NOTHING,
) -> int:
    """Do something with incidents; one that cannot be is told, and the others are done all the same."""
    given = names_of(names)

    def do(runtime: Runtime) -> int:
        failed = 0
        with Array(form) as array:
            for name in given:
                for one in wanted(runtime, name) or [name]:
                    try:
                        with as_failure(JourneyError):
                            report = work(runtime, one)
                    except Failure as failure:
                        complain(failure.problem, failure.help)
                        failed += 1
                        continue
                    array.add(report)
                    if is_done(report):
                        if form == "text":
                            print(in_line(f"{one}: {done}"))
                    else:
                        _failed_again(runtime, one, report, brought)
                        failed += 1
            if form == "text" and given:
                _tell_waiting(runtime, given)
        return ExitCode.FINDINGS if failed else ExitCode.CLEAN

    return worked_on(address, do, brought)


def _failed_again(runtime: Runtime, name: str, report: Report, brought: Brought) -> None:
    """Say in which run it has failed, and what it is now."""
    problem, cure = reason_of(report), _what_begins(runtime, name, brought)
    known = runtime.incident(name)
    if known is None or report["result"] != "incident":
        complain(f"`{name}`: {problem}", cure)
        return
    run, first = known[0]["run"], known[0]["input"]["id"]
    kept = kept_as(runtime, run, {report["input"], str(first)})
    complain(f"`{name}` failed again in `{run}`: {problem}{kept.problem}", cure or kept.help)


def _what_begins(runtime: Runtime, name: str, brought: Brought) -> str:
    """How to mend that nothing begins by an incident of a run that has not."""
    known = runtime.incident(name)
    if brought.journeys or known is None or runtime.run(known.incident["run"]) is not None:
        return ""
    return "name the journey that is to begin with `--journeys`: a store begins none by itself"


def _tell_waiting(runtime: Runtime, names: Sequence[str]) -> None:
    known = (runtime.incident(name, private=True) for name in names)
    runs = {one.incident["run"] for one in known if one is not None} | {*names}
    views = (runtime.run(run, private=True) for run in sorted(runs))
    print_waiting(sum(len(waiting(view.outbox)) for view in views if view is not None))
