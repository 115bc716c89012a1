"""A whole story as text, for tests: a heading for each passage, what it is, and what may happen there."""

from collections.abc import Iterator

from journeyc.ir.model import Package
from journeyc.story import Names, criteria, plain_text, rule, sent, story, table


def told(package: Package) -> str:
    """Everything that is told of a package."""
    lines: list[str] = []
    for journey in package.journeys:
        names = Names.of(journey, package.declarations, package.journeys)
        lines += ["", f"# {journey.title or journey.name}", *_journey(names)]
        for scenario in package.scenarios:
            if scenario.journey == journey.name:
                lines += ["", f"## Scenario: {scenario.title}", ""]
                lines += [f"{line.role} {plain_text(line.said)}" for line in criteria(scenario, names)]
    if package.journeys:
        names = Names.of(package.journeys[0], package.declarations, package.journeys)
        lines += ["", "# Shared", ""]
        lines += [
            f"Rule {item.title}: {plain_text(rule(item, names))}" for item in package.declarations.rules
        ]
        for item in package.declarations.notifications:
            lines.append(f"Message {item.title}: {' '.join(map(plain_text, sent(item, names)))}")
        for decision in package.declarations.decisions:
            made = table(decision, names)
            lines += ["", f"Decision {made.title}: {plain_text(made.counts)}"]
            lines += [f"  if {plain_text(when)}: {plain_text(then)}" for when, then in made.rows]
    return "\n".join(lines).strip() + "\n"


def _journey(names: Names) -> Iterator[str]:
    whole = story(names.journey, names)
    yield ""
    for said in (whole.starts, whole.again, whole.away, whole.ends, whole.goals, whole.migrations):
        yield from map(plain_text, said)
    for item, said_of_it in whole.rules:
        yield f"Rule {item.title}: {plain_text(said_of_it)}"
    for passage in whole.passages:
        yield ""
        yield f"##{'#' * passage.depth} {passage.title} ({passage.kind})"
        yield ""
        yield from map(plain_text, passage.told)
        yield from (f"* {plain_text(way)}" for way in passage.ways)
