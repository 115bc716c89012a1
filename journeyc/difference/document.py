"""A difference as a document for programs, with a format version and a published schema."""

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from journeyc.difference.kinds import KINDS
from journeyc.difference.model import Action, Category, Change, Customers, Difference, Fate, State
from journeyc.difference.model import Position as At
from journeyc.difference.phrase import said
from journeyc.difference.summary import summary

FORMAT_VERSION: Literal[1] = 1


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PositionDocument(_Model):
    """Where something stands; line and column are counted from 1."""

    file: str
    line: int
    column: int


class ChangeDocument(_Model):
    """One thing that is different. `of` is the node or declaration it is in; `old` and `new` are the words of
    the author, null where there was or is nothing; `at` is where it stands: on the old side where it is gone.
    """

    category: Category
    kind: str
    action: Action
    of: str
    sentence: str
    old: str | None
    new: str | None
    at: PositionDocument | None


class BreakingDocument(_Model):
    """What breaks programs that embed a journey; `journey` is null where it concerns several, or none. `at`
    is where it stands: on the old side where it is `gone`.
    """

    kind: str
    explanation: str
    journey: str | None
    sentence: str
    at: PositionDocument | None
    gone: bool


class InsideDocument(_Model):
    """What becomes of customers at a place of an old version; `runs` is null where nobody has counted."""

    version: int
    place: str
    title: str
    fate: Fate
    to: str | None
    reasons: list[str]
    runs: int | None


class CustomersDocument(_Model):
    """What becomes of those inside; `clause` is what to write so that no step keeps them from it."""

    note: str
    counted: bool
    places: list[InsideDocument]
    clause: str


class JourneyDocument(_Model):
    """What is different in a journey; versions and hashes are null where it is not there."""

    name: str
    title: str
    state: State
    old_version: int | None
    new_version: int | None
    old_hash: str | None
    new_hash: str | None
    changes: list[ChangeDocument]
    customers: CustomersDocument | None


class DifferenceDocument(_Model):
    """Everything that is different between two states of journeys. `left_out` are files with errors;
    `not_compared` are journeys that only one side has, and that may be in such a file of the other.
    """

    format: Literal["journeyc.difference"] = "journeyc.difference"
    format_version: Literal[1] = FORMAT_VERSION
    old: str
    new: str
    summary: str
    breaking: list[BreakingDocument]
    journeys: list[JourneyDocument]
    shared: list[ChangeDocument]
    left_out: list[str]
    not_compared: list[str]


def document(difference: Difference) -> DifferenceDocument:
    """The document of a difference."""
    return DifferenceDocument(
        old=difference.old,
        new=difference.new,
        summary=summary(difference),
        breaking=[
            BreakingDocument(
                kind=one.kind,
                explanation=KINDS[one.kind],
                journey=one.journey,
                sentence=said(one.sentence),
                at=_at(one.at),
                gone=one.gone,
            )
            for one in difference.breaking
        ],
        journeys=[
            JourneyDocument(
                **{
                    **one._asdict(),
                    "changes": [_change(change) for change in one.changes],
                    "customers": _customers(one.customers),
                }
            )
            for one in difference.journeys
        ],
        shared=[_change(change) for change in difference.shared],
        left_out=list(difference.left_out),
        not_compared=list(difference.not_compared),
    )


def to_json(difference: Difference) -> str:
    """The document as JSON text, two spaces deep. What is no text in a name is written as a code."""
    text = json.dumps(document(difference).model_dump(), ensure_ascii=False, indent=2)
    return text.encode(errors="backslashreplace").decode() + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the document."""
    schema = DifferenceDocument.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _change(one: Change) -> ChangeDocument:
    return ChangeDocument(**{**one._asdict(), "sentence": said(one.sentence), "at": _at(one.at)})


def _at(found: At | None) -> PositionDocument | None:
    return PositionDocument(**found._asdict()) if found else None


def _customers(found: Customers | None) -> CustomersDocument | None:
    if found is None:
        return None
    places = [InsideDocument(**{**one._asdict(), "reasons": list(one.reasons)}) for one in found.places]
    return CustomersDocument(note=said(found.note), counted=found.counted, places=places, clause=found.clause)
