"""What is different between two states of journeys: plain data that the outputs tell."""

from typing import Literal, NamedTuple, TypeAlias

from journeyc.difference.phrase import Phrase

#: `meaning` is what a journey does; `words` what it says, and how it is written; `around` what is declared
#: beside it and changes nothing in it, such as a field of the customer that it does not read.
Category: TypeAlias = Literal["meaning", "words", "around"]
Action: TypeAlias = Literal["added", "removed", "changed", "moved", "renamed", "reordered"]
State: TypeAlias = Literal["added", "removed", "changed", "unchanged"]
#: What becomes of a customer who waits at a place: `continues` where they are, `moves` with `migrate`, or
#: `must-be-mapped` first.
Fate: TypeAlias = Literal["continues", "moves", "must-be-mapped"]


class Position(NamedTuple):
    """Where something stands; line and column are counted from 1."""

    file: str
    line: int
    column: int


class Change(NamedTuple):
    """One thing that is different, in a sentence. `of` is the node or declaration it is in; `old` and `new`
    are the words of the author, None where there was or is nothing. `at` is where it stands, in what is new
    unless it is gone.
    """

    category: Category
    kind: str
    action: Action
    of: str
    sentence: Phrase
    old: str | None = None
    new: str | None = None
    at: Position | None = None

    @property
    def gone(self) -> bool:
        """Whether it only stood in what was."""
        return self.action == "removed"


class Breaking(NamedTuple):
    """What breaks programs that embed a journey: one of `kinds.KINDS`, and what it is here. `journey` is None
    where it is agreed for several, or none. `at` is where it stands, in what is new unless it is `gone`.
    """

    kind: str
    journey: str | None
    sentence: Phrase
    at: Position | None = None
    gone: bool = False


class Inside(NamedTuple):
    """What becomes of customers who are at a place of an old version; `to` is where they are then.

    `runs` is how many there are, if somebody has looked into a store: those with another fate, or for other
    reasons, are counted apart.
    """

    version: int
    place: str
    title: str
    fate: Fate
    to: str | None = None
    reasons: tuple[str, ...] = ()
    runs: int | None = None


class Customers(NamedTuple):
    """What becomes of the customers inside. `note` says it for all; `clause` is what would have to be
    written so that no step keeps them from moving, with `…` where only the author knows.
    """

    note: Phrase
    places: tuple[Inside, ...]
    clause: str = ""
    counted: bool = False


class JourneyDifference(NamedTuple):
    """What is different in one journey; the versions and hashes are None where it is not there."""

    name: str
    title: str
    state: State
    old_version: int | None
    new_version: int | None
    old_hash: str | None
    new_hash: str | None
    changes: tuple[Change, ...]
    customers: Customers | None

    def of(self, category: Category) -> tuple[Change, ...]:
        """The changes of one category."""
        return tuple(change for change in self.changes if change.category == category)


class Difference(NamedTuple):
    """What is different between two states; `shared` is what holds for customers in whatever journey.
    `left_out` are files with errors, and `not_compared` journeys that only one side has, and that may be in
    such a file of the other.
    """

    old: str
    new: str
    journeys: tuple[JourneyDifference, ...]
    shared: tuple[Change, ...]
    breaking: tuple[Breaking, ...]
    left_out: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing is different."""
        return not self.shared and all(journey.state == "unchanged" for journey in self.journeys)
