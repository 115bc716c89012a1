"""Answers of the customer: which run asked, and do they have the type that was asked for (semantics rules 2
and 13).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from journeyc.expression.validation import validate
from journeyc.expression.values import Json
from journeyc.nearest import hint_at
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.failure import faults_told
from journeyc.runtime.core.inputs import AnswerInput
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import Question, StepNode
from journeyc.runtime.core.pause import come_back, seen
from journeyc.runtime.core.plan import Directory, Plan


def asking_steps(plan: Plan, run: Run) -> list[tuple[str, StepNode]]:
    """The places that ask for anything, already answered or not."""
    return [
        (place, node)
        for place in run["configuration"]
        if isinstance(node := plan.place(place)[0], StepNode) and node.asked
    ]


def questions_of(plan: Plan, run: Run) -> Mapping[str, Question]:
    """What the active steps ask, by path, already answered or not."""
    return _asked_by(asking_steps(plan, run))


def _asked_by(steps: Sequence[tuple[str, StepNode]]) -> Mapping[str, Question]:
    """What these steps ask, by path: mostly there is one of them."""
    if len(steps) == 1:
        return steps[0][1].asked
    found: dict[str, Question] = {}
    for _, node in steps:
        for name, question in node.asked.items():
            found.setdefault(name, question)
    return found


def runs_that_ask(directory: Directory, runs: Sequence[Run], values: Mapping[str, Any]) -> list[Run]:
    """The runs whose active steps ask for every one of the answers."""
    known = [(run, directory.by_hash.get(run["definition_hash"])) for run in runs]
    return [
        run for run, plan in known if plan is not None and values.keys() <= questions_of(plan, run).keys()
    ]


def check_answers(
    plan: Plan, run: Run, values: Mapping[str, Any], channel: str | None
) -> tuple[dict[str, Json], list[str]]:
    """The answers in canonical form, and all that is wrong with them."""
    asked = questions_of(plan, run)
    checked: dict[str, Json] = {}
    problems: list[str] = []
    if not values:
        problems.append("there is no answer in it")
    for name, value in values.items():
        question = asked.get(name)
        if question is None:
            problems.append(f"`{name}` is not asked here{open_questions(run, asked, name)}")
            continue
        checked[name], faults = validate(value, question.type, name)
        problems += faults_told(faults, "context", plan.private)
    if channel is not None:
        problems += _wrong_channels(plan, run, values, channel)
    return checked, problems


def _wrong_channels(plan: Plan, run: Run, values: Mapping[str, Any], channel: str) -> list[str]:
    """Where a step asks on other channels only; with no known question, where all steps do."""
    steps = asking_steps(plan, run)
    asking = [step for step in steps if not step[1].asked.keys().isdisjoint(values)] or [
        (place, node) for place in run["configuration"] if isinstance(node := plan.place(place)[0], StepNode)
    ]
    elsewhere: list[str] = []
    for place, node in asking:
        channels = channels_of(run, place, node)
        if not channels or channel in channels:
            return []
        elsewhere.append(f"step `{node.name}` is not on channel `{channel}`; it is on {', '.join(channels)}")
    return elsewhere


def channels_of(run: Run, place: str, node: StepNode) -> tuple[str, ...]:
    """The channels of a step, or the one that a decision chose."""
    chosen = run.get("channels", {}).get(place)
    return (chosen,) if chosen is not None else node.channels


def open_questions(run: Run, asked: Mapping[str, Question], name: str) -> str:
    """What to answer instead, as the end of a sentence."""
    if hint := hint_at(name, asked):
        return hint
    places = set(run["configuration"])
    waiting = [path for place, paths in run["asked"].items() if place in places for path in paths]
    if waiting:
        return "; open: " + ", ".join(f"`{path}`" for path in dict.fromkeys(waiting))
    return "; nothing is open"


def take_answers(step: Macrostep, given: AnswerInput) -> bool:
    """Store answers, come back from a pause, and raise `answered` where nothing is open any more."""
    step.look_at(step.envelope())
    if not asking_steps(step.plan, step.run):
        return False
    store_answers(step, given.values, given.id)
    return True


def store_answers(step: Macrostep, values: Mapping[str, Json], told: str, within: str | None = None) -> None:
    """Write answers to the context; steps that have no open question left are told, once they are told."""
    run, entered = step.run, len(step.path)
    asking = [one for one in asking_steps(step.plan, run) if within is None or one[0] == within]
    questions = _asked_by(asking)
    run["answered"] = answered = dict(run["answered"])
    for name, value in values.items():
        step.write(questions[name].path, name, value)
        answered[name] = {"channel": step.channel, "at": step.now_text}
    run["asked"] = _still_open(run, values)
    complete = [
        place
        for place, node in asking
        if place not in run["asked"] and not node.asked.keys().isdisjoint(values)
    ]
    come_back(step, relevant=True)
    seen(step)
    # A step that `resumed` led to has raised `answered` itself where nothing was open.
    if run["status"] != "ended":
        step.look_at({**step.envelope(), "id": told})
        for place in complete:
            if place in run["configuration"] and place not in step.path[entered:]:
                step.raise_event("answered", place)


def _still_open(run: Run, values: Mapping[str, Json]) -> dict[str, list[str]]:
    """What is asked yet. Interrupted places where nothing is open stay: they are told after `back`."""
    found: dict[str, list[str]] = {}
    for place, names in run["asked"].items():
        left = [name for name in names if name not in values]
        if left or place not in run["configuration"]:
            found[place] = left
    return found
