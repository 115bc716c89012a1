"""Comments that allow findings: `# journeyc: allow[rule-name] reason`, on the line or above it."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from typing import NamedTuple

from journeyc.catalogue import CATALOGUE
from journeyc.diagnostic import Diagnostic, Edit, Severity
from journeyc.grammar.tokens import Tokens
from journeyc.selection import Selection, unknown
from journeyc.source import Source, Span

#: What every such comment has; most texts have none.
_MARK = "journeyc:"
#: Several may stand on one line, behind each other.
_COMMENT = re.compile(r"#[ \t]*journeyc:(?P<rest>(?:(?!#[ \t]*journeyc:)[^\n])*)")
#: A reason goes on to another comment behind it; `#123` is none.
_ALLOW = re.compile(r"[ \t]*allow[ \t]*\[(?P<names>[^\]\n]*)\](?P<reason>(?:(?!\#(?:\s|$))[^\n])*)[^\n]*")
_NAME = re.compile(r"[^\s,]+")
_FORM = "write `# journeyc: allow[rule-name]` and, behind it, why"


class Allow(NamedTuple):
    """A comment, the rules it names with their places, the line it speaks of, and whether it says why."""

    span: Span
    names: dict[str, Span]
    line: int
    reason: str


class Allowed(NamedTuple):
    """The findings that stay, and what is said of the comments themselves."""

    stay: list[Diagnostic]
    about: list[Diagnostic]


def allowed(source: Source, found: Collection[Diagnostic], selection: Selection) -> Allowed:
    """Leave out the findings of a source that a comment allows."""
    if _MARK not in source.text:
        return Allowed([*found], [])
    about: list[Diagnostic] = []
    allows = list(_read(source, about))
    by_rule: dict[tuple[int, str], list[Allow]] = {}
    for allow in allows:
        for name in allow.names:
            by_rule.setdefault((allow.line, name), []).append(allow)
    used: set[tuple[Span, str]] = set()
    stay = []
    for diagnostic in found:
        own = diagnostic.source is source and not CATALOGUE[diagnostic.rule].fixed
        line = source.position(diagnostic.span.start)[0] if own else 0
        by = by_rule.get((line, diagnostic.rule), [])
        if not by:
            stay.append(diagnostic)
        used.update((allow.span, diagnostic.rule) for allow in by)
    for allow in allows:
        needed = {name for name in allow.names if (allow.span, name) in used}
        _judge(source, allow, needed, selection, about)
    return Allowed(stay, about)


def _read(source: Source, about: list[Diagnostic]) -> Iterator[Allow]:
    tokens = Tokens(source.text)
    for found in _COMMENT.finditer(source.text):
        before = bisect_right(tokens.starts, found.start()) - 1
        if before >= 0 and found.start() < tokens.ends[before]:
            continue  # it stands in a text
        span = Span(found.start(), found.start() + len(found[0].rstrip()))
        form = _ALLOW.fullmatch(found["rest"])
        if form is None or not form["names"].strip():
            message = "this comment is for journeyc, and not one it knows"
            about.append(_said("invalid-allow", source, span, message, _FORM))
            continue
        first = found.start("rest") + form.start("names")
        names = {
            name[0]: Span(first + name.start(), first + name.end()) for name in _NAME.finditer(form["names"])
        }
        yield Allow(span, names, _line(source, tokens, span), form["reason"].strip())


def _line(source: Source, tokens: Tokens, span: Span) -> int:
    """The line a comment speaks of: its own, or that of the next word where it stands alone."""
    line, _ = source.position(span.start)
    after = bisect_right(tokens.starts, span.start)
    if after and source.position(tokens.ends[after - 1])[0] == line:
        return line
    return source.position(tokens.starts[after])[0] if after < len(tokens.starts) else line


def _judge(
    source: Source, allow: Allow, used: set[str], selection: Selection, about: list[Diagnostic]
) -> None:
    """Say what is wrong with a comment, and what of it is not needed."""
    wrong = {one.name: one for one in unknown(allow.names, but_fixed=True)}
    for name, span in allow.names.items():
        if name in wrong:
            about.append(_said("invalid-allow", source, span, wrong[name].problem, wrong[name].help))
        elif name not in CATALOGUE:
            about.append(_said("invalid-allow", source, span, f"`{name}` is no rule", "name the rule itself"))
    if used and not allow.reason:
        message = "this does not say why"
        about.append(_said("invalid-allow", source, allow.span, message, _FORM))
    idle = [
        name
        for name in allow.names
        if name not in used and name not in wrong and name in CATALOGUE and selection.wants(name)
    ]
    for name in idle:
        message = f"nothing here is to be allowed as `{name}`"
        edits = (_without(source, allow, name, alone=len(allow.names) == 1),)
        about.append(_said("unneeded-allow", source, allow.names[name], message, "leave it out", edits))


def _without(source: Source, allow: Allow, name: str, *, alone: bool) -> Edit:
    """The edit that takes a name out of a comment, or the comment away, with its line if that is all."""
    text = source.text
    if not alone:
        kept = ", ".join(other for other in allow.names if other != name)
        spans = list(allow.names.values())
        return Edit(Span(spans[0].start, spans[-1].end), kept)
    start, end = allow.span
    while start and text[start - 1] in " \t":
        start -= 1
    while text[end : end + 1] in {" ", "\t"}:
        end += 1
    if (not start or text[start - 1] == "\n") and text[end : end + 1] == "\n":
        end += 1
    return Edit(Span(start, end), "")


def _said(
    rule: str, source: Source, span: Span, message: str, cure: str, edits: tuple[Edit, ...] = ()
) -> Diagnostic:
    return Diagnostic(rule, Severity.WARNING, message, source, span, cure, edits=edits)
