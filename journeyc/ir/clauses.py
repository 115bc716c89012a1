"""What happens in a step or around it, and where it leads."""

from typing import Annotated, Literal

from journeyc.expression.tree import Expression
from journeyc.ir.base import WORDING, Arguments, Guard, Model, Place, Wording
from journeyc.ir.effects import Effect


class Leading(Model):
    """What may lead somewhere, and what is done on the way.

    `way` says what `target` means: `enter` goes to the node of that name, or stays where there is none;
    `back` has no target and returns from an interrupt to where the customer was; `last` goes to where the
    customer last was in the stage of that name. `undoing` first runs the `undo` of completed steps, newest
    first.
    """

    target: str | None = None
    way: Literal["enter", "back", "last"] = "enter"
    undoing: bool = False
    effects: tuple[Effect, ...] = ()
    place: Place

    @property
    def leaves(self) -> bool:
        """Whether the customer is somewhere else afterwards."""
        return self.target is not None or self.way == "back"


class Handler(Leading):
    """`on …`: what an event does here. No target: stay, run the effects.

    `events` are names of declared events or those that come by themselves: `answered`, `paused`, `resumed`,
    `NOTIFICATION.delivered` and its like, `NODE.done`. `channels` empty: from any.
    """

    events: tuple[str, ...]
    channels: tuple[str, ...] = ()
    guard: Guard | None = None


class Timer(Leading):
    """`after D`, `at I` or `every D at most N times`, of which it has one: armed on entry, cancelled on
    leaving. No target: stay, run the effects.

    `after` and `every` are a `duration` or a `business time`; `times` stands with `every`.
    """

    after: Expression | None = None
    at: Expression | None = None
    every: Expression | None = None
    times: int | None = None
    text: Wording
    guard: Guard | None = None


class Condition(Leading):
    """`when … -> …`: taken as soon as it is true, without any event; it always leaves."""

    guard: Guard


class Remind(Model):
    """A nudge: the notification goes out once after each delay while the customer is still here."""

    notification: str
    arguments: Arguments = ()
    after: tuple[Expression, ...]
    texts: Annotated[tuple[str, ...], WORDING]
    place: Place


class Clauses(Model):
    """What a step has, and everything that has steps in it; each list in written order."""

    enter: tuple[Effect, ...] = ()
    leave: tuple[Effect, ...] = ()
    handlers: tuple[Handler, ...] = ()
    timers: tuple[Timer, ...] = ()
    conditions: tuple[Condition, ...] = ()
    reminders: tuple[Remind, ...] = ()


class Say(Model):
    """What the customer is told on entry; variants as for messages, all `say` lines of the best variant in
    order.
    """

    language: str | None = None
    channels: tuple[str, ...] = ()
    template: Wording
    place: Place


class Ask(Model):
    """A field of the context the customer is asked for; `again` asks even when it is set."""

    path: tuple[str, ...]
    type: str
    again: bool = False
    place: Place


class Outcome(Leading):
    """What follows the result of a call or the end of a sub-journey.

    `kind` is `ok`, `fails` or `no_answer` for a call, `ends` for a sub-journey; `otherwise` takes what no
    other outcome names. `name` is the failure or the end; for `ok`, what the result is called: expressions
    here read it with the root `local`.
    """

    kind: Literal["ok", "fails", "no_answer", "ends", "otherwise"]
    name: str | None = None


class Retry(Model):
    """How often a call is tried again, how long after, and how many times longer each further wait is."""

    times: int
    every: Expression
    backoff: str = "1"


class Call(Model):
    """A service that is called when the step is entered; its result is an input of its own.

    `no_answer` follows when nothing came within `timeout`, after all retries: what the service did is
    unknown then. An answer that is not older than `keep` is used again, and no call is made: one that a call
    with `keep` of this customer had, of the same service with the same arguments.
    """

    service: str
    arguments: Arguments = ()
    retry: Retry | None = None
    timeout: Expression | None = None
    keep: Expression | None = None
    outcomes: tuple[Outcome, ...]
    place: Place


class Run(Model):
    """A sub-journey that begins when the step is entered and is cancelled with it; the run waits for its
    end.
    """

    journey: str
    arguments: Arguments = ()
    outcomes: tuple[Outcome, ...]
    place: Place


class Pattern(Model):
    """What has happened, for a rule.

    `kind` is `single` (one event), `repeated` (`count` of one event within `within`), `sequence` (all
    events, in this order, within `within` of the first) or `absence` (the first event, and then not the
    second within `within`).
    """

    kind: Literal["single", "repeated", "sequence", "absence"]
    events: tuple[str, ...]
    count: int | None = None
    channels: tuple[str, ...] = ()
    within: Expression | None = None
    text: Wording = ""


class Rule(Model):
    """A business rule: it sees an event before the steps do, and fires at most once for it.

    In a journey it serves the runs of the journey, in the declarations the customer.
    """

    name: str
    title: Wording
    doc: Wording = ""
    pattern: Pattern
    guard: Guard | None = None
    effects: tuple[Effect, ...] = ()
    place: Place
