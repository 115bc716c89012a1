"""What was noted outside of a store while it was at work, and what follows of it: who may be erased."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

from tests.kills.tables import Row


class Answer(NamedTuple):
    """What somebody outside was told of an input, between two moments of one clock for all programs."""

    input: str
    customer: str
    report: Row
    sent: int = 0
    told: int = 0


class Said(NamedTuple):
    """What somebody outside was given under an id: over which outlet, and all that was said."""

    outlet: str
    id: str
    words: str


class Asked(NamedTuple):
    """What is about to be done with a customer: that another is merged into them, or that they are erased."""

    id: str
    customer: str
    other: str | None
    at: int


class Gone(NamedTuple):
    """Who was erased, between two moments; nobody, where nobody was there."""

    id: str
    customers: tuple[str, ...]
    asked: int
    done: int


class Begun(NamedTuple):
    """A program that plays from an input on, since a moment."""

    program: str
    first: int
    at: int


class Erasure(NamedTuple):
    """That somebody was erased at some time between two moments, with whom they were; or may have been, where
    nobody lives to tell of it.
    """

    customers: frozenset[str]
    since: int
    until: float
    is_certain: bool


@dataclass(frozen=True)
class Noted:
    """What was noted outside of the store while it was at work."""

    answers: Sequence[Answer] = ()
    said: Sequence[Said] = ()
    asked: Sequence[Asked] = ()
    gone: Sequence[Gone] = ()
    begun: Sequence[Begun] = ()

    @cached_property
    def erasures(self) -> list[Erasure]:
        """Who was erased, and who may have been."""
        told = {(one.id, one.asked) for one in self.gone}
        certain = [
            Erasure(frozenset(one.customers), one.asked, one.done, is_certain=True) for one in self.gone
        ]
        return certain + [
            Erasure(self._may_be(one.customer), one.at, self._over_by(one), is_certain=False)
            for one in self.asked
            if one.other is None and (one.id, one.at) not in told
        ]

    @cached_property
    def certain_erasures(self) -> list[Erasure]:
        """Who was erased."""
        return [one for one in self.erasures if one.is_certain]

    def may_have_gone(self, customer: str, sent: float = 0) -> bool:
        """Whether it may be that somebody was erased behind a moment."""
        return any(customer in one.customers and one.until >= sent for one in self.erasures)

    def is_alone(self, customer: str) -> bool:
        """Whether nobody has ever said of somebody that they are anybody else."""
        return not any(customer in {one.customer, one.other} for one in self.asked if one.other is not None)

    def may_be_merged(self, customer: str, since: float) -> bool:
        """Whether it may be that somebody has become a part of another behind a moment."""
        return any(
            one.other == customer and self.last_applied.get((one.id, one.customer), inf) > since
            for one in self.asked
        )

    @cached_property
    def last_applied(self) -> dict[tuple[str, str], float]:
        """By input and customer, when it was applied at the latest. Who died may have played it once more."""
        last: dict[tuple[str, str], float] = {}
        for answer in self.answers:
            key = answer.input, answer.customer
            last[key] = max(answer.told, last.get(key, 0))
        for key, at in last.items():
            program, _, number = key[0].partition("/")
            if any(
                one.program == program and one.first <= int(number) and one.at >= at for one in self.begun
            ):
                last[key] = inf
        return last

    def _may_be(self, customer: str) -> frozenset[str]:
        """All who may have gone with somebody: whom they may have been a part of at any time, and all who may
        have been a part of one of those.
        """
        merges = [(one.other, one.customer) for one in self.asked if one.other]
        wholes = _reached(merges, {customer})
        return _reached([(whole, part) for part, whole in merges], wholes)

    def _over_by(self, asked: Asked) -> float:
        """When somebody had been erased who was asked for, at the latest: when it was asked once more."""
        return min((one.done for one in self.gone if one.id == asked.id and one.done > asked.at), default=inf)


def _reached(ways: Sequence[tuple[str, str]], begun: Collection[str]) -> frozenset[str]:
    """Where ways lead to, from some places on, and these."""
    found: set[str] = set()
    several = {*begun}
    while several:
        found |= several
        several = {there for here, there in ways if here in found} - found
    return frozenset(found)
