"""Compiled journeys are put into a store before any service has them, or it is said what that would do."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from journeyc.ir import Definition
from journeyc.runtime.errors import DefinitionError
from journeyc.runtime.hosts.journeys import Compiled, definitions_in, stored
from journeyc.runtime.ports import Store, StoredDefinition
from journeyc.runtime.stores.versions import clash


class Deployed(NamedTuple):
    """A version of a journey that was put into a store: it is `new` there, was `known` as it is, or is
    `reworded`, where only words are others. Runs begin in the version that is `newest` there; `before` that
    was another, or None. Runs of the versions that it `takes` can move to it.
    """

    journey: str
    version: int
    state: Literal["new", "known", "reworded"]
    newest: int
    before: int | None
    takes: tuple[int, ...]


def deploy(store: Store, given: Compiled | Iterable[Compiled], *, dry_run: bool = False) -> list[Deployed]:
    """Put journeys into a store, all of them or none. DefinitionError where a version has another meaning
    than the one that is there.
    """
    there = {(one.journey, one.version): one for one in store.definitions()}
    told: list[Deployed] = []
    new = [(one, stored(one)) for one in definitions_in(given)]
    for definition, wanted in new:
        known = there.get((wanted.journey, wanted.version))
        if known is not None and known.hash != wanted.hash:
            raise DefinitionError(*clash(known, wanted, "the store"))
        told.append(_told(definition, wanted, known, [*there.values()]))
    if not dry_run:
        store.define([wanted for _, wanted in new])
    return told


def _told(
    definition: Definition,
    wanted: StoredDefinition,
    known: StoredDefinition | None,
    there: Iterable[StoredDefinition],
) -> Deployed:
    versions = [one.version for one in there if one.journey == wanted.journey]
    state: Literal["new", "known", "reworded"] = "new"
    if known is not None:
        state = "known" if known == wanted else "reworded"
    return Deployed(
        wanted.journey,
        wanted.version,
        state,
        max([*versions, wanted.version]),
        max(versions, default=None),
        tuple(sorted(one.version for one in definition.journey.migrations)),
    )
