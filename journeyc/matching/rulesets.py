"""Rules in sets that the engine holds, each with its definition and the facts it is asked with."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from journeyc.expression.values import Json
from journeyc.ir import model
from journeyc.matching.contract import (
    MAXIMUM_CONDITIONS,
    MAXIMUM_PATTERNS,
    MAXIMUM_RULES,
    MAXIMUM_TOGETHER,
    Slot,
)
from journeyc.matching.translation import EVENT, Native, Translator, event_of

Fact = dict[str, Slot]

#: A join that is always true: without one, the engine may crash where two patterns meet.
_TAIL: Json = {"_": {EVENT: "_"}}
#: The kind of the fact of everything that is known beside the event, and the pattern that looks at it.
KNOWN = "x"
#: A rule that only shows that the engine is awake.
WARM_UP = "warm"


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules of one event that one handle of the engine holds; `name` is a hash of what they say and are
    called. `names` are those of the rules by what the engine calls them.
    """

    name: str
    event: str
    definition: str
    rules: Mapping[str, Native]
    numbers: Mapping[str, int]
    names: Mapping[str, str]

    def facts(self, slots: Fact, known: Fact, about: Iterable["About"]) -> list[Fact]:
        """What the engine is asked: first the event, then what came before it, then all else."""
        facts: list[Fact] = [{"k": _came(self.event), **slots}]
        for one in about:
            number = self.numbers[one.rule]
            if one.count:
                facts.append({"k": _counted(number), "n": one.count})
            facts += ({"k": _before(number, place), "n": when} for place, when in one.before)
        if known:
            facts.append({"k": KNOWN, **known})
        return [{**fact, "id": str(number), "_": 1} for number, fact in enumerate(facts)]


@dataclass(frozen=True, slots=True)
class About:
    """What has happened before, for one rule: how many events a window holds; which events of a sequence
    came, each with its place in the pattern and in time.
    """

    rule: str
    count: int = 0
    before: tuple[tuple[int, int], ...] = ()


def rulesets(rules: Iterable[model.Rule]) -> Iterator[Ruleset]:
    """The rules in sets of one event each, so that only those are asked that it concerns, and as few of them
    as the engine holds well; what it could not hold is left out.
    """
    by_event: dict[str, list[model.Rule]] = {}
    for rule in rules:
        by_event.setdefault(event_of(rule.pattern), []).append(rule)
    for event, some in by_event.items():
        yield from _sets(event, some)


def _sets(event: str, rules: Iterable[model.Rule]) -> Iterator[Ruleset]:
    translator, part = Translator(), list[Native]()
    for rule in rules:
        native = translator.translate(rule)
        if not fits(native):
            continue
        if not _fit([*part, native]):
            yield _ruleset(event, part)
            translator, part = Translator(), []
            native = translator.translate(rule)
        part.append(native)
    if part:
        yield _ruleset(event, part)


def _fit(part: Sequence[Native]) -> bool:
    """Whether the engine holds rules well in one set."""
    conditions = max(
        sum(len(native.event_conditions) for native in part),
        sum(len(native.known_conditions) for native in part),
    )
    patterns = sum(native.patterns for native in part)
    return len(part) <= MAXIMUM_RULES and conditions <= MAXIMUM_CONDITIONS and patterns <= MAXIMUM_TOGETHER


def fits(native: Native) -> bool:
    """Whether the engine holds a rule."""
    return native.patterns <= MAXIMUM_PATTERNS and _fit([native])


def _ruleset(event: str, part: list[Native]) -> Ruleset:
    numbers = {native.name: number for number, native in enumerate(part)}
    names = {f"r{number}": name for name, number in numbers.items()}
    body = {
        called: {"all": _patterns(native, numbers[native.name])}
        for called, native in zip(names, part, strict=True)
    }
    body[WARM_UP] = {"all": [{"m": {"k": WARM_UP}}]}
    definition = json.dumps(body, ensure_ascii=False)
    name = sha256(f"{definition}{names}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Ruleset(name, event, definition, {native.name: native for native in part}, numbers, names)


def _patterns(native: Native, number: int) -> list[Json]:
    patterns: list[Json] = [{EVENT: _all({"k": _came(native.on)}, *native.event_conditions)}]
    if native.count:
        patterns.append({"w": _all({"k": _counted(number)}, {"$gte": {"n": native.count}}, _TAIL)})
    for place in range(native.before):
        later: list[Any] = [{"$gt": {"n": {f"p{place - 1}": "n"}}}] if place else []
        patterns.append({f"p{place}": _all({"k": _before(number, place)}, *later, _TAIL)})
    if native.known_conditions:
        patterns.append({KNOWN: _all({"k": KNOWN}, *native.known_conditions, _TAIL)})
    return patterns


def _all(*conditions: Json) -> Json:
    return {"$and": list(conditions)} if len(conditions) > 1 else conditions[0]


def _came(event: str) -> str:
    return f"e/{event}"


def _counted(number: int) -> str:
    return f"w/{number}"


def _before(number: int, place: int) -> str:
    return f"p/{number}/{place}"
