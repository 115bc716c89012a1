"""Choices, journeys and rules that lead to each other without a step between them."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.acts import acts, boundary
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Declared, Names
from journeyc.compiler.reporter import Reporter
from journeyc.expression.syntax import Word

NAME = "cycle-without-wait"
#: What surely becomes of a message that is sent.
_SURELY = ("sent", "delivered")


def check(flow: JourneyFlow) -> None:
    """Say circles of choices: a customer in one would go round for ever in one moment."""
    through = syntax.Choice | syntax.Split | syntax.Composite
    onward: dict[str, list[str]] = {
        name: [] for name, place in flow.places.items() if isinstance(place, through)
    }
    composites = {name for name in onward if flow.structure.composite(name)}
    for edge in flow.edges:
        # A composite is gone through in a moment only on the way to where it begins.
        passed = edge.kind == "first" or edge.source not in composites
        if edge.source in onward and edge.target in onward and passed:
            onward[edge.source].append(edge.target)
    said: set[str] = set()
    for circle in circles(onward):
        if not said.intersection(circle):
            said.update(circle)
            first = min(circle, key=list(onward).index)
            at = circle.index(first)
            shown = " -> ".join(f"`{name}`" for name in [*circle[at:], *circle[:at], first])
            message = f"{shown} go round without a wait"
            flow.reporter.error(NAME, flow.places[first].name, message, "put a step between them")


def check_journeys(flows: list[JourneyFlow]) -> None:
    """Say journeys that begin each other before anybody could do anything."""
    by_name = {flow.node.name.text: flow for flow in flows}
    begun = {name: _begun(flow) for name, flow in by_name.items()}
    onward = {name: [other for other in words if other in by_name] for name, words in begun.items()}
    said: set[str] = set()
    for circle in circles(onward):
        if not said.intersection(circle):
            said.update(circle)
            shown = " -> ".join(f"`{name}`" for name in [*circle, circle[0]])
            message = f"{shown} begin each other without a wait"
            if len(circle) == 1:
                message = f"`{circle[0]}` begins itself without a wait"
            word = begun[circle[0]][circle[1 % len(circle)]]
            cure = "put a step before it, at which the customer does something"
            by_name[circle[0]].reporter.error(NAME, word, message, cure)


def _begun(flow: JourneyFlow) -> dict[str, Word]:
    """The journeys that begin at once when a journey is started by itself, and where that is written."""
    onward: dict[str | None, list[str]] = {}
    for edge in flow.edges:
        plain = isinstance(edge.cause, syntax.Start) and edge.cause.kind == "plain"
        if plain or edge.kind in {"choice", "split", "first"}:
            onward.setdefault(edge.source, []).append(edge.target)
    found: dict[str, Word] = {}
    pending, seen = list(onward.get(None, [])), set[str]()
    while pending:
        name = pending.pop()
        if name in seen or name not in flow.places:
            continue
        seen.add(name)
        place = flow.places[name]
        pending += [*onward.get(name, []), *flow.structure.around(name)]
        effects = place.effects if isinstance(place, syntax.End) else boundary(place, "enter")
        words = [effect.journey for effect in effects if isinstance(effect, syntax.StartEffect)]
        if isinstance(place, syntax.Step):
            words += [item.journey for item in place.items if isinstance(item, syntax.SubJourney)]
        for word in words:
            found.setdefault(word.text, word)
    return found


def check_rules(names: Names, flows: list[JourneyFlow]) -> None:
    """Say rules of which each brings about what the next one waits for: one event would have no end."""
    policies = (policy.node for policy in names.policies.values())
    capped = any(isinstance(item, syntax.Cap) for policy in policies for item in policy.items)
    _rounds(list(names.rules.values()), frozenset(), capped=capped)
    for flow in flows:
        clauses = [
            item
            for place in flow.structure.every
            if isinstance(place, syntax.Step | syntax.Composite)
            for item in place.items
        ]
        leads = [
            item
            for item in clauses
            if isinstance(item, syntax.Handler | syntax.When) and item.tail.target is not None
        ]
        handlers = [item for item in leads if isinstance(item, syntax.Handler)]
        leading = frozenset(word.text for handler in handlers for word in handler.events)
        # A condition that leads on may end the run in the middle of it, and so may what takes a raised event.
        if handlers == leads and leading.isdisjoint(_raised(flow)):
            _rounds([Declared(rule, flow.reporter) for rule in flow.node.rules], leading, capped=capped)


def _raised(flow: JourneyFlow) -> Iterator[str]:
    for act in acts(flow.node, flow.structure.every):
        for effect in act.effects:
            if isinstance(effect, syntax.EventEffect) and effect.kind == "raise":
                yield effect.event.text


def _rounds(rules: list[Declared[syntax.Rule]], leading: frozenset[str], *, capped: bool) -> None:
    """Say circles of what happens, but for what leads on; only rules that always fire count."""
    onward: dict[str, dict[str, tuple[syntax.Effect, Reporter]]] = {}
    for rule, reporter in rules:
        if not _fires(rule, reporter):
            continue
        pattern = rule.pattern
        completing = pattern.events[-1].text
        for effect in rule.effects:
            for event in _brought_about(effect, capped=capped):
                # Beside its last event a pattern may lack others, but not once it has fired.
                if pattern.kind == "single" or event == completing:
                    onward.setdefault(completing, {}).setdefault(event, (effect, reporter))
    said: set[str] = set()
    followed = {event: [other for other in to if other in onward] for event, to in onward.items()}
    for circle in circles(followed):
        if said.isdisjoint(circle) and leading.isdisjoint(circle):
            said.update(circle)
            shown = " -> ".join(f"`{event}`" for event in [*circle, circle[0]])
            message = f"rules bring about what each other waits for, without end: {shown}"
            if len(circle) == 1:
                message = f"a rule that waits for `{circle[0]}` brings it about itself, without end"
            effect, reporter = onward[circle[0]][circle[1 % len(circle)]]
            cure = "add a condition that ends it, such as a count of the rounds"
            reporter.error(NAME, effect, message, cure)


def _fires(rule: syntax.Rule, reporter: Reporter) -> bool:
    """Whether a rule fires whenever what it waits for has happened."""
    sure = rule.guard is None and not rule.pattern.channels and rule.pattern.kind != "absence"
    return sure and reporter.intact(rule) and reporter.clean(rule)


def _brought_about(effect: syntax.Effect, *, capped: bool) -> list[str]:
    """What surely happens because of an effect."""
    match effect:
        case syntax.EventEffect(kind="raise", event=event):
            return [event.text]
        case syntax.NotifyEffect(notification=name) if not capped:
            return [f"{name.text}.{outcome}" for outcome in _SURELY]
    return []


def circles(onward: dict[str, list[str]]) -> Iterator[list[str]]:
    """Ways that come back to where they began, at least one of each knot of circles."""
    finished: set[str] = set()
    for start, targets in onward.items():
        way: dict[str, Iterator[str]] = {} if start in finished else {start: iter(targets)}
        while way:
            last, others = next(reversed(way.items()))
            target = next(others, None)
            if target is None:
                finished.add(last)
                del way[last]
            elif target in way:
                names = list(way)
                yield names[names.index(target) :]
            elif target not in finished:
                way[target] = iter(onward[target])
