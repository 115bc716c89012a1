"""Texts with placeholders as people read them: `Hi [first name]`, `[if tone is firm: …]`."""

import re
from collections.abc import Iterator

from journeyc.story.spoken import clean, spoken
from journeyc.story.words import Part, Span, Words, words

_TAG = re.compile(
    r"""\{\{[-+]?(?P<shown>(?:"[^"]*"|'[^']*'|[^}"']|\}(?!\}))*)\}\}|\{%[-+]?(?P<block>.*?)[-+]?%\}|\{#.*?#\}""",
    re.DOTALL,
)
_SIGNS = (
    (re.compile(r"\bis set\b"), "is known"),
    (re.compile(r"\bis missing\b"), "is not known"),
    (re.compile(r"=="), "is"),
    (re.compile(r"!="), "is not"),
    (re.compile(r"<="), "is at most"),
    (re.compile(r">="), "is at least"),
    (re.compile(r"<"), "is less than"),
    (re.compile(r">"), "is more than"),
)
_NAME = re.compile(r"\b[^\W\d][\w.]*")


def as_read(template: str) -> Words:
    """A text in quotes, with what it shows in brackets; of what depends on something, that is said."""
    parts = words(*_parts(template))
    return words("“", *_stripped(parts), "”")


def _parts(template: str) -> Iterator[Part]:
    end = 0
    for tag in _TAG.finditer(template):
        yield _plain(template[end : tag.start()])
        end = tag.end()
        if (shown := tag["shown"]) is not None:
            yield Span(f"[{_shown(shown.strip(' -+'))}]", "field")
        elif (block := tag["block"]) is not None:
            yield _block(block.strip())
    yield _plain(template[end:])


def _shown(written: str) -> str:
    """What is shown of a field: `wish`, and of its second half `time of wish`."""
    field, *filters = (part.strip() for part in written.split("|"))
    return f"time of {_field(field)}" if "time" in filters else _field(field)


def _plain(text: str) -> str:
    """A piece on one line, with a space where it had one at its ends."""
    kept = clean(text)
    before = " " if text[:1].isspace() else ""
    after = " " if kept and text[-1:].isspace() else ""
    return f"{before}{kept}{after}"


def _stripped(parts: Words) -> Iterator[Span]:
    for index, part in enumerate(parts):
        text = re.sub(r" +(?=[;\]])|(?<= ) +", "", part.text)
        text = text.lstrip() if index == 0 else text
        yield Span(text.rstrip() if index == len(parts) - 1 else text, part.kind, part.name)


def _block(block: str) -> str:
    word, _, rest = block.partition(" ")
    match word:
        case "if":
            return f"[if {_condition(rest)}: "
        case "elif":
            return f"; otherwise, if {_condition(rest)}: "
        case "else":
            return "; otherwise: "
        case "for":
            item, _, among = rest.partition(" in ")
            return f"[for each {_field(item)} of {_field(among)}: "
        case _:
            return "]"


def _condition(text: str) -> str:
    for sign, said in _SIGNS:
        text = sign.sub(said, text)
    pieces = re.split(r"(\"[^\"]*\"|'[^']*')", text)
    told = [
        spoken(piece[1:-1]) if piece[:1] in {'"', "'"} else _NAME.sub(lambda name: _field(name[0]), piece)
        for piece in pieces
    ]
    return clean("".join(told))


def _field(path: str) -> str:
    return spoken(path.strip().removeprefix("customer."))
