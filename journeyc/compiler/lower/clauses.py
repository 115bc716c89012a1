"""What happens in journeys, lowered: effects, and the clauses that lead somewhere or stay."""

from collections.abc import Iterable
from typing import Any, Literal

from journeyc.compiler import syntax
from journeyc.compiler.lower.ground import Ground, number, title_of, words
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter
from journeyc.expression.syntax import Constant, Expression
from journeyc.expression.types import DURATION, INSTANT
from journeyc.expression.values import number_text
from journeyc.ir import model

_KINDS: dict[str, Literal["ok", "fails", "no_answer", "ends", "otherwise"]] = {
    "ok": "ok",
    "fails": "fails",
    "no answer": "no_answer",
    "ends": "ends",
    "otherwise": "otherwise",
}


class ClauseLowering(Ground):
    """Lowers clauses; `place` knows the types of the fields that are written."""

    def __init__(self, place: Place, reporter: Reporter, zone: Any) -> None:
        super().__init__(place.names, reporter, zone)
        self.place = place

    # ── effects ──────────────────────────────────────────────────────────────────────────────────────

    def effects(self, effects: Iterable[syntax.Effect]) -> tuple[model.Effect, ...]:
        """Effects in written order."""
        return tuple(self.effect(effect) for effect in effects)

    def effect(self, effect: syntax.Effect) -> model.Effect:
        """One effect."""
        names, at = self.names, self.at(effect)
        match effect:
            case syntax.SetEffect():
                return self._set(effect)
            case syntax.NotifyEffect(notification=name):
                arguments = self.arguments(effect.arguments, names.parameters[name.text])
                return model.Notify(notification=name.text, arguments=arguments, place=at)
            case syntax.EventEffect(event=name):
                kind = model.Raise if effect.kind == "raise" else model.Emit
                arguments = self.arguments(effect.arguments, names.payloads[name.text])
                return kind(event=name.text, arguments=arguments, place=at)
            case syntax.StartEffect(journey=name):
                arguments = self.arguments(effect.arguments, names.journey_types[name.text].parameters)
                return model.StartJourney(journey=name.text, arguments=arguments, place=at)
            case syntax.NoteEffect():
                return model.Note(template=effect.text.value, place=at)

    def _set(self, effect: syntax.SetEffect) -> model.Set:
        path = words(effect.path)
        whole = path[0] == "customer" and "customer" not in self.place.fields
        return model.Set(
            root="customer" if whole else "context",
            path=path[1:] if whole else path,
            value=self.expression(effect.value, self.place.type_at(path)),
            text=self.text(effect.value),
            place=self.at(effect),
        )

    # ── where to ─────────────────────────────────────────────────────────────────────────────────────

    def leading(self, tail: syntax.Tail) -> dict[str, Any]:
        """Where a clause leads, and what is done on the way."""
        target = tail.target
        effects = self.effects(tail.effects)
        if target is None:
            return {"effects": effects}
        return {
            "target": None if target.kind == "back" else target.name.text,
            "way": "enter" if target.kind == "place" else target.kind,
            "undoing": target.undoing,
            "effects": effects,
        }

    # ── clauses ──────────────────────────────────────────────────────────────────────────────────────

    def clauses(self, items: Iterable[Any]) -> dict[str, Any]:
        """The clauses of a step or of what steps stand in, by their kind."""
        listed = list(items)
        return {
            "enter": self.boundary(listed, "enter"),
            "leave": self.boundary(listed, "leave"),
            "handlers": tuple(self.handler(item) for item in listed if isinstance(item, syntax.Handler)),
            "timers": tuple(self.timer(item) for item in listed if isinstance(item, syntax.Timer)),
            "conditions": tuple(self.when(item) for item in listed if isinstance(item, syntax.When)),
            "reminders": tuple(self.remind(item) for item in listed if isinstance(item, syntax.Remind)),
        }

    def boundary(self, items: Iterable[Any], kind: str) -> tuple[model.Effect, ...]:
        """The effects of all blocks of a kind, in written order."""
        blocks = [item for item in items if isinstance(item, syntax.Boundary) and item.kind == kind]
        return self.effects(effect for block in blocks for effect in block.effects)

    def handler(self, handler: syntax.Handler) -> model.Handler:
        """`on …`."""
        return model.Handler(
            events=words(handler.events),
            channels=words(handler.channels),
            guard=self.guard(handler.guard),
            **self.leading(handler.tail),
            place=self.at(handler),
        )

    def timer(self, timer: syntax.Timer) -> model.Timer:
        """`after …`, `at …`, `every …`; `give up after …` too."""
        moment = timer.kind == "at"
        when = self.expression(timer.when, INSTANT if moment else DURATION)
        return model.Timer(
            after=None if timer.kind in {"at", "every"} else when,
            at=when if moment else None,
            every=when if timer.kind == "every" else None,
            times=number(timer.times),
            text=self.text(timer.when),
            guard=self.guard(timer.guard),
            **self.leading(timer.tail),
            place=self.at(timer),
        )

    def when(self, when: syntax.When) -> model.Condition:
        """`when … -> …`."""
        guard = self.condition(when.condition)
        return model.Condition(guard=guard, **self.leading(when.tail), place=self.at(when))

    def remind(self, remind: syntax.Remind) -> model.Remind:
        """`remind …`."""
        name = remind.notification.text
        return model.Remind(
            notification=name,
            arguments=self.arguments(remind.arguments, self.names.parameters[name]),
            after=tuple(self.expression(delay, DURATION) for delay in remind.after),
            texts=tuple(self.text(delay) for delay in remind.after),
            place=self.at(remind),
        )

    def call(self, call: syntax.ServiceCall) -> model.Call:
        """`call …`."""
        signature = self.names.service_types[call.service.text]
        return model.Call(
            service=call.service.text,
            arguments=self.arguments(call.arguments, signature.parameters),
            retry=self._retry(call.retry) if call.retry else None,
            timeout=self.optional(call.timeout, DURATION),
            keep=self.optional(call.keep, DURATION),
            outcomes=tuple(self.outcome(outcome) for outcome in call.outcomes),
            place=self.at(call),
        )

    def _retry(self, retry: syntax.Retry) -> model.Retry:
        return model.Retry(
            times=int(retry.times.text),
            every=self.expression(retry.every, DURATION),
            backoff=decimal_text(retry.backoff) if retry.backoff else "1",
        )

    def run(self, run: syntax.SubJourney) -> model.Run:
        """`run …`."""
        signature = self.names.journey_types[run.journey.text]
        return model.Run(
            journey=run.journey.text,
            arguments=self.arguments(run.arguments, signature.parameters),
            outcomes=tuple(self.outcome(outcome) for outcome in run.outcomes),
            place=self.at(run),
        )

    def outcome(self, outcome: syntax.Outcome) -> model.Outcome:
        """What follows a result."""
        return model.Outcome(
            kind=_KINDS[outcome.kind],
            name=outcome.name.text if outcome.name else None,
            **self.leading(outcome.tail),
            place=self.at(outcome),
        )

    # ── rules ────────────────────────────────────────────────────────────────────────────────────────

    def rule(self, rule: syntax.Rule) -> model.Rule:
        """A business rule."""
        return model.Rule(
            name=rule.name.text,
            title=title_of(rule.title, rule.name),
            doc=self.doc(rule),
            pattern=self._pattern(rule.pattern),
            guard=self.guard(rule.guard),
            effects=self.effects(rule.effects),
            place=self.at(rule.name),
        )

    def _pattern(self, pattern: syntax.Pattern) -> model.Pattern:
        once = 1 if pattern.kind == "repeated" else None
        return model.Pattern(
            kind=pattern.kind,  # type: ignore[arg-type]  # the grammar has these only
            events=words(pattern.events),
            count=number(pattern.count) or once,
            channels=words(pattern.channels),
            within=self.optional(pattern.within, DURATION),
            text=self.text(pattern),
        )


def decimal_text(expression: Expression) -> str:
    """A number as the digits of a decimal."""
    value = expression.value if isinstance(expression, Constant) else None
    return number_text(value) if not isinstance(value, int | None) else str(value)  # type: ignore[arg-type]  # typing checked it
