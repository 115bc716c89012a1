"""What lint rules ask: facts of a project, each worked out when the first rule asks and kept for all others.

They are asked of a project without errors: every name stands for something, and all types fit.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

from journeyc.catalogue import CATALOGUE
from journeyc.compiler import syntax
from journeyc.compiler.facts import messages
from journeyc.compiler.facts.earliest import Soonest, soonest
from journeyc.compiler.facts.fields import Fields, fields_in
from journeyc.compiler.facts.graph import Graph
from journeyc.compiler.facts.passing import Passed, passed
from journeyc.compiler.facts.quiet import Quiet, longest_quiet
from journeyc.compiler.facts.timing import Timing
from journeyc.compiler.facts.uses import summary
from journeyc.compiler.facts.values import Held, Test, held, tests
from journeyc.compiler.facts.walk import by_class, within
from journeyc.compiler.facts.workers import before, worked_on
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.leaving import stuck
from journeyc.compiler.names import Names
from journeyc.compiler.project import Project
from journeyc.compiler.reporter import Reporter
from journeyc.compiler.wording import spaced
from journeyc.diagnostic import Diagnostic, Edit, Label
from journeyc.expression.node import Node
from journeyc.released import NONE_RELEASED, Released
from journeyc.source import Source, Span
from journeyc.uses import Summary

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

    def found(self, rule: str) -> list[Diagnostic]:
        """What a rule has said of this file so far: those that every command asks come first, then those of
        `lint` in the order of their names.
        """
        return [one for one in self.reporter.diagnostics if one.rule == rule]

    def written(self, node: Node) -> str:
        """A node of this file as written, on one line."""
        return spaced(self.reporter.source.text[node.start : node.end])


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
    def sendings(self) -> list[messages.Sending]:
        """Everything the journey sends: notifications of effects in written order, then reminders."""
        return messages.sendings(self.node, self.structure.every)

    @cached_property
    def moves(self) -> list[messages.Move]:
        """What each clause is certain to do at once, with what is left and entered on its way."""
        return messages.moves(self.node, self.structure)

    @cached_property
    def timing(self) -> Timing:
        """How long its times take, and which of them surely lead away."""
        return Timing(self.flow, self.names)

    @cached_property
    def soonest(self) -> dict[str, Soonest]:
        """How soon after the start customers can come to each place."""
        return soonest(self.flow, self.timing)

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
        """Everything written in the journey but names and texts, each node before what it is made of."""
        return within(self.node)

    def every(self, kind: type[Kind]) -> list[Kind]:
        """Those of one class, of everything written in the journey."""
        return self._by_class.get(kind, [])  # type: ignore[return-value]  # they are sorted by class

    @cached_property
    def _by_class(self) -> dict[type[Node], list[Node]]:
        return by_class(self.nodes)

    @cached_property
    def before_workers(self) -> frozenset[str]:
        """The places where a run may still be shown to those who work on it for the company, then or later;
        empty where nobody does.
        """
        return before(self.flow, worked_on(self.flow))

    @cached_property
    def steps(self) -> dict[str, syntax.Step]:
        """The steps by name, in written order."""
        return {name: place for name, place in self.places.items() if isinstance(place, syntax.Step)}

    @cached_property
    def called(self) -> bool:
        """Whether another journey may run this one as a part of itself, and end it or lead on after it."""
        return any(start.kind == "plain" for start in self.node.starts)

    def by_agents(self, step: syntax.Step) -> bool:
        """Whether a step is on channels of agents only."""
        return (
            step.best is None
            and bool(step.channels)
            and not any(self.names.from_customer(channel.text) for channel in step.channels)
        )

    @cached_property
    def raising(self) -> list[syntax.EventEffect]:
        """The effects that raise an event inside the run, in written order."""
        return [effect for effect in self.every(syntax.EventEffect) if effect.kind == "raise"]

    def elsewhere(self, node: Node) -> list[Node]:
        """What a part of the journey calls, runs or starts, and what it tells other systems."""
        return [one for one in self._elsewhere if node.start <= one.start and one.end <= node.end]

    @cached_property
    def _elsewhere(self) -> list[Node]:
        emitted = [effect for effect in self.every(syntax.EventEffect) if effect.kind == "emit"]
        kinds = (syntax.ServiceCall, syntax.SubJourney, syntax.StartEffect)
        return [*(node for kind in kinds for node in self.every(kind)), *emitted]

    @cached_property
    def graph(self) -> Graph:
        """Where who is at a place may come to, whether an end can be reached, and what nobody leaves."""
        return Graph(self.flow)

    @cached_property
    def stuck(self) -> frozenset[str]:
        """The steps that nobody can leave, and the ends of stages after which nothing goes on."""
        return frozenset(stuck(self.flow))


class Facts(Said):
    """A project seen from one file: `names` and `flows` are those of all files, `declarations` and `journeys`
    those of the file itself. Imported files have their own turn.
    """

    def __init__(
        self, project: Project, names: Names, flows: list[JourneyFlow], released: Released = NONE_RELEASED
    ) -> None:
        self.file = project.files[-1]
        reporter = next(one for one in names.reporters if one.source is self.file.source)
        super().__init__(reporter)
        self.project = project
        self.names = names
        self.flows = flows
        #: The steps of earlier versions of journeys, as far as they are known.
        self.released = released
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
    def quiet(self) -> Quiet | None:
        """The longest time in which policies let nothing be sent."""
        return longest_quiet(self.names)

    @cached_property
    def passed(self) -> Passed:
        """What each decision can give of what it is asked with."""
        return passed(self.names)

    @cached_property
    def nodes(self) -> list[Node]:
        """Everything written in the file but names and texts, each node before what it is made of."""
        return [node for declaration in self.declarations for node in self.within(declaration)]

    def every(self, kind: type[Kind]) -> list[Kind]:
        """Those of one class, of everything written in the file."""
        return self._by_class.get(kind, [])  # type: ignore[return-value]  # they are sorted by class

    @cached_property
    def _by_class(self) -> dict[type[Node], list[Node]]:
        return by_class(self.nodes)

    def within(self, declaration: syntax.Declaration) -> list[Node]:
        """Everything written in a declaration of the file but names and texts."""
        return self._within[id(declaration)]

    @cached_property
    def _within(self) -> dict[int, list[Node]]:
        journeys = {id(journey.node): journey for journey in self.journeys}
        return {
            id(one): journeys[id(one)].nodes if id(one) in journeys else within(one)
            for one in self.declarations
        }

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """What the files of the project declare and use, by their paths; the file itself is the last."""
        found = [summary(file, self.names) for file in self.project.files[:-1]]
        found.append(summary(self.file, self.names, self.within))
        return {one["file"]: one for one in found}
