"""The bill dispute as a document that Pydantic validates: names and texts are checked for their form,
expressions stay text.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Dotted = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$")]
Text = Annotated[str, Field(min_length=1)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SetEffect(Model):
    set: Dotted
    value: Text


class NotifyEffect(Model):
    notify: Name


Effect = SetEffect | NotifyEffect


class Way(Model):
    to: Name
    effects: tuple[Effect, ...] = ()


class Start(Way):
    event: Name
    channels: tuple[Name, ...] = Field((), alias="from")


class Remind(Model):
    notification: Name
    after: tuple[Text, ...]


class GiveUp(Way):
    after: Text


class Pause(Model):
    idle: Text
    resume_on: tuple[Name, ...] = ()
    remind: Remind | None = None
    give_up: GiveUp | None = None


class Said(Model):
    text: Text
    language: Name | None = None


class Handler(Way):
    event: Dotted
    when: Text | None = None


class Timer(Way):
    delay: Text
    when: Text | None = None


class Step(Model):
    step: Name
    title: Text
    via: tuple[Name, ...] = ()
    say: tuple[Said, ...] = ()
    ask: tuple[Dotted, ...] = ()
    enter: tuple[Effect, ...] = ()
    hears: tuple[Handler, ...] = ()
    after: tuple[Timer, ...] = ()


class Row(Way):
    when: Text | None = None


class Choice(Model):
    choice: Name
    title: Text
    rows: tuple[Row, ...]


class End(Model):
    end: Name
    title: Text
    outcome: Literal["success", "failure", "neutral"]
    effects: tuple[Effect, ...] = ()


class ContextField(Model):
    name: Name
    type: Text
    default: Text | None = None


class Journey(Model):
    journey: Name
    title: Text
    version: int
    owner: Text
    languages: tuple[Name, ...]
    timezone: Text
    one_run_per: tuple[Dotted, ...]
    context: tuple[ContextField, ...]
    starts: tuple[Start, ...]
    pause: Pause
    places: tuple[Step | Choice | End, ...]


DOCUMENT = TypeAdapter(tuple[Journey, ...])
