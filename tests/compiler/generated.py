"""Whole journeys drawn from a seed: without faults, with places in places, over all constructs.

Places are drawn as a chain: each leads to the next one, the last to what follows around it, and any may also
lead elsewhere. So every place is reached and every place is left. To draw a new construct, add a method to
`_PLACES`, `_STEPS` or `_EXTRAS`.
"""

import random
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from hypothesis import strategies as st

from journeyc.compiler.format import format_source
from journeyc.source import Source
from tests.compiler.generated_parties import (
    BOT_EVENTS,
    CONDITIONS,
    CONTEXT,
    DESK_EVENTS,
    EFFECTS,
    EVENTS,
    PARTIES,
    QUESTIONS,
    TIMES,
    WRITES,
)


class _Scope(NamedTuple):
    """Where a place stands: what follows it, where else it may lead, and whether it may write the context."""

    following: str
    others: tuple[str, ...]
    writes: bool = True


class _Author:
    """Draws a journey; `room` is how many places may still be drawn."""

    def __init__(self, seed: int, size: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311  # journeys that repeat, not secrets
        self.room = size
        self.number = 0

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}_{self.number}"

    def often(self, chance: float) -> bool:
        return self.draw.random() < chance

    # Parts of clauses.

    def condition(self) -> str:
        """One condition or two different ones: what the first has tested, the second may not test again."""
        one, other = self.draw.sample(CONDITIONS, 2)
        forms = [one, one, f"({one}) and {other}", f"{one} or ({other})", f"not ({one})", f"not {one} or {other}"]
        return self.draw.choice(forms)

    def effects(self, scope: _Scope, least: int = 0, more: tuple[str, ...] = ()) -> str:
        """Effects in braces, or nothing."""
        pool = [*EFFECTS, *(WRITES if scope.writes else []), *(more if scope.writes else ())]
        drawn = self.draw.sample(pool, self.draw.choice([least, least, 1, 2]))
        return f" {{ {' '.join(drawn)} }}" if drawn else ""

    def elsewhere(self, scope: _Scope) -> str:
        """A way to anywhere that may be reached from here."""
        return f"-> {self.draw.choice([scope.following, *scope.others])}"

    def time(self) -> str:
        return self.draw.choice(TIMES)

    # Clauses of steps.

    def handlers(self, scope: _Scope, events: dict[str, tuple[list[str], list[str]]], source: str = "") -> list[str]:
        """Handlers of one or two events; the first event leads on."""
        lines = []
        for number, event in enumerate(self.draw.sample(sorted(events), self.draw.randint(1, min(2, len(events))))):
            guards, writes = events[event]
            channels = source if self.often(0.3) else ""
            if guards and self.often(0.4):
                way = self.elsewhere(scope) + self.effects(scope, more=tuple(writes))
                lines.append(f"on {event} when {self.draw.choice(guards)} {way}")
                channels = ""
            goal = f"-> {scope.following}" if not number else self.elsewhere(scope)
            lines.append(f"on {event}{channels} {goal}{self.effects(scope, more=tuple(writes))}")
        return lines

    def extras(self, scope: _Scope) -> list[str]:
        """What a step may have beside what it is there for."""
        return [self.draw.choice(_EXTRAS)(self, scope) for _ in range(self.draw.choice([0, 0, 1, 1, 2, 3]))]

    def after(self, scope: _Scope) -> str:
        guard = f" when {self.condition()}" if self.often(0.3) else ""
        return f"after {self.time()}{guard} {self.elsewhere(scope)}{self.effects(scope)}"

    def nudge(self, scope: _Scope) -> str:
        return f"after {self.time()}{self.effects(scope._replace(writes=False), least=1)}"

    def at(self, scope: _Scope) -> str:
        guard = f" when {self.condition()}" if self.often(0.3) else ""
        return f"at visit {self.draw.choice('+-')} {self.draw.choice(TIMES[:4])}{guard} {self.elsewhere(scope)}"

    def every(self, scope: _Scope) -> str:
        return f"every 2 days at most {self.draw.randint(1, 5)} times{self.effects(scope._replace(writes=False), least=1)}"

    def remind(self, _: _Scope) -> str:
        return f"remind thanks after {', '.join(['1 day', '3 days', '1 week'][: self.draw.randint(1, 3)])}"

    def boundary(self, scope: _Scope) -> str:
        return f"{self.draw.choice(['enter', 'leave', 'undo'])}{self.effects(scope._replace(writes=False), least=1)}"

    # Steps by what they wait for.

    def asking(self, scope: _Scope) -> tuple[str, list[str]]:
        first, *others = self.draw.sample(QUESTIONS, self.draw.randint(1, 3))
        again = "again " if self.often(0.2) else ""
        lines = [
            'say "Tell us, {{ customer.first_name }}."',
            'say de "Sagen Sie es uns, {{ customer.first_name }}."',
            f"ask {', '.join([again + first, *others])}",
        ]
        lines += ['say "After the tone, please." via voice'] if self.often(0.2) else []
        if first == "amount" and self.often(0.6):
            lines.append(f"on answered when amount <= 20 EUR {self.elsewhere(scope)}{self.effects(scope)}")
        lines.append(f"on answered -> {scope.following}{self.effects(scope)}")
        return "via web, chat, voice", lines

    def meeting(self, scope: _Scope) -> tuple[str, list[str]]:
        header = self.draw.choice(["via web, chat", "via voice", "via best contact_channel(customer)", "via web needs photo"])
        return header, self.handlers(scope, EVENTS)

    def desk(self, scope: _Scope) -> tuple[str, list[str]]:
        header = self.draw.choice(["via desk", "via desk by queue experts", "via desk by queue front_line"])
        return header, self.handlers(scope, DESK_EVENTS, " from desk")

    def bot(self, scope: _Scope) -> tuple[str, list[str]]:
        return "via chat, web by bot faq", self.handlers(scope, BOT_EVENTS)

    def calling(self, scope: _Scope) -> tuple[str, list[str]]:
        retry = self.draw.choice(["", " retry 3 times every 1 minute", " retry 5 times every 10 seconds backoff 2"])
        timeout = self.draw.choice(["", " timeout 30 seconds"])
        rows = {
            "billing.credit(bill = part.code, amount = paid_so_far)": ["as receipt ", "refused", "unknown_account"],
            "crm.parts(customer = customer.id)": ["as found ", "unknown"],
            "printer.letter(words = topic)": [""],
        }
        service, (result, *failures) = self.draw.choice(sorted(rows.items()))
        named = result if self.often(0.5) else ""
        lines = [f"ok {named}-> {scope.following}{self.effects(scope)}"]
        if self.often(0.3):
            lines.append(f"otherwise {self.elsewhere(scope)}")
        else:
            lines += [f"fails {failure} {self.elsewhere(scope)}{self.effects(scope)}" for failure in failures]
            lines.append(f"no answer {self.elsewhere(scope)}")
        return "", [f"call {service}{retry}{timeout} {{ {' '.join(lines)} }}"]

    def running(self, scope: _Scope) -> tuple[str, list[str]]:
        rows = [f"ends verified -> {scope.following}", f"ends rejected {self.elsewhere(scope)}{self.effects(scope)}"]
        if self.often(0.3):
            rows[1] = f"otherwise {self.elsewhere(scope)}"
        arguments = self.draw.choice(["", "()", "(strict = true)", "(strict = won)"])
        return self.draw.choice(["", "via web, chat"]), [f"run identity_check{arguments} {{ {' '.join(rows)} }}"]

    # Places.

    def step(self, name: str, scope: _Scope) -> str:
        header, lines = self.draw.choice(_STEPS)(self, scope)
        kept = [line for line in self.extras(scope)]
        boundaries = {line.split()[0]: line for line in kept if line.startswith(("enter", "leave", "undo"))}
        others = [line for line in kept if not line.startswith(("enter", "leave", "undo"))]
        return f'step {name} "Step {name}" {header} {{\n{_joined([*boundaries.values(), *lines, *others])} }}'

    def choice(self, name: str, scope: _Scope) -> str:
        others = self.draw.sample(scope.others, min(len(scope.others), self.draw.randint(1, 2)))
        rows = [f"when {self.condition()} -> {other}{self.effects(scope)}" for other in others]
        return f'choice {name} "Which?" {{\n{_joined(rows)} otherwise -> {scope.following}{self.effects(scope)} }}'

    def split(self, name: str, scope: _Scope) -> str:
        parts = self.draw.choice([(50, 50), (45, 45, 10), (20, 30, 50)])
        ways = [f"-> {scope.following}", *(self.elsewhere(scope) for _ in parts[1:])]
        rows = [f"{part}% way_{number} {way}" for number, (part, way) in enumerate(zip(parts, ways, strict=True))]
        return f'split {name} "An experiment" {{\n{_joined(rows)} }}'

    def stage(self, name: str, scope: _Scope) -> str:
        remembers = self.draw.choice(["", " remembers", " remembers deep"])
        lines = [self.after(scope)] if self.often(0.5) else []
        if self.often(0.5):
            done = self.name("done")
            lines.append(f"on {name}.done -> {scope.following}{self.effects(scope)}")
            inside = self.chain(_Scope(done, (*scope.others, scope.following), scope.writes))
            return f'stage {name} "Stage {name}"{remembers} {{\n{_joined([*lines, *inside])} end {done} "Done" }}'
        return f'stage {name} "Stage {name}"{remembers} {{\n{_joined([*lines, *self.chain(scope)])} }}'

    def parallel(self, name: str, scope: _Scope) -> str:
        branches, lines = [], []
        writes = scope.writes
        for _ in range(self.draw.randint(2, 3)):
            branch, done = self.name("branch"), self.name("done")
            # Two branches must not write one field, so at most one of them writes.
            inside = self.chain(_Scope(done, (), writes))
            writes = False
            branches.append(f'branch {branch} "Branch" {{\n{_joined(inside)} end {done} }}')
            if self.often(0.3):
                lines.append(f"on {branch}.done {self.elsewhere(scope)}")
        lines.append(f"on {name}.done -> {scope.following}{self.effects(scope)}")
        lines += [self.after(scope)] if self.often(0.4) else []
        return f'parallel {name} "Side by side" {{\n{_joined([*branches, *lines])} }}'

    def each(self, name: str, scope: _Scope) -> str:
        item, done = self.name("item"), self.name("done")
        at_once = self.draw.choice(["", " at most 2 at once"])
        inside = self.chain(_Scope(done, (), writes=False))
        note = f'end {done} "Done" {{ note "{{{{ {item} }}}} is done" }}'
        return (
            f'each {name} "Every part" for {item} in parts{at_once} {{\n{_joined(inside)} {note} '
            f"on {name}.done -> {scope.following} }}"
        )

    def chain(self, scope: _Scope) -> list[str]:
        """One or several places, each of which leads to the next one, and the last to what follows."""
        count = self.draw.randint(1, max(1, min(4, self.room)))
        self.room -= count
        kinds = [self.draw.choice(_PLACES if self.room > 0 else _PLACES[:1]) for _ in range(count)]
        names = [self.name(kind.__name__) for kind in kinds]
        followed = [*names[1:], scope.following]
        return [
            kind(self, name, scope._replace(following=following, others=(*names[number + 1 :], *scope.others)))
            for number, (kind, name, following) in enumerate(zip(kinds, names, followed, strict=True))
        ]

    # The journey around them.

    def interrupt(self, event: str, urgent: str, ends: list[str]) -> str:
        name = self.name("anytime")
        first = self.name("step")
        scope = _Scope("back", ())
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
        reenter = ["reenter always", "reenter never", "reenter after 30 days", "reenter after 30 days at most 3 times per 365 days"]
        version = self.draw.randint(1, 4)
        lines = [f"version {version}", 'owner "journeys@company.example"', "languages en, de", "calendar office"]
        lines.append(self.draw.choice(['timezone "Europe/Berlin"', "timezone customer.timezone"]))
        lines += [self.draw.choice(reenter)] if self.often(0.4) else []
        lines += ["one run per customer, topic"] if self.often(0.3) else []
        lines += [CONTEXT]
        if version > 1 and self.often(0.5):
            lines.append(f"migrate from {version - 1} {{ move collect -> {first} }}")
        return lines

    def observers(self, ends: list[str]) -> list[str]:
        """Goals and rules, which lead nowhere."""
        lines = [
            f'goal resolved "Resolved" when reached {ends[0]} within 2 business days',
            'goal small "A small amount" when amount is set and amount < 50 EUR within 1 week',
            f'rule failing "It keeps failing" {{ on 3 payment_failed within 1 hour when {self.condition()} {{ raise complained(about = other) }} }}',
            'rule large "Large" { on paid from web when event.amount > 500 EUR { note "Large: {{ event.amount }}" } }',
            "rule in_vain { on ask_human then agent_closed then cancelled within 2 days { notify thanks } }",
            "rule unheard { on ask_human then no agent_closed within 2 days { notify thanks } }",
        ]
        return self.draw.sample(lines, self.draw.choice([0, 1, 2, 4]))

    def journey(self) -> str:
        ends = [self.name("end") for _ in range(self.draw.randint(2, 4))]
        last, first = self.name("closing"), self.name("opening")
        places = self.chain(_Scope(last, tuple(ends)))
        begins = places[0].split()[1]
        header, lines = self.meeting(_Scope(begins, tuple(ends)))
        opening = f'step {first} "Opening" {header} {{\n{_joined(lines)} }}'
        # Whatever was drawn, every end can be reached.
        ways = [f"after {days + 1} days when visits == {days} -> {end}" for days, end in enumerate(ends)]
        closing = f'step {last} "Closing" via desk {{\n{_joined(ways)} after 90 days -> {ends[0]} }}'
        kinds = ["success", "failure", "neutral"]
        written = [f'end {end} "End {end}" {self.draw.choice(kinds)}{self.effects(_Scope("", (), writes=False))}' for end in ends]
        interrupts = [self.interrupt("ask_human", "urgent", ends)] if self.often(0.5) else []
        interrupts += [self.interrupt("complained", "", ends)] if self.often(0.4) else []
        pause = [self.pause(ends)] if self.often(0.6) else []
        parts = [*self.settings(first), *self.starts(first), *pause, *self.observers(ends), opening, *places, closing, *interrupts, *written]
        return f'journey generated "Generated" {{\n{_joined(parts)} }}\n{self.scenario(first)}'

    def scenario(self, first: str) -> str:
        return (
            'scenario "it begins" for generated { at 2026-11-23T09:00 '
            'given customer = { id = "anna", first_name = "Anna", tier = gold, good_payer = true } given customer.open_bills = 3 '
            'stub identity_check ends verified stub billing.credit gives "R1" stub crm.parts is silent '
            f'on opened(topic = "bill", amount = 12 EUR) from chat expect at {first} wait 1 minute '
            'expect topic == "bill" expect not notified thanks }'
        )


_Clause = Callable[[_Author, _Scope], str]
_EXTRAS: list[_Clause] = [_Author.after, _Author.nudge, _Author.at, _Author.every, _Author.remind, _Author.boundary]
_STEPS: list[Callable[[_Author, _Scope], tuple[str, list[str]]]] = [
    _Author.asking,
    _Author.meeting,
    _Author.desk,
    _Author.bot,
    _Author.calling,
    _Author.running,
]
#: The first holds no others, for when there is no room.
_PLACES: list[Callable[[_Author, str, _Scope], str]] = [
    _Author.step,
    _Author.step,
    _Author.choice,
    _Author.split,
    _Author.stage,
    _Author.parallel,
    _Author.each,
]


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def journey_text(seed: int, size: int = 12) -> str:
    """A file with a whole journey of about so many places, the same for the same seed, in its layout."""
    return format_source(Source("generated.journey", PARTIES + _Author(seed, size).journey())).text


#: Such texts, small ones first.
journeys = st.builds(journey_text, st.integers(0, 2**32 - 1), st.integers(0, 20))
