"""The steps of generated journeys, by what they wait for. To draw another kind, add a method to `STEPS`; a
clause that may stand in any step belongs into `EXTRAS`.
"""

import random
from collections.abc import Callable
from typing import NamedTuple

from tests.compiler.generated.parties import (
    BOT_EVENTS,
    CONDITIONS,
    DESK_EVENTS,
    EFFECTS,
    EVENTS,
    QUESTIONS,
    TIMES,
    WRITES,
    Events,
)


class Scope(NamedTuple):
    """Where a place stands: what follows it, where else it may lead, whether it may write the context, and
    whether it is in a branch, into which nothing leads from outside.
    """

    following: str
    others: tuple[str, ...]
    writes: bool = True
    walled: bool = False


class Steps:
    """Draws steps, and what they are made of."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311  # journeys that repeat, not secrets
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
        forms = [
            one,
            one,
            f"({one}) and {other}",
            f"{one} or ({other})",
            f"not ({one})",
            f"not ({one}) or {other}",
        ]
        return self.draw.choice(forms)

    def effects(self, scope: Scope, least: int = 0, more: tuple[str, ...] = ()) -> str:
        """Effects in braces, or nothing."""
        pool = [*EFFECTS, *(WRITES if scope.writes else []), *(more if scope.writes else ())]
        drawn = self.draw.sample(pool, self.draw.choice([least, least, 1, 2]))
        return f" {{ {' '.join(drawn)} }}" if drawn else ""

    def elsewhere(self, scope: Scope) -> str:
        """A way to anywhere that may be reached from here."""
        return f"-> {self.draw.choice([scope.following, *scope.others])}"

    def time(self) -> str:
        return self.draw.choice(TIMES)

    # Clauses of steps.

    def handlers(self, scope: Scope, events: Events, source: str = "") -> list[str]:
        """Handlers of one or two events; the first event leads on."""
        lines = []
        for number, event in enumerate(
            self.draw.sample(sorted(events), self.draw.randint(1, min(2, len(events))))
        ):
            guards, writes = events[event]
            channels = source if self.often(0.3) else ""
            if guards and self.often(0.4):
                way = self.elsewhere(scope) + self.effects(scope, more=tuple(writes))
                lines.append(f"on {event} when {self.draw.choice(guards)} {way}")
                channels = ""
            goal = f"-> {scope.following}" if not number else self.elsewhere(scope)
            lines.append(f"on {event}{channels} {goal}{self.effects(scope, more=tuple(writes))}")
        return lines

    def extras(self, scope: Scope) -> list[str]:
        """What a step may have beside what it is there for."""
        return [self.draw.choice(EXTRAS)(self, scope) for _ in range(self.draw.choice([0, 0, 1, 1, 2, 3]))]

    def after(self, scope: Scope) -> str:
        guard = f" when {self.condition()}" if self.often(0.3) else ""
        return f"after {self.time()}{guard} {self.elsewhere(scope)}{self.effects(scope)}"

    def nudge(self, scope: Scope) -> str:
        return f"after {self.time()}{self.effects(scope._replace(writes=False), least=1)}"

    def at(self, scope: Scope) -> str:
        guard = f" when {self.condition()}" if self.often(0.3) else ""
        return (
            f"at visit {self.draw.choice('+-')} {self.draw.choice(TIMES[:4])}{guard} {self.elsewhere(scope)}"
        )

    def every(self, scope: Scope) -> str:
        times = self.draw.randint(1, 5)
        return f"every 2 days at most {times} times{self.effects(scope._replace(writes=False), least=1)}"

    def remind(self, _: Scope) -> str:
        return f"remind thanks after {', '.join(['1 day', '3 days', '1 week'][: self.draw.randint(1, 3)])}"

    def when(self, scope: Scope) -> str:
        return f"when {self.condition()} {self.elsewhere(scope)}{self.effects(scope)}"

    def boundary(self, scope: Scope) -> str:
        kind = self.draw.choice(["enter", "leave", "undo"])
        return f"{kind}{self.effects(scope._replace(writes=False), least=1)}"

    # Steps by what they wait for.

    def asking(self, scope: Scope) -> tuple[str, list[str]]:
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

    def meeting(self, scope: Scope) -> tuple[str, list[str]]:
        header = self.draw.choice(
            ["via web, chat", "via voice", "via best contact_channel(customer)", "via web needs photo"]
        )
        return header, self.handlers(scope, EVENTS)

    def desk(self, scope: Scope) -> tuple[str, list[str]]:
        header = self.draw.choice(["via desk", "via desk by queue experts", "via desk by queue front_line"])
        return header, self.handlers(scope, DESK_EVENTS, " from desk")

    def bot(self, scope: Scope) -> tuple[str, list[str]]:
        return f"via chat, web by bot {self.draw.choice(['faq', 'guide'])}", self.handlers(scope, BOT_EVENTS)

    def calling(self, scope: Scope) -> tuple[str, list[str]]:
        retry = self.draw.choice(
            ["", " retry 3 times every 1 minute", " retry 5 times every 10 seconds backoff 2"]
        )
        timeout = self.draw.choice(["", " timeout 30 seconds"])
        rows = {
            "billing.credit(bill = part.code, amount = paid_so_far)": [
                "as receipt ",
                "refused",
                "unknown_account",
            ],
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
        keep = self.draw.choice(["", " keep 1 day"]) if result else ""
        return "", [f"call {service}{retry}{timeout}{keep} {{ {' '.join(lines)} }}"]

    def running(self, scope: Scope) -> tuple[str, list[str]]:
        rows = [
            f"ends verified -> {scope.following}",
            f"ends rejected {self.elsewhere(scope)}{self.effects(scope)}",
        ]
        if self.often(0.3):
            rows[1] = f"otherwise {self.elsewhere(scope)}"
        arguments = self.draw.choice(["", "()", "(strict = true)", "(strict = won)"])
        return self.draw.choice(["", "via web, chat"]), [
            f"run identity_check{arguments} {{ {' '.join(rows)} }}"
        ]


_Clause = Callable[[Steps, Scope], str]
EXTRAS: list[_Clause] = [
    Steps.after,
    Steps.nudge,
    Steps.at,
    Steps.every,
    Steps.remind,
    Steps.when,
    Steps.boundary,
]
STEPS: list[Callable[[Steps, Scope], tuple[str, list[str]]]] = [
    Steps.asking,
    Steps.meeting,
    Steps.desk,
    Steps.bot,
    Steps.calling,
    Steps.running,
]
