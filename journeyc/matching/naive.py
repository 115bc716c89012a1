"""What a definition says, read slowly: facts on which a set of rules is tested before it is trusted."""

import json
from collections.abc import Iterator, Mapping
from operator import ge, gt, le, lt, ne
from random import Random
from typing import Any

from journeyc.matching.rulesets import About, Fact, Ruleset
from journeyc.matching.translation import EVENT, Input, Native

#: How many sets of facts each rule is tested on, and how many all of a set of rules together, about.
CASES = 6
ALL_CASES = 120
#: How many others of its set are asked about with each.
COMPANY = 5
_SIGNS = {"$neq": ne, "$lt": lt, "$lte": le, "$gt": gt, "$gte": ge}


def held(definition: str, facts: list[Fact]) -> set[str]:
    """The rules of a definition that hold of some facts."""
    return _held(json.loads(definition), facts)


def _held(rules: Mapping[str, Any], facts: list[Fact]) -> set[str]:
    return {name for name, rule in rules.items() if _holds(_patterns(rule), facts, {})}


def _patterns(rule: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [named for pattern in rule["all"] for named in pattern.items()]


def _holds(patterns: list[tuple[str, Any]], facts: list[Fact], bound: Mapping[str, Fact]) -> bool:
    """Whether there are facts for all patterns, beside those that are bound to patterns before them."""
    if not patterns:
        return True
    (name, condition), *others = patterns
    return any(
        _holds(others, facts, {**bound, name: fact}) for fact in facts if _fits(condition, fact, bound)
    )


def _fits(condition: Mapping[str, Any], fact: Fact, bound: Mapping[str, Fact]) -> bool:
    (sign, rest), *_ = condition.items()
    if sign == "$and":
        return all(_fits(part, fact, bound) for part in rest)
    if sign == "$ex":
        return next(iter(rest)) in fact
    name, value = (next(iter(rest.items()))) if sign in _SIGNS else (sign, rest)
    if isinstance(value, dict):
        (other, slot), *_ = value.items()
        if slot not in bound[other]:
            return False
        value = bound[other][slot]
    if name not in fact:
        return False
    own: Any = fact[name]
    return bool(_SIGNS[sign](own, value)) if sign in _SIGNS else own == value


def checked(ruleset: Ruleset) -> list[tuple[list[Fact], set[str]]]:
    """Facts around the edges of each rule, with the rules that hold of them; the same for the same rules."""
    found: list[tuple[list[Fact], set[str]]] = []
    rules = json.loads(ruleset.definition)
    cases = min(CASES, max(2, ALL_CASES // len(ruleset.rules)))
    for native in ruleset.rules.values():
        draw = Random(f"{ruleset.name}/{native.name}")  # noqa: S311  # it draws examples
        for number in range(cases):
            facts = _facts(ruleset, native, draw, right=number == 0)
            found.append((facts, {ruleset.names[rule] for rule in _held(rules, facts)}))
    return found


def _facts(ruleset: Ruleset, native: Native, draw: Random, *, right: bool) -> list[Fact]:
    """Facts for one rule, all as it wants them or some of them beside that, and for others of its set: a
    question is seldom about one rule alone.
    """
    others = [other for other in ruleset.rules.values() if other is not native]
    event: Fact = {}
    known: Fact = {}
    about: list[About] = []
    for one in [native, *draw.sample(others, min(len(others), COMPANY))]:
        as_wanted = right or (one is not native and draw.random() < 0.5)
        about.append(_about(one, draw, right=as_wanted))
        event = {**dict(_slots(one.event, one.event_conditions, draw, {}, right=as_wanted)), **event}
        known = {**dict(_slots(one.known, one.known_conditions, draw, event, right=as_wanted)), **known}
    return ruleset.facts(event, known, about)


def _about(native: Native, draw: Random, *, right: bool) -> About:
    """What has happened before, as a rule wants it or beside that."""
    count = max(0, native.count - (0 if right else draw.randint(0, 1))) if native.count else 0
    order = list(range(native.before))
    if not right and draw.random() < 0.5:
        draw.shuffle(order)
    before = tuple(enumerate(order)) if right or draw.random() < 0.7 else tuple(enumerate(order))[1:]
    return About(native.name, count, before)


def _slots(
    inputs: Mapping[str, Input], conditions: list[Any], draw: Random, event: Fact, *, right: bool
) -> Iterator[tuple[str, int | str]]:
    for name, slot in inputs.items():
        wanted = next((one for one in conditions if name in _names(one)), None)
        if slot.optional and not right and draw.random() < 0.3:
            continue
        yield name, _value(slot, name, wanted, draw, event, right=right)


def _names(condition: Mapping[str, Any]) -> list[str]:
    (sign, rest), *_ = condition.items()
    return list(rest) if sign.startswith("$") else [sign]


def _value(slot: Input, name: str, wanted: Any, draw: Random, event: Fact, *, right: bool) -> int | str:
    """A value at a condition, or right beside it."""
    text = slot.kind == "text"
    if wanted is None:
        return "a" if text else draw.randint(-2, 2)
    (sign, rest), *_ = wanted.items()
    value = rest[name] if sign.startswith("$") else rest
    if isinstance(value, dict):
        value = event.get(value[EVENT], "a" if text else 0)
    if text:
        same = (sign != "$neq") == (right or draw.random() < 0.5)
        return str(value) if same and sign != "$ex" else f"{value}'"
    by = {"$lt": -1, "$gt": 1, "$neq": 1}.get(sign, 0) if right else draw.randint(-1, 1)
    return int(value) + by
