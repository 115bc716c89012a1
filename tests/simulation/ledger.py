"""What was done with a store, in the order in which it was done, and what may never be in it: apart from the
store, so that it tells what a store forgets, takes twice or makes up.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from journeyc.expression.values import to_instant
from journeyc.runtime import Message, Report, Request
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.inputs import run_of_effect
from journeyc.runtime.ports import Claimed, Commit, HistoryEntry, Lease, Outgoing, Settled, again_of
from tests.simulation.company import Build
from tests.simulation.outside import CHANNELS

#: How the ids of inputs begin that name a customer by an alias.
BY_ALIAS = "alias"
#: How those begin that somebody gives to a program.
FROM_OUTSIDE = ("input", BY_ALIAS)


class Violation(BaseException):
    """Something happened that may never happen. No program can take it for a fault of its store or of a
    channel.
    """


def require(holds: object, what: str) -> None:
    """Violation unless it holds."""
    if not holds:
        raise Violation(what)


class Written(NamedTuple):
    """Commits that were written together, by a program of this build."""

    build: Build
    commits: tuple[Commit, ...]


class Erased(NamedTuple):
    """Customers who were forgotten."""

    customers: tuple[str, ...]


#: What changes what a store tells.
Done: TypeAlias = Written | Erased | Settled


class Letter:
    """Something in the outbox, `again` under its id, and what is known of how it is carried."""

    def __init__(self, outgoing: Outgoing) -> None:
        self.outgoing = outgoing
        self.state = "waiting"
        self.until = to_instant(outgoing.at)
        self.arrivals = 0
        #: Who has it in hand and was told in time what came of it.
        self.knows: dict[str, bool] = {}

    def is_of(self, outlet: str, again: int) -> bool:
        """Whether it is still what somebody has carried."""
        return (self.outgoing.outlet, again_of(self.outgoing)) == (outlet, again)

    @property
    def is_open(self) -> bool:
        return self.state in {"waiting", "in hand"}


class Ledger:
    """What is known of a store by what was done with it."""

    def __init__(self) -> None:
        self.done: list[Done] = []
        self.revisions: dict[str, int] = {}
        self.runs: dict[str, Run] = {}
        self.entered: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        self.gone: Counter[str] = Counter()
        #: Answers by the id of the input and the customer.
        self.answered: dict[str, dict[str, Report]] = {}
        self.erasures = 0
        self.forgotten: set[str] = set()
        self.settled: set[str] = set()
        self.letters: dict[str, Letter] = {}
        self.said: dict[tuple[str, str], str] = {}
        self.leases: dict[str, Lease] = {}
        self.fences: dict[str, int] = {}

    # ── what was committed ──

    def commit(self, build: Build, commits: tuple[Commit, ...]) -> None:
        for commit in commits:
            if commit.report is not None:
                known = self.answered.get(commit.input, {}).keys()
                twice = known & {commit.customer["id"], *commit.customer.get("identities", ())}
                require(not twice, f"the input `{commit.input}` was applied twice")
                # An alias may lead to somebody else the second time.
                elsewhere = known and not commit.input.startswith(BY_ALIAS)
                require(not elsewhere, f"the input `{commit.input}` was applied to two customers")
        for commit in commits:
            self._commit(commit)
        self.done.append(Written(build, commits))

    def _commit(self, commit: Commit) -> None:
        self._require_lease(commit.lease)
        own = commit.customer["id"]
        known = self.revisions.get(own, 0)
        require(commit.revision == known, f"`{own}` is at {known}, and was written over at {commit.revision}")
        # Of what was decided on before somebody was erased, nothing is written.
        is_new = known or commit.customer.get("generation", 0) == self.erasures
        require(is_new, f"`{own}` came anew, and is not another than who was erased")
        self.revisions[own] = commit.next_revision
        if commit.report is not None:
            self.answered.setdefault(commit.input, {})[own] = commit.report
        for run in commit.runs:
            self._run(run, moved=commit.parting is not None)
        for incident in commit.settles:
            require(incident not in self.settled, f"the incident `{incident}` was settled twice")
            self.settled.add(incident)
        for line in commit.history:
            self._hear(commit.input, line)
        for outgoing in commit.outgoing:
            self._put(outgoing)

    def _hear(self, identity: str, line: HistoryEntry) -> None:
        """What a program says of a message that it has carried has one id each time that this goes out, so
        that it counts once.
        """
        given: Any = line.document.get("input")
        if line.kind == "delivery" and given["id"] == identity and not identity.startswith(FROM_OUTSIDE):
            effect, letter = given["effect"], self.letters.get(given["effect"])
            times = again_of(letter.outgoing) if letter else 0
            expected = {f"{effect}/delivery", *(f"{effect}/delivery/{n + 1}" for n in range(times))}
            require(identity in expected or letter is None, f"`{effect}` is told of under `{identity}`")

    def _run(self, run: Run, *, moved: bool) -> None:
        name, old = run["id"], self.runs.get(run["id"])
        if old is None:
            self.entered[run["journey"]] += 1
        else:
            was_open = old["status"] != "ended"
            require(was_open or run["status"] == "ended", f"`{name}` had ended, and is open again")
            forward = run["seq"] > old["seq"] or moved or run["customer"] != old["customer"]
            require(forward, f"`{name}` was written over at {run['seq']}, and is at {old['seq']}")
        if run["status"] == "ended" and (old is None or old["status"] != "ended"):
            self.left[run["journey"]] += 1
        self.runs[name] = run

    def _put(self, outgoing: Outgoing) -> None:
        name, old = outgoing.id, self.letters.get(outgoing.id)
        if old is not None:
            once_more = again_of(outgoing) > again_of(old.outgoing)
            require(once_more, f"two effects have the id `{name}`")
        if isinstance(outgoing, Message):
            text = self.said.setdefault((name, outgoing.channel), outgoing.text)
            require(text == outgoing.text, f"the message `{name}` has two texts")
        self.letters[name] = Letter(outgoing)

    def erase(self, customers: tuple[str, ...]) -> None:
        for own in customers:
            self.revisions.pop(own, None)
            self.leases.pop(own, None)
            names = [name for name, answers in self.answered.items() if own in answers]
            self.forgotten.update(names)
            for name in names:
                del self.answered[name][own]
                if not self.answered[name]:
                    del self.answered[name]
        runs = {name for name, run in self.runs.items() if run["customer"] in customers}
        for name in runs:
            self.gone[self.runs.pop(name)["journey"]] += 1
        whose = {*runs, *(f"customer:{own}" for own in customers)}
        for name in [name for name in self.letters if run_of_effect(name) in whose]:
            del self.letters[name]
        self.erasures += 1
        self.done.append(Erased(customers))

    # ── who works for whom ──

    def lease(self, leases: list[Lease], now: datetime) -> None:
        for lease in leases:
            held = self.leases.get(lease.customer)
            free = held is None or held.until <= now
            require(free, f"two workers have `{lease.customer}`")
            require(
                lease.fence > self.fences.get(lease.customer, 0), f"a fence of `{lease.customer}` came again"
            )
            self.leases[lease.customer] = lease
            self.fences[lease.customer] = lease.fence

    def renew(self, leases: list[Lease]) -> None:
        for lease in leases:
            self._require_lease(lease)
            self.leases[lease.customer] = lease

    def release(self, leases: Sequence[Lease]) -> None:
        for lease in leases:
            if (held := self.leases.get(lease.customer)) and held.fence == lease.fence:
                del self.leases[lease.customer]

    def _require_lease(self, lease: Lease | None) -> None:
        """What a worker does counts only while nobody else has had the customer since."""
        if lease is not None:
            theirs = self.fences.get(lease.customer) == lease.fence
            require(theirs, f"somebody worked for `{lease.customer}` whose lease another has taken")

    # ── what was carried ──

    def claim(self, who: str, claimed: Claimed | None, now: datetime, lease: datetime) -> None:
        if claimed is None:
            return
        name = claimed.outgoing.id
        letter = self.letters.get(name)
        if letter is None or not letter.is_open:
            raise Violation(f"`{name}` is carried, and was settled for good")
        require(letter.until <= now, f"`{name}` is carried before its time, or while somebody else has it")
        in_hand = letter.state == "in hand"
        require(claimed.unsettled == in_hand, f"whether `{name}` was settled is told wrongly")
        letter.knows.pop(who, None)
        letter.state, letter.until = "in hand", lease

    def settle(self, who: str, settled: Settled) -> None:
        self._require_lease(settled.lease)
        self.done.append(settled)
        letter = self.letters.get(settled.id)
        if letter is None or not letter.is_open or not letter.is_of(settled.outlet, settled.again):
            return
        if letter.knows.pop(who, False):
            self._settle_known(letter, settled)
        if settled.next_at is None:
            letter.state = settled.state
        else:
            letter.state, letter.until = "waiting", settled.next_at

    def _settle_known(self, letter: Letter, settled: Settled) -> None:
        """Settle what somebody has carried, and knows of what came of it."""
        name = settled.id
        require(settled.state == "delivered", f"`{name}` arrived, and is settled as {settled.state}")
        if isinstance(letter.outgoing, Request):
            applied = self.knows_of(f"{name}/result") or self.knows_of(f"{name}/late")
            require(applied, f"`{name}` is settled, and what came of it is not applied")

    def arrived(self, what: Outgoing) -> None:
        letter = self.letters.get(what.id)
        if letter is None or not letter.is_of(what.outlet, again_of(what)):
            return
        letter.arrivals += 1
        once = isinstance(what, Message) and CHANNELS[what.channel].at_most_once
        require(
            not once or letter.arrivals == 1,
            f"`{what.id}` arrived twice, over a channel that is at most once",
        )

    def knows(self, who: str, what: Outgoing) -> None:
        """Somebody was told in time that something has arrived, and what came of it."""
        if (letter := self.letters.get(what.id)) is not None and letter.is_of(what.outlet, again_of(what)):
            letter.knows[who] = True

    # ── what was said ──

    def knows_of(self, identity: str) -> bool:
        """Whether an input was applied, also to somebody who was erased since."""
        return identity in self.answered or identity in self.forgotten

    def told(self, identity: str, report: Report) -> None:
        """Somebody was told that an input is taken."""
        kept = self.answered.get(identity, {}).values()
        if identity not in self.forgotten:
            require(kept, f"`{identity}` was answered, and is not in the store")
            require(report in kept, f"`{identity}` was answered in two ways")
