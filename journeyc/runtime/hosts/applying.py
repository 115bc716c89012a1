"""One input at a time: read the customer, decide, commit, and decide again if somebody else was faster."""

from datetime import datetime
from typing import NamedTuple

from journeyc.expression.values import instant_text
from journeyc.runtime.core.contact_log import senders
from journeyc.runtime.core.customer_rules import customer_in
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import CustomerDocument, Decision, Incident, Report, Run, State
from journeyc.runtime.core.incidents import EFFECT, customer_of_unborn
from journeyc.runtime.core.inputs import (
    AnswerInput,
    DeliveryInput,
    EventInput,
    Input,
    OperatorInput,
    ProfileInput,
    RetryInput,
    StartInput,
    TimeInput,
    Together,
    run_named,
    run_of_effect,
)
from journeyc.runtime.engine import Engine, Trouble, incidents_of
from journeyc.runtime.errors import AliasTakenError, ConflictError, UsageError
from journeyc.runtime.hosts.bound import Bound
from journeyc.runtime.hosts.checking import checked_name, require_words
from journeyc.runtime.hosts.decided import commit_of
from journeyc.runtime.hosts.journeys import Journeys
from journeyc.runtime.hosts.locks import CustomerLocks
from journeyc.runtime.logs import tell_input
from journeyc.runtime.ports import Commit, Known, Lease, Settled, Store
from journeyc.runtime.ports.observing import NOBODY, InputSeen, Observer

#: How often an input is decided again because somebody else was faster with the same customer.
TRIES = 1_000
#: More than anybody has.
_ALL_RUNS = 1_000_000
#: What may come of somebody nobody has heard of. All else is about what they have, and they have nothing, as
#: somebody who was erased meanwhile.
_BEGINNING = EventInput | AnswerInput | ProfileInput | StartInput


class Asked:
    """An input on its way to a customer, or without one to whose run it names. `settles` is the incident that
    it was kept with, `lease` that of the worker who applies it, and `troubles` is how the engine for rules
    was of no help with it; `seen` is told what comes of it. UsageError where a name or a word of it is none.
    """

    __slots__ = ("_raised", "customer", "given", "lease", "run", "seen", "settles", "troubles")

    def __init__(
        self, customer: str | None, given: Input, settles: str | None = None, lease: Lease | None = None
    ) -> None:
        require_words(given)
        run = run_named(given)
        self.run = checked_name(run, "run") if customer is None else run
        self.customer = customer
        self.given = given
        self.settles = settles
        self.lease = lease
        self.troubles: list[Trouble] = []
        self.seen: InputSeen | None = None
        self._raised: tuple[Incident, ...] = ()

    def decided(self, known: Known, decided: "Decided") -> "Decided":
        """It has come to this for who was known so, with the commit as it is to be written."""
        report, commit = decided
        self._raised = (*commit.incidents,) if commit is not None else ()
        if self.seen is None:
            return decided
        return Decided(report, self.seen.decided(known, report, commit))

    def refused(self, because: str) -> Report:
        """The store has not taken what it came to: nothing of that is written."""
        self._raised = ()
        return refused(self.given, because)

    def answered(self, report: Report) -> Report:
        """This counts, and all of it is written."""
        if self.seen is not None:
            self.seen.answered(report)
        tell_input(self.given, report, self._raised)
        return report


class Decided(NamedTuple):
    """The answer to an input, and what is to be written of it, if anything is."""

    report: Report
    commit: Commit | None = None


class Applying:
    """Applies inputs to customers; threads may share one. Under a `lease` it is one worker's."""

    def __init__(
        self,
        store: Store,
        journeys: Journeys,
        bound: Bound,
        engine: Engine | None = None,
        lease: Lease | None = None,
        locks: CustomerLocks | None = None,
        observer: Observer = NOBODY,
    ) -> None:
        self.store = store
        self.journeys = journeys
        self.bound = bound
        self.engine = engine
        self.lease = lease
        self.locks = locks or CustomerLocks()
        self.observer = observer

    def under(self, lease: Lease) -> "Applying":
        """The same for a worker: whatever is written is refused once somebody else has the customer."""
        about = (self.store, self.journeys, self.bound, self.engine)
        return Applying(*about, lease, self.locks, self.observer)

    def settle(self, settled: Settled) -> None:
        """Write what became of an entry of the outbox."""
        self.store.settle(settled._replace(lease=self.lease))

    def read(self, customer: str, input_id: str | None = None, run: str | None = None) -> tuple[str, Known]:
        """Who is meant, and what is known of them."""
        name = checked_name(customer, "customer")
        return self._meant(name, self.store.read(name, input_id, run), input_id, run)

    def meant(self, name: str, known: Known, asked: Asked) -> tuple[str, Known]:
        """The same for an input, where what is known under this very name was read already."""
        name, known = self._meant(name, known, asked.given.id, asked.run)
        if asked.customer is not None or asked.run is None:
            return name, known
        return self._having(asked.run, name, known, asked.given.id)

    def _meant(self, name: str, known: Known, input_id: str | None, run: str | None) -> tuple[str, Known]:
        if known.revision:
            return self._followed(name, known, input_id, run)
        found = [
            self._followed(owner, self.store.read(owner, input_id, run), input_id, run)
            for owner in self.store.find(name)
        ]
        owners = dict(found)
        if len(owners) > 1:
            several = ", ".join(f"`{owner}`" for owner in sorted(owners))
            raise UsageError(
                f"what was given names several customers: {several}",
                "use the key of one of them; if they are one person, `merge` them",
            )
        return found[0] if found else (name, known)

    def _followed(self, name: str, known: Known, input_id: str | None, run: str | None) -> tuple[str, Known]:
        """Who somebody is a part of, however many merges lead there."""
        for _ in range(TRIES):
            own, there = name, known
            while there.customer is not None and (merged := there.customer.get("merged")) is not None:
                own = merged["into"]
                there = self.store.read(own, input_id, run)
            if own == name or (there.customer is not None and name in there.customer.get("identities", ())):
                return own, there
            # One of the merges was undone meanwhile.
            known = self.store.read(name, input_id, run)
        raise ConflictError(f"`{name}` is merged and parted all the time", "try again later")

    def _having(self, run: str, name: str, known: Known, input_id: str | None) -> tuple[str, Known]:
        """Whose a run is, where it may have gone to another since somebody was found to have it."""
        if customer_in(run):
            return name, known
        for _ in range(TRIES):
            if known.run(run) is not None:
                break
            owner = self.store.owner(run)
            if owner is None or owner == name:
                break
            name, known = self._followed(owner, self.store.read(owner, input_id, run), input_id, run)
        return name, known

    def new_customer(self, name: str, at: datetime) -> CustomerDocument:
        """A customer nobody has heard of, or not since somebody was erased."""
        return new_customer(name, instant_text(at), self.store.erasures())

    def owner(self, run: str) -> str | None:
        """The customer of a run, or of what stands for that of an effect of a rule of theirs; None where
        there is no such run.
        """
        return customer_in(run) or self.store.owner(run)

    def owner_of(self, incident: Incident) -> str:
        """The customer whose incident it is, also where no run has begun."""
        return self.owner(incident["run"]) or customer_of_unborn(incident["run"])

    def of_run(self, run: str) -> Known:
        """What is known of the customer of a run, or of what stands for one; nothing where there is none."""
        owner = self.owner(run) or ""
        found = self._followed(owner, self.store.read(owner, run=run), None, run)
        return self._having(run, *found, None)[1]

    def open_run(self, run: str) -> Run | None:
        """An open run, whose definition is known then; whose it is may have changed since it put into the
        outbox what is carried.
        """
        known = self.of_run(run)
        self.journeys.require(known.runs)
        return known.run(run)

    def all_runs(self, customer: str, known: Known) -> tuple[Run, ...]:
        """All runs of a customer of whom the open ones are known: those that have ended first."""
        return (*reversed(self.store.ended(customer, _ALL_RUNS)), *known.runs)

    def to_run(self, given: Input, settles: str | None = None) -> Report:
        """Apply an input that names a run, a call, a task or a message to the customer it belongs to."""
        return self.apply(Asked(None, given, settles, self.lease))

    def to_customer(self, customer: str, given: Input, settles: str | None = None) -> Report:
        """Apply an input to a customer."""
        return self.apply(Asked(checked_name(customer, "customer"), given, settles, self.lease))

    def answered(self, given: Input) -> Report | None:
        """What was said to an input that names a run, if it came before."""
        run = run_named(given) or ""
        return self.read(self.owner(run) or run, given.id)[1].report

    def apply(self, asked: Asked) -> Report:
        """Apply an input. FencedError where the worker who applies it has its customer no longer."""
        if self.observer is NOBODY:
            return asked.answered(self._applied(asked))
        with self.observer.input(asked.given) as asked.seen:
            return asked.answered(self._applied(asked))

    def _applied(self, asked: Asked) -> Report:
        customer = self.whose(asked)
        if customer is None:
            return of_no_run(asked)
        with self.locks.of(customer):
            return self.apply_in_turn(customer, asked)

    def apply_in_turn(self, customer: str, asked: Asked) -> Report:
        """The same for who has the turn of this customer, and waits for none."""
        for _ in range(TRIES):
            known = self.store.read(customer, asked.given.id, asked.run)
            decided = self.decided(*self.meant(customer, known, asked), asked)
            if decided.commit is not None:
                try:
                    self.store.commit(decided.commit)
                except ConflictError:
                    continue
                except AliasTakenError as taken:
                    return asked.refused(str(taken))
            return decided.report
        raise ConflictError(f"`{customer}` is written by others all the time", "try again later")

    def whose(self, asked: Asked) -> str | None:
        """The customer that an input is for, by key or alias; None where it names a run that there is not."""
        return self.owner(asked.run or "") if asked.customer is None else asked.customer

    def decided(self, name: str, known: Known, asked: Asked) -> Decided:
        """What an input comes to for the customer of this key, of whom this is known."""
        return asked.decided(known, self._decided(name, known, asked))

    def _decided(self, name: str, known: Known, asked: Asked) -> Decided:
        given = asked.given
        if known.report is not None:
            return Decided(known.report)
        if asked.settles is not None:
            # Whoever settles it after this has written the customer, too.
            incident = self.open_incident(asked.settles)
            if isinstance(given, EventInput | AnswerInput) and _is_suspended(known, incident["run"]):
                # As it would not be taken, and settled all the same.
                return Decided(_of_suspended(given, incident["run"]))
        if not known.revision and not isinstance(given, _BEGINNING):
            return Decided(_of_nobody(given, name))
        known, decision = self.considered(name, known, asked)
        if decision.report["because"] == "not_accepted" and self._is_unborn(asked.settles):
            # Nothing begins it here: it is kept for who was given the journey that does.
            return Decided(decision.report)
        commit = commit_of(known, given, decision, self.journeys, self.bound, asked.settles, asked.lease)
        return Decided(decision.report, commit)

    def _is_unborn(self, incident: str | None) -> bool:
        """Whether the run of an incident has not begun."""
        return incident is not None and self.owner(self.open_incident(incident)["run"]) is None

    def considered(self, name: str, known: Known, asked: Asked) -> tuple[Known, Decision]:
        """What the core makes of an input for the customer of this key, with all that it was decided on;
        nothing is written.
        """
        given = asked.given
        known = self.with_senders(known)
        self.journeys.require(known.runs)
        for notification, run in _sent(known, given):
            self.journeys.require_sender(notification, run)
        if isinstance(given, OperatorInput) and given.command == "migrate":
            self._require_target(known, given)
        document = known.customer or self.new_customer(name, given.at)
        try:
            decision = decide(self.journeys.directory, State(document, known.runs), given)
        finally:
            # Where it broke off, nothing of it is told of the next customer.
            asked.troubles += self.engine.troubles() if self.engine is not None else ()
        if asked.troubles:
            incidents = (*decision.incidents, *incidents_of(asked.troubles, name, given))
            decision = decision._replace(incidents=incidents)
        return known, decision

    def _require_target(self, known: Known, given: OperatorInput) -> None:
        """Make sure that the version is known to which a run is to move: others may have brought it."""
        if (run := known.run(given.run)) is not None:
            self.journeys.require_version(run["journey"], given.version)

    def open_incident(self, name: str) -> Incident:
        """An incident that is open; UsageError where there is none, or it is settled."""
        found = self.store.incident(name)
        if found is None:
            raise UsageError(f"there is no incident `{name}`", "`incidents` lists those there are")
        incident, is_open = found
        if not is_open:
            raise UsageError(f"the incident `{name}` is settled already", "`incidents` lists the open ones")
        return incident

    def with_senders(self, known: Known) -> Known:
        """With the ended runs whose messages wait for the end of quiet hours."""
        if known.customer is None or "held" not in known.customer:
            return known
        runs = {run["id"]: run for run in known.runs}
        for name in senders(known.customer) - runs.keys():
            found = self.store.read(known.customer["id"], run=name).runs
            runs |= {run["id"]: run for run in found if run["id"] == name}
        return known._replace(runs=tuple(runs.values()))


def _of_nobody(given: Input, name: str) -> Report:
    """The answer where there is no customer: time passes by, all else is about what is not there."""
    if not isinstance(given, TimeInput):
        return refused(given, f"there is no customer `{name}`")
    at = instant_text(given.at)
    return Report(input=given.id, at=at, result="accepted", because="", reason="", faults=[], runs=[])


def _sent(known: Known, given: Input) -> list[tuple[str, Run]]:
    """The notifications that an input may decide anew, with the runs that send them."""
    effects: list[tuple[str, str]] = []
    if known.customer is not None and "held" in known.customer:
        held = [one["effect"] for one in known.customer["held"]]
        effects = [(one["run"], one["notification"]) for one in held]
    if isinstance(given, DeliveryInput):
        effects.append((run_of_effect(given.effect), given.notification))
    elif isinstance(given, RetryInput) and given.input["kind"] == EFFECT:
        effects.append((given.run, given.input["effect"]["notification"]))
    if not effects:
        return []
    runs = {run["id"]: run for run in known.runs}
    return [(notification, runs[name]) for name, notification in effects if name in runs]


def _is_suspended(known: Known, run: str) -> bool:
    """Whether an operator holds a run."""
    return any(one["id"] == run and one["status"] == "suspended" for one in known.runs)


def _of_suspended(given: Input, run: str) -> Report:
    """The answer where an incident is tried again of a run that is to stand still, as the core gives it."""
    return {**refused(given, f"`{run}` is suspended"), "because": "suspended", "faults": []}


def of_no_run(asked: Asked) -> Report:
    """The answer where an input names a run that there is not."""
    return refused(asked.given, f"there is no run `{asked.run}`")


def refused(given: Input | Together, reason: str) -> Report:
    """The answer of a host that does not even ask the core."""
    at = instant_text(given.at)
    return Report(
        input=given.id, at=at, result="refused", because="invalid", reason=reason, faults=[reason], runs=[]
    )


def stale(given: Input, reason: str) -> Report:
    """The same for what is not so any longer. It is kept nowhere, as nothing that is refused is."""
    return {**refused(given, reason), "because": "stale"}
