"""What all models of the intermediate representation share."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from journeyc.expression.tree import Expression

#: Words for people: part of the wording hash, not of the meaning hash.
WORDING = Field(json_schema_extra={"wording": True})
Wording = Annotated[str, WORDING]

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Category = Literal["service", "marketing", "transactional"]

#: Values by the names of the parameters they are for, in written order.
Arguments = tuple[tuple[str, Expression], ...]


class Model(BaseModel):
    """What all parts share: immutable, and a field nobody declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Model):
    """Where the author wrote something; line and column are counted from 1."""

    file: str
    line: int
    column: int


class Guard(Model):
    """A condition, with its text as written (canonical spacing) for people: diagrams, reports, incidents."""

    expression: Expression
    text: Wording
    place: Place


class FieldDeclaration(Model):
    """A named, typed slot; `type` is in written form (`money?`, `list of text`, `Reason`); `default`
    computes the first value.
    """

    name: str
    type: str
    default: Expression | None = None
    doc: Wording = ""
    place: Place | None = None
