"""One customer who is known under several names: what was merged, and by what it is undone."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from journeyc.expression.values import Json


class Identity(TypedDict):
    """Somebody who has become a part of this customer: by which `merge`, `into` whom of them, when, by whom
    and why.
    """

    merge: str
    into: str
    at: str
    by: str
    reason: str


class Merged(Identity):
    """The same, kept with who is a part of another since, and what gives them back: their `document` as it
    was, the `runs` they had, and the `profile` and `segments` of the other then; and when the other had
    `ended` the journeys last that both had begun.
    """

    document: dict[str, Any]
    runs: list[str]
    profile: dict[str, Json]
    segments: dict[str, str]
    ended: NotRequired[dict[str, str]]


def merge_of(customer: Mapping[str, Any]) -> str | None:
    """The merge by which a customer has become a part of another, or was one last."""
    merged = customer.get("merged")
    return merged["merge"] if merged is not None else customer.get("parted")


def numbered(customer: Mapping[str, Any], number: int | str) -> str:
    """A number in an id of a customer: who comes under a key from which somebody was erased has ids of their
    own, so that nobody takes what is for them for what was for the other.
    """
    generation = customer.get("generation")
    return f"{number}.{generation}" if generation else str(number)
