"""The engine for business rules, as a runtime has it: asked by the core, and doubted where there is a reason.

What it cannot say, for whatever reason, the core says itself, with the same result.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from sys import float_info
from typing import Literal, NamedTuple, TypeAlias, get_args

from journeyc.expression.evaluation import Scope
from journeyc.expression.tree import Private
from journeyc.expression.values import Json
from journeyc.ir import Definition
from journeyc.matching.rulesets import rulesets
from journeyc.matching.worker import EngineProblem, Worker, missing
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.documents import Incident
from journeyc.runtime.core.incidents import NOTHING, told
from journeyc.runtime.core.inputs import Input as Given
from journeyc.runtime.core.matching import Candidate, Matcher
from journeyc.runtime.errors import UsageError
from journeyc.runtime.questions import PreparedSet, Question, question_of

#: After so many failures a set of rules is no longer given to the engine; so many answers in a row make good
#: for those before.
STRIKES = 3
FORGIVEN = 1_000
#: How long the engine may take to answer, in seconds.
DEADLINE = 0.25


RuleEngine: TypeAlias = Literal["auto", "durable-rules", "reference"]


class ServingEngine(NamedTuple):
    """Who looks at business rules: durable-rules, or the reference evaluator for a `reason`.

    `given_up` are the sets of rules that durable-rules is no longer asked about, by their hashes: the
    reference evaluator looks at those, too.
    """

    name: Literal["durable-rules", "reference"]
    reason: str = ""
    given_up: tuple[str, ...] = ()


class Trouble(NamedTuple):
    """The engine did not answer as it should: the set of rules by its hash, the facts it was asked about
    with private values masked, what was wrong, and whether the set is given up for good.
    """

    ruleset: str
    facts: list[dict[str, Json]]
    problem: str
    given_up: bool


def engine_for(wanted: RuleEngine, deadline: object = DEADLINE) -> "Engine | None":
    """The engine that is wanted, None for the reference evaluator. UsageError where there is none, or none
    could ever answer in time.
    """
    if wanted not in get_args(RuleEngine):
        raise UsageError(f"`rules` must be one of {', '.join(get_args(RuleEngine))}", "give one of them")
    if not (isinstance(deadline, int | float) and 0 < deadline <= float_info.max):
        raise UsageError("`rules_deadline` must be a number of seconds above 0", "give one, such as 0.25")
    why = missing()
    if wanted == "durable-rules" and why:
        raise UsageError(
            f"there is no engine for rules: {why}", "install `journeyc[rules]`, or leave `rules` out"
        )
    return None if wanted == "reference" or why else Engine(deadline)


def serving(engine: "Engine | None", wanted: RuleEngine) -> ServingEngine:
    """Who looks at business rules, where `wanted` has led to this engine."""
    if engine is not None:
        return ServingEngine("durable-rules", given_up=tuple(engine.given_up()))
    return ServingEngine("reference", "it was chosen" if wanted == "reference" else missing())


def incidents_of(troubles: Iterable[Trouble], customer: str, given: Given) -> Iterator[Incident]:
    """What is kept of troubles with an input: nothing failed that could be tried again."""
    for number, trouble in enumerate(troubles):
        what = f"the engine for rules was of no help: {trouble.problem}; the rules were looked at without it"
        if trouble.given_up:
            what += (
                f"; after {STRIKES} failures it is not asked about them again until this program starts anew"
            )
        found = told(customer_run(customer), f"engine/{number}", what, given, None)
        found["values"] = {
            "ruleset": trouble.ruleset,
            "facts": [*trouble.facts],
            "given_up": trouble.given_up,
        }
        yield found


def of_engine(incident: Incident) -> bool:
    """Whether an incident tells of the engine: nothing of the input was lost."""
    return "ruleset" in incident["values"] and incident["input"].get("kind") == NOTHING


class _Input(threading.local):
    """What was said, by question, and what went wrong in a thread with the input at hand."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin with another input."""
        self.said: dict[str, set[str] | None] = {}
        self.troubles: list[Trouble] = []


class Engine:
    """One worker for all rules of a runtime; several threads take turns. `deadline` is in seconds."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._worker = Worker(deadline)
        self._lock = threading.Lock()
        self._closed = False
        self._strikes: dict[str, int] = {}
        self._right: dict[str, int] = {}
        self._mine = _Input()

    def matcher(self, definition: Definition, private: Private) -> Matcher | None:
        """What answers for the rules of a definition; None where the engine could hold none of them."""
        rules = definition.journey.rules or definition.declarations.rules
        sets = [PreparedSet(ruleset, definition, private) for ruleset in rulesets(rules)]
        return _Rules(self, sets) if sets else None

    def close(self) -> None:
        """End the worker for good: whoever is still at work in another thread goes on without it."""
        with self._lock:
            self._closed = True
            self._worker.close()

    def troubles(self) -> list[Trouble]:
        """What went wrong in this thread with one input; with the next, all is asked anew."""
        found = self._mine.troubles
        self._mine.clear()
        return found

    def given_up(self) -> list[str]:
        """The sets of rules that the engine is not trusted with any longer, by their hashes."""
        return sorted(name for name, strikes in [*self._strikes.items()] if strikes >= STRIKES)

    def ask(self, questions: Sequence[Question]) -> list[set[str] | None]:
        """What holds of each question; None where the engine cannot say. What was asked with this input
        before, as for another run, is not asked again.
        """
        keys = [f"{one.rules.ruleset.name} {one.facts}" for one in questions]
        said = self._mine.said
        new = {key: question for key, question in zip(keys, questions, strict=True) if key not in said}
        doubted = [key for key, question in new.items() if self._strikes_of(question)]
        # Whose fault it was before is not known: asked alone, nobody harms others.
        alone = [{key: new.pop(key)} for key in doubted]
        for together in [new, *alone]:
            said |= self._answers(together)
        return [said[key] for key in keys]

    def _strikes_of(self, question: Question) -> int:
        return self._strikes.get(question.rules.ruleset.name, 0)

    def _answers(self, questions: Mapping[str, Question]) -> dict[str, set[str] | None]:
        """What the worker says of questions."""
        said: dict[str, set[str] | None] = dict.fromkeys(questions)
        asked = {key: one for key, one in questions.items() if self._strikes_of(one) < STRIKES}
        with self._lock:
            if self._closed:
                return said
            try:
                answers = self._worker.ask([(one.rules.ruleset, one.facts) for one in asked.values()])
            except EngineProblem as problem:
                for question in asked.values():
                    self._failed(question, str(problem))
                return said
            for question in asked.values():
                self._answered(question)
        return {**said, **dict(zip(asked, answers, strict=True))}

    def _answered(self, question: Question) -> None:
        """Forgive what went wrong before, after many right answers."""
        name = question.rules.ruleset.name
        if name in self._strikes:
            self._right[name] = self._right.get(name, 0) + 1
            if self._right[name] == FORGIVEN:
                del self._strikes[name], self._right[name]

    def _failed(self, question: Question, problem: str) -> None:
        name = question.rules.ruleset.name
        self._strikes[name] = self._strikes.get(name, 0) + 1
        self._right.pop(name, None)
        facts = [question.rules.masked(fact) for fact in question.facts]
        trouble = Trouble(name, facts, problem, given_up=self._strikes[name] == STRIKES)
        self._mine.troubles.append(trouble)


class _Rules:
    """Answers for the rules of one definition."""

    def __init__(self, engine: Engine, sets: Sequence[PreparedSet]) -> None:
        self._engine = engine
        self._sets: dict[str, list[PreparedSet]] = {}
        for rules in sets:
            self._sets.setdefault(rules.ruleset.event, []).append(rules)

    def __call__(self, event: str, candidates: Sequence[Candidate], scope: Scope) -> Mapping[str, bool]:
        questions: list[Question] = []
        for rules in self._sets.get(event, ()):
            mine = [one for one in candidates if one.rule.name in rules.ruleset.rules]
            if (question := question_of(rules, mine, scope)).names:
                questions.append(question)
        answers = zip(questions, self._engine.ask(questions), strict=True)
        return {
            name: name in held for question, held in answers if held is not None for name in question.names
        }
