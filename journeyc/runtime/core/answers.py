"""Answers of the customer: which run asked, and do they have the type that was asked for (semantics rules 2
and 13).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from journeyc.expression.validation import validate
from journeyc.expression.values import Json
from journeyc.nearest import nearest
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.plan import Directory, Plan, Question, StepNode


def questions_of(plan: Plan, run: Run) -> Mapping[str, Question]:
    """What the active step asks, by path, already answered or not."""
    node = plan.nodes[run["configuration"][0]]
    return node.asked if isinstance(node, StepNode) else {}


def runs_that_ask(directory: Directory, runs: Sequence[Run], values: Mapping[str, Any]) -> list[Run]:
    """The runs whose active step asks for every one of the answers."""
    known = [(run, directory.by_hash.get(run["definition_hash"])) for run in runs]
    return [
        run
        for run, plan in known
        if plan is not None and all(name in questions_of(plan, run) for name in values)
    ]


def check_answers(
    plan: Plan, run: Run, values: Mapping[str, Any], channel: str
) -> tuple[dict[str, Json], list[str]]:
    """The answers in canonical form, and all that is wrong with them."""
    asked = questions_of(plan, run)
    checked: dict[str, Json] = {}
    problems: list[str] = []
    if not values:
        problems.append("there is no answer in it")
    node = plan.nodes[run["configuration"][0]]
    if isinstance(node, StepNode) and node.channels and channel not in node.channels:
        problems.append(
            f"step `{node.name}` is not on channel `{channel}`; it is on {', '.join(node.channels)}"
        )
    for name, value in values.items():
        question = asked.get(name)
        if question is None:
            problems.append(f"`{name}` is not asked here{open_questions(run, asked, name)}")
            continue
        checked[name], faults = validate(value, question.type, name)
        problems += [str(fault) for fault in faults]
    return checked, problems


def open_questions(run: Run, asked: Mapping[str, Question], name: str) -> str:
    """What to answer instead, as the end of a sentence."""
    if near := nearest(name, asked):
        return f"; did you mean `{near}`?"
    if run["asked"]:
        return "; open: " + ", ".join(f"`{path}`" for path in run["asked"])
    return "; nothing is open"
