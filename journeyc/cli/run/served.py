"""Which engine looked at business rules, and what became of it, in words."""

from collections.abc import Iterable, Mapping

from journeyc.runtime import HistoryEntry, Incident
from journeyc.runtime.core.considered import RuleReport
from journeyc.runtime.engine import of_engine

#: Only of rules with these results has anybody said whether they hold.
_JUDGED = frozenset({"fired", "guard"})
_NAMES = {"durable-rules": "durable-rules", "reference": "the reference evaluator"}


def served(history: Iterable[HistoryEntry]) -> dict[str, int]:
    """How often each of the two has said whether a rule of a run holds."""
    reports = [entry.document.get("report") or {} for entry in history]
    rules = [rule for report in reports for rule in report.get("rules", ()) if rule["result"] in _JUDGED]
    engine = sum("engine" in rule for rule in rules)
    counts = {"durable-rules": engine, "reference": len(rules) - engine}
    return {name: count for name, count in counts.items() if count}


def served_words(counts: Mapping[str, int]) -> list[str]:
    """The same in one line; none where no rule has been looked at."""
    if not counts:
        return []
    (first, count), *others = counts.items()
    told = [f"{_NAMES[first]} looked at rules {_times(count)}"]
    return [", ".join([*told, *(f"{_NAMES[name]} {_times(more)}" for name, more in others)])]


def by_reference(rules: Iterable[RuleReport]) -> list[str]:
    """Which rules the reference evaluator looked at, in one line; none where it did not."""
    names = [rule["rule"] for rule in rules if rule["result"] in _JUDGED and "engine" not in rule]
    return [f"the reference evaluator looked at {', '.join(names)}"] if names else []


def incident_words(incident: Incident) -> str:
    """What could not be done, and where that is written."""
    place = "" if of_engine(incident) or not incident["place"] else f" ({incident['place']})"
    return f"{incident['problem']}{place}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
