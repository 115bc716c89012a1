"""Rules in sets that the engine holds, each with its definition and the facts it is asked with."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from journeyc.expression.values import Json
from journeyc.ir import model
from journeyc.matching.contract import MAXIMUM_CONDITIONS, MAXIMUM_PATTERNS, MAXIMUM_RULES, Slot
from journeyc.matching.translation import EVENT, Native, Translator

Fact = dict[str, Slot]

#: A join that is always true: without one, the engine may crash where two patterns meet.
_TAIL: Json = {"_": {EVENT: "_"}}
#: A rule that only shows that the engine is awake.
WARM_UP = "warm"


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules that one handle of the engine holds; `name` is a hash of what they say."""

    name: str
    definition: str
    rules: Mapping[str, Native]
    numbers: Mapping[str, int]

    def facts(self, event: str, slots: Fact, known: Fact, about: Iterable["About"]) -> list[Fact]:
        """What the engine is asked: first what must not have come, then the event, then the rest."""
        told = list(about)
        facts: list[Fact] = [{"k": _denied(self.numbers[one.rule])} for one in told if one.came]
        facts.append({"k": f"e/{event}", **slots})
        for one in told:
            number = self.numbers[one.rule]
            if one.count:
                facts.append({"k": _counted(number), "n": one.count})
            facts += ({"k": _before(number, place), "n": when} for place, when in one.before)
        if known:
            facts.append({"k": "x", **known})
        return [{**fact, "id": str(number), "_": 1} for number, fact in enumerate(facts)]


@dataclass(frozen=True, slots=True)
class About:
    """What has happened before, for one rule: how many events a window holds; which events of a sequence
    came, each with its place in the pattern and in time; whether what must not happen came.
    """

    rule: str
    count: int = 0
    before: tuple[tuple[int, int], ...] = ()
    came: bool = False


def rulesets(rules: Iterable[model.Rule]) -> Iterator[Ruleset]:
    """The rules in as few sets as the engine holds well; what it could not hold is left out."""
    translator, part, looks = Translator(), list[Native](), dict[str, int]()
    for rule in rules:
        native = translator.translate(rule)
        if not fits(native):
            continue
        more = {f"e/{native.on}": len(native.event_conditions), "x": len(native.known_conditions)}
        full = any(looks.get(kind, 0) + number > MAXIMUM_CONDITIONS for kind, number in more.items())
        if full or len(part) == MAXIMUM_RULES:
            yield _ruleset(part)
            translator, part, looks = Translator(), [], {}
            native = translator.translate(rule)
        part.append(native)
        looks |= {kind: looks.get(kind, 0) + number for kind, number in more.items()}
    if part:
        yield _ruleset(part)


def fits(native: Native) -> bool:
    """Whether the engine holds a rule."""
    conditions = max(len(native.event_conditions), len(native.known_conditions))
    return native.patterns <= MAXIMUM_PATTERNS and conditions <= MAXIMUM_CONDITIONS


def _ruleset(part: list[Native]) -> Ruleset:
    numbers = {native.name: number for number, native in enumerate(part)}
    body = {f"r{number}": {"all": _patterns(native, number)} for number, native in enumerate(part)}
    body[WARM_UP] = {"all": [{"m": {"k": WARM_UP}}]}
    definition = json.dumps(body, ensure_ascii=False)
    name = sha256(definition.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Ruleset(name, definition, {native.name: native for native in part}, numbers)


def _patterns(native: Native, number: int) -> list[Json]:
    patterns: list[Json] = [{EVENT: _all({"k": f"e/{native.on}"}, *native.event_conditions)}]
    if native.count:
        patterns.append({"w": _all({"k": _counted(number)}, {"$gte": {"n": native.count}}, _TAIL)})
    for place in range(native.before):
        later: list[Any] = [{"$gt": {"n": {f"p{place - 1}": "n"}}}] if place else []
        patterns.append({f"p{place}": _all({"k": _before(number, place)}, *later, _TAIL)})
    if native.denied:
        patterns.append({"d$not": _all({"k": _denied(number)}, _TAIL)})
    if native.known_conditions:
        patterns.append({"x": _all({"k": "x"}, *native.known_conditions, _TAIL)})
    return patterns


def _all(*conditions: Json) -> Json:
    return {"$and": list(conditions)} if len(conditions) > 1 else conditions[0]


def _counted(number: int) -> str:
    return f"w/{number}"


def _before(number: int, place: int) -> str:
    return f"p/{number}/{place}"


def _denied(number: int) -> str:
    return f"d/{number}"
