"""What lint rules ask: facts of a project, each worked out when the first rule asks and kept for all others.

They are asked of a project without errors: every name stands for something, and all types fit.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

from journeyc.catalogue import CATALOGUE
from journeyc.compiler.facts.fields import Fields, fields_in
from journeyc.compiler.facts.uses import Summary, summary
from journeyc.compiler.facts.values import Held, Test, held, tests
from journeyc.compiler.facts.walk import within
from journeyc.compiler.facts.workers import before, worked_on
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Names
from journeyc.compiler.project import Project
from journeyc.compiler.reporter import Reporter
from journeyc.diagnostic import Edit, Label
from journeyc.expression.node import Node
from journeyc.source import Source, Span

__all__ = ["Facts", "JourneyFacts", "Said", "within"]

Kind = TypeVar("Kind", bound=Node)


class Said:
    """Who says findings: those of a rule, as grave as the catalogue has it."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter

    def say(  # all that a finding can have
        self,
        rule: str,
        at: Node | Span,
        message: str,
        cure: str,
        *,
        labels: tuple[Label, ...] = (),
        edits: tuple[Edit, ...] = (),
    ) -> None:
        """Say what a rule found at a node of this file."""
        severity = CATALOGUE[rule].severity
        self.reporter.error(rule, at, message, cure, labels, edits, severity=severity)

    def label(self, at: Node, text: str) -> Label:
        """A second place in this file that explains a finding."""
        return Label(self.reporter.source, Span(at.start, at.end), text)


class JourneyFacts(Said):
    """A journey: `node` as written, its `places` by name, the ways between them (`edges`), and which of them
    are `reachable`.
    """

    def __init__(self, flow: JourneyFlow, names: Names) -> None:
        super().__init__(flow.reporter)
        self.names = names
        self.flow = flow
        self.node = flow.node
        self.places = flow.places
        self.structure = flow.structure
        self.edges = flow.edges

    @cached_property
    def reachable(self) -> frozenset[str]:
        """The places that customers may come to."""
        return frozenset(self.flow.reachable)

    @cached_property
    def fields(self) -> Fields:
        """What the journey reads and writes."""
        context = dict.fromkeys((field.name.text for field in self.node.context), "context")
        return fields_in(self.node, {**context, **self.flow.place.roots})

    @cached_property
    def held(self) -> dict[str, frozenset[Held]]:
        """All values that fields of the context can ever hold, of those of which that is known."""
        return held(self.node, self.fields)

    @cached_property
    def tests(self) -> list[Test]:
        """Where conditions compare fields of the context with constants, or are such a field themselves."""
        return list(tests(self.nodes))

    @cached_property
    def nodes(self) -> list[Node]:
        """Everything written in the journey, each node before what it is made of."""
        return list(within(self.node))

    @cached_property
    def before_workers(self) -> frozenset[str]:
        """The places where a run may still be shown to those who work on it for the company, then or later;
        empty where nobody does.
        """
        return before(self.flow, worked_on(self.flow))


class Facts(Said):
    """A project seen from one file: `names` are those of all files, `declarations` and `journeys` those of
    the file itself. Imported files have their own turn.
    """

    def __init__(self, project: Project, names: Names, flows: list[JourneyFlow]) -> None:
        self.file = project.files[-1]
        reporter = next(one for one in names.reporters if one.source is self.file.source)
        super().__init__(reporter)
        self.project = project
        self.names = names
        self.declarations = self.file.tree.declarations
        self.journeys = [JourneyFacts(flow, names) for flow in flows if flow.reporter is reporter]

    @property
    def source(self) -> Source:
        """The text of the file."""
        return self.file.source

    def of_kind(self, kind: type[Kind]) -> Iterator[Kind]:
        """The declarations of one kind, in written order."""
        return (node for node in self.declarations if isinstance(node, kind))

    @cached_property
    def nodes(self) -> list[Node]:
        """Everything written in the file, each node before what it is made of."""
        return [node for declaration in self.declarations for node in within(declaration)]

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """What the files of the project declare and use, by their paths; the file itself is the last."""
        found = [summary(file, self.names) for file in self.project.files]
        return {one["file"]: one for one in found}
