"""Many inputs of many customers at once: read together, decided one after the other, committed together.

It comes to the same as one at a time. Each input is written whole or not at all, whatever becomes of the
others; what somebody else was faster with is decided again, alone.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from journeyc.runtime.core.contact_log import senders
from journeyc.runtime.core.documents import Report
from journeyc.runtime.errors import AliasTakenError, FencedError, JourneyError, StoreError
from journeyc.runtime.hosts.applying import Applying, Asked, Decided, of_no_run
from journeyc.runtime.hosts.journeys import Journeys
from journeyc.runtime.ports import Commit, Known
from journeyc.runtime.wording import alias_values

#: What an input came to, or why it came to nothing.
Outcome: TypeAlias = Report | JourneyError

#: So many inputs share a transaction: with more of them none is noticeably cheaper, and others wait longer.
TOGETHER = 128
_NOTHING_KNOWN = Known(0, None, (), None)


class Batching:
    """Applies inputs many at a time; threads may share one."""

    def __init__(self, applying: Applying) -> None:
        self._applying = applying

    def apply(self, asked: Sequence[Asked]) -> list[Outcome]:
        """What each of these inputs came to, in their order. An error of one touches no other. Where the
        store fails, that is raised: what it has committed by then stays, and nothing else is written.
        """
        outcomes: list[Outcome] = []
        while len(outcomes) < len(asked):
            begun = len(outcomes)
            stretch = asked[begun : begun + TOGETHER]
            with self._applying.observer.batch(len(stretch)):
                outcomes += _Stretch(self._applying).apply(stretch)
        return outcomes


class _Made(NamedTuple):
    """What an input has come to for a customer, and what is to be written of it, if anything is."""

    customer: str
    outcome: Outcome
    commit: Commit | None = None


class _Stretch:
    """Inputs that are committed together: up to the first that is about what one before it gives a name, or
    for which a customer was read at another moment. And up to one that gives a name to what one before it is
    about: should that be lost, it is decided again when all is written, and would find somebody else.
    """

    def __init__(self, applying: Applying) -> None:
        self._applying = applying
        self._at_hand: dict[str, _AtHand] = {}
        #: Aliases that will name another customer, or one at all, and runs that will have begun.
        self._names: set[str | None] = set()
        #: What inputs so far have called the customer or the run that they are about.
        self._about: set[str | None] = set()

    def apply(self, several: Sequence[Asked]) -> list[Outcome]:
        made = [*self._decided(several)]
        commits = [[one.commit] for one in made if one.commit is not None]
        errors = iter(self._applying.store.commit_each(commits) if commits else ())
        lost: set[str] = set()
        return [
            self._outcome(asked, one, next(errors) if one.commit is not None else None, lost)
            for asked, one in zip(several, made, strict=False)
        ]

    def _decided(self, several: Sequence[Asked]) -> Iterator[_Made]:
        whose = [self._applying.whose(asked) for asked in several]
        wanted = [(name or "", one.given.id, one.run) for one, name in zip(several, whose, strict=True)]
        read = self._applying.store.read_many(wanted)
        for asked, name, known in zip(several, whose, read, strict=True):
            if (asked.run if name is None else name) in self._names:
                return
            made = self._decide(asked, name, known)
            if made is None:
                return
            self._about |= {asked.customer, asked.run}
            yield made

    def _decide(self, asked: Asked, name: str | None, known: Known) -> _Made | None:
        """What an input comes to; None where it is left to the next stretch: somebody has written the
        customer between what was read of them for this one and for others, or it gives a name away.
        """
        if name is None:
            with self._applying.observer.input(asked.given) as asked.seen:
                return _Made("", asked.decided(_NOTHING_KNOWN, Decided(of_no_run(asked))).report)
        try:
            name, known = self._applying.meant(name, known, asked)
            there = self._at_hand.setdefault(name, _AtHand(known))
            if known.revision != there.read:
                return None
            with self._applying.observer.input(asked.given) as asked.seen:
                report, commit = self._applying.decided(name, there.known(known, asked), asked)
        except JourneyError as error:
            return _Made(name, error)
        if commit is not None:
            named = there.named_by(commit, self._applying.journeys)
            if not named.isdisjoint(self._about):
                return None
            self._names |= named
            there.take(commit)
        return _Made(name, report, commit)

    def _outcome(self, asked: Asked, made: _Made, error: StoreError | None, lost: set[str]) -> Outcome:
        """What an input came to once all is written; `lost` are customers who are not as was decided on."""
        if error is None and made.customer not in lost:
            if not isinstance(made.outcome, JourneyError):
                asked.answered(made.outcome)
            return made.outcome
        lost.add(made.customer)
        if isinstance(error, AliasTakenError):
            return asked.answered(asked.refused(str(error)))
        if isinstance(error, FencedError):
            return error
        try:
            return self._applying.apply(asked)
        except JourneyError as problem:
            return problem


class _AtHand:
    """A customer while inputs are decided: as they were read, with all that has been decided since."""

    def __init__(self, known: Known) -> None:
        #: The revision of the customer when they were read.
        self.read = known.revision
        self._revision, self._customer = known.revision, known.customer
        self._runs = {run["id"]: run for run in known.runs if run["status"] != "ended"}
        self._ended = {run["id"]: run for run in known.runs if run["status"] == "ended"}
        self._reports: dict[str, Report] = {}

    def known(self, read: Known, asked: Asked) -> Known:
        """What a store would know now, of which this was read for an input."""
        for run in read.runs:
            if run["status"] == "ended" and run["id"] not in self._runs:
                self._ended.setdefault(run["id"], run)
        # Those that send what is held must not be read: they may have ended here.
        needed = {asked.run} | (senders(self._customer) if self._customer is not None else set())
        ended = (run for name, run in self._ended.items() if name in needed)
        report = self._reports.get(asked.given.id, read.report)
        return Known(self._revision, self._customer, (*self._runs.values(), *ended), report)

    def named_by(self, commit: Commit, journeys: Journeys) -> set[str]:
        """The names that will lead elsewhere once this is written, or be there at all."""
        begun = {run["id"] for run in commit.runs} - self._runs.keys() - self._ended.keys()
        if commit.aliases is None:
            return begun
        profile = self._customer["profile"] if self._customer is not None else {}
        old = alias_values(journeys.aliases, profile)
        return begun | {*old.values()} | {value for value in commit.aliases.values() if value is not None}

    def take(self, commit: Commit) -> None:
        """Let the customer be as they are once this is written."""
        self._revision, self._customer = commit.next_revision, commit.customer
        if commit.report is not None:
            self._reports[commit.input] = commit.report
        for run in commit.runs:
            if run["status"] == "ended":
                self._runs.pop(run["id"], None)
                self._ended[run["id"]] = run
            else:
                self._runs[run["id"]] = run
