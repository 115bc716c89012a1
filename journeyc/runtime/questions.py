"""What the engine is asked about business rules: facts, made of what has happened and of what is known."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple

from journeyc.decision import deciders
from journeyc.expression.evaluation import Closure, Decider, Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.tree import Private, Read
from journeyc.expression.values import Json
from journeyc.ir import Definition, type_table
from journeyc.matching.contract import OutsideError, Slot, slot_of
from journeyc.matching.rulesets import KNOWN, About, Fact, Ruleset
from journeyc.matching.translation import Input, Native
from journeyc.runtime.core.failure import MASK
from journeyc.runtime.core.matching import Candidate


class _Slot(NamedTuple):
    """A slot, and what it is computed by."""

    slot: Input
    compute: Closure


class PreparedSet:
    """A set of rules with the slots that they look at, of the event and of everything else."""

    def __init__(self, ruleset: Ruleset, definition: Definition, private: Private) -> None:
        self.ruleset = ruleset
        declared = definition.declarations
        decisions = deciders(declared.decisions, type_table(declared))
        rules = ruleset.rules.values()
        self.event = _compiled((native.event for native in rules), decisions)
        self.known = _compiled((native.known for native in rules), decisions)
        self._private = frozenset(name for name, (slot, _) in self.known.items() if _reads(slot, private))

    def masked(self, fact: Fact) -> dict[str, Json]:
        """A fact as it may be shown."""
        hides = fact["k"] == KNOWN
        return {name: MASK if hides and name in self._private else value for name, value in fact.items()}


def _compiled(slots: Iterable[Mapping[str, Input]], decisions: Mapping[str, Decider]) -> dict[str, _Slot]:
    """Slots by their names; those of several rules are the same where they are called the same."""
    named = {name: slot for some in slots for name, slot in some.items()}
    return {name: _Slot(slot, compile_expression(slot.expression, decisions)) for name, slot in named.items()}


def _reads(slot: Input, private: Private) -> bool:
    """Whether the value of a slot is one that is private."""
    read = slot.expression
    return isinstance(read, Read) and bool(read.path) and (read.root, read.path[0]) in private


class Question(NamedTuple):
    """What the engine is told, and of which rules it can say something then."""

    rules: PreparedSet
    facts: list[Fact]
    names: list[str]


def question_of(rules: PreparedSet, candidates: Iterable[Candidate], scope: Scope) -> Question:
    """What to ask about rules that an event completes; those whose facts would not be exact are left out."""
    event, known = _Values(rules.event, scope), _Values(rules.known, scope)
    slots: Fact = {}
    more: Fact = {}
    about: list[About] = []
    for candidate in candidates:
        native = rules.ruleset.rules[candidate.rule.name]
        try:
            of_event, of_known = event.of(native.event), known.of(native.known)
        except OutsideError:
            continue
        slots |= of_event
        more |= of_known
        about.append(_about(candidate, native))
    return Question(rules, rules.ruleset.facts(slots, more, about), [one.rule for one in about])


class _Values:
    """The slots of one kind of fact at one event, each computed once, however many rules look at it."""

    def __init__(self, slots: Mapping[str, _Slot], scope: Scope) -> None:
        self._slots = slots
        self._scope = scope
        self._values: dict[str, Slot | None] = {}
        self._outside: set[str] = set()

    def of(self, names: Iterable[str]) -> Fact:
        """Some of them, without those that have no value; OutsideError where one cannot be handed over."""
        found: Fact = {}
        for name in names:
            if name not in self._values:
                self._values[name] = self._computed(name)
            if name in self._outside:
                raise OutsideError
            if (value := self._values[name]) is not None:
                found[name] = value
        return found

    def _computed(self, name: str) -> Slot | None:
        slot, compute = self._slots[name]
        # Where the program is deep in calls of its own already, the core says so.
        with suppress(EvaluationError, OutsideError, RecursionError):
            if (value := compute(self._scope)) is not None:
                return slot_of(slot.kind, value)
            if slot.optional:
                return None
        self._outside.add(name)
        return None


def _about(candidate: Candidate, native: Native) -> About:
    if native.count:
        return About(native.name, count=len(candidate.found))
    return About(native.name, before=tuple((place, place) for place in range(native.before)))
