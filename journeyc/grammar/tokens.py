"""From text to tokens, in one pass; the state of the parser picks between a keyword and a name."""

import re

from journeyc.grammar.keywords import KEYWORDS, RESERVED, UNITS, WEEKDAYS

PUNCTUATION: dict[str, str] = {
    "->": "ARROW",
    "=>": "FAT_ARROW",
    "{": "LBRACE",
    "}": "RBRACE",
    "(": "LPAR",
    ")": "RPAR",
    "[": "LSQUARE",
    "]": "RSQUARE",
    ",": "COMMA",
    ":": "COLON",
    ".": "DOT",
    "?": "QUESTION",
    "=": "EQUALS",
    "==": "SAME",
    "!=": "DIFFERENT",
    "<=": "AT_MOST",
    "<": "LESS",
    ">=": "AT_LEAST",
    ">": "MORE",
    "+": "PLUS",
    "-": "MINUS",
    "*": "STAR",
    "/": "SLASH",
    "%": "PERCENT",
}

_SYMBOLS = "|".join(re.escape(symbol) for symbol in sorted(PUNCTUATION, key=len, reverse=True))
_TOKEN = re.compile(
    r"(?:[ \t\r\n\f]+|\#[^\n]*)*"
    r"(?:(?P<word>[^\W\d]\w*)"
    r"|(?P<DATETIME>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})"
    r"|(?P<DATE>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<TIME>[0-9]{1,2}:[0-9]{2})"
    r"|(?P<DECIMAL>[0-9]+\.[0-9]+)"
    r"|(?P<INT>[0-9]+)"
    r'|(?P<BLOCK>"""(?s:.)*?""")'
    r'|(?P<STRING>"(?!"")[^"\\\n]*(?:\\.[^"\\\n]*)*")'
    r'|(?P<UNCLOSED>"""[^\n]*|"[^"\\\n]*(?:\\.[^"\\\n]*)*)'
    rf"|(?P<symbol>{_SYMBOLS})"
    r"|(?P<STRAY>(?s:.))"
    r"|(?P<END>\Z))"
)

_UNIT_WORDS = frozenset(form for forms in UNITS.values() for form in forms)
#: A keyword before one of these is a name: a field's `:`, a path's `.`, an assignment's `=`.
_NAMED_BEFORE = frozenset({"COLON", "DOT", "EQUALS"})


class Tokens:
    """The tokens of a text, as columns; the last one is `$END`.

    `kinds` holds the first reading of a token, `seconds` another one (a keyword may be a name), or None.
    """

    __slots__ = ("ends", "kinds", "seconds", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds: list[str] = []
        self.seconds: list[str | None] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for found in _TOKEN.finditer(text):
            group = found.lastgroup
            start, end = found.span(group or 0)
            self.starts.append(start)
            self.ends.append(end)
            self.seconds.append(None)
            if group == "word":
                self.kinds.append("word")
            elif group == "symbol":
                self.kinds.append(PUNCTUATION[text[start:end]])
            elif group == "END":
                self.kinds.append("$END")
                break
            else:
                self.kinds.append(group or "STRAY")
        self._read_words()

    def _read_words(self) -> None:
        kinds, starts, ends, text = self.kinds, self.starts, self.ends, self.text
        for index, kind in enumerate(kinds):
            if kind == "word":
                word = text[starts[index] : ends[index]]
                following = kinds[index + 1]
                kinds[index], self.seconds[index] = _read_word(word, named=following in _NAMED_BEFORE)

    def word(self, index: int) -> str:
        """The text of a token."""
        return self.text[self.starts[index] : self.ends[index]]

    def first_of_line(self, index: int) -> bool:
        """Whether nothing but space stands before the token on its line."""
        start = self.starts[index]
        return not self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()

    def one_line(self, first: int, last: int) -> bool:
        """Whether two tokens stand on one line."""
        return "\n" not in self.text[self.starts[first] : self.starts[last]]

    def remove(self, index: int) -> None:
        """Leave a token out."""
        del self.kinds[index], self.seconds[index], self.starts[index], self.ends[index]

    def indent(self, index: int) -> int:
        """How far the line of a token is indented, in characters."""
        start = self.starts[index]
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start + 1]
        return len(line) - len(line.lstrip())


def _read_word(word: str, *, named: bool) -> tuple[str, str | None]:
    plain = _plain(word)
    if word in RESERVED:
        return (word.upper() if word in KEYWORDS and not named else "RESERVED"), None
    if named:
        return plain, None
    if word in KEYWORDS:
        return word.upper(), plain
    if word in _UNIT_WORDS:
        return "UNIT", plain
    if word in WEEKDAYS:
        return "WEEKDAY", plain
    if word == "business":
        return "BUSINESS", plain
    if len(word) == 3 and word.isupper() and word.isalpha():
        return "CURRENCY", plain
    return plain, None


def _plain(word: str) -> str:
    if not word.isascii():
        return "STRAY"
    if word[0].islower() and word.islower():
        return "NAME"
    if word[0].isupper() and "_" not in word:
        return "UPPER"
    return "STRAY"
