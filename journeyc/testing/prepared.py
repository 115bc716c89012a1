"""A package made ready to play its scenarios: plans are made once, however many scenarios use them."""

from journeyc.decision import deciders
from journeyc.ir import definition_of, model, type_table
from journeyc.ir.begun import begun_with
from journeyc.ir.walk import parts
from journeyc.runtime.core.documents import OutcomeKind
from journeyc.runtime.core.plan import Directory, Plan
from journeyc.runtime.plan import directory_of, plan_of, policies_of, rules_of
from journeyc.runtime.planning.contact import able_channels
from journeyc.testing.reach import reaches

#: The customer of a scenario that does not say who it is.
SOMEBODY = "scenario"

#: The sub-journeys that only end in a scenario, each with the name of its end.
Ends = frozenset[tuple[str, str]]


class Prepared:
    """The plans of a package, by the sub-journeys that are only stood in for."""

    def __init__(self, package: model.Package) -> None:
        declared = package.declarations
        self.package = package
        self.journeys = {journey.name: journey for journey in package.journeys}
        self.rules = {rule.name: rule for rule in declared.rules}
        self.services = {service.name: service for service in declared.services}
        self.notifications = {item.name: item for item in declared.notifications}
        self.types = type_table(declared)
        self.decisions = deciders(declared.decisions, self.types)
        self._able = able_channels(declared)
        rules = rules_of(package)
        self._rules = (rules,) if rules else ()
        self._policies = policies_of(package)
        self._plans: dict[str, Plan] = {}
        self._stubs: dict[tuple[str, str], Plan] = {}
        self._directories: dict[tuple[str, Ends], Directory] = {}

    def plan(self, journey: str) -> Plan:
        """The plan of a journey; PlanError where it cannot be run."""
        if journey not in self._plans:
            self._plans[journey] = plan_of(definition_of(self.package, self.journeys[journey]))
        return self._plans[journey]

    def directory(self, journey: str, ends: Ends) -> Directory:
        """What is played in scenarios of a journey: the journey, and those that it runs or starts; all others
        are not there.
        """
        if (journey, ends) not in self._directories:
            stubs = dict(ends)
            plans = [
                self._stub(name, stubs[name]) if name in stubs else self.plan(name)
                for name in begun_with(self.package, journey, stubs)
            ]
            directory = directory_of(plans, self._rules, self._policies)
            directory.reach = reaches(directory.customer_fields)
            self._directories[journey, ends] = directory
        return self._directories[journey, ends]

    def able(self, notification: str) -> list[str]:
        """The channels of a notification that can bring it, in order of preference."""
        return [name for name in self.notifications[notification].channels if name in self._able]

    def _stub(self, journey: str, end: str) -> Plan:
        """The plan of a journey that takes what the real one takes and ends at once."""
        if (journey, end) not in self._stubs:
            real = self.journeys[journey]
            known = _end(real, end)
            outcome: OutcomeKind = (known.outcome if known else None) or "neutral"
            place = known.place if known else real.place
            stub = model.Journey(
                name=real.name,
                title=real.title,
                parameters=real.parameters,
                starts=(model.PlainStart(target=end, place=real.place),),
                nodes=(model.End(name=end, title=end, outcome=outcome, place=place),),
                place=real.place,
            )
            self._stubs[journey, end] = plan_of(definition_of(self.package, stub))
        return self._stubs[journey, end]


def _end(journey: model.Journey, name: str) -> model.End | None:
    return next(
        (node for node in parts(journey.nodes) if isinstance(node, model.End) and node.name == name), None
    )
