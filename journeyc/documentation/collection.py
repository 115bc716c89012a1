"""Everything that was given, put together: each journey once, with what it uses and how it is tested."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from journeyc.documentation.addresses import Address, page_name, place
from journeyc.ir import definition_of
from journeyc.ir.definition import customer_definition
from journeyc.ir.model import Definition, Journey, Package, Rule, Scenario
from journeyc.story import Names

Key: TypeAlias = tuple[str, str]


class Source(NamedTuple):
    """A file, and what it was compiled to."""

    file: str
    package: Package


@dataclass(frozen=True, slots=True)
class Entry:
    """A journey: the package it is told from, just what it uses, how things are called, the scenarios that
    test it, and the name of its page, which rules of the customer have not.
    """

    journey: Journey
    package: Package
    definition: Definition
    names: Names
    scenarios: tuple[Scenario, ...]
    page: str
    #: Several sets of rules of the customer share a page.
    number: int = 1

    def place(self, kind: str, name: str) -> Address:
        """The id of the place on its page where something is told."""
        plain = place(kind, name)
        return Address(f"{plain}--{self.number}") if self.number > 1 else plain

    @property
    def key(self) -> Key:
        return key_of(self.journey)


@dataclass(frozen=True, slots=True)
class Collection:
    """All journeys by title, and the packages with rules of the customer, each once."""

    entries: tuple[Entry, ...]
    customers: tuple[Entry, ...]


def collected(sources: Sequence[Source]) -> Collection:
    """Put together what files were compiled to; a journey that several import is told from its own file."""
    found: dict[Key, tuple[Journey, Package]] = {}
    for file, package in sources:
        for journey in package.journeys:
            own = journey.place.file == file
            if own or key_of(journey) not in found:
                found[key_of(journey)] = (journey, package)
    scenarios = list(_scenarios(sources))
    taken: set[str] = set()
    entries = []
    for key in sorted(found):
        journey, package = found[key]
        page = page_name(journey.name, taken)
        taken.add(page)
        tests = tuple(scenario for tested, scenario in scenarios if tested == key)
        names = Names.of(journey, package.declarations, package.journeys)
        entries.append(Entry(journey, package, definition_of(package, journey), names, tests, page))
    entries.sort(key=lambda entry: ((entry.journey.title or entry.journey.name).casefold(), entry.key))
    return Collection(tuple(entries), tuple(_customers(sources)))


def key_of(journey: Journey) -> Key:
    """What is one with a journey, whatever file imports it: its name, and the file it stands in."""
    return journey.name, journey.place.file


def _scenarios(sources: Iterable[Source]) -> Iterable[tuple[Key, Scenario]]:
    """Each scenario once, with the key of what it tests."""
    seen: set[tuple[str, int, int]] = set()
    for _, package in sources:
        for scenario in package.scenarios:
            at = (scenario.place.file, scenario.place.line, scenario.place.column)
            tested = next((one for one in package.journeys if one.name == scenario.journey), None)
            if tested is not None and at not in seen:
                seen.add(at)
                yield key_of(tested), scenario


def _customers(sources: Iterable[Source]) -> Iterable[Entry]:
    """What is declared for the customer, whatever journey they are in, as journeys without a page; each rule
    once, however many files import it.
    """
    told: set[tuple[str, int]] = set()
    number = 0
    for _, package in sorted(sources, key=lambda one: -len(one.package.declarations.rules)):
        new = tuple(rule for rule in package.declarations.rules if _at(rule) not in told)
        definition = customer_definition(package) if new else None
        if definition is None:
            continue
        told.update(map(_at, new))
        number += 1
        journey = definition.journey.model_copy(update={"rules": new})
        cut = Definition(declarations=definition.declarations, journey=journey)
        names = Names.of(journey, package.declarations, package.journeys)
        yield Entry(journey, package, cut, names, (), "", number)


def _at(rule: Rule) -> tuple[str, int]:
    return rule.place.file, rule.place.line
