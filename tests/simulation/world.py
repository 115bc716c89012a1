"""A world of one seed: customers, programs that share a store, all that goes wrong, and what must hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from journeyc.runtime import JourneyError, StoreError
from tests.simulation.baton import Baton
from tests.simulation.faults import Died, Faults
from tests.simulation.heard import no_faults_of_ours
from tests.simulation.inputs import Given, Inputs
from tests.simulation.invariants import check_all, check_customer, check_quiet
from tests.simulation.ledger import Ledger, require
from tests.simulation.outside import Sent
from tests.simulation.plain import check_plain
from tests.simulation.program import Program
from tests.simulation.stores import Kept

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
#: So many things happen in a world, and so many steps its programs take for each.
_THINGS, _STEPS = 24, 4
#: When everything is quiet: all that has a time has come by then, but schedules, which never end.
_QUIET = timedelta(days=9)
#: So often programs may leave what is due, half a minute each time, until it is called lost.
_PATIENCE = 60
_MOMENTS = (1, 60, 1900, 7200, 30_000, 90_000, 200_000)
#: As a whole the store is looked at with every so many commits.
_EVERY = 25


class World:
    """Everything is drawn from the seed, and nothing from elsewhere: the same seed is the same world."""

    def __init__(self, seed: int, kept: Kept, changed: Callable[[Program], None] | None = None) -> None:
        self.seed = seed
        self.kept = kept
        # No secret is drawn; the same numbers are wanted each time.
        self.chance = Random(seed)  # noqa: S311
        self.time = START
        self.faults = Faults(self.chance)
        self.baton = Baton(self.chance, self.chance.choice((0, 50, 90)))
        self.ledger = Ledger()
        self.arrivals: list[Sent] = []
        self.trace: list[tuple[datetime, str, str]] = []
        self._changed = changed
        self._inputs = Inputs(self)
        self._inbox: list[Given] = []
        self._drawn = self._steps = self._commits = 0
        self._programs: dict[str, Program] = {}
        self._orderly = bool(self.chance.randrange(2))
        self._doubles = self.chance.choice((0, 0, 10, 40))
        programs = self.chance.choice((1, 2, 2, 3))
        self._versions = {f"p{number}": self.chance.choice((1, 1, 2)) for number in range(programs)}
        self._threads = self.chance.choice((1, 1, 2))
        # Programs that were changed are such as tick.
        self._work = changed is None and self.chance.randrange(2) == 0

    def play(self) -> None:
        """Let everything happen; Violation where something does not hold."""
        parts = {
            f"{name}/{thread}": self._part(name) for name in self._versions for thread in range(self._threads)
        }
        with no_faults_of_ours():
            self.baton.play(parts)
            self._calm_down()
        check_all(self.ledger, self.kept.seen)
        check_quiet(self.ledger, self.kept.seen, self.time)
        check_plain(self.ledger, self.kept.seen)

    # ── what is around ──

    def say(self, who: str, what: str) -> None:
        self.trace.append((self.time, who, what))

    def passes(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def check(self, *customers: str) -> None:
        """What must hold at every step."""
        for own in customers:
            check_customer(self.ledger, self.kept.seen, own)
        self._commits += 1
        if self._commits % _EVERY == 0:
            check_all(self.ledger, self.kept.seen)

    # ── what programs do ──

    def _part(self, name: str) -> Callable[[], None]:
        def work() -> None:
            while self._steps < _THINGS * _STEPS:
                self._steps += 1
                self.baton.hand_on()
                self._guarded(name, self._step)

        return work

    def _guarded(self, name: str, does: Callable[[Program], None]) -> None:
        """Let a program do something; one that is dead is opened first, and one that dies is gone."""
        try:
            program = self._programs.get(name)
            if program is None or not program.alive:
                program = Program(self, name, self._versions[name])
                self._programs[name] = program
                self.say(name, "begins")
                if self._changed is not None:
                    self._changed(program)
            does(program)
        except Died:
            self.say(name, "is dead")
        except StoreError as error:
            self.say(name, f"heard: {error}")

    def _step(self, program: Program) -> None:
        drawn = self.chance.randrange(100)
        if drawn < 25 and self._drawn < _THINGS:
            self._happen()
        elif drawn < 60 and self._inbox:
            self._give(program)
        elif drawn < 85:
            self._go_on(program)
        else:
            self._pass()

    def _happen(self) -> None:
        self._drawn += 1
        given = self._inputs.draw()
        self.say("outside", f"{given.id}: {given.words}")
        self._inbox.append(given)
        if self.chance.randrange(100) < self._doubles:
            self._inbox.append(given)

    def _give(self, program: Program) -> None:
        """Give an input, or several together; who hears nothing of it, or of a failure, gives it again."""
        several = self._taken()
        try:
            reports = self._given(program, several)
        except JourneyError as error:
            if isinstance(error, StoreError):
                self._inbox += several
                raise
            self.say(program.name, f"{several[0].id} is wrong: {error}")
            return
        except BaseException:
            self._inbox += several
            raise
        for given, report in zip(several, reports, strict=True):
            self._answered(program, given, report)

    def _taken(self) -> list[Given]:
        """What is given next: one, or several that a program may have together."""
        together = self.chance.choice((1, 1, 4))
        several: list[Given] = []
        while self._inbox and len(several) < together:
            given = self._inbox.pop(0 if self._orderly else self.chance.randrange(len(self._inbox)))
            if several and not given.batched:
                self._inbox.insert(0, given)
                break
            several.append(given)
            together = together if given.batched else 1
        return several

    def _given(self, program: Program, several: list[Given]) -> list[Any]:
        if len(several) == 1:
            return [several[0].give(program.runtime)]
        self.say(program.name, f"{', '.join(one.id for one in several)} come together")
        with program.runtime.batch() as batch:
            for given in several:
                given.give(batch)
        return batch.reports

    def _answered(self, program: Program, given: Given, report: Any) -> None:
        if given.is_input:
            self.say(program.name, f"{given.id} is {report['result']} {report['because']}")
            if report["result"] not in {"refused", "ambiguous"}:
                self.ledger.told(given.id, report)

    def _pass(self) -> None:
        due = self.kept.seen.next_due(self._outlets())
        if due is not None and self.chance.randrange(2):
            self.time = max(self.time, due)
        else:
            self.passes(self.chance.choice(_MOMENTS))
        self.say("outside", "time passes")

    def _outlets(self) -> list[str]:
        return ["unsent", "emitted", *{letter.outgoing.outlet for letter in self.ledger.letters.values()}]

    # ── the end ──

    def _calm_down(self) -> None:
        """No more faults: all that was said is given, and all that waits has its time."""
        self.faults.ceased = True
        self.say("outside", "nothing goes wrong any more")
        names = [*self._versions]
        for _ in range(_PATIENCE):
            if self._inbox:
                self._guarded(names[0], self._give)
        require(not self._inbox, f"{[one.id for one in self._inbox]} can never be given")
        end = self.time + _QUIET
        for name in names:
            self._guarded(name, self._go_on)
        waited = 0
        while True:
            self._guarded(names[0], self._go_on)
            due = self.kept.seen.next_due(self._outlets())
            if due is None or due > end:
                return
            waited = waited + 1 if due <= self.time else 0
            require(waited < _PATIENCE, f"what has been due since {due} is left by all at {self.time}")
            # A worker leaves alone for a while what has failed, and what another had in hand.
            self.time = max(due, self.time + timedelta(seconds=30) * (waited > 2))

    def _go_on(self, program: Program) -> None:
        if self._work:
            program.work()
        else:
            program.tick()
