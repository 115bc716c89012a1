"""Types a whole project: declarations first, then each journey along its ways, so that every path knows
what was set before it; scenarios last.
"""

from journeyc.compiler import languages, repeats, syntax
from journeyc.compiler.declarations import type_declarations
from journeyc.compiler.effects import listed
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Declared, Names, field_types
from journeyc.compiler.places import Place
from journeyc.compiler.scenarios import scenario
from journeyc.compiler.settings import settings
from journeyc.expression.environment import NOTHING
from journeyc.expression.types import OptionalType, Type


def type_project(names: Names) -> list[JourneyFlow]:
    """Check declarations, journeys and scenarios; the flows are what lint rules ask."""
    type_declarations(names)
    flows = [_journey(names, journey) for journey in names.journeys.values()]
    if names.journeys and names.customer is None:
        journey = next(iter(names.journeys.values()))
        journey.reporter.undefined_customer(journey.node.name)
    repeats.in_scenarios(names.scenarios)
    by_name = {flow.node.name.text: flow for flow in flows}
    for declared in names.scenarios:
        scenario(names, declared, by_name.get(declared.node.journey.text))
    return flows


def _journey(names: Names, declared: Declared[syntax.Journey]) -> JourneyFlow:
    node, reporter = declared
    parameters = names.journey_types[node.name.text].parameters
    roots = dict.fromkeys(parameters, "parameter")
    fields = field_types(names, node.context, reporter)
    unset = frozenset(
        field.name.text
        for field in node.context
        if field.default is None and not isinstance(fields.get(field.name.text), OptionalType | None)
    )
    _parameters(names, declared)
    seen: dict[str, Type] = dict(parameters)
    taken = {field.name.text: field.name for field in node.parameters}
    for field in node.context:
        name = field.name.text
        if name in {"customer", "event"}:
            message = f"`{name}` is the name of something else"
            reporter.error("ambiguous-name", field.name, message, "rename the field")
        if name in taken:
            reporter.duplicate(field.name, "field", taken[name], reporter.source)
        kind = fields.get(name)
        if field.default is not None and kind is not None:
            earlier = Place(names, reporter, dict(seen), unset=unset, roots=roots)
            earlier.inference().check(field.default, kind, NOTHING, f" for `{name}`")
        if kind is not None:
            seen[name] = kind
    place = Place(names, reporter, {**parameters, **fields}, unset=unset, roots=roots)
    place.declared = [*node.parameters, *node.context]
    settings(place, node)
    flow = JourneyFlow(declared, place)
    flow.walk()
    languages.unheard(flow)
    _aims(flow)
    return flow


def _parameters(names: Names, declared: Declared[syntax.Journey]) -> None:
    """Type the defaults of parameters: each may read those before it."""
    node, reporter = declared
    kinds = names.journey_types[node.name.text].parameters
    seen: dict[str, Type] = {}
    for field in node.parameters:
        name = field.name.text
        if field.default is not None:
            place = Place(names, reporter, dict(seen), root="parameter")
            place.inference().check(field.default, kinds[name], NOTHING, f" for `{name}`")
        seen[name] = kinds[name]


def _aims(flow: JourneyFlow) -> None:
    """Type goals and migrations, which name places of the journey."""
    place, reporter, places = flow.place, flow.reporter, flow.places
    known = flow.knowledge.during("") or NOTHING
    for goal in flow.node.goals:
        if goal.reached is not None and goal.reached.text not in places:
            reporter.undefined(goal.reached, "step or end", places, f"the places are {listed(places)}")
        place.condition(goal.condition, known)
        if goal.within is not None:
            place.delay(goal.within, known)
    version = next((setting.value for setting in flow.node.settings if setting.name == "version"), None)
    newest = int(version.text[:12] or 1) if isinstance(version, syntax.Word) else 1
    for migration in flow.node.migrations:
        _migration(flow, migration, newest)


def _migration(flow: JourneyFlow, migration: syntax.Migration, newest: int) -> None:
    reporter, places, version = flow.reporter, flow.places, migration.version
    if not 0 < int(version.text[:12] or 1) < newest:
        message = f"version {version.text[:12]} is not older than this one, which is {newest}"
        cure = "name the version that runs come from, and raise `version` when the journey changes"
        reporter.error("invalid-literal", version, message, cure)
    reporter.once((move.old for move in migration.moves), "move", "a step moves to one place: keep one")
    for move in migration.moves:
        if move.new.text not in places:
            cure = f"the places are {listed(places)}"
            reporter.undefined(move.new, "step, stage, choice or end", places, cure)
