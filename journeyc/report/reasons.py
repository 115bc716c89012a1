"""Why a handler was passed over and a rule did not fire, or did: the condition, and what it read."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo

from journeyc.expression.types import Type
from journeyc.expression.values import DECODERS, Json
from journeyc.runtime.core.considered import Considered, Decided, RuleReport
from journeyc.runtime.core.documents import RunReport
from journeyc.runtime.core.failure import MASK
from journeyc.runtime.core.nodes import Formula
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.rule_view import RuleNow
from journeyc.template.written import written

#: Shows an instant, given as it is kept.
When = Callable[[str], str]

_REASONS = {"guard": "its condition is not true", "channel": "it takes other channels"}
_LINE = re.compile(r" \(line \d+\)\Z")
#: What stands before the names of fields in reports, and not in the text of a journey.
_UNWRITTEN = frozenset({"context", "local", "parameter"})


def passed_over(item: Considered, plan: Plan | None, zone: tzinfo) -> str:
    """A handler, timer or row that was not taken, and why."""
    why = _REASONS.get(item["reason"], item["reason"])
    return f"{item['place']}: {why}{_read(item, _guard(plan, item['place']), zone)}"


def of_rule(rule: RuleReport, plan: Plan | None, zone: tzinfo, when: When, came: Sequence[str] = ()) -> str:
    """What a rule did with an event, or why it did nothing; `came` is when those came that counted, where
    that is known.
    """
    read = _read(rule, _guard(plan, rule["label"]), zone)
    match rule["result"]:
        case "fired":
            done = listed(rule.get("set", {}))
            return f"it fired{read}" + (f"; set {done}" if done else "")
        case "incomplete":
            times = f" ({', '.join(came)})" if came else ""
            return f"only {len(rule['events'])} of {rule['wanted']} came in time{times}"
        case "waits":
            return f"it waits until {when(rule['until'])}"
        case "stopped":
            return "it waits no longer"
        case reason:
            return f"{_REASONS[reason]}{read}"


def so_far(rule: RuleNow, plans: Iterable[Plan], zone: tzinfo, when: When) -> str:
    """How far a rule has come that counts events, and whether its condition is true now."""
    came = len(rule.events)
    told = f"{rule.label}: {came} of {rule.wanted} so far"
    if came >= rule.wanted:
        told = f"{rule.label}: {came} in time, and it fires with each further one"
    if rule.until:
        told += f", until {when(rule.until)}"
    if rule.holds is False:
        guards = (guard for plan in plans if (guard := _guard(plan, rule.label)))
        told += f"; {_REASONS['guard']} now{_values(rule.values, next(guards, None), zone)}"
    return told


def fired(rules: Iterable[RuleReport]) -> Iterator[RuleReport]:
    """Those that did something, of the rules that looked at an input."""
    return (rule for rule in rules if rule["result"] == "fired")


def unnumbered(label: str) -> str:
    """A label without the line in which it was written."""
    return _LINE.sub("", label)


def unheard(done: RunReport) -> list[str]:
    """The events that a run raised where no step takes them, in words."""
    return [f"no step takes `{name}` here" for name in done.get("unheard", ())]


def used_again(done: RunReport, when: When) -> list[str]:
    """That a service was not called, as it had said the same before, in words."""
    return [f"the answer of {when(done['answered'])} is used again"] if "answered" in done else []


def decided(decision: Decided) -> str:
    """What a decision came to: the rows that counted, as they are written."""
    rows = [
        f"{_condition(row['condition'])} => {row['value']} (line {row['line']})" for row in decision["rows"]
    ]
    return f"{decision['decision']}: {'; '.join(rows) or 'no row is true'}"


def _condition(written: str) -> str:
    return written if written == "otherwise" else f"when {written}"


def _guard(plan: Plan | None, label: str) -> Formula | None:
    """The condition of what is labelled so, if it is one of this plan."""
    if plan is None:
        return None
    arrows = [arrow.guard for arrow in plan.arrows if arrow.label == label]
    rules = [rule.guard for rule in plan.rules if rule.label == label]
    return next(iter([*arrows, *rules]), None)


def _read(asked: Considered | RuleReport, guard: Formula | None, zone: tzinfo) -> str:
    """What a condition read, and what the decisions came to that it asked."""
    rows = [decided(decision) for decision in asked.get("decided", ())]
    return "".join([_values(asked.get("values", {}), guard, zone), *(f"; {row}" for row in rows)])


def _values(values: Mapping[str, Json], guard: Formula | None, zone: tzinfo) -> str:
    """Values as the author of a condition would write them."""
    types = dict(zip(guard.names, guard.types, strict=True)) if guard else {}
    told = [f"{_name(name)} = {_value(value, types.get(name, ''), zone)}" for name, value in values.items()]
    return f" ({', '.join(told)})" if told else ""


def _name(name: str) -> str:
    root, _, path = name.partition(".")
    return path if root in _UNWRITTEN and path else name


def _value(value: Json, kind: str, zone: tzinfo) -> str:
    kind = kind.removesuffix("?")
    if value is None or value == MASK or kind not in {*DECODERS, "text", "id"}:
        return shown(value)
    return written(value, Type(kind), zone)


def listed(values: Mapping[str, Json]) -> str:
    """Values by name, as they are kept."""
    return ", ".join(f"{_name(name)} = {shown(value)}" for name, value in values.items())


def shown(value: Json) -> str:
    """A value whose type is not known here."""
    match value:
        case None:
            return "missing"
        case bool():
            return "true" if value else "false"
        case dict():
            inside = listed(value)
            return f"{{ {inside} }}" if inside else "{}"
        case list():
            return f"[{', '.join(map(shown, value))}]"
        case _:
            return str(value)
