"""A program with the runtime in it: opened on a store, and opened anew when it has died."""

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from journeyc.runtime import Runtime
from journeyc.runtime.calls.awaiting import OwnLoop
from journeyc.runtime.calls.breaker import Circuit
from journeyc.runtime.calls.caller import Caller
from journeyc.runtime.delivery import Backoff
from journeyc.runtime.hosts.rounds import Rounds
from journeyc.runtime.hosts.working import Pace
from journeyc.runtime.ports import Commit, Lease
from tests.simulation.company import applying_on, build_of, links
from tests.simulation.faults import Died, Fault
from tests.simulation.outside import Outside, Sent
from tests.simulation.stores import failing

if TYPE_CHECKING:
    from tests.simulation.world import World

#: How long a program waits for a service, in seconds, and when it gives one a rest.
_SERVICE_SECONDS = 30.0
_CIRCUIT = Circuit(faults=3, seconds=600)
_BACKOFF = Backoff(first_seconds=300, attempts=4)
#: For so many customers a worker carries at once.
_CARRIERS = 2
#: How long a store that is slow takes, in seconds: a moment, longer than a lease, or half a night.
_SLOW = (1, 150, 15_000)


class Program:
    """One life of a program; it is around its store, its channels and services, and is its clock."""

    def __init__(self, world: "World", name: str, version: int) -> None:
        self.world = world
        self.name = name
        self.alive = True
        self._version = version
        self._store, tear = world.kept.open()
        self.outside = Outside(self)
        try:
            store = failing(self, self._store, tear)
            self.applying = applying_on(store, version, self.outside, world.baton.lock)
        except BaseException:
            self.end()
            raise
        services = self.applying.bound.services
        caller = Caller(services, self.outside.doing, OwnLoop(), _SERVICE_SECONDS, _CIRCUIT)
        self.runtime = Runtime(self.applying, links(), self, _BACKOFF, caller, "reference")
        # What workers draw must come out alike each time, and is no secret.
        chance = Random(self.drawn(1_000_000))  # noqa: S311
        about = (self.applying, self, caller, _BACKOFF, timedelta(seconds=Pace().lease_seconds), 1.0)
        self.rounds = Rounds(*about, chance)
        self._leases: list[Lease] = []
        self._carried_for = 0

    # ── what it does by itself ──

    def tick(self) -> None:
        """Do what is due, as a program with a runtime of its own."""
        self.outside.doing.ripe()
        self.runtime.tick()

    def work(self) -> None:
        """Do a part of what is due, as a worker; its threads share what it has in hand."""
        self.outside.doing.ripe()
        self.rounds.keep()
        if self._leases and self.drawn(3):
            lease = self._leases.pop(0)
            self._carried_for += 1
            self.rounds.carry_for(lease)
            self._carried_for -= 1
        else:
            self.rounds.round(_CARRIERS - self._carried_for - len(self._leases), self._leases.append)

    # ── the clock ──

    def now(self) -> datetime:
        self.before("look at the clock", ())
        return self.world.time

    # ── around what it calls ──

    def before(self, what: str, kinds: tuple[Fault, ...]) -> Fault | None:
        """Let others go on, and draw what goes wrong."""
        self._live()
        self.world.baton.hand_on()
        self._live()
        fault = self.world.faults.at(kinds)
        if fault is not None:
            self.world.say(self.name, f"{what}: {fault}")
        if fault == "death":
            self.end()
            raise Died
        if fault == "slow" and "hangs" not in kinds:
            self.passes(_SLOW[self.drawn(3)])
        return fault

    def after(self, fault: Fault | None) -> None:
        """Die behind what was done."""
        if fault in {"last", "torn"}:
            self.end()
            raise Died

    def end(self) -> None:
        """Be gone, with what was not committed."""
        self.alive = False
        self._store.close()

    def _live(self) -> None:
        if not self.alive:
            raise Died

    def noted(self, method: str, given: tuple[Any, ...], answer: Any) -> None:
        """Take down what was done with the store, and look at what it has come to."""
        with self.world.baton.failing_at_once():
            self._note(method, given, answer)

    def _note(self, method: str, given: tuple[Any, ...], answer: Any) -> None:
        ledger = self.world.ledger
        match method:
            case "commit":
                self._wrote(given)
            case "commit_each":
                outcomes = zip(given[0], answer, strict=True)
                self._wrote(*(tuple(commits) for commits, refused in outcomes if refused is None))
            case "erase":
                ledger.erase(tuple(given[0]))
                self.world.say(self.name, f"erase {', '.join(given[0])}")
                self.world.check(*given[0])
            case "claim":
                ledger.claim(self._who(), answer, given[1], given[2])
            case "settle":
                ledger.settle(self._who(), given[0])
                self.world.say(self.name, f"settle {given[0].id} {given[0].state}")
            case "lease_outbox" | "lease_timers":
                ledger.lease(answer, self.world.time)
            case "renew":
                ledger.renew(answer)
            case "release":
                ledger.release(given[0])

    def _wrote(self, *groups: tuple[Commit, ...]) -> None:
        for commits in groups:
            told = ", ".join(f"{one.customer['id']} {one.input}" for one in commits)
            self.world.say(self.name, f"commit {told}")
            self.world.ledger.commit(build_of(self._version, commits), commits)
        self.world.check(*(one.customer["id"] for commits in groups for one in commits))

    def _who(self) -> str:
        return f"{id(self)} {self.world.baton.holder}"

    def drawn(self, most: int) -> int:
        return self.world.chance.randrange(most)

    def passes(self, seconds: float) -> None:
        self.world.passes(seconds)

    def time(self) -> datetime:
        return self.world.time

    def arrived(self, what: Sent) -> None:
        self.world.say(self.name, f"{what.outlet} {what.id} arrives")
        self.world.ledger.arrived(what)
        self.world.arrivals.append(what)

    def knows(self, what: Sent) -> None:
        self.world.ledger.knows(self._who(), what)
