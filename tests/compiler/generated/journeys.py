"""Whole journeys drawn from a seed: without faults, with places in places, over nearly all constructs.

Places are drawn as a chain: each leads to the next one, the last to what follows around it, and any may also
lead elsewhere. So every place is reached and every place is left. To draw another kind of place, add a method
to `_PLACES`; what stands in a journey beside places is drawn by `settings`, `starts` and `observers`.
"""

from collections.abc import Callable

from hypothesis import strategies as st

from journeyc.compiler.format import format_source
from journeyc.source import Source
from tests.compiler.generated.parties import CONTEXT, PARTIES, SCENARIO
from tests.compiler.generated.steps import STEPS, Scope, Steps


class Journeys(Steps):
    """Draws journeys; `room` is how many places may still be drawn."""

    def __init__(self, seed: int, size: int) -> None:
        super().__init__(seed)
        self.room = size
        #: Stages that customers can be led back into.
        self.remembering: list[str] = []

    def step(self, name: str, scope: Scope) -> str:
        header, lines = self.draw.choice(STEPS)(self, scope)
        kept = self.extras(scope)
        boundaries = {line.split()[0]: line for line in kept if line.startswith(("enter", "leave", "undo"))}
        others = [line for line in kept if not line.startswith(("enter", "leave", "undo"))]
        return f'step {name} "Step {name}" {header} {{\n{_joined([*boundaries.values(), *lines, *others])} }}'

    def choice(self, name: str, scope: Scope) -> str:
        others = self.draw.sample(scope.others, min(len(scope.others), self.draw.randint(1, 2)))
        rows = [f"when {self.condition()} -> {other}{self.effects(scope)}" for other in others]
        rows.append(f"otherwise -> {scope.following}{self.effects(scope)}")
        return f'choice {name} "Which?" {{\n{_joined(rows)} }}'

    def split(self, name: str, scope: Scope) -> str:
        parts = self.draw.choice([(50, 50), (45, 45, 10), (20, 30, 50)])
        ways = [f"-> {scope.following}", *(self.elsewhere(scope) for _ in parts[1:])]
        rows = [
            f"{part}% way_{number} {way}" for number, (part, way) in enumerate(zip(parts, ways, strict=True))
        ]
        return f'split {name} "An experiment" {{\n{_joined(rows)} }}'

    def stage(self, name: str, scope: Scope) -> str:
        remembers = self.draw.choice(["", " remembers", " remembers deep"])
        if remembers and not scope.walled:
            self.remembering.append(name)
        lines = [self.after(scope)] if self.often(0.5) else []
        inner, ends = scope, []
        if self.often(0.5):
            done = self.name("done")
            lines.append(f"on {name}.done -> {scope.following}{self.effects(scope)}")
            inner, ends = (
                scope._replace(following=done, others=(*scope.others, scope.following)),
                [f"end {done}"],
            )
        inside = self.chain(inner)
        lines += [f"first {inside[0].split()[1]}"] if self.often(0.3) else []
        return f'stage {name} "Stage {name}"{remembers} {{\n{_joined([*lines, *inside, *ends])} }}'

    def parallel(self, name: str, scope: Scope) -> str:
        branches, lines = [], []
        writes = scope.writes
        for _ in range(self.draw.randint(2, 3)):
            branch, done = self.name("branch"), self.name("done")
            # Two branches must not write one field, so at most one of them writes.
            inside = self.chain(Scope(done, (), writes, walled=True))
            writes = False
            branches.append(f'branch {branch} "Branch" {{\n{_joined(inside)} end {done} }}')
            if self.often(0.3):
                lines.append(f"on {branch}.done {self.elsewhere(scope)}")
        lines.append(f"on {name}.done -> {scope.following}{self.effects(scope)}")
        lines += [self.after(scope)] if self.often(0.4) else []
        return f'parallel {name} "Side by side" {{\n{_joined([*branches, *lines])} }}'

    def each(self, name: str, scope: Scope) -> str:
        item, done = self.name("item"), self.name("done")
        at_once = self.draw.choice(["", " at most 2 at once"])
        inside = self.chain(Scope(done, (), writes=False, walled=True))
        note = f'end {done} "Done" {{ note "{{{{ {item} }}}} is done" }}'
        return (
            f'each {name} "Every part" for {item} in parts{at_once} {{\n{_joined(inside)} {note} '
            f"on {name}.done -> {scope.following} }}"
        )

    def chain(self, scope: Scope) -> list[str]:
        """Places of which each leads to the next one, and the last to what follows."""
        count = self.draw.randint(1, max(1, min(4, self.room)))
        self.room -= count
        kinds = [self.draw.choice(_PLACES if self.room > 0 else _PLACES[:1]) for _ in range(count)]
        names = [self.name(kind.__name__) for kind in kinds]
        followed = [*names[1:], scope.following]
        return [
            kind(
                self, name, scope._replace(following=following, others=(*names[number + 1 :], *scope.others))
            )
            for number, (kind, name, following) in enumerate(zip(kinds, names, followed, strict=True))
        ]

    # The journey around them.

    def interrupt(self, event: str, urgent: str, ends: list[str]) -> str:
        name = self.name("anytime")
        first = self.name("step")
        scope = Scope("back", ())
        inside = [self.step(first, scope._replace(others=(ends[0],)))]
        return (
            f'anytime {urgent} {name} "Whenever" {{ on {event} from web, chat, voice -> {first} '
            f"on payment_failed {{ notify thanks }}\n{_joined(inside)} }}"
        )

    def pause(self, ends: list[str]) -> str:
        lines = ["after 30 minutes idle", "on save_for_later", "remind thanks after 1 day, 3 days"]
        lines += ["hold timers"] if self.often(0.3) else []
        undoing = " undoing" if self.often(0.3) else ""
        return f"pause {{ {' '.join(lines)} give up after 14 days -> {ends[-1]}{undoing} }}"

    def starts(self, first: str) -> list[str]:
        more = [
            f"starts when customer enters at_risk -> {first}",
            f"starts every monday to friday at 09:00 for at_risk -> {first}",
            f"starts every day at 8:30 for at_risk -> {first}",
            f"starts -> {first}",
        ]
        started = f"starts on opened from web, chat, voice -> {first} {{ set topic = event.topic }}"
        return [started, *self.draw.sample(more, self.draw.choice([0, 0, 1, 2]))]

    def settings(self, first: str) -> list[str]:
        version = self.draw.randint(1, 4)
        lines = [
            f"version {version}",
            'owner "journeys@company.example"',
            "languages en, de",
            "calendar office",
        ]
        lines.append(self.draw.choice(_ZONES))
        lines += [self.draw.choice(_REENTRY)] if self.often(0.4) else []
        lines += ["one run per customer, topic"] if self.often(0.3) else []
        lines.append(CONTEXT)
        if version > 1 and self.often(0.5):
            lines.append(f"migrate from {version - 1} {{ move collect -> {first} }}")
        return lines

    def observers(self, ends: list[str]) -> list[str]:
        """Goals and rules, which lead nowhere."""
        lines = [
            f'goal resolved "Resolved" when reached {ends[0]} within 2 business days',
            'goal small "A small amount" when amount is set and amount < 50 EUR within 1 week',
            f"rule fails {{ on 3 payment_failed within 1 hour when {self.condition()} {{ notify thanks }}}}",
            "rule twice { on 2 complained within 1 day { raise ask_human } }",
            'rule large "Large" { on paid from web when event.amount > 500 EUR { note "{{ topic }}" }}',
            "rule in_vain { on ask_human then agent_closed then cancelled within 2 days { notify thanks } }",
            "rule unheard { on ask_human then no agent_closed within 2 days { notify thanks } }",
        ]
        return self.draw.sample(lines, self.draw.choice([0, 1, 2, 4]))

    def journey(self) -> str:
        """The journey with a scenario."""
        ends = [self.name("end") for _ in range(self.draw.randint(2, 4))]
        last, first = self.name("closing"), self.name("opening")
        places = self.chain(Scope(last, tuple(ends)))
        header, lines = self.meeting(Scope(places[0].split()[1], tuple(ends)))
        opening = f'step {first} "Opening" {header} {{\n{_joined(lines)} }}'
        # Whatever was drawn, every end can be reached.
        ways = [f"after {days + 1} days when visits == {days} -> {end}" for days, end in enumerate(ends)]
        ways += [f"on price_changed -> last of {stage}" for stage in self.remembering[:1]]
        closing = f'step {last} "Closing" via desk {{\n{_joined(ways)} after 90 days -> {ends[0]} }}'
        interrupts = [self.interrupt("ask_human", "urgent", ends)] if self.often(0.5) else []
        interrupts += [self.interrupt("complained", "", ends)] if self.often(0.4) else []
        parts = [
            *self.settings(first),
            *self.starts(first),
            *([self.pause(ends)] if self.often(0.6) else []),
            *self.observers(ends),
            opening,
            *places,
            closing,
            *interrupts,
            *(f'end {end} "End {end}" {self.draw.choice(_OUTCOMES)}{self.effects(_NOWHERE)}' for end in ends),
        ]
        return f'journey generated "Generated" {{\n{_joined(parts)} }}\n{SCENARIO.format(first=first)}'


_NOWHERE = Scope("", (), writes=False)
_OUTCOMES = ("success", "failure", "neutral")
_ZONES = ('timezone "Europe/Berlin"', "timezone customer.timezone")
_REENTRY = (
    "reenter always",
    "reenter never",
    "reenter after 30 days",
    "reenter after 30 days at most 3 times per 365 days",
)
#: The first is what all begin with, and what is drawn where there is no room for more.
_PLACES: list[Callable[[Journeys, str, Scope], str]] = [
    Journeys.step,
    Journeys.step,
    Journeys.choice,
    Journeys.split,
    Journeys.stage,
    Journeys.parallel,
    Journeys.each,
]


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def journey_text(seed: int, size: int = 12) -> str:
    """A file with a whole journey of about so many places, the same for the same seed, in its layout."""
    return format_source(Source("generated.journey", PARTIES + Journeys(seed, size).journey())).text


#: Such texts, small ones first.
journeys = st.builds(journey_text, st.integers(0, 2**32 - 1), st.integers(0, 20))
