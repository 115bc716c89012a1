"""Whole drawn journeys: first their shape, which names everything, then the text, which leads around in it.

Places are a chain: each leads to the next one, the last to what follows around it, and any may also lead
elsewhere.
"""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.laws.choices import Choices, Supply, chunks, chunks_of
from tests.laws.clauses import Scope, Temper
from tests.laws.steps import Steps, joined
from tests.laws.vocabulary import CALLS_AWAY, CONTEXT, EVENTS, PARTIES

NAME = "drawn"
_CHUNK = 48
_DEEPEST = 3
_KINDS = (
    (110, "step"), (26, "stage"), (28, "parallel"), (24, "each"), (18, "choice"), (14, "split"),
)  # fmt: skip


@dataclass
class Shape:
    """A place before anything is said of where it leads; `inside` are its chains, one for each branch."""

    kind: str
    name: str
    choices: Choices
    inside: list["Shape"] = field(default_factory=list)

    def names(self) -> list[str]:
        """What one may lead to from outside: the place, and what stands in stages."""
        deeper = [name for shape in self.inside for name in shape.names()] if self.kind == "stage" else []
        return [self.name, *deeper]


class Drawing(Steps):
    """Draws journeys out of a supply of choices."""

    def __init__(self, supply: Supply, temper: Temper) -> None:
        super().__init__(temper)
        self.supply = supply

    # The shape.

    def shape(self, depth: int) -> Shape:
        c = self.supply.next()
        kinds = _KINDS if depth < _DEEPEST else (_KINDS[0], *_KINDS[-2:])
        kind = c.weighted([one for one in kinds if not (self.temper.plain and one[1] == "choice")])
        shape = Shape(kind, self.name(kind), c)
        if kind == "parallel":
            shape.inside = [
                Shape("branch", self.name("branch"), Choices(), self.chain(c, depth + 1, 2))
                for _ in range(2 + (c.below(4) == 3))
            ]
        elif kind in {"stage", "each"}:
            shape.inside = self.chain(c, depth + 1, 3)
        return shape

    def chain(self, c: Choices, depth: int, most: int) -> list[Shape]:
        return [self.shape(depth) for _ in range(1 + c.below(most))]

    # The text.

    def places(self, shapes: list[Shape], scope: Scope) -> list[str]:
        """A chain of places in a scope that leads on from the last of them."""
        texts = []
        for number, shape in enumerate(shapes):
            later = [name for other in shapes[number + 1 :] for name in other.names()]
            earlier = [name for other in shapes[: number + 1] for name in other.names()]
            remembered = [other.name for other in shapes[:number] if remembers(other)]
            inner = scope._replace(
                following=shapes[number + 1].name if number + 1 < len(shapes) else scope.following,
                forward=(*later[1:], scope.following, *scope.forward) if later else scope.forward,
                backward=(*earlier, *scope.backward),
                remembered=(*remembered, *scope.remembered),
            )
            texts.append(
                getattr(self, shape.kind)(shape, inner)
                if shape.kind != "step"
                else self.step(shape.choices, shape.name, inner)
            )
        return texts

    def choice(self, shape: Shape, scope: Scope) -> str:
        c = shape.choices
        rows = [
            f"when {self.condition(c)} {self.ahead(c, scope)}{self.effects(c, scope)}"
            for _ in range(1 + c.below(2))
        ]
        rows.append(f"otherwise -> {scope.following}{self.effects(c, scope)}")
        return f"choice {shape.name} {{\n{joined(list(dict.fromkeys(rows)))}}}"

    def split(self, shape: Shape, scope: Scope) -> str:
        c = shape.choices
        parts = c.one(((50, 50), (90, 10), (20, 30, 50), ("0.5", "99.5")))
        ways = [f"-> {scope.following}", *(self.ahead(c, scope) for _ in parts[1:])]
        rows = [
            f"{part}% way_{n} {way}{self.effects(c, scope)}"
            for n, (part, way) in enumerate(zip(parts, ways, strict=True))
        ]
        return f"split {shape.name} {{\n{joined(rows)}}}"

    def stage(self, shape: Shape, scope: Scope) -> str:
        c, name = shape.choices, shape.name
        memory = remembers(shape)
        lines, ends, inner = [], [], scope
        if c.often(50):
            ends = [self.name("end") for _ in range(self.ends(c, 2))]
            if len(ends) > 1:
                lines.append(f"on {name}.done when event.end == {ends[1]} {self.onward(c, scope)}")
            lines.append(f"on {name}.done -> {scope.following}{self.effects(c, scope)}")
            inner = scope._replace(following=ends[0], forward=(*ends[1:], scope.following, *scope.forward))
        lines += [*self.around(c, scope), *self.boundaries()]
        inside = self.places(shape.inside, inner)
        lines += [f"first {c.one(shape.inside).name}"] if c.often(25) else []
        return f"stage {name}{memory} {{\n{joined([*lines, *inside, *(f'end {end}' for end in ends)])}}}"

    def ends(self, c: Choices, most: int) -> int:
        """How many ends there are; one where all must be reached."""
        return 1 + c.below(most) * (not self.temper.plain or self.temper.bold)

    def onward(self, c: Choices, scope: Scope) -> str:
        """Where what is done leads: anywhere, but for journeys that must not go round for ever."""
        return self.ahead(c, scope) if self.temper.plain else self.anywhere(c, scope)

    def around(self, c: Choices, scope: Scope) -> list[str]:
        """Clauses of a place that has places inside."""
        lines = self.extras(c, scope) if c.often(50) else []
        return lines + (self.handlers(c, scope, least=0) if c.often(30) else [])

    def parallel(self, shape: Shape, scope: Scope) -> str:
        c, name = shape.choices, shape.name
        lines, branches = [], []
        shares = [scope.fields[number :: len(shape.inside)] for number in range(len(shape.inside))]
        for branch, fields in zip(shape.inside, shares, strict=True):
            ends = [self.name("end") for _ in range(self.ends(c, 2))]
            out = (
                tuple(way for way in (scope.following, *scope.forward) if way != "back")
                if c.often(30)
                else ()
            )
            inner = Scope(ends[0], (*ends[1:], *out), (), fields, scope.items, undoing=False)
            inside = self.places(branch.inside, inner)
            clauses = [*(self.around(c, inner) if c.often(30) else []), *self.boundaries()]
            branches.append(
                f"branch {branch.name} {{\n{joined([*clauses, *inside, *(f'end {end}' for end in ends)])}}}"
            )
            if c.often(25):
                end = c.one(ends)
                lines.append(f"on {branch.name}.done when event.end == {end} {self.onward(c, scope)}")
            elif c.often(20):
                lines.append(f"on {branch.name}.done{self.effects(c, scope._replace(fields=()), 1)}")
        lines.append(f"on {name}.done -> {scope.following}{self.effects(c, scope)}")
        lines += [*self.around(c, scope._replace(fields=())), *self.boundaries()]
        return f"parallel {name} {{\n{joined([*branches, *lines])}}}"

    def each(self, shape: Shape, scope: Scope) -> str:
        c, name = shape.choices, shape.name
        item, ends = self.name("item"), [self.name("end") for _ in range(self.ends(c, 2))]
        at_once = c.one(("", " at most 1 at once", " at most 2 at once"))
        out = tuple(way for way in (scope.following, *scope.forward) if way != "back") if c.often(30) else ()
        inner = Scope(ends[0], (*ends[1:], *out), (), (), (*scope.items, item), undoing=False)
        inside = self.places(shape.inside, inner)
        note = f' {{ note "{{{{ {item} }}}}" }}' if c.often(50) else ""
        lines = [
            f"on {name}.done -> {scope.following}{self.effects(c, scope)}",
            *self.around(c, scope._replace(fields=())),
            *self.boundaries(),
        ]
        among = c.one(("parts", "parts", '["A", "B"]', '["A"]'))
        body = joined([*inside, *(f"end {end}{note}" for end in ends), *lines])
        return f"each {name} for {item} in {among}{at_once} {{\n{body}}}"

    # The journey around them.

    def interrupt(self, c: Choices, event: str, ends: list[str], outside: list[str]) -> str:
        name, urgent = self.name("anytime"), c.one(("", "urgent "))
        inside = self.chain(c, 2, 2)
        # One that always goes first would hide the handlers of all steps.
        guard = self.maybe_guard(c, 100 if urgent and event in EVENTS else 20)
        urgent = "" if event in EVENTS and not guard else urgent
        source = c.one(("", " from web, voice"))
        lines = [f"on {event}{source}{guard} -> {inside[0].name}{self.effects(c, _OUTSIDE)}"]
        if c.often(25):
            lines.append(f"on later{self.effects(c, _OUTSIDE, 1)}")
        scope = Scope("back", (*ends[:1], *c.several(outside, most=1)), ())
        return f"anytime {urgent}{name} {{\n{joined([*lines, *self.places(inside, scope)])}}}"

    def pause(self, c: Choices, ends: list[str]) -> str:
        lines = c.several(
            (
                "after 30 minutes idle",
                "on later",
                "remind nudge after 1 day, 3 days",
                "hold timers",
                "give up",
            ),
            4,
            1,
        )
        if not {"after 30 minutes idle", "on later"} & {*lines}:
            lines.append(c.one(("after 1 day idle", "on later", "on ping from web")))
        give_up = f"give up after {c.one(('2 days', '14 days'))} -> {c.one(ends)}{self.effects(c, _OUTSIDE)}"
        return f"pause {{\n{joined([give_up if line == 'give up' else line for line in lines])}}}"

    def settings(self, c: Choices) -> list[str]:
        zone = c.one(
            ('timezone "Europe/Berlin"', "timezone customer.timezone", 'timezone "America/New_York"', "")
        )
        reenter = c.one(
            ("", "reenter always", "reenter never", "reenter after 3 days at most 2 times per 365 days")
        )
        per = c.one(("", "one run per customer, bill", "one run per customer"))
        return [line for line in ("calendar office", zone, reenter, per) if line]

    def starts(self, c: Choices, names: list[str]) -> list[str]:
        first = names[0]
        more = [
            f"starts -> {first}",
            f"starts when customer enters big -> {c.one(names)} {{ set won = true }}",
            f"starts every monday to friday at 09:00 for big -> {first}",
            f"starts every day at 02:30 -> {first}{self.effects(c, _OUTSIDE)}",
            f"starts on paid when event.amount > 20 EUR -> {c.one(names)} {{ set total = event.amount }}",
        ]
        if self.temper.calm:
            more = [start for start in more if not start.startswith("starts every")]
        begun = f"starts on opened -> {first} {{ set bill = event.bill set amount = event.amount }}"
        return [begun, *c.several(more, most=3)]

    def goals(self, c: Choices, names: list[str]) -> list[str]:
        goals = [
            f'goal reached_it "Reached" when reached {c.one(names)} within 2 business days',
            'goal won_it "Won" when won and n > 1 within 1 week',
            f'goal there "There" when reached {c.one(names)}',
        ]
        return c.several(goals, most=2)

    def journey(self) -> str:
        c = self.supply.next()
        ends = [self.name("end") for _ in range(self.ends(c, 3))]
        self.pauses = c.often(50)
        settings = self.settings(c)
        away = c.several(CALLS_AWAY, most=c.one((1, 2, 2)))
        interrupts = [(self.supply.next(), event) for event in away]
        shapes = [self.shape(1)]
        while self.supply:
            shapes.append(self.shape(1))
        names = [name for shape in shapes for name in shape.names()]
        places = self.places(shapes, Scope(ends[0], tuple(ends[1:])))
        parts = [
            *settings,
            CONTEXT,
            *self.starts(c, names),
            *([self.pause(c, ends)] if self.pauses else []),
            *self.goals(c, [*names, *ends]),
            *places,
            *(self.interrupt(own, event, ends, names) for own, event in interrupts),
            *(
                f"end {end} {c.one(('success', 'failure', 'neutral'))}{self.effects(c, _OUTSIDE)}"
                for end in ends
            ),
        ]
        return f'journey {NAME} "Drawn" {{\n{joined(parts)}}}\n'


_OUTSIDE = Scope("", undoing=False)


def remembers(shape: Shape) -> str:
    """Whether and how a stage remembers; decided by its name, for others ask before it is drawn."""
    if shape.kind != "stage":
        return ""
    return ("", " remembers", " remembers deep")[int(shape.name.rpartition("_")[2]) % 3]


def text_of(drawn: list[bytes], temper: Temper) -> str:
    """A file with a whole journey."""
    return PARTIES + Drawing(Supply(drawn), temper).journey()


def seeded(seed: int, size: int, temper: Temper) -> str:
    """The journey of a seed, with about so many places."""
    return text_of(chunks_of(seed, _CHUNK, size + 1), temper)


def journeys(temper: Temper, most: int = 10) -> st.SearchStrategy[str]:
    """Such texts; small ones are simple."""
    return st.builds(text_of, chunks(_CHUNK, 2, most), st.just(temper))
