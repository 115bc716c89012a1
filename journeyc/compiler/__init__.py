"""The compiler on one screen: text -> tree -> names -> types -> flow -> findings; and, where there are no
errors, the IR.
"""

from typing import TYPE_CHECKING, NamedTuple

from journeyc.collecting import uncollected
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Names, resolve
from journeyc.compiler.project import Project, Read, Unreadable, open_project
from journeyc.compiler.rules import (
    LOCAL_RULES,
    RULES,
    cycle_without_wait,
    decision_cycle,
    missing_otherwise,
    overlapping_rows,
)
from journeyc.compiler.typing import type_project
from journeyc.diagnostic import Diagnostic, Severity, sort_key
from journeyc.source import Source

if TYPE_CHECKING:
    from journeyc.ir import Package

__all__ = ["Checked", "Read", "Unreadable", "check", "compile_package"]


class Checked(NamedTuple):
    """A project with everything that is known of it; `diagnostics` are sorted by place."""

    project: Project
    names: Names
    flows: list[JourneyFlow]
    diagnostics: list[Diagnostic]

    @property
    def correct(self) -> bool:
        """Whether there is no error, so that the project can be compiled."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


@uncollected
def check(source: Source, read: Read) -> Checked:
    """Find everything that is wrong with a file and what it imports; `read` gives the text of imported
    files.
    """
    project = open_project(source, read)
    names = resolve(project)
    flows = type_project(names)
    # Where a clause was left out, ways may be missing: what the flow lacks is no finding then.
    rules = RULES if all(file.whole for file in project.files) else LOCAL_RULES
    missing_otherwise.check_decisions(names)
    decision_cycle.check_decisions(names)
    overlapping_rows.check_decisions(names)
    cycle_without_wait.check_journeys(flows)
    for flow in flows:
        for rule in rules:
            rule(flow)
    found = [
        *project.diagnostics,
        *(diagnostic for reporter in names.reporters for diagnostic in reporter.diagnostics),
    ]
    return Checked(project, names, flows, sorted(found, key=sort_key))


def compile_package(checked: Checked) -> "Package":
    """The intermediate representation of a project without errors."""
    from journeyc.compiler.lower import lower_project

    return lower_project(checked.names, checked.flows)
