"""What others do in a play: services answer, queues and bots work, operators command, programs start runs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from journeyc.cli.run.asking import payload, payload_of, values_of
from journeyc.cli.run.command import Begin, Called, Operate, Worked, read_command
from journeyc.cli.run.view import OfferedWork
from journeyc.cli.run.written import Refused, literal, unknown
from journeyc.expression.types import Type
from journeyc.expression.values import Json
from journeyc.runtime import Report
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.view import Work
from journeyc.runtime.errors import UsageError

if TYPE_CHECKING:
    from journeyc.cli.run.play import Play


def begin(play: "Play", command: Begin) -> Report:
    """Begin a journey without an event; without arguments they are asked for one by one."""
    plan = _plan(play, command.journey or play.plan.journey)
    if plan.plain_start is None:
        cure = f"write `on {next(iter(plan.starts))}`" if plan.starts else ""
        raise Refused(f"`{plan.journey}` does not start without an event", cure)
    optional = {name for name, _ in plan.parameter_defaults}
    values = values_of(command.values, plan.parameters, play.moment, f"`{plan.journey}`")
    missing = {n: t for n, t in plan.parameters.items() if n not in values and n not in optional}
    if missing and not command.values:
        asked = payload(missing, play.lines, play.moment)
        if asked is None:
            raise Refused(f"`{plan.journey}` was not started")
        values.update(asked)
    return play.company.inputs.start(plan.journey, values, customer=play.customer, channel=play.channel)


def _plan(play: "Play", journey: str) -> Plan:
    plans = play.view.plans
    if journey not in plans:
        raise unknown("journey", journey, plans)
    return plans[journey]


# ── calls ──


def answer_call(play: "Play", command: Called) -> Report:
    """Say what came of the first call of a service that is waited for."""
    journey, work = _work(play, "call", command.service)
    return result_of(play, journey, work.key, command)


def result_of(play: "Play", journey: str, key: str, command: Called) -> Report:
    """Say what came of a call."""
    value: Json = None
    service = play.view.plans[journey].services.get(command.service)
    if command.result == "ok" and service is not None:
        if service.gives is not None and not command.text:
            raise Refused(
                f"`{command.service}` gives a value",
                f"write `call {command.service} ok {{ … }}`",
            )
        if service.gives is None and command.text:
            raise Refused(f"`{command.service}` gives nothing", f"write `call {command.service} ok`")
        if service.gives is not None:
            value = literal(command.text, service.gives, play.moment, f" from `{command.service}`")
    failure = command.text if command.result == "fails" else ""
    return play.company.inputs.result(key, command.result, value, failure=failure)


# ── tasks ──


def do_task(play: "Play", command: Worked) -> Report:
    """Claim a task, give it back, or answer it."""
    journey, work = _work(play, "task", command.name)
    plan = play.view.plans[journey]
    inputs = play.company.inputs
    by = work.claimed_by
    if command.action == "claim":
        return inputs.task(work.key, "claim", by=command.by)
    if command.action == "release":
        if not by:
            raise Refused(f"nobody has `{work.name}`", f"write `task {work.name} claim by WHO`")
        return inputs.task(work.key, "release", by=by)
    if command.event is None:
        asked = _asked_at(play, work)
        if not asked:
            raise Refused(f"nothing is asked in `{work.place}`", f"write `task {work.name} on EVENT`")
        values = values_of(command.values, asked, play.moment)
        return inputs.task(work.key, "answer", by=by, values=values)
    given = values_of(command.values, payload_of(command.event, plan.events), play.moment)
    return inputs.task(work.key, "answer", by=by, event=command.event, payload=given)


def _asked_at(play: "Play", work: Work) -> Mapping[str, Type]:
    for position in play.positions():
        for place in position.places:
            if work in place.works:
                asked = play.view.asked(position.journey, place)
                return {name: question.type for name, question in asked.items()}
    return {}


def pick_work(play: "Play", offer: OfferedWork) -> Report | None:
    """Ask what a service answers, or who takes a task; a blank line does nothing."""
    work = offer.work
    if work.kind == "call":
        text = play.lines.next(f"  {work.name} ({play.view.answers(offer.journey, work)}): ")
        if not text:
            return None
        command = read_command(f"call {work.name} {text}", play.plan.channels)
        return result_of(play, offer.journey, work.key, command) if isinstance(command, Called) else None
    if work.claimed_by:
        return play.company.inputs.task(work.key, "release", by=work.claimed_by)
    who = play.lines.next("  who takes it: ")
    return play.company.inputs.task(work.key, "claim", by=who) if who else None


def _work(play: "Play", kind: str, name: str) -> tuple[str, Work]:
    """The first work of this kind and name, or at the step of this name, that the customer's runs await, if
    need be behind an interrupt.
    """
    every = [
        (position.journey, work)
        for position in play.positions()
        for works in (*(p.works for p in position.places), *(i.works for i in position.interrupted))
        for work in works
        if work.kind == kind
    ]
    for journey, work in every:
        if name in {work.name, work.place}:
            return journey, work
    known = ", ".join(f"`{work.name}`" for _, work in every)
    word = {"call": "no answer of a service", "task": "no task"}[kind]
    raise Refused(f"{word} `{name}` is waited for here", f"there is {known}" if known else "")


# ── operators ──


def operate(play: "Play", command: Operate) -> Report:
    """Command a run, the only open one unless one is named, or try an incident again."""
    inputs = play.company.inputs
    if command.word in {"retry", "dismiss"}:
        open_incidents = inputs.incidents()
        if not command.name and not open_incidents:
            raise Refused("there is no incident")
        try:
            incident = command.name or open_incidents[-1]["id"]
            return (
                inputs.dismiss(incident, by="operator")
                if command.word == "dismiss"
                else inputs.retry(incident)
            )
        except UsageError as error:
            raise Refused(error.problem, error.help) from None
    run = command.name or _only_run(play)
    match command.word:
        case "suspend":
            return inputs.suspend(run, by="operator")
        case "resume":
            return inputs.resume(run, by="operator")
        case "cancel":
            return inputs.cancel(run, by="operator")
        case _:
            return inputs.migrate(run, by="operator")


def _only_run(play: "Play") -> str:
    runs = [position.run for position in play.positions() if position.outcome is None]
    if not runs:
        raise Refused("there is no open run")
    if len(runs) > 1:
        raise Refused("there are several runs", f"say which one: {', '.join(runs)}")
    return runs[0]
