"""What happens in a scenario: events, answers, and time that passes."""

from typing import TYPE_CHECKING

from journeyc.calendar import CalendarProblem, to_business_time
from journeyc.expression import tree
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Duration, Json, shift
from journeyc.ir import model
from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.inputs import AnswerInput, DeliveryInput, EventInput, StartInput
from journeyc.runtime.core.nodes import StepNode
from journeyc.testing.path import path_of
from journeyc.testing.played import Failure, Stopped

if TYPE_CHECKING:
    from journeyc.testing.virtual import Play


#: A scenario cannot say which of several runs it means.
ONE_RUN = "play each run in a scenario of its own, or leave only one that waits for this"


def send(play: "Play", step: model.Send) -> Report:
    """An event happens."""
    payload = _arguments(play, step.arguments)
    given = EventInput(play.next_id(), play.now, step.event, payload, step.channel)
    types = _types(step.arguments)
    return play.give(
        given, lambda: f"on {step.event}{_in_brackets(play, payload, types)}{_from(step.channel)}"
    )


def told(play: "Play", step: model.Told) -> None:
    """A channel tells what became of the newest message of a notification that it has carried."""
    name, what = step.notification, f"{step.notification}.{step.outcome}"
    sent = next((one for one in reversed(play.sent) if one.notification == name and one.carried), None)
    if sent is None:
        problem = f"no `{name}` was sent before that could be {step.outcome}"
        if step.outcome == "failed":
            problem = f"no `{name}` was sent before that could fail"
        cure = f"let it be sent first; that it was is told by `expect notified {name}`"
        raise Stopped(Failure(play.step, problem, help=cure, path=path_of(play)))
    given = DeliveryInput(play.next_id(), play.now, sent.effect, name, step.outcome, sent.channel)
    play.give(given, f"{what} over {sent.channel}")


def begin(play: "Play", step: model.Begin) -> None:
    """The journey begins by itself."""
    arguments, types = _arguments(play, step.arguments), _types(step.arguments)
    given = StartInput(play.next_id(), play.now, play.plan.journey, arguments)
    report = play.give(given, lambda: f"start{_in_brackets(play, arguments, types) or '()'}")
    _taken(play, report, f"`{play.plan.journey}` does not begin", "see what keeps it from that")


def answer(play: "Play", step: model.Answer) -> None:
    """The customer answers; without a channel, where they were last or where they are asked."""
    values = {".".join(one.path): _value(play, one.value) for one in step.answers}
    types = {".".join(one.path): one.value.type for one in step.answers}
    channel = step.channel or _channel(play)
    given = AnswerInput(play.next_id(), play.now, values, channel)
    report = play.give(given, lambda: f"answer {_written(play, values, types)}{_from(channel)}")
    cure = "answer where a step asks for it, or leave the clause out"
    _taken(play, report, "nobody takes this answer", cure)


def wait(play: "Play", step: model.Wait) -> None:
    """Time passes, and what is due on the way happens."""
    start, zone = play.now, play.cast.zone
    try:
        if isinstance(step.time, tree.Literal) and step.time.type == tree.BUSINESS_TIME:
            amount, unit = to_business_time(step.time.value)
            calendar = play.plan.calendar
            until = calendar.after(start, amount, unit) if calendar else start
        else:
            by = play.cast.values.compute(step.time, play.scope)
            until = shift(start, by if isinstance(by, Duration) else Duration(), zone)
    except (EvaluationError, CalendarProblem, OverflowError, ValueError) as error:
        why = (
            str(error)
            if isinstance(error, EvaluationError | CalendarProblem)
            else "it leads out of the calendar"
        )
        raise Stopped(
            Failure(play.step, f"it cannot be said until when: {why}", path=path_of(play))
        ) from None
    play.pass_until(until)


def _taken(play: "Play", report: Report, problem: str, cure: str) -> None:
    if report["result"] != "accepted":
        faults = "; ".join(report["faults"])
        told = f"{report['reason']}: {faults}" if faults and faults != report["reason"] else report["reason"]
        if report["because"] == "ambiguous":
            told, cure = told.removesuffix("; say which one"), ONE_RUN
        raise Stopped(Failure(play.step, problem, actual=told, help=cure, path=path_of(play)))


def _arguments(play: "Play", arguments: model.Arguments) -> dict[str, Json]:
    return {name: _value(play, value) for name, value in arguments}


def _types(arguments: model.Arguments) -> dict[str, str]:
    return {name: value.type for name, value in arguments}


def _in_brackets(play: "Play", values: dict[str, Json], types: dict[str, str]) -> str:
    return f"({_written(play, values, types)})" if values else ""


def _written(play: "Play", values: dict[str, Json], types: dict[str, str]) -> str:
    shown = (f"{name} = {play.written(value, types[name])}" for name, value in values.items())
    return ", ".join(shown)


def _value(play: "Play", expression: tree.Expression) -> Json:
    try:
        return play.cast.values.value(expression, play.scope)
    except EvaluationError as error:
        problem = f"what is written here cannot be computed: {error}"
        raise Stopped(Failure(play.step, problem, path=path_of(play))) from None


def _channel(play: "Play") -> str:
    """The channel of an answer that names none."""
    run = play.run
    asking = [play.plan.place(place)[0] for place in run["asked"]] if run else []
    open_here = [name for node in asking if isinstance(node, StepNode) for name in node.channels]
    last = run["last_channel"] if run else None
    if last and (last in open_here or not open_here):
        return last
    return open_here[0] if open_here else min(play.plan.customer_channels, default="")


def _from(channel: str | None) -> str:
    return f" from {channel}" if channel else ""
