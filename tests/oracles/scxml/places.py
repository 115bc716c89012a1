"""The places of a journey for the states of a machine."""

from tests.oracles.scxml.effects import EffectWriter
from tests.oracles.scxml.events import done_state
from tests.oracles.scxml.expressions import Scope, Unforeseen
from tests.oracles.scxml.handlers import Handler, Handlers
from tests.oracles.scxml.inference import carried
from tests.oracles.scxml.model import Executable, If, Machine, State
from tests.oracles.scxml.names import Names

#: The outermost final state in which a machine must end.
PASSING = "pass"


class PlaceWriter:
    """Writes all places; `left` are the fields that say whether a state with a history was ever left."""

    def __init__(self, machine: Machine, handlers: Handlers, effects: EffectWriter) -> None:
        self.machine = machine
        self.handlers = handlers
        self.effects = effects
        self.names = Names()
        for state in machine.states:
            self.names.of(state.name)
        self.left = {
            state.name: self.names.new(f"{state.name} was left")
            for state in machine.states
            if any(child.kind == "history" for child in state.children)
        }
        #: Where a state is entered that does something under conditions on the way in.
        self._ways_in = {
            state.name: self.names.new(f"{state.name} before")
            for state in machine.states
            if any(isinstance(act, If) for act in state.entering)
        }

    @property
    def start(self) -> str:
        """Where the journey begins."""
        root = self.machine.root
        return self.way_in(self._initial(root))

    def all(self) -> list[str]:
        """The text of all places."""
        return self._inside(self.machine.root, 1)

    # ── names and targets ──

    def way_in(self, name: str) -> str:
        """The place that leads into a state: one of several side by side is entered with the others."""
        state = self.machine.state(name)
        if state.region and state.parent is not None:
            return self.way_in(state.parent.name)
        return self._ways_in.get(name) or self.names.of(name)

    def _initial(self, state: State) -> str:
        return state.initial[0] if state.initial else state.inner[0].name

    # ── places ──

    def _place(self, state: State, depth: int) -> list[str]:
        """A state, with what has to stand before it."""
        match state.kind:
            case "final":
                return self._end(state, depth)
            case "history":
                return []
            case "parallel":
                branches = [line for child in state.inner for line in self._branch(child, depth + 1)]
                return self._block(f"parallel {self.names.of(state.name)}", state, branches, depth)
        if state.atomic:
            before = self._before(state, depth)
            return [*before, *self._block(f"step {self.names.of(state.name)}", state, [], depth)]
        remembers = self._remembers(state)
        head = f"stage {self.names.of(state.name)}{remembers}"
        return [*self._block(head, state, self._inside(state, depth + 1), depth)]

    def _inside(self, state: State, depth: int) -> list[str]:
        """What stands in a state, and the choice that a target `history` of it is, beside it."""
        lines = self._beginning(state, depth) if state is not self.machine.root else []
        for child in state.children:
            lines += self._place(child, depth)
            for history in child.children:
                if history.kind == "history":
                    lines += self._history(child, history, depth)
        return lines

    def _branch(self, state: State, depth: int) -> list[str]:
        if state.kind != "state" or state.name in self.left:
            raise Unforeseen(f"a {state.kind} side by side with others")
        head = f"branch {self.names.of(state.name)}"
        if not state.atomic:
            return self._block(head, state, self._inside(state, depth + 1), depth)
        inner = self.names.new(f"{state.name} step")
        lines = self._block(f"step {inner}", state, [], depth + 1)
        return _braced(head, lines, depth)

    def _beginning(self, state: State, depth: int) -> list[str]:
        """Where a stage begins, if it is not with what is written first, or something is done before."""
        first = self._initial(state)
        done = self.effects.block(state.beginning.content, self._scope()) if state.beginning else []
        direct = any(child.name == first for child in state.inner)
        if direct and not done:
            return [f"{'  ' * depth}first {self.way_in(first)}"]
        name = self.names.new(f"{state.name} beginning")
        otherwise = _with_effects(f"otherwise -> {self.way_in(first)}", done, depth + 1)
        return [f"{'  ' * depth}first {name}", *_braced(f"choice {name}", otherwise, depth)]

    def _end(self, state: State, depth: int) -> list[str]:
        """A final state; where it matters outside that its parent is done, it says so itself."""
        effects = self.effects.block(state.entering, self._scope())
        outermost = state.parent is self.machine.root
        if state.leaving:
            raise Unforeseen("a final state that is left")
        if state.parent is not None and state.parent.name in self.handlers.afar:
            values = carried(
                self.effects.translator, state.done_parameters, state.done_content, self._scope()
            )
            effects.append(self.effects.event("raise", f"done.state.{state.parent.name}", values))
        kind = "success" if state.name == PASSING else "failure"
        head = f"end {self.names.of(state.name)}{f' {kind}' if outermost else ''}"
        return _with_effects(head, effects, depth)

    def _history(self, state: State, history: State, depth: int) -> list[str]:
        """A choice: back to where the state was left, or, if it never was, the default way."""
        if not any(history.name in way.targets for one in self.machine.states for way in one.transitions):
            return []
        (default,) = history.transitions
        done = self.effects.block(default.content, self._scope())
        rows = [f"{'  ' * (depth + 1)}when {self.left[state.name]} -> last of {self.names.of(state.name)}"]
        rows += _with_effects(f"otherwise -> {self.way_in(default.targets[0])}", done, depth + 1)
        return _braced(f"choice {self.names.of(history.name)}", rows, depth)

    def _remembers(self, state: State) -> str:
        histories = [child for child in state.children if child.kind == "history"]
        aimed = {name for one in self.machine.states for way in one.transitions for name in way.targets}
        used = [history for history in histories if history.name in aimed]
        return "".join(" remembers deep" if history.deep else " remembers" for history in used)

    # ── conditions on the way in ──

    def _before(self, state: State, depth: int) -> list[str]:
        """Steps and choices that do one after the other what is done on the way in, up to the last condition.

        They are passed in the same macrostep, before any event, so nobody else sees them.
        """
        lines: list[str] = []
        pending: list[Executable] = []
        name = self._ways_in.get(state.name, "")
        last = max((at for at, act in enumerate(state.entering) if isinstance(act, If)), default=-1)
        for at, act in enumerate(state.entering[: last + 1]):
            if not isinstance(act, If):
                pending.append(act)
                continue
            onward = self.names.of(state.name) if at == last else self.names.new(f"{state.name} on the way")
            if pending:
                inner = self.names.new(f"{state.name} condition")
                lines += self._passed(name, pending, inner, depth)
                name, pending = inner, []
            lines += self._choice(name, act, onward, depth)
            name = onward
        return lines

    def _passed(self, name: str, content: list[Executable], onward: str, depth: int) -> list[str]:
        effects = self.effects.block(content, self._scope())
        lines = [*_with_effects("enter", effects, depth + 1), f"{'  ' * (depth + 1)}when true -> {onward}"]
        return _braced(f"step {name}", lines, depth)

    def _choice(self, name: str, condition: If, onward: str, depth: int) -> list[str]:
        lines: list[str] = []
        for row in condition.rows:
            head = "otherwise"
            if row.condition is not None:
                head = f"when {self.effects.translator.condition(row.condition, self._scope())}"
            effects = self.effects.block(row.content, self._scope())
            lines += _with_effects(f"{head} -> {onward}", effects, depth + 1)
        if all(row.condition is not None for row in condition.rows):
            lines.append(f"{'  ' * (depth + 1)}otherwise -> {onward}")
        return _braced(f"choice {name}", lines, depth)

    # ── clauses ──

    def _block(self, head: str, state: State, inside: list[str], depth: int) -> list[str]:
        return _braced(head, [*self._clauses(state, depth + 1), *inside], depth)

    def _clauses(self, state: State, depth: int) -> list[str]:
        """What a state does on the way in and out, and with events."""
        last = max((at for at, act in enumerate(state.entering) if isinstance(act, If)), default=-1)
        if last >= 0 and (not state.atomic or state.region):
            raise Unforeseen("conditions on the way into this state")
        entering = self.effects.block(state.entering[last + 1 :], self._scope())
        leaving = self.effects.block(state.leaving, self._scope())
        if state.name in self.left:
            leaving.insert(0, f"set {self.left[state.name]} = true")
        lines = _with_effects("enter", entering, depth) if entering else []
        lines += _with_effects("leave", leaving, depth) if leaving else []
        for handler in self.handlers.of(state):
            lines += self._handler(handler, depth)
        return lines

    def _handler(self, handler: Handler, depth: int) -> list[str]:
        transition = handler.transition
        scope = self._scope(handler.events[0] if len(handler.events) == 1 else None)
        head = ""
        if handler.events:
            head = f"on {', '.join(self._event(event) for event in handler.events)}"
        if transition.condition is not None:
            head += f" when {self.effects.translator.condition(transition.condition, scope)}"
        elif not handler.events:
            head = "when true"
        for target in transition.targets:
            head += f" -> {self.way_in(target)}"
        effects = self.effects.block(transition.content, scope)
        if not effects and not transition.targets:
            return [f"{'  ' * depth}{head.strip()} {{}}"]
        return _with_effects(head.strip(), effects, depth)

    def declares(self, event: str) -> bool:
        """Whether an event is declared: that a state is done comes by itself, mostly."""
        done = done_state(self.machine, event)
        return done is None or done.name in self.handlers.afar

    def _event(self, name: str) -> str:
        done = done_state(self.machine, name)
        if done is None or self.declares(name):
            return self.effects.events.of(name)
        return f"{self.names.of(done.name)}.done"

    def _scope(self, event: str | None = None) -> Scope:
        return self.effects.types.scope(event)


def _braced(head: str, lines: list[str], depth: int) -> list[str]:
    margin = "  " * depth
    return [f"{margin}{head} {{", *lines, f"{margin}}}"]


def _with_effects(head: str, effects: list[str], depth: int) -> list[str]:
    """A clause with its effects in braces, each on a line of its own; without any, the clause alone."""
    if not effects:
        return [f"{'  ' * depth}{head}"]
    return _braced(head, [f"{'  ' * (depth + 1)}{effect}" for effect in effects], depth)
