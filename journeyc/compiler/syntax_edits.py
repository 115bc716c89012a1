"""What mends a fault of syntax without asking, where it is certain what was meant and where it belongs."""

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from journeyc.compiler.syntax_faults import QUOTES, word_before
from journeyc.diagnostic import Edit
from journeyc.grammar.fault import SYMBOLS, Fault
from journeyc.grammar.keywords import KEYWORDS, UNITS
from journeyc.grammar.look_alikes import latin
from journeyc.grammar.tokens import PUNCTUATION, Tokens
from journeyc.nearest import nearest
from journeyc.source import Source, Span

#: Signs that stand close behind what is before them.
_CLOSE = frozenset({"COMMA", "COLON", "DOT"})
#: What ends with a `)` or `]` that is missing, nobody knows but the author.
_DOUBTFUL = frozenset({"LPAR", "LSQUARE", "RPAR", "RSQUARE", "RBRACE"})
#: Signs that are written for another; any other may be a slip of more than the sign.
_MEANT = {
    "ARROW": frozenset({"=>", "→", "⇒", "➜", "-", ">", "="}),
    "FAT_ARROW": frozenset({"->", "→", "⇒"}),
    "SAME": frozenset({"="}),
    "EQUALS": frozenset({"==", ":"}),
    "COLON": frozenset({"=", ";"}),
    "COMMA": frozenset({";", "|", "&", "/"}),
}
#: What stands before a text that ends its line.
_BEFORE_LAST_TEXT = re.compile(
    r"\s*(?:import|note|owner|timezone|say(?: \w+)?|(?:html|subject|text)(?: \w+)*) *"
)
#: What may not belong to a text that was not closed.
_BEHIND_TEXT = re.compile(r'[#{}"\\]|->| via ')
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_UNIT_WORDS = frozenset(form for forms in UNITS.values() for form in forms)
_EVENT = re.compile(r"\bon +\w+\s*\Z")
_BRACE_NEXT = re.compile(r"\s*\{")
#: Braces of a longer text, which nobody wrote by hand, are not counted.
_LONGEST_COUNTED = 1_000_000
#: How far the next line is looked for, past comments.
_FARTHEST = 10_000


def edits_for(source: Source, fault: Fault) -> tuple[Edit, ...]:
    """The edits that mend a fault, or none."""
    span = Span(fault.start, fault.end)
    match fault.kind:
        case "misspelt" | "respelt" if fault.suggestion != fault.found:
            return (Edit(span, fault.suggestion),)
        case "instead" if fault.found in _MEANT.get(fault.suggestion, ()):
            return (Edit(span, _symbol(fault)),)
        case "swapped" if "\n" not in source.slice(span):
            space = "" if PUNCTUATION.get(fault.found) in _CLOSE else " "
            return (Edit(span, f"{fault.suggestion}{space}{fault.found}"),)
        case "twice" if fault.found != "," or source.text[fault.start - 1] == ",":
            return (_removal(source.text, span),)
        case "foreign":
            return (Edit(span, _apart(source.text, span, fault.suggestion)),)
        case "extra" if (
            fault.found == "}" and not fault.suggestion and _ends_its_line(source.text, fault.end)
        ):
            return (_removal(source.text, span),)
        case "expected" if fault.suggestion in SYMBOLS:
            return _insertion(source, fault)
        case "unclosed" if fault.opener is not None:
            return _closing(source.text, fault.opener, fault.end)
        case "unclosed-text":
            return _closing_quote(source, span)
        case "unexpected" if len(fault.found) > 1 and (alike := latin(fault.found)):
            return (Edit(span, alike),)
        case "unexpected" if fault.found in QUOTES:
            return _straight_quotes(source.text, fault)
    return ()


def _symbol(fault: Fault) -> str:
    return SYMBOLS.get(fault.suggestion, fault.suggestion.lower())


def _apart(text: str, span: Span, written: str) -> str:
    """What is written, apart from the words beside it: `a&&!b`."""
    before, behind = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    left = " " if before.isalnum() or before in {"_", ")"} else ""
    right = " " if behind.isalnum() or behind in {"_", "("} else ""
    return f"{left}{written}{right}"


def _removal(text: str, span: Span) -> Edit:
    """A word taken out with the space that it leaves, or its line where it stands alone."""
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    line_end = len(text) if line_end == -1 else line_end
    before = text[line_start : span.start]
    if before.strip():
        return Edit(Span(line_start + len(before.rstrip()), span.end), "")
    behind = text[span.end : line_end]
    if behind.strip():
        return Edit(Span(span.start, span.end + len(behind) - len(behind.lstrip())), "")
    return Edit(Span(line_start, min(line_end + 1, len(text))), "")


def _ends_its_line(text: str, end: int) -> bool:
    return not _without_comment(text[end : end + _FARTHEST].partition("\n")[0]).strip("} ")


def _insertion(source: Source, fault: Fault) -> tuple[Edit, ...]:
    """One sign put between two words, with the space that belongs around it."""
    text, symbol = source.text, _symbol(fault)
    behind = text[fault.start : fault.end] != fault.found
    line_start = text.rfind("\n", 0, fault.start) + 1
    before = text[line_start : fault.start]
    if fault.suggestion == "EQUALS" and fault.found == "[":
        return ()
    if fault.suggestion in _DOUBTFUL or nearest(fault.found, [symbol]):
        return ()
    if fault.suggestion == "LBRACE" and _BRACE_NEXT.match(text, fault.end):
        return ()
    if fault.suggestion == "COMMA" and not _is_list(text, fault):
        return ()
    if behind:
        at = fault.end
    elif fault.suggestion in _CLOSE and before.strip():
        at = line_start + len(before.rstrip())
    else:
        at = fault.start
    left = "" if fault.suggestion in _CLOSE or not text[line_start:at].rstrip(" ") else " "
    written = f"{'' if text[at - 1 : at].isspace() else left}{symbol}"
    return (Edit(Span(at, at), written if text[at : at + 1] in {"", " ", "\n"} else f"{written} "),)


def _is_list(text: str, fault: Fault) -> bool:
    """Whether two names stand in a list; behind an event `->` or `from` may be missing as well."""
    line = text[text.rfind("\n", 0, fault.start) + 1 : fault.start]
    return not _EVENT.search(line) and _is_name(fault.found) and _is_name(word_before(text, fault))


def _is_name(word: str) -> bool:
    return word.isidentifier() and word not in KEYWORDS and word not in _UNIT_WORDS


class _Brace(NamedTuple):
    """A `{`: how far its line is indented, where it is, and the number of the one around it."""

    indent: str
    start: int
    around: int | None


def _closing(text: str, opener: int, end: int) -> tuple[Edit, ...]:
    """A `}` for each `{` that is open behind a word, where what follows stands no further in than they do."""
    if len(text) > _LONGEST_COUNTED:
        return ()
    braces, open_at = _braces(text)
    last = bisect_left(open_at, end, key=lambda brace: brace[0]) - 1
    number = open_at[last][1] if last >= 0 else None
    following = _following(text, end)
    if following is None:
        return ()
    line_end = text.find("\n", end)
    line_end = len(text) if line_end == -1 else line_end
    inside, below = "", ""
    while number is not None:
        brace = braces[number]
        closed = text.find(f"\n{brace.indent}}}", brace.start, end) != -1
        if len(brace.indent) < following or closed:
            return ()
        if text.find("\n", brace.start, end) == -1:
            inside += " }"
        else:
            below += f"\n{brace.indent}}}"
        if brace.start == opener:
            break
        number = brace.around
    else:
        return ()
    edits = [Edit(Span(end, end), inside)] if inside else []
    return (*edits, Edit(Span(line_end, line_end), below)) if below else tuple(edits)


def _following(text: str, end: int) -> int | None:
    """How far the next line with a word is indented; None if a word follows on the same line."""
    first, *lines = text[end : end + _FARTHEST].split("\n")
    if _without_comment(first):
        return None
    return next((len(line) - len(line.lstrip()) for line in lines if _without_comment(line)), 0)


def _without_comment(line: str) -> str:
    return line.partition("#")[0].strip()


@lru_cache(maxsize=1)  # a text with one `}` too few often has others
def _braces(text: str) -> tuple[list[_Brace], list[tuple[int, int | None]]]:
    """Every `{`, and behind each brace the number of the one that is open there."""
    tokens = Tokens(text)
    braces: list[_Brace] = []
    behind: list[tuple[int, int | None]] = []
    current: int | None = None
    for index, kind in enumerate(tokens.kinds):
        start = tokens.starts[index]
        if kind == "LBRACE":
            line = text[text.rfind("\n", 0, start) + 1 : start]
            braces.append(_Brace(line[: len(line) - len(line.lstrip())], start, current))
            current = len(braces) - 1
        elif kind == "RBRACE" and current is not None:
            current = braces[current].around
        else:
            continue
        behind.append((start, current))
    return braces, behind


def _closing_quote(source: Source, span: Span) -> tuple[Edit, ...]:
    """The `"` at the end of a line, where the line can end with nothing but the text."""
    text = source.text
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    written = source.slice(span).rstrip()
    words = _PLACEHOLDER.sub("", written[1:])
    if written.startswith('"""') or not words or _BEHIND_TEXT.search(words):
        return ()
    if not _BEFORE_LAST_TEXT.fullmatch(before):
        return ()
    at = span.start + len(written)
    return (Edit(Span(at, at), '"'),)


def _straight_quotes(text: str, fault: Fault) -> tuple[Edit, ...]:
    """The quotes of a text processor, made those of the language."""
    line_end = text.find("\n", fault.end)
    rest = text[fault.end : len(text) if line_end == -1 else line_end]
    closing = QUOTES[fault.found]
    at = next((index for index, sign in enumerate(rest) if sign in closing), -1)
    if at < 1 or re.search(r'["\\]', rest[:at]) or any(sign in QUOTES for sign in rest[at + 1 :]):
        return ()
    close = fault.end + at
    return (Edit(Span(fault.start, fault.end), '"'), Edit(Span(close, close + 1), '"'))
