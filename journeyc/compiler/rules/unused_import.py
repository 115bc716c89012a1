"""A file that is taken in for nothing."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.uses import imported
from journeyc.compiler.reaching import reached
from journeyc.diagnostic import Edit
from journeyc.source import Source, Span
from journeyc.uses import Summary

NAME = "unused-import"


def check(facts: Facts) -> None:
    """Say imports without which everything is as it is."""
    summaries = facts.summaries
    paths = {id(node): imported(facts.file, node) for node in facts.of_kind(syntax.Import)}
    needed = dict(paths)
    for node in reversed([*facts.of_kind(syntax.Import)]):
        path = paths[id(node)]
        others = [other for one, other in needed.items() if one != id(node)]
        brought = _closure(summaries, [path]) - _closure(summaries, others)
        if path not in others and (not brought or _matters(summaries, brought)):
            continue
        del needed[id(node)]
        message = f"nothing of `{node.path.value}` is used here"
        if path in others:
            message = f"`{node.path.value}` is imported twice"
        edits = (_without_line(facts.source, node),)
        facts.say(NAME, node, message, "leave the line out", edits=edits)


def _closure(summaries: dict[str, Summary], paths: list[str]) -> set[str]:
    """Some files, and what they import at any remove."""
    imports = {path: summary["imports"] for path, summary in summaries.items()}
    return reached((path for path in paths if path in summaries), imports, summaries)


def _matters(summaries: dict[str, Summary], brought: set[str]) -> bool:
    """Whether something in some files has a meaning by itself, or is used by the others."""
    if any(summaries[path]["acts"] for path in brought):
        return True
    return any(key[0] in brought for path in summaries.keys() - brought for key in summaries[path]["used"])


def _without_line(source: Source, node: syntax.Node) -> Edit:
    """The edit that takes a node away, with its line if it stands there alone."""
    text, start, end = source.text, node.start, node.end
    line, _ = source.position(start)
    if source.line(line).strip() == text[start:end]:
        start = source.line_starts[line - 1]
        end = source.line_starts[line] if line < len(source.line_starts) else len(text)
    return Edit(Span(start, end), "")
