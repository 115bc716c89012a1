"""The runtime inside a program: a store, the journeys, what is bound to them, and a clock. It starts threads
for calls and messages alone, and no process but the engine for rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from journeyc.runtime.calls.awaiting import LoopOfProgram, OwnLoop
from journeyc.runtime.calls.binding import check_declared, check_services
from journeyc.runtime.calls.breaker import Circuit
from journeyc.runtime.calls.caller import SECONDS, Caller
from journeyc.runtime.calls.handing import CHANNEL_SECONDS, held_to_time, waited_for
from journeyc.runtime.calls.workers import Workers
from journeyc.runtime.core.documents import Incident, Report
from journeyc.runtime.core.inputs import (
    run_of_effect,
)
from journeyc.runtime.core.rule_view import RuleNow
from journeyc.runtime.delivery import Attempt, Backoff
from journeyc.runtime.engine import DEADLINE, RuleEngine, ServingEngine, engine_for, serving
from journeyc.runtime.errors import LinkError, UsageError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.batch import Batch
from journeyc.runtime.hosts.bound import Bound
from journeyc.runtime.hosts.calling import Calling
from journeyc.runtime.hosts.carrying import Carrying
from journeyc.runtime.hosts.checking import (
    check_channels,
    check_names,
    check_surroundings,
    checked_limit,
    require_text,
)
from journeyc.runtime.hosts.clock import ClockFrom, SystemClock
from journeyc.runtime.hosts.firing import Firing
from journeyc.runtime.hosts.journeys import Compiled, Journeys
from journeyc.runtime.hosts.listing import IncidentNow, RunNow, Wanted, WantedIncidents
from journeyc.runtime.hosts.looking import Contacted
from journeyc.runtime.hosts.position import Position
from journeyc.runtime.hosts.retrying import dismiss, retry
from journeyc.runtime.hosts.run_view import RunView, RunViewing
from journeyc.runtime.hosts.tasks import Briefing, OpenTask
from journeyc.runtime.hosts.versions import VersionCalls
from journeyc.runtime.hosts.working import Pace, Worker
from journeyc.runtime.links import LINK_DAYS, RESUME_LINK, Key, Links, OpenedLink
from journeyc.runtime.observing.telemetry import Telemetry, observer_of
from journeyc.runtime.ports import AnyChannel, Callee, Clock, HistoryEntry, Listener, Store, TaskFilter
from journeyc.runtime.stores import open_store

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


class Tick(NamedTuple):
    """What passing time did: the reports of timers that fired and of results that came back, and the attempts
    to carry what was in the outbox.
    """

    at: datetime
    reports: tuple[Report, ...]
    attempts: tuple[Attempt, ...]


class Runtime(VersionCalls):
    """Applies inputs, fires timers, makes calls and delivers messages. Open it with `Runtime.open`, from any
    number of programs.

    Threads may share one: each input is decided on what was read and committed only if that is still so,
    else decided again. A customer is named by the key or by the value of an alias field; a name nobody
    knows is the key of a new one. An input that comes again under its `id` changes nothing and returns the
    first report.
    """

    def __init__(
        self,
        applying: Applying,
        links: Links,
        clock: Clock,
        backoff: Backoff,
        caller: Caller,
        rules: RuleEngine = "auto",
    ) -> None:
        super().__init__(applying, clock)
        self._links = links
        self._rules = rules
        self._store = applying.store
        self._caller = caller
        self._backoff = backoff
        self._viewing_runs = RunViewing(applying, self._looking)
        self._firing = Firing(applying)
        self._calling = Calling(applying, clock, caller)
        self._carrying = Carrying(applying, self._calling, backoff)

    @classmethod
    def open(
        cls,
        store: str | Path | Store | None = None,
        journeys: Compiled | Iterable[Compiled] = (),
        channels: Mapping[str, AnyChannel] | None = None,
        clock: Clock | None = None,
        *,
        services: Mapping[str, Callee] | None = None,
        service_seconds: float = SECONDS,
        channel_seconds: float = CHANNEL_SECONDS,
        circuit: Circuit | None = None,
        listeners: Sequence[Listener] | None = None,
        resume_link: str = RESUME_LINK,
        link_key: Key | Sequence[Key] | None = None,
        link_days: float = LINK_DAYS,
        backoff: Backoff | None = None,
        rules: RuleEngine = "auto",
        rules_deadline: float = DEADLINE,
        telemetry: Telemetry | bool = False,
        loop: "AbstractEventLoop | None" = None,
    ) -> Self:
        """A runtime on a store: a path, an address such as `sqlite:///runs.sqlite?synchronous=normal`, or
        None for memory.

        `journeys` are what `journeyc.load` returns, or paths of compiled JSON; `channels` deliver messages
        and `services` perform calls, by name. `listeners` get the events that journeys emit; an empty list
        keeps them for another program that listens, None leaves them in the history only.

        `tick` waits `service_seconds` at most for a call, and less where its journey says so; `circuit` says
        when a service that does not answer is given a rest. UsageError for a service that cannot be called,
        or that nobody declares. For a channel `tick` waits `channel_seconds`; whether its message has left is
        unknown then.

        Resume links begin with `resume_link` and are signed with `link_key`, a text or bytes, or several of
        which the first signs and all are taken; None is a key that the store makes and keeps. They lead
        somewhere until their message expires, or for `link_days`.

        `rules` says who looks at business rules: durable-rules in a process of its own, which is started with
        the first event that completes a rule and has `rules_deadline` seconds to answer, or the reference
        evaluator. `auto` is durable-rules where it is installed; `rule_engine` says which it has become.
        Whatever becomes of that process, the reference evaluator takes its place with the same result.

        Services, channels and listeners that are asynchronous run on `loop`, which the program runs in a
        thread that does not `tick`; None is a loop of the runtime's own, in a thread that begins with the
        first of them.

        With `telemetry`, traces and metrics go to OpenTelemetry: to its global providers, or those of a
        `Telemetry(…)`. UsageError where its API is not installed.
        """
        check_names(channels=channels, services=services)
        callees = dict(services or {})
        clock = clock or SystemClock()
        check_surroundings(store, clock, listeners)
        check_services(callees)
        check_channels(channels or {})
        workers = Workers()
        awaiting = OwnLoop() if loop is None else LoopOfProgram(loop)
        caller = Caller(callees, workers, awaiting, service_seconds, circuit)
        carriers = held_to_time(channels or {}, workers, awaiting, channel_seconds)
        heard = None if listeners is None else tuple(waited_for(one, awaiting) for one in listeners)
        opened = open_store(store) if store is None or isinstance(store, str | Path) else store
        try:
            observer = observer_of(telemetry, partial(opened.secret, "telemetry"))
            opened = observer.beside(opened)
            engine = engine_for(rules, rules_deadline)
            bound = Bound(carriers, callees, heard)
            links = Links(resume_link, link_key, link_days, lambda: opened.secret("resume links"))
            known = Journeys(opened, journeys, links, engine, bound.channels)
            check_declared(callees, known.declared, known.is_declared_in_store)
        except BaseException:
            opened.close()
            raise
        applying = Applying(opened, known, bound, engine, observer=observer)
        return cls(applying, links, clock, backoff or Backoff(), caller, rules)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store, and end the engine for rules and the threads for calls and messages; what was
        committed stays. In a process that was forked nothing is open that would be its own.
        """
        if not self._applying.locks.process.is_here:
            return
        self._caller.close()
        if self._applying.engine is not None:
            self._applying.engine.close()
        self._store.close()

    def batch(self) -> Batch:
        """Inputs that are committed together: `with runtime.batch() as batch: batch.send(…)`, and behind the
        block `batch.reports`.
        """
        return Batch(self._applying, self._clock)

    def open_link(self, link: str, channel: str | None = None) -> OpenedLink:
        """Where a resume link, or what follows its beginning, leads; its run is told once that the message
        was `clicked`, on `channel` if that is not the one it was sent over. LinkError for a link that is not
        to be believed, or no longer.
        """
        linked = self._links.read(link, self._clock.now())
        run = run_of_effect(linked.message)
        owner = self._store.owner(run)
        if owner is None or not self._store.message(linked.message):
            raise LinkError("what this link led to is no longer kept", "ask for a new one")
        where = channel or linked.channel
        self.delivered(linked.message, "clicked", channel=where)
        return OpenedLink(run, owner, where, linked.message)

    # ── incidents ──

    def retry(self, incident: str, *, at: datetime | None = None) -> Report:
        """Apply the input of an incident again, which settles it; failing again, it is a new incident."""
        require_text(incident, "incident")
        return retry(self._applying, incident, self._moment(at))

    def dismiss(self, incident: str, *, by: str = "", reason: str = "", at: datetime | None = None) -> Report:
        """Settle an incident and try nothing: it only told what happened, or was mended in another way."""
        return dismiss(self._applying, incident, by, reason, self._moment(at))

    # ── time ──

    def tick(self, now: datetime | None = None) -> Tick:
        """Apply what services answered late, make the calls that wait, fire every timer that is due, in order
        of instant, run and name, and carry what is in the outbox then; what comes back is applied.

        Calls go before timers, so that the timeout of a call that could not leave earlier does not fire
        first.
        """
        self._caller.require_elsewhere()
        moment = self._moment(now)
        clock = self._clock if now is None else ClockFrom(moment, self._clock)
        reports = list(self._calling.late(moment))
        carried = list(self._carrying.all_due(clock, calls_only=True))
        reports += [done.report for done in carried if done.report is not None]
        reports += self._firing.all_due(moment)
        rest = list(self._carrying.all_due(clock))
        reports += [done.report for done in rest if done.report is not None]
        attempts = tuple(done.attempt for done in (*carried, *rest))
        self._applying.observer.look(self._store, self._caller.are_resting, moment)
        return Tick(moment, tuple(reports), attempts)

    def worker(
        self,
        *,
        carriers: int = 8,
        lease_seconds: float = 120,
        poll_seconds: float = 1,
        grace_seconds: float = 30,
        chance: Random | None = None,
    ) -> Worker:
        """A worker that does what `tick` does, beside any number of others on this store, in other threads,
        processes or machines: `worker.run()`. It carries for as many customers at once as there are
        `carriers`, each under a lease that is renewed as long as it works for them, and looks every
        `poll_seconds` for what others have brought. Stop it before this runtime is closed. `chance` draws by
        how much waits differ; who wants the same again gives one of their own.
        """
        # Without journeys it serves those of the store, and one may lead to another.
        self._applying.journeys.know_the_stored()
        pace = Pace(carriers, lease_seconds, poll_seconds, grace_seconds)
        return Worker(self._applying, self._clock, self._caller, self._backoff, pace, chance)

    @property
    def clock(self) -> Clock:
        """What says what time it is: the `clock` it was opened with, or that of the machine."""
        return self._clock

    def next_due(self) -> datetime | None:
        """When the next call of `tick` has something to do, None if never as things are. What a service still
        works at is not known, so call it again from time to time.
        """
        if self._caller.has_late:
            return self._clock.now()
        return self._store.next_due(self._applying.bound.outlets, self._firing.left)

    # ── views ──

    def where(self, customer: str, channel: str | None = None) -> list[Position]:
        """Where the customer is in each open run, and in runs that ended within the last day, newest last."""
        return self._looking.where(customer, channel, self._clock.now())

    def position(self, run: str, channel: str | None = None, *, private: bool = True) -> Position | None:
        """Where one run is, ended or not; None if there is no such run. What is said to the customer may be
        `private`: False masks it, for those who only look.
        """
        require_text(run, "run")
        return self._looking.position(run, channel, self._clock.now(), private=private)

    def rules(self, customer: str, at: datetime | None = None) -> list[RuleNow]:
        """How far the business rules have come, now or as it will be at a time: those of the customer, then
        those of each open run. Why one fired or did not with some event stands in the history of that event.
        """
        return self._looking.rules(customer, self._moment(at))

    def contacts(self, customer: str, *, private: bool = False) -> list[Contacted]:
        """What was decided of each message to a customer, and why, newest last: also why nothing was sent.
        Private values are masked unless they are asked for.
        """
        return self._looking.contacts(customer, private=private)

    def tasks(
        self,
        worker: str | None = None,
        *,
        claimed_by: str | None = None,
        late: bool = False,
        journey: str | None = None,
        limit: int | None = None,
    ) -> list[OpenTask]:
        """The open tasks, of one queue or bot or of all: those that are due first, then those that are never
        due, oldest first. Only those that somebody has claimed (`claimed_by=""`: that nobody has), that are
        `late`, or of one journey; `limit` is how many at most.
        """
        given = {"worker": worker, "claimed_by": claimed_by or None, "journey": journey}
        for what, text in given.items():
            if text is not None:
                require_text(text, what)
        if limit is not None:
            limit = checked_limit(limit)
        now = self._clock.now()
        wanted = TaskFilter(worker, claimed_by, now if late else None, limit)
        return self._looking.tasks(wanted, journey, now, late=late)

    def briefing(self, task: str) -> Briefing | None:
        """An open task, and what was said and done in its run before, for whoever takes over: without what is
        private, but with what its queue or bot sees. None where it is none, or closed.
        """
        require_text(task, "task")
        return self._looking.briefing(task, self._clock.now())

    def history(
        self, customer: str | None = None, *, run: str | None = None, private: bool = False
    ) -> list[HistoryEntry]:
        """What happened to a customer, over all journeys and channels, or in one run; oldest first. Private
        values are masked unless they are asked for.
        """
        if (customer is None) == (run is None):
            raise UsageError("a history is that of a customer or of a run", "name one of them")
        if run is not None:
            require_text(run, "run")
        return self._looking.history(customer or "", run, private=private)

    def runs(
        self,
        limit: int = 100,
        *,
        after: str = "",
        customer: str | None = None,
        journey: str | None = None,
        version: int | None = None,
        place: str | None = None,
        status: str | None = None,
        stuck: timedelta | None = None,
    ) -> list[RunNow]:
        """Runs of all customers in short, the newest first: so many at most, of those behind the run `after`.
        `place` is a step, an end, or a stage or branch that the run is in; `status` one of `active`,
        `paused`, `suspended`, `ended` and `open`, which is all but ended.

        `stuck` are those that are open, not suspended, and either have come to no place for so long or have
        an incident that has been open for so long. Answers, reminders and pauses are no movement.
        """
        wanted = Wanted(customer, journey, version, place, status, stuck)
        return self._listing.runs(limit, after, wanted, self._clock.now())

    def run(self, name: str, *, private: bool = False) -> RunView | None:
        """One run with all that the store has of it, ended or not; None if there is none. Private values are
        masked unless they are asked for, and of its document parts are left out that may hold copies.
        """
        require_text(name, "run")
        return self._viewing_runs.run(name, private=private)

    def incidents(
        self,
        limit: int | None = None,
        *,
        after: str = "",
        settled: bool = False,
        journey: str | None = None,
        customer: str | None = None,
        run: str | None = None,
        kind: str | None = None,
        private: bool = False,
    ) -> list[Incident]:
        """What could not be done and still is not, or what `retry` has settled; oldest first: so many at
        most, or all, of those behind the incident `after`. `kind` is that of the input that was kept. Private
        values are masked unless they are asked for.
        """
        wanted = WantedIncidents(settled, journey, customer, run, kind)
        found = self._listing.incidents(limit, after, wanted)
        return found if private else self._looking.masked(found)

    def incident(self, name: str, *, private: bool = False) -> IncidentNow | None:
        """One incident by its id, open or settled; None where there is none. Private values are masked unless
        they are asked for.
        """
        require_text(name, "incident")
        found = self._store.incident(name)
        if found is None:
            return None
        incident, is_open = found
        return IncidentNow(incident if private else self._looking.masked([incident])[0], is_open)

    @property
    def resting(self) -> dict[str, datetime]:
        """The services whose circuit is open, and when each is called again."""
        return self._caller.resting

    @property
    def rule_engine(self) -> ServingEngine:
        """Who looks at business rules, why it is the reference evaluator if it is, and which sets of rules
        durable-rules is no longer asked about.
        """
        return serving(self._applying.engine, self._rules)
