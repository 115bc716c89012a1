"""Whether conditions can be true together, or all be false: what their comparisons with constants leave."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from journeyc.compiler.claims import ORDER, Both, Claim, Formula, Not, Same, Subject, claims, plain
from journeyc.compiler.possible import Possible
from journeyc.compiler.sample import sample
from journeyc.expression.syntax import Expression, Path
from journeyc.expression.types import UNKNOWN

#: So many claims are looked at for one question; behind that the answer is that it may be. What is asked for
#: each row of a table gets less.
_MOST_LOOKS = 50_000
_FEW_LOOKS = 2_000
#: More cases than that are not kept side by side.
_MOST_CASES = 256
#: Of so many cases the example is taken that people think of first.
_MOST_EXAMPLES = 8


class Case(NamedTuple):
    """What may hold: what is left of every subject that something is claimed of."""

    left: dict[Subject, Possible]
    exact: bool = True


#: Nothing is known yet.
ANYTHING: tuple[Case, ...] = (Case({}),)
#: What is not known to the end.
_UNSURE = Case({}, exact=False)
#: A condition, and whether it is to be true or false.
Demand = tuple[Formula, bool]


def where(cases: Iterable[Case], condition: Expression, *, truth: bool) -> list[Case]:
    """What of some cases is left where a condition is true (or false); none: it certainly never is."""
    before = list(cases)
    search = _Search([(claims(condition), truth)], _FEW_LOOKS)
    found = list(islice((left for case in before for left in search.within(case)), _MOST_CASES + 1))
    if search.given_up or len(found) > _MOST_CASES:
        return [case._replace(exact=False) for case in before]
    return found


def uncovered(conditions: Iterable[Expression]) -> list[Case]:
    """Some of what is left where none of some conditions is true; nothing: one certainly always is."""
    return _some([(claims(condition), False) for condition in conditions])


def cover(conditions: Sequence[Expression]) -> bool:
    """Whether it is certain that one of some conditions is always true."""
    search = _Search([(claims(condition), False) for condition in conditions])
    return next(search.within(ANYTHING[0]), None) is None and not search.given_up


def together(cases: Iterable[Case], others: Sequence[Case]) -> Case | None:
    """What is a case of some and one of others; None where it is certain that nothing is."""
    return next((both for case in cases for other in others if (both := _meet(case, other))), None)


def simplest(case: Case, conditions: Sequence[Expression]) -> Case:
    """A case in which some conditions are true, without what they are true without."""
    return _simplest(case, [(claims(condition), True) for condition in conditions])


def example(cases: Iterable[Case]) -> str:
    """What certainly happens in one of some cases, in words; empty where none is so simple."""
    shown = [text for case in cases if (text := _example(case))]
    # Where an amount may be less than nothing, hardly anybody thinks of it.
    return min(shown, key=lambda text: "`-" in text, default="")


def faulty(node: object) -> bool:
    """Whether an expression has a name that stands for nothing: what it would mean is not known."""
    if isinstance(node, Path) and node.type == UNKNOWN and not node.member:
        return True
    if isinstance(node, Expression):
        return any(faulty(getattr(node, name)) for name in type(node).__match_args__)
    return isinstance(node, list | tuple) and any(faulty(item) for item in node)


# ── what is left ─────────────────────────────────────────────────────────────────────────────────────


class _Search:
    """Goes through the cases in which all demands are met."""

    def __init__(self, demands: Sequence[Demand], looks: int = _MOST_LOOKS) -> None:
        self._demands = demands
        self._looks = looks

    @property
    def given_up(self) -> bool:
        """Whether there may be more cases than were found."""
        return self._looks < 0

    def within(self, case: Case) -> Iterator[Case]:
        """What is left of a case."""
        last = len(self._demands)
        pending = [(case, 0)]
        while pending and not self.given_up:
            case, met = pending.pop()
            if met == last:
                yield case
                continue
            formula, truth = self._demands[met]
            pending += [(left, met + 1) for left in reversed([*self._left(case, formula, truth=truth)])]

    def _left(self, case: Case, formula: Formula, *, truth: bool) -> Iterator[Case]:
        while isinstance(formula, Not):
            formula, truth = formula.inner, not truth
        if self.given_up:
            return
        match formula:
            case bool():
                if formula == truth:
                    yield case
            case Claim():
                self._looks -= 1
                left = _with(case, formula if truth else formula.opposite)
                if left is not None:
                    yield left
            case Both(left=one, right=other) if truth:
                for first in self._left(case, one, truth=True):
                    yield from self._left(first, other, truth=True)
            case Both(left=one, right=other):
                yield from self._left(case, one, truth=False)
                # What is already found is left out of the rest, but where that would take it into pieces.
                for first in self._left(case, one, truth=True) if plain(one) else (case,):
                    yield from self._left(first, other, truth=False)
            case Same(left=one, right=other):
                for side in (True, False):
                    for first in self._left(case, one, truth=side):
                        yield from self._left(first, other, truth=side == truth)


def _with(case: Case, claim: Claim) -> Case | None:
    """A case in which some more holds; None where that cannot be."""
    subject, operator, values = claim
    before = case.left.get(subject)
    now = (before or subject.start).where(operator, values)
    if now.empty:
        return None
    return case if now == before else Case({**case.left, subject: now}, case.exact)


def _meet(case: Case, other: Case) -> Case | None:
    """What two cases have in common, if that may be anything."""
    shared = {}
    for subject, right in other.left.items():
        left = case.left.get(subject)
        if left is not None:
            shared[subject] = left.both(right)
            if shared[subject].empty:
                return None
    return Case({**case.left, **other.left, **shared}, case.exact and other.exact)


def _some(demands: Sequence[Demand]) -> list[Case]:
    """Some of the cases in which all demands are met, each without what does not matter."""
    search = _Search(demands)
    found = list(islice(search.within(ANYTHING[0]), _MOST_EXAMPLES))
    return [_simplest(case, demands) for case in found] or ([_UNSURE] if search.given_up else [])


def _simplest(case: Case, demands: Sequence[Demand]) -> Case:
    """A case without the claims that the demands are met without."""
    for subject in [*case.left]:
        fewer = Case({about: left for about, left in case.left.items() if about != subject})
        if not fewer.left:
            return case
        searches = [_Search([(formula, not truth)], _FEW_LOOKS) for formula, truth in demands]
        if not any(next(search.within(fewer), None) or search.given_up for search in searches):
            case = fewer
    return case


# ── an example ───────────────────────────────────────────────────────────────────────────────────────


def _example(case: Case) -> str:
    left = case.left
    missing = {
        about.shown for about, now in left.items() if about.tells_of_set and True not in (now.among or ())
    }
    compared = {name for about in left if not about.tells_of_set for name in about.about}
    parts = [f"`{name}` is missing" for name in sorted(missing)]
    for about, now in left.items():
        if about.tells_of_set:
            parts += [f"`{about.shown}` is set"] if about.shown not in missing | compared else []
        elif not any(f"{name}.".startswith(f"{gone}.") for gone in missing for name in about.about):
            parts.append(_part(about, now) if _free(about, left) else "")
    return " and ".join(parts) if case.exact and all(parts) else ""


def _part(about: Subject, now: Possible) -> str:
    value = sample(now) if about.shown and now.exact else ""
    if not value:
        return ""
    if now.kind == ORDER:
        return f"`{about.shown}` is {value} `{about.about[1]}`"
    return f"`{about.shown}` is `{value}`"


def _free(about: Subject, left: Iterable[Subject]) -> bool:
    """Whether a subject can have any value that its claims leave, whatever the others have: not where
    something else is claimed of its fields.
    """
    return not any(
        other is not about
        and not other.tells_of_set
        and not (other.tells_of_item and about.tells_of_item)
        and set(other.about) & set(about.about)
        for other in left
    )
