"""Tests of journeys, as their authors wrote them: played on a virtual clock."""

from typing import Annotated, Literal

from pydantic import Field

from journeyc.expression.tree import Expression
from journeyc.ir.base import Arguments, Guard, Model, Place


class Given(Model):
    """A value of the customer, the context or a parameter before a scenario begins; an empty `path` is the
    customer as a whole.

    An answer has the same form, always in the context.
    """

    root: Literal["context", "customer", "parameter"] = "context"
    path: tuple[str, ...]
    value: Expression
    place: Place


class StubGives(Model):
    """A service answers that all went well, with this value if it gives one."""

    kind: Literal["gives"] = "gives"
    service: str
    value: Expression | None = None
    place: Place


class StubFails(Model):
    """A service fails in this declared way."""

    kind: Literal["fails"] = "fails"
    service: str
    failure: str
    place: Place


class StubSilent(Model):
    """A service never answers."""

    kind: Literal["silent"] = "silent"
    service: str
    place: Place


class StubEnds(Model):
    """A sub-journey ends at once, at this end."""

    kind: Literal["ends"] = "ends"
    journey: str
    end: str
    place: Place


class StubDown(Model):
    """A channel carries nothing: every message over it fails for good."""

    kind: Literal["down"] = "down"
    channel: str
    place: Place


Stub = Annotated[StubGives | StubFails | StubSilent | StubEnds | StubDown, Field(discriminator="kind")]


class Send(Model):
    """An event happens."""

    kind: Literal["send"] = "send"
    event: str
    arguments: Arguments = ()
    channel: str | None = None
    place: Place


class Told(Model):
    """A channel tells what became of the newest message of this notification, long after it was sent."""

    kind: Literal["told"] = "told"
    notification: str
    outcome: Literal["delivered", "opened", "clicked", "failed"]
    place: Place


class Begin(Model):
    """The journey begins by itself, without an event."""

    kind: Literal["start"] = "start"
    arguments: Arguments = ()
    place: Place


class Answer(Model):
    """The customer answers, all at once."""

    kind: Literal["answer"] = "answer"
    answers: tuple[Given, ...]
    channel: str | None = None
    place: Place


class Wait(Model):
    """Time passes: a `duration`, or a `business time` of the journey's calendar."""

    kind: Literal["wait"] = "wait"
    time: Expression
    place: Place


class ExpectAt(Model):
    """The run is at this node (`negated`: it is not)."""

    kind: Literal["expect_at"] = "expect_at"
    node: str
    negated: bool = False
    place: Place


class ExpectEnded(Model):
    """The run has ended here."""

    kind: Literal["expect_ended"] = "expect_ended"
    end: str
    place: Place


class ExpectPaused(Model):
    """The run is paused."""

    kind: Literal["expect_paused"] = "expect_paused"
    place: Place


class ExpectNotified(Model):
    """This notification was sent (`negated`: it was not), over one of these channels if any are named."""

    kind: Literal["expect_notified"] = "expect_notified"
    notification: str
    channels: tuple[str, ...] = ()
    negated: bool = False
    place: Place


class ExpectSuppressed(Model):
    """A message of this notification was not sent, for this reason if one is named (`negated`: none was)."""

    kind: Literal["expect_suppressed"] = "expect_suppressed"
    notification: str
    reason: str | None = None
    negated: bool = False
    place: Place


class ExpectEmitted(Model):
    """This event was emitted (`negated`: it was not)."""

    kind: Literal["expect_emitted"] = "expect_emitted"
    event: str
    negated: bool = False
    place: Place


class ExpectFired(Model):
    """This rule of the journey that is tested, or of the customer, has fired (`negated`: it has not)."""

    kind: Literal["expect_fired"] = "expect_fired"
    rule: str
    of: Literal["journey", "customer"] = "journey"
    negated: bool = False
    place: Place


class ExpectRefused(Model):
    """The last event of this name was not taken, for this reason."""

    kind: Literal["expect_refused"] = "expect_refused"
    event: str
    reason: str
    place: Place


class ExpectThat(Model):
    """The condition is true; it reads the context and the customer."""

    kind: Literal["expect_that"] = "expect_that"
    guard: Guard
    place: Place


ScenarioStep = Annotated[
    Send
    | Told
    | Begin
    | Answer
    | Wait
    | ExpectAt
    | ExpectEnded
    | ExpectPaused
    | ExpectNotified
    | ExpectSuppressed
    | ExpectEmitted
    | ExpectFired
    | ExpectRefused
    | ExpectThat,
    Field(discriminator="kind"),
]


class Scenario(Model):
    """One test of a journey: when it begins, what holds before and throughout, then `steps` in written
    order.
    """

    title: str
    journey: str
    at: Expression | None = None
    given: tuple[Given, ...] = ()
    stubs: tuple[Stub, ...] = ()
    steps: tuple[ScenarioStep, ...] = ()
    place: Place
