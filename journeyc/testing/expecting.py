"""What a scenario expects, compared with what is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from journeyc.expression.functions import EvaluationError
from journeyc.expression.tree import Expression, Read
from journeyc.ir import model
from journeyc.ir.walk import parts
from journeyc.runtime.core.documents import Report, Run
from journeyc.runtime.core.moving import CANCELLED, is_cancelled
from journeyc.testing.firing import looks, why_not
from journeyc.testing.path import passed_over, path_of
from journeyc.testing.played import Failure, Moment, Sent, Stopped
from journeyc.testing.reach import addresses

if TYPE_CHECKING:
    from journeyc.testing.virtual import Play

Expectation = (
    model.ExpectAt
    | model.ExpectEnded
    | model.ExpectPaused
    | model.ExpectNotified
    | model.ExpectEmitted
    | model.ExpectFired
    | model.ExpectRefused
    | model.ExpectThat
)


def expect(play: "Play", wanted: Expectation, last: Mapping[str, Report]) -> None:
    """Stopped where something is not as it is expected; `last` are the reports on events by their names."""
    match wanted:
        case model.ExpectAt():
            _at(play, wanted)
        case model.ExpectEnded():
            run = play.run
            if run is None or run["outcome"] is None or run["outcome"]["end"] != wanted.end:
                _fail(
                    play,
                    "the run has not ended so",
                    _ended(wanted.end, cancelled=wanted.end not in play.plan.nodes),
                    where(play),
                )
        case model.ExpectPaused():
            if play.run is None or play.run["status"] != "paused":
                _fail(play, "the run is not paused", "paused", where(play))
        case model.ExpectNotified():
            _notified(play, wanted)
        case model.ExpectEmitted():
            _emitted(play, wanted)
        case model.ExpectFired():
            _fired(play, wanted)
        case model.ExpectRefused():
            _refused(play, wanted, last.get(wanted.event))
        case model.ExpectThat():
            _that(play, wanted)


def _fail(play: "Play", problem: str, expected: str, actual: str, cure: str = "") -> None:
    path = path_of(play)
    if path and (looked_at := passed_over(play)):
        path = (*path, *(Moment("", f"not taken: {one}", "") for one in looked_at))
    raise Stopped(Failure(play.step, problem, expected, actual, cure, path=path))


# ── where ──


def where(play: "Play") -> str:
    """Where the run is, in words."""
    run = play.run
    if run is None:
        return f"no run of `{play.plan.journey}` has begun"
    places = " and ".join(f"`{place}`" for place in run["configuration"])
    if run["outcome"] is not None:
        return _ended(run["outcome"]["end"], cancelled=is_cancelled(run["outcome"], run["configuration"]))
    status = {"paused": "paused at", "suspended": "suspended at"}.get(run["status"], "at")
    came_from = ""
    if run.get("frozen"):
        frozen = run["frozen"][-1]
        held = " and ".join(f"`{place}`" for place in frozen["configuration"])
        came_from = f", in the interrupt `{frozen['interrupt']}`, from {held}"
    return f"{status} {places}{came_from}"


def _ended(end: str, *, cancelled: bool) -> str:
    return CANCELLED if cancelled else f"ended at `{end}`"


def _at(play: "Play", wanted: model.ExpectAt) -> None:
    there = play.run is not None and is_at(play, play.run, wanted.node)
    if there is wanted.negated:
        if wanted.negated:
            _fail(play, f"the run is at `{wanted.node}`", f"not at `{wanted.node}`", where(play))
        _fail(play, f"the run is not at `{wanted.node}`", f"at `{wanted.node}`", where(play))


def is_at(play: "Play", run: Run, name: str) -> bool:
    """Whether a run is at a step, or in a stage, a branch or whatever else is around one."""
    for place in run["configuration"]:
        node, _ = play.plan.place(place)
        if node.name == name or any(around.name == name for around in node.around):
            return True
    return False


# ── what was said, done and refused ──


def _notified(play: "Play", wanted: model.ExpectNotified) -> None:
    name, channels = wanted.notification, wanted.channels
    mine = [one for one in play.sent if one.notification == name]
    sent = [one for one in mine if one.channel is not None and (not channels or one.channel in channels)]
    if bool(sent) is not wanted.negated:
        return
    over = f" over {' or '.join(f'`{channel}`' for channel in channels)}" if channels else ""
    told = [f"sent over `{one.channel}`" if one.channel else f"suppressed: {one.reason}" for one in mine]
    actual = ", ".join(dict.fromkeys(told)) or "not sent"
    if wanted.negated:
        _fail(play, f"`{name}` was sent{over}", f"`{name}` not sent{over}", actual)
    others = ", ".join(dict.fromkeys(f"`{one.notification}`" for one in play.sent if one.channel))
    if not mine:
        actual = f"not sent; what was sent is {others}" if others else "nothing was sent"
    _fail(play, f"`{name}` was not sent{over}", f"`{name}` sent{over}", actual, _cure(play, name, mine))


def _cure(play: "Play", name: str, mine: list[Sent]) -> str:
    """What a customer needs whom a notification did not reach."""
    reasons = {one.reason for one in mine}
    if "no_address" in reasons:
        fields = [
            f"`customer.{field}` for `{channel}`"
            for channel in play.prepared.able(name)
            for field in addresses(play.plan.customer_fields, channel)
        ]
        return f"give the customer an address: {', '.join(fields)}"
    return "give what the policies need for consent" if "no_consent" in reasons else ""


def _emitted(play: "Play", wanted: model.ExpectEmitted) -> None:
    name = wanted.event
    if (name in play.emitted) is not wanted.negated:
        return
    if wanted.negated:
        _fail(play, f"`{name}` was emitted", f"`{name}` not emitted", "emitted")
    others = ", ".join(dict.fromkeys(f"`{one}`" for one in play.emitted))
    actual = f"what was emitted is {others}" if others else "nothing was emitted"
    reports = [happened.report for happened in play.happened if happened.report]
    raised = any(name in run.get("raised", ()) for report in reports for run in report["runs"])
    cure = f"the run raised it in itself; `emit {name}(…)` tells others" if raised else ""
    _fail(play, f"`{name}` was not emitted", f"`{name}` emitted", actual, cure)


def _fired(play: "Play", wanted: model.ExpectFired) -> None:
    name = wanted.rule
    done = looks(play, wanted)
    times = [look.at for look in done if look.report["result"] == "fired"]
    if bool(times) is not wanted.negated:
        return
    if wanted.negated:
        _fail(play, f"rule `{name}` fired", f"`{name}` not fired", f"fired {', '.join(times)}")
    actual = why_not(play, wanted, done) if wanted.of == "customer" or play.run else where(play)
    _fail(play, f"rule `{name}` did not fire", f"`{name}` fired", actual)


def _refused(play: "Play", wanted: model.ExpectRefused, report: Report | None) -> None:
    event, expected = wanted.event, f"`{wanted.event}` refused because {wanted.reason}"
    if report is None:
        cure = f"let it happen before: `on {event} …`"
        _fail(play, f"no `{event}` has happened", expected, "it has not happened yet", cure)
    elif report["result"] == "accepted":
        _fail(play, f"`{event}` was taken", expected, "it was taken")
    elif report["result"] == "kept":
        _fail(play, f"`{event}` was kept", expected, f"kept: {report['reason']}")
    elif report["because"] != wanted.reason:
        actual = f"refused because {report['because']}: {report['reason']}"
        _fail(play, f"`{event}` was refused for another reason", expected, actual)


# ── conditions ──


def _that(play: "Play", wanted: model.ExpectThat) -> None:
    guard = wanted.guard
    if play.run is None:
        _fail(play, "there is nothing to ask", f"`{guard.text}`", where(play))
    try:
        true = play.cast.values.compute(guard.expression, play.scope)
    except EvaluationError as error:
        problem = f"`{guard.text}` cannot be told: {error}"
        _fail(play, problem, f"`{guard.text}`", _read(play, guard.expression))
        return
    if not true:
        _fail(play, f"`{guard.text}` is not true", f"`{guard.text}`", _read(play, guard.expression))


def _read(play: "Play", expression: Expression) -> str:
    """What a condition read, with its values."""
    told: dict[str, None] = {}
    for node in parts(expression):
        if isinstance(node, Read):
            value = getattr(play.scope, node.root)
            for name in node.path:
                value = value.get(name) if isinstance(value, dict) else None
            root = ("customer",) if node.root == "customer" else ()
            told.setdefault(f"`{'.'.join((*root, *node.path))}` is {play.written(value, node.type)}")
    return ", ".join(told) or "it is false"
