"""Which declarations a file has, and which it uses: data to be kept, and put together for many files."""

from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import TypeAlias, TypedDict

from journeyc.compiler import syntax
from journeyc.compiler.facts.walk import within
from journeyc.compiler.names import Names
from journeyc.compiler.parse import ParsedFile
from journeyc.expression.node import Node
from journeyc.expression.syntax import Call, Word

#: The file, the kind and the name of a declaration.
Key: TypeAlias = tuple[str, str, str]
_Named: TypeAlias = tuple[str, Word]

#: What must be named to have a meaning, with the attribute of `Names` where it stands.
KINDS = {
    "event": "events",
    "type": "type_nodes",
    "service": "services",
    "notification": "notifications",
    "queue": "queues",
    "bot": "bots",
    "segment": "segments",
    "decision": "decisions",
    "calendar": "calendars",
}
#: What has a meaning without being named.
_ACTING = syntax.Customer | syntax.Journey | syntax.Policy | syntax.Rule | syntax.Scenario | syntax.Touchpoint


class Summary(TypedDict):
    """What a file has to do with others, as plain data; paths are normal ones (`a/b.journey`).

    `imports` are the files it takes in. `begins` is whether a journey in it starts by itself: on an event,
    for a segment or at a time; a file in which none does is there for others. `acts` is whether something in
    it has a meaning without being named. `declared` are kind, name and offsets of the name, `used` the
    declarations of this and other files that something else in this file names.
    """

    file: str
    imports: list[str]
    begins: bool
    acts: bool
    declared: list[tuple[str, str, int, int]]
    used: list[Key]


def summary(file: ParsedFile, names: Names) -> Summary:
    """The summary of a file without errors; `names` are those of its project."""
    declared: list[tuple[str, str, int, int]] = []
    used: dict[Key, None] = {}
    for declaration in file.tree.declarations:
        kind, word = _declared(declaration)
        if kind:
            declared.append((kind, word.text, word.start, word.end))
        for node in within(declaration):
            for other, name in _named(node):
                key = _key(names, other, name.text)
                if key is not None and (other, name.text) != (kind, word.text):
                    used[key] = None
    return Summary(
        file=normpath(file.source.name),
        imports=[imported(file, one) for one in file.tree.declarations if isinstance(one, syntax.Import)],
        begins=any(isinstance(one, syntax.Journey) and _begins(one) for one in file.tree.declarations),
        acts=any(isinstance(one, _ACTING) for one in file.tree.declarations),
        declared=declared,
        used=[*used],
    )


def imported(file: ParsedFile, declaration: syntax.Import) -> str:
    """The path of a file that another imports."""
    name, path = file.source.name, declaration.path.value
    return normpath(path if name.startswith("<") else join(dirname(name), path))


def _begins(journey: syntax.Journey) -> bool:
    return any(start.kind != "plain" for start in journey.starts)


def _key(names: Names, kind: str, name: str) -> Key | None:
    """Which declaration a name stands for."""
    declared = getattr(names, KINDS[kind]).get(name)
    return (normpath(declared.reporter.source.name), kind, name) if declared is not None else None


def _declared(declaration: syntax.Declaration) -> _Named:
    """What a declaration is, and its name; nothing for those that need none to have a meaning."""
    match declaration:
        case syntax.Enum() | syntax.Record():
            return "type", declaration.name
        case syntax.Worker():
            return declaration.kind, declaration.name
        case (
            syntax.Event()
            | syntax.Service()
            | syntax.Notification()
            | syntax.Segment()
            | syntax.Decision()
            | syntax.Calendar()
        ):
            return type(declaration).__name__.lower(), declaration.name
    return "", Word(0, 0, "")


# ── what a node names ────────────────────────────────────────────────────────────────────────────────


def _named(node: Node) -> Iterator[_Named]:
    match node:
        case syntax.Handler() | syntax.Pattern():
            for event in node.events:
                yield from _happens(event)
        case syntax.Start(kind="event", name=Word() as name):
            yield from _happens(name)
        case syntax.Start(name=Word() as name):
            yield "segment", name
        case syntax.EventEffect(event=name) | syntax.Sent(event=name):
            yield "event", name
        case syntax.NotifyEffect(notification=name) | syntax.Remind(notification=name):
            yield "notification", name
        case syntax.ServiceCall(service=name) | syntax.Stub(stands_for=name):
            yield "service", name
        case syntax.WorkedBy(kind=kind, name=name):
            yield kind, name
        case syntax.BestChannel(decision=name) | Call(name=name):
            yield "decision", name
        case syntax.TypeUse(name=Word() as name):
            yield "type", name
        case syntax.Setting(name="calendar", value=Word() as name):
            yield "calendar", name
        case syntax.Expect(kind="notified", name=Word() as name):
            yield "notification", name
        case syntax.Expect(kind="refused", name=Word() as name):
            yield "event", name


def _happens(event: Word) -> Iterator[_Named]:
    """What an event in a handler may be of: itself, or what stands before the dot."""
    yield "event", event
    head = event.text.rpartition(".")[0]
    if head:
        before = Word(event.start, event.start + len(head), head)
        yield "notification", before
        yield "segment", before
