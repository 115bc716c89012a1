"""A machine as its document writes it: states, transitions and what they do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True)
class Parameter:
    """A named value that goes with an event: an expression, or a location to read."""

    name: str
    expression: str
    location: bool = False


@dataclass(frozen=True)
class Content:
    """The value that is all an event carries: an expression, or words, or elements."""

    expression: str = ""
    words: str = ""
    elements: bool = False


@dataclass(frozen=True)
class Raise:
    event: str


@dataclass(frozen=True)
class Send:
    """What is to be sent; an attribute that the document does not give is None."""

    attributes: dict[str, str]
    parameters: tuple[Parameter, ...] = ()
    content: Content | None = None


@dataclass(frozen=True)
class Cancel:
    attributes: dict[str, str]


@dataclass(frozen=True)
class Assign:
    location: str
    expression: str
    elements: bool = False


@dataclass(frozen=True)
class Row:
    """One part of an `if`; that of `else` has no condition."""

    condition: str | None
    content: "tuple[Executable, ...]"


@dataclass(frozen=True)
class If:
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Log:
    """Words for whoever watches: nothing that a machine does depends on them."""


@dataclass(frozen=True)
class Foreach:
    """Work for each item of a list; what is in it is not read."""


@dataclass(frozen=True)
class Script:
    """A program in the language of the data model."""


Executable: TypeAlias = Raise | Send | Cancel | Assign | If | Log | Foreach | Script


@dataclass(frozen=True)
class Datum:
    """Something that a machine remembers, with its first value: an expression, or words in place of one."""

    name: str
    expression: str = ""
    words: str = ""
    file: str = ""
    elements: bool = False


@dataclass(frozen=True)
class Transition:
    """No events: taken as soon as the condition holds. No targets: stay."""

    events: tuple[str, ...]
    condition: str | None
    targets: tuple[str, ...]
    internal: bool
    content: tuple[Executable, ...]


@dataclass(eq=False)
class State:
    """A state of any kind; `history` ones have their default way as their only transition."""

    name: str
    kind: Literal["state", "parallel", "final", "history"]
    parent: "State | None" = None
    deep: bool = False
    initial: tuple[str, ...] = ()
    beginning: Transition | None = None
    children: list["State"] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    entering: list[Executable] = field(default_factory=list)
    leaving: list[Executable] = field(default_factory=list)
    data: list[Datum] = field(default_factory=list)
    invokes: int = 0
    done_parameters: tuple[Parameter, ...] = ()
    done_content: Content | None = None

    @property
    def around(self) -> "Iterator[State]":
        """The states around this one, the innermost first, without the machine itself."""
        state = self.parent
        while state is not None and state.parent is not None:
            yield state
            state = state.parent

    @property
    def inner(self) -> list["State"]:
        """The children that a machine can be in."""
        return [child for child in self.children if child.kind != "history"]

    @property
    def atomic(self) -> bool:
        return self.kind == "state" and not self.inner

    @property
    def region(self) -> bool:
        """Whether this is one of the states side by side in a parallel one."""
        return self.kind != "history" and self.parent is not None and self.parent.kind == "parallel"

    def every(self) -> "Iterator[State]":
        """This state and all in it, in written order."""
        yield self
        for child in self.children:
            yield from child.every()


@dataclass
class Machine:
    """A whole document; `root` has no name and holds the outermost states."""

    root: State
    late: bool = False
    scripts: int = 0

    @property
    def states(self) -> list[State]:
        """Every state in written order, at whatever depth."""
        return [state for state in self.root.every() if state is not self.root]

    @property
    def data(self) -> list[Datum]:
        return [datum for state in self.root.every() for datum in state.data]

    def state(self, name: str) -> State:
        return next(state for state in self.states if state.name == name)


def contents(state: State) -> Iterator[tuple[Executable, ...]]:
    """Each block of what a state does: on the way in and out, and on its transitions."""
    yield tuple(state.entering)
    yield tuple(state.leaving)
    beginning = [state.beginning] if state.beginning is not None else []
    for transition in (*beginning, *state.transitions):
        yield transition.content


def flat(content: tuple[Executable, ...]) -> Iterator[Executable]:
    """What a block does, with what stands under conditions."""
    for one in content:
        yield one
        if isinstance(one, If):
            for row in one.rows:
                yield from flat(row.content)


def acts(machine: Machine) -> Iterator[Executable]:
    """Everything that a machine does anywhere."""
    for state in machine.root.every():
        for content in contents(state):
            yield from flat(content)
