"""Which declarations a file has, and which it uses: data to be kept, and put together for many files."""

from collections.abc import Callable, Iterable, Iterator
from posixpath import dirname, join, normpath
from typing import Any, TypeAlias

from journeyc.compiler import syntax
from journeyc.compiler.facts.walk import within
from journeyc.compiler.names import Names
from journeyc.compiler.parse import ParsedFile
from journeyc.expression.node import Node
from journeyc.expression.syntax import Call, Word
from journeyc.uses import Key, Summary

#: A kind of declarations, and a name that may stand for one.
_Name: TypeAlias = tuple[str, str]

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


def summary(
    file: ParsedFile, names: Names, walked: Callable[[syntax.Declaration], Iterable[Node]] = within
) -> Summary:
    """The summary of a file without errors; `names` are those of its project, `walked` is all that is written
    in a declaration.
    """
    declared: list[tuple[str, str, int, int]] = []
    used: dict[Key, None] = {}
    keys: dict[_Name, Key | None] = {}
    for declaration in file.tree.declarations:
        own = _declared(declaration)
        if own is not None:
            kind, word = own
            declared.append((kind, word.text, word.start, word.end))
        itself = (own[0], own[1].text) if own else None
        for node in walked(declaration):
            naming = _NAMING.get(type(node))
            for name in naming(node) if naming else ():
                if name not in keys:
                    keys[name] = _key(names, *name)
                key = keys[name]
                if key is not None and name != itself:
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


def _declared(declaration: syntax.Declaration) -> tuple[str, Word] | None:
    """What a declaration is, and its name; None for those that need none to have a meaning."""
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
    return None


# ── what a node names ────────────────────────────────────────────────────────────────────────────────


def _happens(*events: Word) -> Iterator[_Name]:
    """What events in a handler may be of: each itself, or what stands before its dot."""
    for event in events:
        yield "event", event.text
        head = event.text.rpartition(".")[0]
        if head:
            yield "notification", head
            yield "segment", head


def _start(node: syntax.Start) -> Iterable[_Name]:
    if node.name is None:
        return ()
    return _happens(node.name) if node.kind == "event" else [("segment", node.name.text)]


def _setting(node: syntax.Setting) -> Iterable[_Name]:
    if node.name == "calendar" and isinstance(node.value, Word):
        yield "calendar", node.value.text


#: What is named by what is expected.
_EXPECTED = {"notified": "notification", "suppressed": "notification", "emitted": "event", "refused": "event"}


def _expect(node: syntax.Expect) -> Iterable[_Name]:
    kind = _EXPECTED.get(node.kind)
    if kind and node.name:
        yield kind, node.name.text


_NAMING: dict[type, Callable[[Any], Iterable[_Name]]] = {
    syntax.Handler: lambda node: _happens(*node.events),
    syntax.Pattern: lambda node: _happens(*node.events),
    syntax.Start: _start,
    syntax.EventEffect: lambda node: [("event", node.event.text)],
    syntax.Sent: lambda node: _happens(node.event),
    syntax.NotifyEffect: lambda node: [("notification", node.notification.text)],
    syntax.Remind: lambda node: [("notification", node.notification.text)],
    syntax.ServiceCall: lambda node: [("service", node.service.text)],
    syntax.Stub: lambda node: [("service", node.stands_for.text)],
    syntax.WorkedBy: lambda node: [(node.kind, node.name.text)],
    syntax.BestChannel: lambda node: [("decision", node.decision.text)],
    Call: lambda node: [("decision", node.name.text)],
    syntax.TypeUse: lambda node: [("type", node.name.text)] if node.name else (),
    syntax.Setting: _setting,
    syntax.Expect: _expect,
}
