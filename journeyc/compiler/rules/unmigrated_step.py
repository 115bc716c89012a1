"""A step of an older version whose customers are told nowhere to go."""

from journeyc.compiler import syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.nearest import nearest

NAME = "unmigrated-step"


def check(facts: Facts) -> None:
    """Say steps that an older version had, this one has not, and no `move` speaks of."""
    for journey in facts.journeys:
        for migration in journey.node.migrations:
            key = (journey.node.name.text, int(migration.version.text))
            if key in facts.released:
                _check(journey, migration, facts.released[key])


def _check(journey: JourneyFacts, migration: syntax.Migration, steps: frozenset[str]) -> None:
    version = migration.version.text
    missing = steps - {move.old.text for move in migration.moves} - set(journey.places)
    for move in migration.moves:
        if move.old.text not in steps:
            near = nearest(move.old.text, sorted(missing or steps))
            cure = f"did you mean `{near}`?" if near else f"its steps are {listed(sorted(steps))}"
            journey.say(NAME, move.old, f"version {version} has no step `{move.old.text}`", cure)
            # What it was to move is not missing besides.
            missing -= {near}
    if missing:
        message = (
            f"nothing says where customers of version {version} go who wait at {listed(sorted(missing))}"
        )
        cure = f"add where they go: `move {min(missing)} -> …`"
        journey.say(NAME, migration.version, message, cure)
