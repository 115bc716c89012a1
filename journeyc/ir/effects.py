"""What a journey does on the way: effects, executed in written order."""

from typing import Annotated, Literal

from pydantic import Field

from journeyc.expression.tree import Expression
from journeyc.ir.base import Arguments, Model, Place, Wording


class Set(Model):
    """Write a field of the context or, with this `root`, of the customer. `path` starts there."""

    kind: Literal["set"] = "set"
    root: Literal["context", "customer"] = "context"
    path: tuple[str, ...]
    value: Expression
    text: Wording
    place: Place


class Notify(Model):
    """Send a notification with arguments by name."""

    kind: Literal["notify"] = "notify"
    notification: str
    arguments: Arguments = ()
    place: Place


class Raise(Model):
    """An event for this run alone, handled in the same macrostep once all before it is done."""

    kind: Literal["raise"] = "raise"
    event: str
    arguments: Arguments = ()
    place: Place


class Emit(Model):
    """An event to the outside: the host hands it to whoever listens."""

    kind: Literal["emit"] = "emit"
    event: str
    arguments: Arguments = ()
    place: Place


class StartJourney(Model):
    """Begin a run of another journey of the same customer; nobody waits for it."""

    kind: Literal["start"] = "start"
    journey: str
    arguments: Arguments = ()
    place: Place


class Note(Model):
    """Words for the history of the run: a template, as messages are."""

    kind: Literal["note"] = "note"
    template: Wording
    place: Place


Effect = Annotated[Set | Notify | Raise | Emit | StartJourney | Note, Field(discriminator="kind")]
