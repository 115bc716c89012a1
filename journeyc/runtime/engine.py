"""The engine for business rules, as a runtime has it: asked by the core, and doubted where there is a reason.

What it cannot say, for whatever reason, the core says itself, with the same result.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias, get_args

from journeyc.decision import deciders
from journeyc.expression.evaluation import Closure, Decider, Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.tree import Private, Read
from journeyc.expression.values import Json
from journeyc.ir import Definition, type_table
from journeyc.matching import About, Fact, Input, Native, Ruleset, rulesets
from journeyc.matching.contract import OutsideError, slot_of
from journeyc.matching.worker import EngineProblem, Worker, missing
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.documents import Incident
from journeyc.runtime.core.failure import MASK
from journeyc.runtime.core.incidents import NOTHING, told
from journeyc.runtime.core.inputs import Input as Given
from journeyc.runtime.core.matching import NOTHING_SAID, Candidate, Matcher
from journeyc.runtime.errors import UsageError

#: After so many failures a set of rules is no longer given to the engine.
STRIKES = 3
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


def engine_for(wanted: RuleEngine, deadline: float = DEADLINE) -> "Engine | None":
    """The engine that is wanted, None for the reference evaluator. UsageError where there is none, or none
    could ever answer in time.
    """
    if wanted not in get_args(RuleEngine):
        raise UsageError(f"`rules` must be one of {', '.join(get_args(RuleEngine))}", "give one of them")
    if not 0 < deadline < float("inf"):
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
            what += f", and these always will be, after {STRIKES} failures"
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


class Engine:
    """One worker for all rules of a runtime; several threads take turns. `deadline` is in seconds."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._worker = Worker(deadline)
        self._lock = threading.Lock()
        self._strikes: dict[str, int] = {}
        self._mine = threading.local()

    def matcher(self, definition: Definition, private: Private) -> Matcher | None:
        """What answers for the rules of a definition; None where the engine could hold none of them."""
        rules = definition.journey.rules or definition.declarations.rules
        sets = [_Set(ruleset, definition, private) for ruleset in rulesets(rules)]
        return _Rules(self, sets) if sets else None

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._worker.close()

    def troubles(self) -> list[Trouble]:
        """What went wrong in this thread since this was asked last."""
        found: list[Trouble] = getattr(self._mine, "troubles", [])
        self._mine.troubles = []
        return found

    def given_up(self) -> list[str]:
        """The sets of rules that the engine is not trusted with any longer, by their hashes."""
        return sorted(name for name, strikes in [*self._strikes.items()] if strikes >= STRIKES)

    def ask(self, questions: Sequence["_Question"]) -> list[set[str]] | None:
        """What holds of each question; None where the engine cannot say."""
        if any(self._strikes.get(question.rules.ruleset.name, 0) >= STRIKES for question in questions):
            return None
        try:
            with self._lock:
                return self._worker.ask([(question.rules.ruleset, question.facts) for question in questions])
        except EngineProblem as problem:
            for question in questions:
                self._failed(question, str(problem))
            return None

    def _failed(self, question: "_Question", problem: str) -> None:
        name = question.rules.ruleset.name
        self._strikes[name] = self._strikes.get(name, 0) + 1
        facts = [question.rules.masked(fact) for fact in question.facts]
        trouble = Trouble(name, facts, problem, given_up=self._strikes[name] == STRIKES)
        self._mine.troubles = [*getattr(self._mine, "troubles", []), trouble]


class _Slot(NamedTuple):
    """A slot, and what it is computed by."""

    slot: Input
    compute: Closure


class _Set:
    """A set of rules with the slots that each of them needs, of the event and of everything else."""

    def __init__(self, ruleset: Ruleset, definition: Definition, private: Private) -> None:
        self.ruleset = ruleset
        declared = definition.declarations
        decisions = deciders(declared.decisions, type_table(declared))
        self.slots = {
            name: (_compiled(native.event, decisions), _compiled(native.known, decisions))
            for name, native in ruleset.rules.items()
        }
        known = (slot for native in ruleset.rules.values() for slot in native.known.values())
        self._private = frozenset(slot.name for slot in known if _reads(slot, private))

    def masked(self, fact: Fact) -> dict[str, Json]:
        """A fact as it may be shown."""
        hides = fact["k"] == "x"
        return {name: MASK if hides and name in self._private else value for name, value in fact.items()}


def _compiled(slots: Mapping[str, Input], decisions: Mapping[str, Decider]) -> list[_Slot]:
    return [_Slot(slot, compile_expression(slot.expression, decisions)) for slot in slots.values()]


def _reads(slot: Input, private: Private) -> bool:
    """Whether the value of a slot is one that is private."""
    read = slot.expression
    return isinstance(read, Read) and bool(read.path) and (read.root, read.path[0]) in private


class _Question(NamedTuple):
    rules: _Set
    facts: list[Fact]


class _Rules:
    """Answers for the rules of one definition."""

    def __init__(self, engine: Engine, sets: Sequence[_Set]) -> None:
        self._engine = engine
        self._sets = sets

    def __call__(self, event: str, candidates: Sequence[Candidate], scope: Scope) -> Mapping[str, bool]:
        questions: list[_Question] = []
        asked: list[list[str]] = []
        for rules in self._sets:
            mine = [c for c in candidates if c.rule.name in rules.ruleset.rules]
            facts, names = _facts(rules, event, mine, scope)
            if names:
                questions.append(_Question(rules, facts))
                asked.append(names)
        answers = self._engine.ask(questions) if questions else None
        if answers is None:
            return NOTHING_SAID
        return {name: name in held for names, held in zip(asked, answers, strict=True) for name in names}


def _facts(
    rules: _Set, event: str, candidates: Iterable[Candidate], scope: Scope
) -> tuple[list[Fact], list[str]]:
    """What the engine is told, and of which rules it can say something then."""
    slots: Fact = {}
    known: Fact = {}
    about: list[About] = []
    for candidate in candidates:
        native = rules.ruleset.rules[candidate.rule.name]
        try:
            of_event, of_known = (_values(slots, scope) for slots in rules.slots[native.name])
        except (EvaluationError, OutsideError):
            continue
        slots |= of_event
        known |= of_known
        about.append(_about(candidate, native))
    return rules.ruleset.facts(event, slots, known, about), [one.rule for one in about]


def _values(slots: Iterable[_Slot], scope: Scope) -> Fact:
    found: Fact = {}
    for slot, compute in slots:
        value = compute(scope)
        if value is not None:
            found[slot.name] = slot_of(slot.kind, value)
        elif not slot.optional:
            raise OutsideError
    return found


def _about(candidate: Candidate, native: Native) -> About:
    name, come = candidate.rule.name, candidate.found[:-1]
    if native.count:
        return About(name, count=len(candidate.found))
    # What has come of a sequence is its end.
    places = ((native.before - len(come) + number, number) for number in range(len(come)))
    return About(name, before=tuple(places), came=candidate.came)
