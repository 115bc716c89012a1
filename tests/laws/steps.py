"""Drawn steps, by what they wait for."""

from tests.laws.choices import Choices
from tests.laws.clauses import Clauses, Scope
from tests.laws.vocabulary import EVENTS, QUESTIONS

Parts = tuple[str, list[str]]


class Steps(Clauses):
    """Draws steps: a header, and the clauses that it is there for."""

    def step(self, c: Choices, name: str, scope: Scope) -> str:
        kinds = [
            (30, self.meeting), (20, self.asking), (14, self.calling), (8, self.desk), (8, self.queue),
            (6, self.bot), (9, self.running), (5, self.silent),
        ]  # fmt: skip
        header, lines = c.weighted(kinds)(c, scope)
        lines += [*self.extras(c, scope), *self.boundaries()]
        if c.often(12):
            lines.append(f"undo{self.effects(c, scope._replace(fields=()), 1)}")
        return f'step {name} "Step {name}" {header} {{\n{joined(lines)}}}'

    def meeting(self, c: Choices, scope: Scope) -> Parts:
        """Waits for the customer."""
        header = c.one(("via web, voice", "via web", "via best best_channel(customer, n)", "via voice"))
        return header, self.handlers(c, scope)

    def asking(self, c: Choices, scope: Scope) -> Parts:
        fields = c.several(QUESTIONS, most=3, least=1)
        # Whether something is known already is a condition, too.
        again = len(fields) if self.temper.plain else c.often(20)
        lines = [f"ask {', '.join([*(f'again {name}' for name in fields[:again]), *fields[again:]])}"]
        if not self.temper.plain and c.often(30):
            lines.append(f"on answered when {self.condition(c)} {self.tail(c, scope)}")
        if not (self.temper.bold and c.often(50)):
            lines.append(f"on answered -> {scope.following}{self.effects(c, scope)}")
        else:
            lines.append(f"on answered {self.tail(c, scope)}")
        return c.one(("via web, voice", "via web")), lines + self.handlers(c, scope, least=0)

    def desk(self, c: Choices, scope: Scope) -> Parts:
        return "via desk", self.handlers(c, scope, source="desk")

    def queue(self, c: Choices, scope: Scope) -> Parts:
        return "via desk by queue team", self.handlers(c, scope, source="desk")

    def bot(self, c: Choices, scope: Scope) -> Parts:
        header, lines = self.asking(c, scope) if c.often(30) else self.meeting(c, scope)
        return f"{header} by bot helper", lines

    def calling(self, c: Choices, scope: Scope) -> Parts:
        """A call with some of its rows, and perhaps a way that does not wait for it."""
        service, result, failures = c.one(
            (
                ("printer.letter(words = word)", "", ()),
                ("bank.pay(bill = detail.code, amount = total)", " as receipt", ("refused", "closed")),
                ("crm.find(id = customer.id)", " as found", ("unknown",)),
            )
        )
        retry = c.one(
            (
                "",
                " retry 2 times every 1 minute",
                " retry 3 times every 10 seconds backoff 2",
                " retry 1 times every 1 day",
            )
        )
        timeout = c.one(("", " timeout 30 seconds", " timeout 1 day") if not self.temper.calm else ("",))
        keep = c.one(("", " keep 1 day", " keep 1 hour")) if result else ""
        named = result if c.often(50) and ("receipt" in result or "parts" in scope.fields) else ""
        shown = 'note "{{ receipt }}"' if "receipt" in named else "set parts = found"
        effects = f" {{ {shown} }}" if named else self.effects(c, scope)
        rows = [f"ok{named} {'' if effects and c.often(10) else '-> ' + scope.following}{effects}"]
        if c.often(25):
            rows.append(f"otherwise {self.anywhere(c, scope)}")
        else:
            rows += [f"fails {failure} {self.tail(c, scope)}" for failure in failures]
            rows.append(f"no answer {self.anywhere(c, scope)}{self.effects(c, scope)}")
        lines = [f"call {service}{retry}{timeout}{keep} {{\n{joined(rows)}}}", *self.sure(c, scope, rows)]
        if c.often(25):
            return "via web", lines + self.handlers(c, scope, least=0)
        return "", lines

    def sure(self, c: Choices, scope: Scope, rows: list[str]) -> list[str]:
        """A way out of a step that stays after some outcome, with luck."""
        if all("->" in row for row in rows) or (self.temper.bold and c.often(50)):
            return []
        return [f"after {self.time(c)} -> {scope.following}"]

    def running(self, c: Choices, scope: Scope) -> Parts:
        if c.often(25):
            return "", [f"run quick_check {{ ends fine -> {scope.following}{self.effects(c, scope)} }}"]
        rows = [f"ends good -> {scope.following}{self.effects(c, scope)}"]
        rows.append(
            f"otherwise {self.anywhere(c, scope)}" if c.often(30) else f"ends bad {self.tail(c, scope)}"
        )
        arguments = c.one(("", "(strict = true)", "(strict = won)"))
        lines = [f"run check_id{arguments} {{\n{joined(rows)}}}", *self.sure(c, scope, rows)]
        return c.one(("", "via web")), lines + self.handlers(c, scope, least=0)

    def silent(self, c: Choices, scope: Scope) -> Parts:
        """Waits for systems and time."""
        events = {name: EVENTS[name] for name in ("ping", "noise", "news.delivered", "big.entered")}
        return "", [f"after {self.time(c)} -> {scope.following}", *self.handlers(c, scope, events, least=0)]


def joined(lines: list[str]) -> str:
    """Lines, each behind the other."""
    return "".join(f"{line}\n" for line in lines)
