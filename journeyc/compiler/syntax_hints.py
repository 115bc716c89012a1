"""What is meant by words that cannot stand where they are, where that can be told from the words around."""

import re
from typing import Final

from journeyc.grammar.fault import Fault
from journeyc.grammar.keywords import UNITS

_WINDOW: Final = "say in which time: `within 1 hour`, `within 7 days`"
_FIGURES: Final = {
    name: figure
    for figure, name in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2
    )
}
_UNIT_WORDS: Final = frozenset(form for forms in UNITS.values() for form in forms)
#: What other languages write between two values.
_BETWEEN: Final = {
    **dict.fromkeys(("contains", "includes", "has"), "write what is looked for first: `x in list`"),
    "between": "write both bounds: `x >= 3 and x <= 5`",
    "equals": "write `==`",
}
#: What other languages write between events.
_EVENTS: Final = {
    "and": "events that come one after the other are joined by `then`: `on a then b within 1 hour`",
    "or": "write a rule for each event",
    ",": "write a rule for each event",
    "in": "write `within`",
}
_IN_A_RULE: Final = re.compile(r"\brule\s+\w+[^{}]*\{[^{}]*\Z")
_EVENT: Final = re.compile(r"\bon\s+(\w+)\s*\Z")
_COUNT: Final = re.compile(r"\bon\s+([0-9]+)\s+times\s*\Z")
_ARTICLE: Final = re.compile(r"\ban?\s*\Z")
_START: Final = re.compile(r"\bstarts\s+on\s+(\w+)\Z")
_ASSIGNED: Final = re.compile(r"\w+(?:\.\w+)*\s*=(?!=)")
_OPEN_PLACEHOLDER: Final = re.compile(r'"[^"\n]*\{[{%][^"}\n]*"\Z')
_PRIVATE: Final = re.compile(r"\bprivate\s+\Z")
_OF_A_CALL: Final = frozenset({"retry", "timeout", "keep"})
_CALL: Final = re.compile(r"\bcall\s+[^{}]*\Z")
#: How far back the words are looked at.
_FARTHEST = 2_000


def hint(text: str, fault: Fault) -> str:
    """How to write what stands at a fault, or nothing where nobody can know."""
    before, found = text[max(0, fault.start - _FARTHEST) : fault.start], fault.found
    if _OPEN_PLACEHOLDER.search(before):
        return "`\"` ends the text: between `{` and `}` write `'…'`"
    if found in _BETWEEN:
        return _BETWEEN[found]
    if found in _UNIT_WORDS and _ARTICLE.search(before):
        return f"write how many: `1 {found}`"
    if (start := _START.search(before)) and text.startswith(".entered", fault.start):
        return f"write `starts when customer enters {start[1]} -> …`"
    if "SET" in fault.fitting and _ASSIGNED.match(text, fault.start):
        return f"write `set {found} = …`"
    if found in _OF_A_CALL and "LBRACE" in fault.fitting and _CALL.search(before):
        return "behind a call stand `retry`, `timeout` and `keep`, in this order"
    if fault.fitting == ("COLON",) and found.isidentifier() and _PRIVATE.search(before):
        return "only fields of the customer can be `private`: declare it there, or leave `private` out"
    if found == "call" and "SET" in fault.fitting:
        return "a step calls, not a list of effects: `step … { call … { ok -> …  no answer -> … } }`"
    return _of_rule(before, fault) if _IN_A_RULE.search(before) else ""


def _of_rule(before: str, fault: Fault) -> str:
    found, fitting = fault.found, frozenset(fault.fitting)
    event, count = _EVENT.search(before), _COUNT.search(before)
    if count:
        return f"leave `times` out: `on {count[1]} {found} within …`"
    if found == "->" and "LBRACE" in fitting:
        return "a rule leads nowhere: let it `raise` an event, which a step takes (`on … -> …`)"
    if "WITHIN" not in fitting:
        return ""
    if found in _EVENTS:
        return _EVENTS[found]
    if event and event[1] in _FIGURES:
        return f"write the number in figures: `on {_FIGURES[event[1]]} {found} within …`"
    if event and found.isdigit():
        return f"the number stands before the event: `on {found} {event[1]} within …`"
    return "" if fitting & {"WHEN", "LBRACE"} else _WINDOW
