"""The compiler on one screen: text -> tree -> names -> types -> flow -> findings; and, where there are no
errors, the IR.
"""

from typing import TYPE_CHECKING, NamedTuple

from journeyc.catalogue import CATALOGUE
from journeyc.collecting import uncollected
from journeyc.compiler.allows import allowed
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Names, resolve
from journeyc.compiler.project import Project, Read, open_project
from journeyc.compiler.rules import (
    LOCAL_RULES,
    RULES,
    cycle_without_wait,
    decision_cycle,
    missing_otherwise,
    overlapping_rows,
    oversized_rule,
    unkept_window,
)
from journeyc.compiler.typing import type_project
from journeyc.diagnostic import Diagnostic, Severity, sort_key
from journeyc.released import NONE_RELEASED, Released
from journeyc.selection import Selection
from journeyc.source import Source

if TYPE_CHECKING:
    from journeyc.compiler.facts import Facts
    from journeyc.ir import Package

__all__ = ["Checked", "Read", "Selection", "check", "compile_package"]


class Checked(NamedTuple):
    """A project with everything that is known of it; `diagnostics` are sorted by place."""

    project: Project
    names: Names
    flows: list[JourneyFlow]
    diagnostics: list[Diagnostic]
    #: What lint rules ask; None where nothing is linted.
    facts: "Facts | None" = None

    @property
    def correct(self) -> bool:
        """Whether there is no error, so that the project can be compiled."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


@uncollected
def check(
    source: Source,
    read: Read,
    selection: Selection | None = None,
    *,
    lint: bool = False,
    released: Released = NONE_RELEASED,
) -> Checked:
    """Find what is wrong with a file and what it imports; `read` gives the text of imported files.

    With `lint` also what can be run but is hardly meant, in the file itself; `released` are the steps of
    earlier versions, as far as they are known.
    """
    selection = selection or Selection()
    project = open_project(source, read)
    names = resolve(project)
    flows = type_project(names)
    _check_flows(project, names, flows)
    found, facts = _found(project, names), None
    if lint:
        from journeyc.compiler.facts import Facts
        from journeyc.compiler.lint import run_rules

        facts = Facts(project, names, flows, released)
        if not any(CATALOGUE[diagnostic.rule].fixed for diagnostic in found):
            run_rules(facts, selection)
            found = _found(project, names)
    return Checked(project, names, flows, _judged(project, found, selection, lint=lint), facts)


def _check_flows(project: Project, names: Names, flows: list[JourneyFlow]) -> None:
    # Where a clause was left out, ways may be missing: what the flow lacks is no finding then.
    rules = RULES if all(file.whole for file in project.files) else LOCAL_RULES
    missing_otherwise.check_decisions(names)
    decision_cycle.check_decisions(names)
    overlapping_rows.check_decisions(names)
    oversized_rule.check_rules(names)
    unkept_window.check_rules(names)
    cycle_without_wait.check_journeys(flows)
    cycle_without_wait.check_rules(names, flows)
    for flow in flows:
        for rule in rules:
            rule(flow)


def _found(project: Project, names: Names) -> list[Diagnostic]:
    said = (diagnostic for reporter in names.reporters for diagnostic in reporter.diagnostics)
    return [*project.diagnostics, *said]


def _judged(
    project: Project, found: list[Diagnostic], selection: Selection, *, lint: bool
) -> list[Diagnostic]:
    """The findings that count; what is said of comments that allow some is said of the file itself."""
    for file in project.files:
        stay, about = allowed(file.source, found, selection)
        found = [*stay, *about] if lint and file is project.files[-1] else stay
    return sorted(selection.applied(found), key=sort_key)


def compile_package(checked: Checked) -> "Package":
    """The intermediate representation of a project without errors."""
    from journeyc.compiler.lower import lower_project

    return lower_project(checked.names, checked.flows)
