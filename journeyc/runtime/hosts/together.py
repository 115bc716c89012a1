"""Two customers in one transaction: a merge, and a merge undone."""

from itertools import dropwhile

from journeyc.runtime.core.documents import CustomerDocument, Report, State
from journeyc.runtime.core.identities import merge_of
from journeyc.runtime.core.inputs import MergeInput, TimeInput, UnmergeInput
from journeyc.runtime.core.merging import merge, why_not
from journeyc.runtime.core.parting import unmerge, why_not_undone
from journeyc.runtime.errors import AliasTakenError, ConflictError
from journeyc.runtime.hosts.applying import TRIES, Applying, Asked, refused
from journeyc.runtime.hosts.checking import checked_name, require_text
from journeyc.runtime.hosts.decided import commit_of
from journeyc.runtime.logs import tell_input
from journeyc.runtime.ports import Commit, Kept, Known, Parting


class Joining:
    """Merges customers and parts them. A host that was given no journeys leaves what follows of the profile,
    such as segments, to the next that was.
    """

    def __init__(self, applying: Applying) -> None:
        self._applying = applying
        self._store = applying.store
        self._journeys = applying.journeys

    def merge(self, name: str, into: str, given: MergeInput) -> Report:
        """Let a customer be a part of another from now on; refused where that makes no sense."""
        _require_words(given)
        self._journeys.know_the_stored()
        both = checked_name(name, "customer"), checked_name(into, "customer")
        with self._applying.observer.input(given) as seen, self._applying.locks.of_both(*both):
            report = self._merged(*both, given)
            seen.answered(report)
            tell_input(given, report)
            return report

    def _merged(self, name: str, into: str, given: MergeInput) -> Report:
        for _ in range(TRIES):
            own, known = self._applying.read(into, given.id)
            if known.report is not None:
                return known.report
            document = known.customer or self._applying.new_customer(own, given.at)
            other, read = self._unfollowed(name)
            if (theirs := read.customer) is None:
                return refused(given, f"there is no customer `{name}`")
            if problem := why_not(theirs, document, name):
                return refused(given, problem)
            if self._store.merge(given.id) is not None:
                return refused(given, f"`{given.id}` is the id of another merge; give one of its own")
            if self._fires_first(given, other, own):
                continue
            known = self._applying.with_senders(known)
            runs = self._applying.all_runs(other, read)
            self._journeys.require((*read.runs, *known.runs))
            left, decision = merge(
                self._journeys.directory,
                State(theirs, runs),
                State(document, known.runs),
                given._replace(other=other),
            )
            # What is accepted is always kept.
            commits = [_left(theirs, read, left, given.id)]
            about = (given._replace(other=other), decision, self._journeys, self._applying.bound)
            commits += filter(None, [commit_of(known, *about)])
            try:
                self._store.commit(*commits)
            except ConflictError:
                continue
            except AliasTakenError as taken:
                return refused(given, str(taken))
            return decision.report
        raise _busy(name)

    def unmerge(self, given: UnmergeInput) -> Report:
        """Let a customer be one for themselves again, whose report it is; refused where the merge is none, or
        not the last.
        """
        _require_words(given)
        self._journeys.know_the_stored()
        name = checked_name(given.merge, "merge")
        other = self._store.merge(name)
        if other is None:
            return _not_there(given)
        both = other, self._applying.read(other)[0]
        with self._applying.observer.input(given) as seen, self._applying.locks.of_both(*both):
            report = self._parted(name, given)
            seen.answered(report)
            tell_input(given, report)
            return report

    def _parted(self, name: str, given: UnmergeInput) -> Report:
        for _ in range(TRIES):
            other = self._store.merge(name)
            if other is None:
                return _not_there(given)
            read = self._store.read(other, given.id)
            if read.report is not None:
                return read.report
            if read.customer is None or merge_of(read.customer) != name:
                continue
            if (merged := read.customer.get("merged")) is None:
                return refused(given, f"the merge `{name}` is undone already")
            own = merged["into"]
            given = given._replace(other=other, into=own)
            known = self._store.read(own, given.id)
            if known.report is not None:
                return known.report
            if known.customer is None:
                return refused(given, f"`{own}`, who `{other}` was merged into, is not in this store")
            if problem := why_not_undone(known.customer):
                return refused(given, problem)
            runs = self._applying.all_runs(own, known)
            self._journeys.require(known.runs)
            first, second = unmerge(
                self._journeys.directory,
                read.customer,
                State(known.customer, runs),
                given,
            )
            theirs = {run["id"] for run in first.changed}
            gone = [
                (run["id"], timer["name"])
                for run in known.runs
                if run["id"] in theirs
                for timer in run["timers"]
            ]
            # Those that have ended may send yet what was held.
            known = self._applying.with_senders(known)
            into = commit_of(known, given, second, self._journeys, self._applying.bound)
            back = commit_of(read, given, first, self._journeys, self._applying.bound)
            if into is None or back is None:  # never: what is accepted is always kept
                continue
            parting = Parting(other, [*theirs], _answered_since(self._store.everything([own]), name))
            try:
                self._store.commit(into._replace(cancelled=[*into.cancelled, *gone], parting=parting), back)
            except ConflictError:
                continue
            except AliasTakenError as taken:
                return refused(given, str(taken))
            return first.report
        raise _busy(name)

    def _unfollowed(self, name: str) -> tuple[str, Known]:
        """Who is meant by a key, even if they are a part of another; or by an alias, where nobody has it."""
        known = self._store.read(name)
        return (name, known) if known.revision else self._applying.read(name)

    def _fires_first(self, given: MergeInput, *customers: str) -> bool:
        """Fire what is due before; whether that has changed anything."""
        if not self._journeys.given:
            return False
        before = [self._store.read(name).revision for name in customers]
        for name in customers:
            # In the turn of who merges: an alias leads to another name, and whoever waited for its turn as
            # well might wait for somebody who waits for this one's.
            asked = Asked(name, TimeInput(f"{given.id}/before", given.at), lease=self._applying.lease)
            self._applying.apply_in_turn(name, asked)
        return before != [self._store.read(name).revision for name in customers]


def _left(customer: CustomerDocument, known: Known, left: CustomerDocument, given: str) -> Commit:
    """What is written of who is a part of another now: where they are, and that they have nothing."""
    timers = [("", timer["name"]) for timer in customer.get("timers", ())]
    timers += [(run["id"], timer["name"]) for run in known.runs for timer in run["timers"]]
    return Commit(known.revision, left, given, None, cancelled=timers, segments={})


def _answered_since(kept: Kept, merge: str) -> list[str]:
    """The inputs that somebody has been asked since a merge, with whom it made a part of them; and all whose
    lines are with others, from whom somebody was parted before, as nothing else tells when those came: clocks
    do not.
    """
    since = dropwhile(lambda line: (line.kind, line.input) != ("merge", merge), kept.history)
    told, here = {line.input for line in since}, {line.input for line in kept.history}
    return [name for _, name, _ in kept.inputs if name in told or name not in here]


def _require_words(given: MergeInput | UnmergeInput) -> None:
    """UsageError where it is not said in text by whom and why."""
    require_text(given.by, "by")
    require_text(given.reason, "reason")


def _not_there(given: UnmergeInput) -> Report:
    return refused(given, f"there is no merge `{given.merge}`, or it is undone")


def _busy(name: str) -> ConflictError:
    return ConflictError(f"`{name}` is written by others all the time", "try again later")
