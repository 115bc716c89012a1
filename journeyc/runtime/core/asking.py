"""Answers of a customer: which of their runs asked (semantics rules 1, 2 and 13)."""

from journeyc.expression.undeclared import fault_of_names
from journeyc.runtime.core.answers import check_answers, questions_of, runs_that_ask
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.inputs import AnswerInput
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.core.routing import bind, preferred_by_conversation, unknown_channel
from journeyc.runtime.core.sitting import Sitting


def give_answers(sitting: Sitting, given: AnswerInput) -> None:
    """Check answers and give them to the run that asked."""
    directory = sitting.directory
    if problem := unknown_channel(directory, given.channel):
        sitting.refuse(problem, [problem])
        return
    if fault := fault_of_names(given.values, "the answer"):
        sitting.refuse("the answer does not fit", [fault])
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
    asking = preferred_by_conversation(sitting, asking, given.conversation)
    if len(asking) > 1:
        names = ", ".join(f"`{run['id']}`" for run in asking)
        sitting.refuse(f"several runs ask for this: {names}; say which one", because="ambiguous")
        return
    run = asking[0] if asking else _nearest(directory, runs)
    plan = directory.by_hash[run["definition_hash"]]
    if run["status"] == "suspended":
        sitting.answer("not_accepted", "suspended", f"`{run['id']}` is suspended by an operator")
        return
    values, problems = check_answers(plan, run, given.values, given.channel)
    if problems:
        sitting.refuse("the answer does not fit", problems)
        return
    done = sitting.give(plan, run, given._replace(values=values))
    bind(sitting, given.conversation, run["id"])
    if done.incident is not None:
        sitting.answer("incident", "", done.incident["problem"])


def _nearest(directory: Directory, runs: list[Run]) -> Run:
    """The run whose questions an answer that fits none of them is compared with: one that asks, or else the
    last.
    """
    return next(
        (run for run in reversed(runs) if questions_of(directory.by_hash[run["definition_hash"]], run)),
        runs[-1],
    )
