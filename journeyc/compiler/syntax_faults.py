"""What a fault of syntax means, in words for the person who wrote the text."""

import re

from journeyc.compiler.syntax_hints import hint
from journeyc.diagnostic import Diagnostic, Label, Severity
from journeyc.grammar.fault import SYMBOLS, Fault
from journeyc.grammar.keywords import KEYWORDS, NOT_YET, RESERVED, STARTERS
from journeyc.grammar.look_alikes import LOOK_ALIKES, latin
from journeyc.source import Source, Span

_WORDS = {
    "NAME": "a name",
    "UPPER": "a type name",
    "INT": "a number",
    "DECIMAL": "a number",
    "STRING": "a text in quotes",
    "BLOCK": "a text in quotes",
    "CURRENCY": "a currency",
    "UNIT": "a unit of time",
    "WEEKDAY": "a weekday",
    "BUSINESS": "`business`",
    "DATE": "a date",
    "TIME": "a time",
    "DATETIME": "a moment",
    "$END": "the end of the file",
}
#: Quotes of text processors, with those that close them.
QUOTES = {"“": "”", "”": "”", "„": "“”", "«": "»", "»": "«", "'": "'", "‘": "’", "’": "’"}
_LAST_WORD = re.compile(r"\w+\s*\Z")
_LAST_WORDS = re.compile(r"\b(\w+)\s+\1\s*\Z")
#: What forms are called, by how this language writes them.
_FORMS = [
    (re.compile(r"[0-9]+:"), "times"),
    (re.compile(r"[0-9]+-"), "dates"),
    (re.compile(r"[0-9.]+ [A-Z]"), "amounts of money"),
    (re.compile(r"[0-9.]+%"), "percentages"),
    (re.compile(r"[0-9]+ [a-z]"), "durations"),
    (re.compile(r'"'), "time zones"),
    (re.compile(r"list of "), "lists"),
]
_SHOWN = 6
_LONGEST = 40


def describe(source: Source, fault: Fault) -> Diagnostic:
    """The diagnostic for a fault, with what mends it where that is certain."""
    # A text without faults does without.
    from journeyc.compiler.syntax_edits import edits_for

    if fault.suggestion == "COMMA":
        fault = _twice(source.text, fault) or fault
    return _described(source, fault)._replace(edits=edits_for(source, fault))


def _described(source: Source, fault: Fault) -> Diagnostic:
    span = Span(fault.start, fault.end)
    found = _shown(fault.found)
    match fault.kind:
        case "not-yet":
            return _error(
                "not-yet-supported",
                f"{NOT_YET[fault.found]} cannot be run by this version",
                source,
                span,
                "the language has it, a later version will run it; leave it out for now",
            )
        case "unclosed-text":
            return _error(
                "syntax-error",
                "this text is not closed",
                source,
                span,
                'end it with `"""`'
                if fault.found.startswith('"""')
                else 'end it with `"` on the same line, or use `"""`',
            )
        case "unclosed":
            return _unclosed(source, fault, span, found)
        case "misspelt":
            return _error(
                "syntax-error",
                f"{found} is not a word of the language here",
                source,
                span,
                f"did you mean `{fault.suggestion}`?",
            )
        case "expected" if fault.suggestion in _WORDS:
            missing = "a value" if {"NAME", "INT", "TRUE"} <= set(fault.fitting) else _WORDS[fault.suggestion]
            message = f"{missing} is missing {_beside(source, fault, span)}"
            return _error("syntax-error", message, source, span, f"write {missing} here")
        case "tail":
            missing = " or ".join(f"`{SYMBOLS[kind]}`" for kind in fault.fitting)
            message = f"{missing} is missing after {_shown(source.slice(span))}"
            cures = {"ARROW": "say where it leads: `-> …`", "LBRACE": "say what belongs to it: `{ … }`"}
            cure = (
                "say what happens: `-> …` or `{ … }`" if len(fault.fitting) > 1 else cures[fault.fitting[0]]
            )
            return _error("syntax-error", message, source, span, cure)
        case "expected":
            symbol = SYMBOLS.get(fault.suggestion, fault.suggestion.lower())
            return _error(
                "syntax-error",
                f"`{symbol}` is missing {_beside(source, fault, span)}",
                source,
                span,
                f"write `{symbol}` here",
            )
        case "instead" | "unexpected" if fault.fitting == ("EQUALS",) and fault.found in {",", ")", "}"}:
            pointed = source.slice(span)
            name = word_before(source.text, fault) if pointed == fault.found else pointed
            message = f"`=` and a value are missing after `{name}`"
            return _error("syntax-error", message, source, span, "write its value behind it: `= …`")
        case "instead":
            symbol = SYMBOLS.get(fault.suggestion, fault.suggestion.lower())
            message = f"{found} stands where `{symbol}` belongs"
            return _error(
                "syntax-error",
                message,
                source,
                span,
                f"write `{symbol}` instead",
            )
        case "respelt":
            type_name = fault.suggestion[0].isupper()
            message = f"{found} is not how {'types' if type_name else 'names'} are written"
            cure = (
                "types begin with a capital letter"
                if type_name
                else "names are small letters, digits and `_`"
            )
            return _error("syntax-error", message, source, span, f"{cure}: `{fault.suggestion}`")
        case "foreign" | "unexpected" if fault.suggestion:
            return _error(
                "syntax-error", _in_other_words(fault, found), source, span, f"write `{fault.suggestion}`"
            )
        case "too-many":
            message = "there are too many faults to go on"
            return _error(
                "syntax-error", message, source, span, "mend those above; the rest has not been read"
            )
        case "swapped":
            message = f"{found} stands before {_shown(fault.suggestion)}, where it comes after it"
            order = f"{fault.suggestion} {fault.found}"
            return _error("syntax-error", message, source, span, f"write `{order}`")
        case "bare":
            done = f"{{ {fault.found} … }}"
            cure = f"write `enter {done}`, or put it behind what happens: `on … {done}`"
            return _error("syntax-error", f"{found} says what is done, but not when", source, span, cure)
        case "twice":
            message, cure = f"{found} stands here twice in a row", "remove one of them"
            return _error("syntax-error", message, source, span, cure)
        case "extra" if fault.found == "}":
            return _error(
                "syntax-error",
                "this `}` closes nothing",
                source,
                span,
                "remove it, or look for a `}` too many above",
            )
    return _unexpected(source, fault, span, found)


def is_reserved(fault: Fault) -> bool:
    """Whether a word of the language stands where a name belongs that it cannot be."""
    return (
        fault.kind == "unexpected"
        and not fault.suggestion
        and fault.found in RESERVED
        and "NAME" in fault.fitting
    )


def _in_other_words(fault: Fault, found: str) -> str:
    """What is said of a word, a sign or a form of other languages."""
    if fault.found == "is":
        return "`is` asks only whether something is set or missing"
    if fault.found.isalpha():
        return f"{found} is not a word of the language here"
    written = next((what for form, what in _FORMS if form.match(fault.suggestion)), "")
    if written:
        return f"{found} is not how {written} are written"
    if " " in fault.found:
        return f"{found} is not how this is said"
    return f"{found} is not a sign of the language"


def word_before(text: str, fault: Fault) -> str:
    """The word before a fault on its line, if one stands there."""
    found = _LAST_WORD.search(_before(text, fault))
    return found[0].strip() if found else ""


def _before(text: str, fault: Fault) -> str:
    return text[max(text.rfind("\n", 0, fault.start) + 1, fault.start - _LONGEST) : fault.start]


def _twice(text: str, fault: Fault) -> Fault | None:
    """What is said where a word in a list stands twice in a row: no comma is missing there."""
    if word_before(text, fault) == fault.found:
        return fault._replace(kind="twice")
    found = _LAST_WORDS.search(_before(text, fault))
    if found is None:
        return None
    # The first of the two could be read as something else, so that what follows them does not fit.
    end = fault.start - len(found[0]) + len(found[0].rstrip())
    return fault._replace(kind="twice", found=found[1], start=end - len(found[1]), end=end)


def _beside(source: Source, fault: Fault, span: Span) -> str:
    """Where something is missing, by the word that is pointed at."""
    pointed = source.slice(span)
    return f"before {_shown(pointed)}" if pointed == fault.found else f"after {_shown(pointed)}"


def _shown(found: str) -> str:
    if not found:
        return "the end of the file"
    if len(found) > _LONGEST or "\n" in found:
        return f"`{found.strip().partition(chr(10))[0][:_LONGEST]}…`"
    if found.isascii() and found.isprintable():
        return f"`{found}`"
    code = f"U+{ord(found[0]):04X}"
    if len(found) > 1:
        return f"`{found}`"
    return f"`{found}` ({code})" if found.isprintable() else f"the character {code}"


def _unclosed(source: Source, fault: Fault, span: Span, found: str) -> Diagnostic:
    labels: tuple[Label, ...] = ()
    where = ""
    if fault.opener is not None:
        line, _ = source.position(fault.opener)
        where = f" that opens on line {line}"
        labels = (Label(source, Span(fault.opener, fault.opener + 1), "opened here"),)
    at = Span(max(span.start, span.end - 1), span.end)
    return _error(
        "syntax-error",
        f"the `{{`{where} is not closed before {found}",
        source,
        at,
        "write `}` after this line",
        labels,
    )


def _unexpected(source: Source, fault: Fault, span: Span, found: str) -> Diagnostic:
    hinted = hint(source.text, fault)
    if fault.found.startswith('"'):
        return _error("syntax-error", "a text cannot stand here", source, span, hinted or _fitting(fault))
    if fault.found in QUOTES:
        return _error(
            "syntax-error", f"{found} cannot stand here", source, span, 'texts stand between `"` and `"`'
        )
    if fault.found in RESERVED:
        return _error(
            "syntax-error", f"{found} is reserved and cannot be a name", source, span, "choose another name"
        )
    if fault.found and not hinted and not (fault.found.isascii() and fault.found.isprintable()):
        return _foreign(source, fault, span, found)
    cure = hinted or _fitting(fault)
    if "CURRENCY" in fault.fitting and fault.found.isupper():
        cure = "a currency has three letters, such as `EUR`"
    return _error("syntax-error", f"{found} cannot stand here", source, span, cure)


def _foreign(source: Source, fault: Fault, span: Span, found: str) -> Diagnostic:
    """A word with a letter that names do not have; which one, for it may look like one they have."""
    cure = "names are made of the letters a to z, digits and `_`"
    letter = next(sign for sign in fault.found if not (sign.isascii() and sign.isprintable()))
    alike = latin(fault.found)
    if alike is None or len(alike) == 1:
        return _error("syntax-error", f"{found} cannot stand here", source, span, cure)
    import unicodedata

    called = unicodedata.name(letter, "").lower()
    like = letter.translate(LOOK_ALIKES)
    message = f"{found} has the letter {_shown(letter)}, {called}, which looks like `{like}`"
    return _error("syntax-error", message, source, span, f"write `{alike}`")


def _fitting(fault: Fault) -> str:
    words: dict[str, tuple[int, str]] = {}
    for kind in fault.fitting:
        word = _WORDS.get(kind) or f"`{SYMBOLS.get(kind, kind.lower())}`"
        words[word] = _nearness(kind), word
    shown = sorted(words, key=words.__getitem__)
    if not shown:
        return "nothing can follow here"
    if len(shown) > _SHOWN:
        return f"here could stand {', '.join(shown[:_SHOWN])} and others"
    return "here could stand " + (
        " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
    )


def _nearness(kind: str) -> int:
    """What goes on with a clause comes first, then values, then signs, then what begins another clause."""
    word = kind.lower()
    if word in STARTERS:
        return 3
    if word in KEYWORDS:
        return 0
    return 2 if kind in SYMBOLS else 1


def _error(
    rule: str,
    message: str,
    source: Source,
    span: Span,
    help_text: str,
    labels: tuple[Label, ...] = (),
) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, message, source, span, help_text, labels)
