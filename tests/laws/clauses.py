"""The clauses of drawn steps, and of what steps stand in."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.laws.choices import Choices
from tests.laws.vocabulary import (
    BUSINESS_TIMES,
    CONDITIONS,
    EFFECTS,
    EVENTS,
    RISKY_CONDITIONS,
    RISKY_WRITES,
    TIMES,
    WRITES,
    Happening,
)


class Temper(NamedTuple):
    """What a drawn journey may be like.

    `risky` computes what may fail. `plain` has no conditions but on what an event says. `bold` leaves out
    ways that lead on. `calm` has nothing that depends on how late a host is: no ticks, which collapse, and no
    timeouts, which count from when a call can leave. `noted` notes where it enters and leaves.
    """

    risky: bool = False
    plain: bool = False
    bold: bool = False
    calm: bool = False
    noted: bool = False


class Scope(NamedTuple):
    """Where a place stands: what follows it, what else it may lead to, which fields it may write.

    `items` are those of every `each` around it; `remembered` the stages one may come back to.
    """

    following: str
    forward: tuple[str, ...] = ()
    backward: tuple[str, ...] = ()
    fields: tuple[str, ...] = tuple(WRITES)
    items: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()
    undoing: bool = True


class Clauses:
    """Draws clauses; each method takes the choices it makes first."""

    def __init__(self, temper: Temper) -> None:
        self.temper = temper
        self.number = 0
        self.pauses = False

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}_{self.number}"

    # Parts of clauses.

    def ahead(self, c: Choices, scope: Scope) -> str:
        """A way that does not come round to here."""
        return self._to(c, scope, c.one((scope.following, *scope.forward)))

    def anywhere(self, c: Choices, scope: Scope) -> str:
        """A way to anywhere that may be reached from here."""
        if scope.remembered and c.often(20):
            return self._to(c, scope, f"last of {c.one(scope.remembered)}")
        return self._to(c, scope, c.one((scope.following, *scope.forward, *scope.backward)))

    def _to(self, c: Choices, scope: Scope, target: str) -> str:
        return f"-> {target}{' undoing' if scope.undoing and c.often(8) else ''}"

    def condition(self, c: Choices) -> str:
        pool = CONDITIONS + (RISKY_CONDITIONS * 3 if self.temper.risky else ())
        one, other = c.one(pool), c.one(CONDITIONS)
        forms = [one, one, one, f"not ({one})"]
        return c.one([*forms, f"{one} and {other}", f"{one} or {other}"] if one != other else forms)

    def maybe_guard(self, c: Choices, percent: int) -> str:
        return f" when {self.condition(c)}" if not self.temper.plain and c.often(percent) else ""

    def effects(self, c: Choices, scope: Scope, least: int = 0, more: tuple[str, ...] = ()) -> str:
        """Effects in braces, or nothing."""
        pool = [effect for effect in EFFECTS if not (self.temper.plain and effect.startswith("raise"))]
        for field in scope.fields:
            pool += [*WRITES[field], *(RISKY_WRITES.get(field, ()) if self.temper.risky else ())]
        pool += [f'note "{{{{ {item} }}}}"' for item in scope.items] * 4
        drawn = c.several([*more, *more, *pool], most=2, least=least)
        return f" {{ {' '.join(dict.fromkeys(drawn))} }}" if drawn else ""

    def tail(self, c: Choices, scope: Scope, more: tuple[str, ...] = ()) -> str:
        """A way, mostly, or effects alone."""
        if c.often(30):
            return self.effects(c, scope, 1, more)
        return f"{self.anywhere(c, scope)}{self.effects(c, scope, more=more)}"

    def written(self, happening: Happening, scope: Scope) -> tuple[str, ...]:
        return tuple(write for write in happening.writes if write.split()[1] in scope.fields)

    # Clauses.

    def handlers(
        self,
        c: Choices,
        scope: Scope,
        events: Mapping[str, Happening] = EVENTS,
        least: int = 1,
        source: str = "",
    ) -> list[str]:
        """Handlers of some events; the first event leads on, with luck."""
        lines = []
        if self.temper.plain:
            # What becomes of a message comes only where one was sent.
            events = {name: happening for name, happening in events.items() if not name.startswith("news")}
        for place, event in enumerate(c.several([*events], most=3, least=least)):
            happening = events[event]
            writes = self.written(happening, scope)
            guards = happening.guards
            if event == "part_came":
                guards += tuple(f"event.part == {item}" for item in scope.items)
            if guards and c.often(45):
                lines.append(f"on {event} when {c.one(guards)} {self.tail(c, scope, writes)}")
            elif guard := self.maybe_guard(c, 25):
                lines.append(f"on {event}{guard} {self.tail(c, scope, writes)}")
            if c.often(20) and "." not in event:
                channels = source or c.one(("web", "voice", "web, voice"))
                lines.append(f"on {event} from {channels} {self.tail(c, scope, writes)}")
            if not place and not (self.temper.bold and c.often(60)):
                lines.append(f"on {event} -> {scope.following}{self.effects(c, scope, more=writes)}")
            elif not lines or c.often(60):
                lines.append(f"on {event} {self.tail(c, scope, writes)}")
        return lines

    def extras(self, c: Choices, scope: Scope) -> list[str]:
        """What a place may have beside what it is there for."""
        kinds = [
            (18, self.after), (9, self.at), (9, self.every), (8, self.remind), (8, self.enter),
            (6, self.leave), (4, self.when), (5, self.resumed), (4, self.paused),
        ]  # fmt: skip
        if self.temper.noted:
            kinds = [kind for kind in kinds if kind[1] not in {self.enter, self.leave}]
        drawn = []
        for _ in range(c.weighted(((40, 0), (30, 1), (20, 2), (10, 3)))):
            kind = c.weighted(kinds)
            if kind not in drawn or kind in {self.after, self.at}:
                drawn.append(kind)
        return [line for kind in drawn for line in kind(c, scope)]

    def boundaries(self) -> list[str]:
        """Notes of entering and leaving, where they are wanted."""
        return ['enter { note "in" }', 'leave { note "out" }'] if self.temper.noted else []

    def time(self, c: Choices) -> str:
        return c.one(BUSINESS_TIMES) if c.often(20) else c.one(TIMES)

    def after(self, c: Choices, scope: Scope) -> list[str]:
        return [f"after {self.time(c)}{self.maybe_guard(c, 30)} {self.tail(c, scope)}"]

    def at(self, c: Choices, scope: Scope) -> list[str]:
        if self.temper.plain:
            return []  # a moment that has passed leads on at once, whatever else could happen
        moment = c.one(("visit", "visit - 1 day", "visit + 2 days", "2027-03-28T02:30", "2026-12-01T08:00"))
        return [f"at {moment}{self.maybe_guard(c, 30)} {self.tail(c, scope)}"]

    def every(self, c: Choices, scope: Scope) -> list[str]:
        first = f"every {self.time(c)} at most {1 + c.below(4)} times{self.maybe_guard(c, 20)}"
        if self.temper.calm:
            return []
        return [f"{first} {self.tail(c, scope)}"]

    def remind(self, c: Choices, _: Scope) -> list[str]:
        message = c.one(("nudge", "news(n = n)", "news"))
        return [f"remind {message} after {', '.join(['2 hours', '1 day', '3 days'][: 1 + c.below(3)])}"]

    def enter(self, c: Choices, scope: Scope) -> list[str]:
        return [f"enter{self.effects(c, scope, 1)}"]

    def leave(self, c: Choices, scope: Scope) -> list[str]:
        return [f"leave{self.effects(c, scope, 1)}"]

    def when(self, c: Choices, scope: Scope) -> list[str]:
        if self.temper.plain:
            return []
        return [f"when {self.condition(c)} {self.ahead(c, scope)}{self.effects(c, scope)}"]

    def resumed(self, c: Choices, scope: Scope) -> list[str]:
        if not self.pauses:
            return []
        guard = c.one(("", " when event.away > 1 day")) if not self.temper.plain else ""
        return [f"on resumed{guard} {self.tail(c, scope)}"]

    def paused(self, c: Choices, scope: Scope) -> list[str]:
        return [f"on paused {self.tail(c, scope)}"] if self.pauses else []
