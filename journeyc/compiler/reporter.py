"""Collects findings about one source; passes hold one and say what they see."""

from collections.abc import Collection, Iterable

from journeyc.compiler.syntax import Field
from journeyc.diagnostic import Diagnostic, Edit, Label, Severity, shortened
from journeyc.expression.cures import ELSEWHERE
from journeyc.expression.environment import Problem
from journeyc.expression.node import Node
from journeyc.expression.syntax import Word
from journeyc.nearest import is_slip, nearest
from journeyc.source import Source, Span

#: How many names are guessed at in one source: a guess looks at every name, and nobody reads the 500th.
_MOST_GUESSES = 500
#: What one mistake causes in many places is said once, at the first of them.
_SAID_ONCE = frozenset({"channel-cannot", "undefined-name", "unset-field"})
MOST_LABELS = 10
#: Of more findings in one source nobody reads the last.
_MOST_SAID = 10_000
#: What may be declared in a file that could not be read.
_IMPORTED = frozenset(
    {
        "bot", "calendar", "channel", "event", "journey", "notification", "queue", "rule", "segment",
        "service", "type",
    }
)  # fmt: skip


def span_of(node: Node) -> Span:
    """Where a node stands."""
    return Span(node.start, node.end)


class Reporter:
    """Says findings about a source; the same finding at the same place is said once, and can be muted while
    passes iterate.
    """

    def __init__(
        self, source: Source, lost: frozenset[str] = frozenset(), unread: frozenset[int] = frozenset()
    ) -> None:
        self.source = source
        self.lost = lost
        self.unread = unread
        self.incomplete = False
        self.diagnostics: list[Diagnostic] = []
        self.muted = False
        self._said: set[tuple[str, int, int]] = set()
        self._repeated: dict[str, int] = {}
        self._guesses = 0
        self._sure: set[tuple[str, str]] = set()

    def error(
        self,
        rule: str,
        node: Node | Span,
        message: str,
        cure: str = "",
        labels: tuple[Label, ...] = (),
        edits: tuple[Edit, ...] = (),
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Say a finding at a node or span."""
        span = node if isinstance(node, Span) else span_of(node)
        self._say(Diagnostic(rule, severity, message, self.source, span, cure, labels, edits), message)

    def _say(self, found: Diagnostic, once: str) -> None:
        """Say a finding; of those that are to be said once, the later ones join the first."""
        rule, span = found.rule, found.span
        key = (rule, *span)
        if self.muted or key in self._said:
            return
        self._said.add(key)
        if len(self.diagnostics) > _MOST_SAID:
            return
        if self.unread and self.source.position(span.start)[0] in self.unread:
            return
        if rule in _SAID_ONCE:
            first = self._repeated.setdefault(once, len(self.diagnostics))
            if first < len(self.diagnostics):
                self.diagnostics[first] = _joined(self.diagnostics[first], found)
                return
        if len(self.diagnostics) == _MOST_SAID:
            found = found._replace(
                message="there are too many faults to go on",
                help="mend those that are said; the rest of them is not",
                labels=(),
                edits=(),
            )
        self.diagnostics.append(found)

    def problem(self, problem: Problem, more: str = "", labels: tuple[Label, ...] = ()) -> None:
        """Say what inference and its kin found, with more words behind the message where there are any."""
        span = Span(problem.start, problem.end)
        edits = self.edits(span, problem.replacement)
        found = Diagnostic(
            problem.rule,
            Severity.ERROR,
            problem.message + more,
            self.source,
            span,
            problem.help,
            labels,
            edits,
        )
        self._say(found, problem.cause or problem.message)

    def near(self, name: str, candidates: Iterable[str]) -> str | None:
        """The candidate that was probably meant, if there is one and somebody will read of it."""
        if self.muted or self._guesses == _MOST_GUESSES:
            return None
        self._guesses += 1
        names = list(candidates)
        found = nearest(name, names)
        if found and {one for one in names if is_slip(name, one)} == {found}:
            self._sure.add((name, found))
        return found

    def edits(self, span: Span, near: str | None) -> tuple[Edit, ...]:
        """The edit that puts a name in place of another, where it is no guess: where one slip explains it,
        or it is another word for the same.
        """
        pair = self.source.slice(span), near or ""
        return (Edit(span, pair[1]),) if pair in self._sure or pair in ELSEWHERE else ()

    def undefined(
        self,
        word: Word,
        kind: str,
        candidates: Collection[str],
        cure: str,
        within: str = "",
        meant: str | None = None,
    ) -> None:
        """Say that a name stands for nothing, with the one that is meant or else the nearest one there is;
        `within` ends the sentence.
        """
        if self._is_lost(word.text) or "" in candidates or (self.incomplete and kind in _IMPORTED):
            return
        near = meant or self.near(word.text, candidates)
        self.error(
            "undefined-name",
            word,
            f"there is no {kind} `{word.text}`{within}",
            f"did you mean `{near}`?" if near else cure,
            edits=self.edits(span_of(word), near),
        )

    def _is_lost(self, name: str) -> bool:
        """Whether a name stood in what could not be read, as one word or in its parts."""
        return name in self.lost or self.lost.issuperset(name.split("."))

    def intact(self, node: Node) -> bool:
        """Whether all of a node could be read; else it may lack a part that was written."""
        if not self.unread:
            return True
        first, last = self.source.position(node.start)[0], self.source.position(node.end)[0]
        return not self.unread.intersection(range(first, last + 1))

    def clean(self, node: Node) -> bool:
        """Whether nothing was said within a node so far."""
        return not any(node.start <= found.span.start < node.end for found in self.diagnostics)

    def missing(self, within: Node, at: Node, message: str, cure: str) -> None:
        """Say what should have been said within a node, and at which word."""
        if self.intact(within):
            self.error("missing-declaration", at, message, cure)

    def duplicate(
        self, word: Word, kind: str, first: Word, where: Source, cure: str = "rename one of them"
    ) -> None:
        """Say that a name is taken already, unless what takes it could not be read."""
        if where is self.source and not self.intact(first):
            return
        label = Label(where, span_of(first), "first declared here")
        kinds = f"{kind[:-1]}ies" if kind.endswith(("cy", "ty")) else f"{kind}s"
        message = f"there are two {kinds} called `{word.text}`"
        self.error("duplicate-name", word, message, cure, labels=(label,))

    def once(self, words: Iterable[Word], kind: str, cure: str = "rename one of them") -> None:
        """Say names that stand twice among others of their kind."""
        first: dict[str, Word] = {}
        for word in words:
            if first.setdefault(word.text, word) is not word:
                self.duplicate(word, kind, first[word.text], self.source, cure)

    def repeated(
        self,
        node: Node,
        message: str,
        first: Node,
        cure: str = "keep one of them",
        where: Source | None = None,
    ) -> None:
        """Say that something is given twice where it may be given once, if the first could be read."""
        if where in {None, self.source} and not self.intact(first):
            return
        label = Label(where or self.source, span_of(first), "the first one is here")
        self.error("duplicate-name", node, message, cure, labels=(label,))

    def undefined_customer(self, journey: Word) -> None:
        """Say that journeys need a customer."""
        if self.incomplete or "customer" in self.lost:
            return
        message = f"`{journey.text}` has no customer"
        self.error(
            "missing-declaration", journey, message, "declare who the customer is: `customer { key id: id }`"
        )


def _joined(one: Diagnostic, other: Diagnostic) -> Diagnostic:
    """The same finding at two places as one, at the first of them."""
    first, later = sorted((one, other), key=lambda diagnostic: diagnostic.span)
    label = Label(later.source, later.span, "here too")
    labels = sorted({*one.labels, *other.labels, label}, key=lambda found: found.span)
    edits = sorted({*one.edits, *other.edits})
    return first._replace(labels=tuple(labels[:MOST_LABELS]), edits=tuple(edits))


def declared_label(fields: Iterable[Field], name: str, reporter: Reporter) -> Label | None:
    """Where the field of a name is declared, and as what."""
    field = next((field for field in fields if field.name.text == name), None)
    if field is None:
        return None
    shown = shortened(reporter.source.slice(span_of(field.type)))
    return Label(reporter.source, span_of(field.name), f"declared here as `{shown}`")
