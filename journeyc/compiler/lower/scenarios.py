"""Scenarios, lowered."""

from typing import Literal

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.lower.clauses import ClauseLowering
from journeyc.compiler.lower.ground import settings_of, words, zone_of
from journeyc.compiler.names import Declared
from journeyc.expression import tree
from journeyc.expression.syntax import Expression, Word
from journeyc.expression.types import DURATION, INSTANT, Type
from journeyc.ir import model


class ScenarioLowering(ClauseLowering):
    """Lowers a scenario; moments are in the zone of the journey it tests."""

    def __init__(self, declared: Declared[syntax.Scenario], flow: JourneyFlow) -> None:
        self.node = declared.node
        self.flow = flow
        super().__init__(flow.place, declared.reporter, zone_of(settings_of(flow.node.settings)))

    def lower(self) -> model.Scenario:
        """The scenario."""
        items = self.node.items
        moments = [item.when for item in items if isinstance(item, syntax.Instant)]
        steps = [
            step
            for item in items
            if not isinstance(item, syntax.Instant | syntax.Given | syntax.Stub)
            for step in (self._step(item),)
        ]
        return model.Scenario(
            title=self.node.title.value,
            journey=self.node.journey.text,
            at=self.expression(moments[-1], INSTANT) if moments else None,
            given=tuple(self._given(item) for item in items if isinstance(item, syntax.Given)),
            stubs=tuple(self._stub(item) for item in items if isinstance(item, syntax.Stub)),
            steps=tuple(steps),
            place=self.at(self.node),
        )

    def _given(self, given: syntax.Given) -> model.Given:
        path = words(given.path)
        of_customer = path[0] == "customer" and "customer" not in self.place.fields
        root = "customer" if of_customer else self.place.roots.get(path[0], "context")
        return model.Given(
            root=root,  # type: ignore[arg-type]  # there is nothing local in a scenario
            path=path[1:] if of_customer else path,
            value=self.expression(given.value, self._type(path, whole=path == ("customer",))),
            place=self.at(given),
        )

    def _type(self, path: tuple[str, ...], *, whole: bool) -> Type:
        return self.names.customer_type if whole else self.place.type_at(path)

    def _stub(self, stub: syntax.Stub) -> model.Stub:
        name, at = stub.stands_for.text, self.at(stub)
        match stub.kind:
            case "gives" | "ok":
                return model.StubGives(service=name, value=self._result(name, stub.value), place=at)
            case "fails":
                return model.StubFails(service=name, failure=_text(stub.name), place=at)
            case "silent":
                return model.StubSilent(service=name, place=at)
            case "down":
                return model.StubDown(channel=name, place=at)
        return model.StubEnds(journey=name, end=_text(stub.name), place=at)

    def _result(self, service: str, value: Expression | None) -> tree.Expression | None:
        if value is None:
            return None
        return self.expression(value, self.names.service_types[service].result)

    def _step(
        self, item: syntax.Sent | syntax.Begun | syntax.Answered | syntax.Wait | syntax.Expect
    ) -> model.ScenarioStep:
        at = self.at(item)
        match item:
            case syntax.Sent() if "." in item.event.text:
                name, _, outcome = item.event.text.rpartition(".")
                return model.Told(
                    notification=name,
                    outcome=outcome,  # type: ignore[arg-type]  # others are errors
                    place=at,
                )
            case syntax.Sent():
                arguments = self.arguments(item.arguments, self.names.payloads[item.event.text])
                channel = _channel(item.channels)
                return model.Send(event=item.event.text, arguments=arguments, channel=channel, place=at)
            case syntax.Begun():
                parameters = self.names.journey_types[self.node.journey.text].parameters
                return model.Begin(arguments=self.arguments(item.arguments, parameters), place=at)
            case syntax.Answered():
                answers = tuple(self._given(answer) for answer in item.answers)
                return model.Answer(answers=answers, channel=_channel(item.channels), place=at)
            case syntax.Wait():
                return model.Wait(time=self.expression(item.time, DURATION), place=at)
            case syntax.Expect():
                return self._expect(item, at)

    def _expect(self, item: syntax.Expect, at: model.Place) -> model.ScenarioStep:
        name = _text(item.name)
        match item.kind:
            case "at":
                return model.ExpectAt(node=name, negated=item.negated, place=at)
            case "ended":
                return model.ExpectEnded(end=name, place=at)
            case "paused":
                return model.ExpectPaused(place=at)
            case "notified":
                channels = words(item.channels)
                return model.ExpectNotified(
                    notification=name, channels=channels, negated=item.negated, place=at
                )
            case "suppressed":
                reason = _text(item.reason) or None
                return model.ExpectSuppressed(
                    notification=name, reason=reason, negated=item.negated, place=at
                )
            case "emitted":
                return model.ExpectEmitted(event=name, negated=item.negated, place=at)
            case "fired":
                in_journey = any(rule.name.text == name for rule in self.flow.node.rules)
                of: Literal["journey", "customer"] = "journey" if in_journey else "customer"
                return model.ExpectFired(rule=name, of=of, negated=item.negated, place=at)
            case "refused":
                return model.ExpectRefused(event=name, reason=_text(item.reason), place=at)
        if item.condition is None:
            message = f"`expect {item.kind}` is not known"
            raise AssertionError(message)
        return model.ExpectThat(guard=self.condition(item.condition), place=at)


def _text(word: Word | None) -> str:
    return word.text if word else ""


def _channel(channels: list[Word]) -> str | None:
    return channels[0].text if channels else None
