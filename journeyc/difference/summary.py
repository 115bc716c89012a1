"""What is told first of a difference, whatever the output."""

from journeyc.difference.model import Category, Customers, Difference, Fate, Inside, JourneyDifference
from journeyc.report.counted import counted

#: The headings of the categories.
HEADINGS: dict[Category, str] = {"meaning": "what it does", "words": "what it says", "around": "around it"}
SHARED = "for customers in whatever journey"
FATES: dict[Fate, str] = {
    "continues": "continues",
    "moves": "moves by migrate",
    "must-be-mapped": "must be mapped",
}
NOTHING = "nothing is different, neither what is done nor what is said"


def summary(difference: Difference) -> str:
    """One sentence that says it all in numbers."""
    if not difference.left_out:
        return _told(difference)
    many = len(difference.not_compared)
    more = f", and {counted(many, 'journey')} that may be there" if many else ""
    return f"{_told(difference)}; what has errors is left out{more}"


def _told(difference: Difference) -> str:
    if difference.same and not difference.breaking:
        if not difference.left_out:
            return NOTHING
        return "what was compared is the same" if difference.journeys else "nothing could be compared"
    states = [journey.state for journey in difference.journeys]
    told = [
        counted(states.count(state), f"{word} journey")
        for state, word in (("changed", "changed"), ("added", "new"), ("removed", "removed"))
        if state in states
    ]
    numbers = [
        counted(len(several), *words)
        for several, words in (
            (
                [c for j in difference.journeys for c in j.of("meaning")],
                ("change of meaning", "changes of meaning"),
            ),
            (
                [c for j in difference.journeys for c in j.of("words")],
                ("change of words", "changes of words"),
            ),
            (difference.shared, ("shared change",)),
        )
        if several
    ]
    breaks = "nothing breaks in what was compared" if difference.left_out else "nothing breaks"
    if difference.breaking:
        breaks = counted(len(difference.breaking), "breaking change")
    return ": ".join(part for part in (", ".join(told), ", ".join((*numbers, breaks))) if part)


def heading(journey: JourneyDifference) -> str:
    """The versions of a journey: `3 → 4`, `4 (new)`."""
    old, new = journey.old_version, journey.new_version
    if old is None:
        return f"{new} (new)"
    if new is None:
        return f"{old} (gone)"
    return str(new) if old == new else f"{old} → {new}"


def listed_places(customers: Customers) -> tuple[Inside, ...]:
    """The places that are told one by one: none, where all stay where they are and nobody has counted."""
    if not customers.counted and all(one.fate == "continues" for one in customers.places):
        return ()
    return customers.places


def are_shown(old: str | None, new: str | None, sentence: tuple[str, ...]) -> bool:
    """Whether a sentence has no room for what was and what is, so that they stand below it."""
    return bool(old or new) and not {old, new} & {*sentence}
