"""From the checked tree to the intermediate representation."""

from journeyc import __version__, ir
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.lower.declarations import lower_declarations
from journeyc.compiler.lower.journey import JourneyLowering
from journeyc.compiler.lower.scenarios import ScenarioLowering
from journeyc.compiler.names import Names

__all__ = ["lower_project"]


def lower_project(names: Names, flows: list[JourneyFlow]) -> ir.Package:
    """The package of a project without errors."""
    by_name = {flow.node.name.text: flow for flow in flows}
    return ir.Package(
        compiler=__version__,
        declarations=lower_declarations(names),
        journeys=tuple(JourneyLowering(flow).lower() for flow in flows),
        scenarios=tuple(
            ScenarioLowering(declared, by_name[declared.node.journey.text]).lower()
            for declared in names.scenarios
        ),
    )
