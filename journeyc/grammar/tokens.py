"""From text to tokens, in one pass; the state of the parser picks between a keyword and a name."""

import re
from itertools import accumulate, compress, count

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

_PAIRS = "|".join(re.escape(symbol) for symbol in PUNCTUATION if len(symbol) > 1)
#: Any token, or a comment. Space stands between them; looking ahead for its end makes the search a third
#: faster than trying every form on it. Words of ASCII letters, which are nearly all, go first, and signs of
#: one character are what is left: a fifth faster than asking of every letter what Unicode says of it, and of
#: every sign whether it is this one or that one.
_TOKEN = re.compile(
    r"(?=[^ \t\r\n\f])"
    r"([A-Za-z_][A-Za-z0-9_]*(?!\w)"
    r"|[^\W\d]\w*"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?"
    r"|[0-9]{1,2}:[0-9]{2}"
    r"|[0-9]+(?:\.[0-9]+)?"
    r'|"""(?:(?s:.)*?"""|[^\n]*)'
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|\#[^\n]*"
    rf"|{_PAIRS}"
    r"|(?s:.))"
)

#: The kind of a comment, which is nothing, so that columns are sifted by it.
_COMMENT = ""
_UNIT_WORDS = frozenset(form for forms in UNITS.values() for form in forms)
_KEYWORD_KINDS = frozenset(word.upper() for word in KEYWORDS if word not in RESERVED)
#: The second readings, by the first.
_SECONDS = dict.fromkeys(_KEYWORD_KINDS | {"UNIT", "WEEKDAY", "BUSINESS"}, "NAME") | {"CURRENCY": "UPPER"}
#: A keyword before one of these is a name: a field's `:`, a path's `.`, an assignment's `=`.
_NAMED_BEFORE = frozenset({"COLON", "DOT", "EQUALS"})
_NAMED = _SECONDS | {word.upper(): "RESERVED" for word in RESERVED}


class _Kinds(dict[str, str]):
    """The kinds of words and signs; what has not been seen is looked at once."""

    def __missing__(self, word: str) -> str:
        self[word] = kind = _kind(word)
        return kind


class Tokens:
    """The tokens of a text, as columns; the last one is `$END`.

    `kinds` holds the first reading of a token, `seconds` another one (a keyword may be a name), or None;
    `words` is what stands there, from `starts` to `ends`.
    """

    __slots__ = ("_seconds", "ends", "kinds", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        # Space and tokens by turns.
        parts = _TOKEN.split(text)
        offsets = list(accumulate(map(len, parts)))
        self.words: list[str] = [*parts[1::2], ""]
        self.starts: list[int] = offsets[::2]
        self.ends: list[int] = [*offsets[1::2], len(text)]
        self.kinds: list[str] = list(map(_Kinds(_KNOWN).__getitem__, self.words))
        self.starts[-1] = len(text)
        if _COMMENT in self.kinds:
            self._leave_comments_out()
        self._read_names()
        self._seconds: list[str | None] | None = None

    def _leave_comments_out(self) -> None:
        kinds = self.kinds
        self.kinds, self.words = list(filter(None, kinds)), list(compress(self.words, kinds))
        self.starts, self.ends = list(compress(self.starts, kinds)), list(compress(self.ends, kinds))

    def _read_names(self) -> None:
        kinds = self.kinds
        # Before the first token counts as the end, which stays what it is.
        for before in compress(count(-1), map(_NAMED_BEFORE.__contains__, kinds)):
            kinds[before] = _NAMED.get(kinds[before], kinds[before])

    @property
    def seconds(self) -> list[str | None]:
        """The second readings, a column like the others; without a fault, few of them are asked for."""
        if self._seconds is None:
            self._seconds = list(map(_SECONDS.get, self.kinds))
        return self._seconds

    def second(self, index: int) -> str | None:
        """The second reading of a token."""
        return _SECONDS.get(self.kinds[index]) if self._seconds is None else self._seconds[index]

    def word(self, index: int) -> str:
        """The text of a token."""
        return self.words[index]

    def first_of_line(self, index: int) -> bool:
        """Whether nothing but space stands before the token on its line."""
        start = self.starts[index]
        return not self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()

    def one_line(self, first: int, last: int) -> bool:
        """Whether two tokens stand on one line."""
        return "\n" not in self.text[self.starts[first] : self.starts[last]]

    def commas_apart(self, index: int) -> bool:
        """Whether a token is the second of two commas with room between them: something is missing there."""
        kinds = self.kinds[max(0, index - 1) : index + 1]
        return kinds == ["COMMA", "COMMA"] and self.ends[index - 1] < self.starts[index]

    def insert(self, index: int, kind: str) -> None:
        """Put a token of no width before another."""
        end = self.ends[index - 1] if index else 0
        self.seconds.insert(index, None)
        self.kinds.insert(index, kind)
        self.words.insert(index, "")
        self.starts.insert(index, end)
        self.ends.insert(index, end)

    def empty(self, index: int, kind: str) -> None:
        """Make a token one of another kind and no width."""
        self.kinds[index], self.words[index], self.ends[index] = kind, "", self.starts[index]

    def replace(self, first: int, last: int, other: "Tokens") -> None:
        """Put other tokens in the place of some; they stand where those stood."""
        start, end, count = self.starts[first], self.ends[last - 1], len(other.kinds) - 1
        self.seconds[first:last], self.kinds[first:last] = other.seconds[:-1], other.kinds[:-1]
        self.words[first:last] = other.words[:-1]
        self.starts[first:last], self.ends[first:last] = [start] * count, [end] * count

    def swap(self, index: int) -> None:
        """Read a token and the next in the other order; where they stand stays."""
        kinds, seconds, words, after = self.kinds, self.seconds, self.words, index + 1
        kinds[index], kinds[after] = kinds[after], kinds[index]
        seconds[index], seconds[after] = seconds[after], seconds[index]
        words[index], words[after] = words[after], words[index]

    def remove(self, index: int) -> None:
        """Leave a token out."""
        for column in (self.kinds, self.seconds, self.words, self.starts, self.ends):
            del column[index]

    def indent(self, index: int) -> int:
        """How far the line of a token is indented, in characters."""
        start = self.starts[index]
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start + 1]
        return len(line) - len(line.lstrip())


def _kind(word: str) -> str:
    """The kind of a literal, a name, a comment or a stray sign."""
    match word[0]:
        case '"':
            return _kind_of_text(word)
        case "#":
            return _COMMENT
        case digit if digit in "0123456789":
            return _kind_of_number(word)
    if not word.isascii():
        return "STRAY"
    if len(word) == 3 and word.isupper() and word.isalpha():
        return "CURRENCY"
    if word[0].islower() and word.islower():
        return "NAME"
    if word[0].isupper() and "_" not in word:
        return "UPPER"
    return "STRAY"


def _kind_of_text(word: str) -> str:
    if word.startswith('"""'):
        return "BLOCK" if len(word) > 5 and word.endswith('"""') else "UNCLOSED"
    inner = word[1:-1]
    escaped = (len(inner) - len(inner.rstrip("\\"))) % 2
    return "STRING" if len(word) > 1 and word.endswith('"') and not escaped else "UNCLOSED"


def _kind_of_number(word: str) -> str:
    if "-" in word:
        return "DATETIME" if "T" in word else "DATE"
    if ":" in word:
        return "TIME"
    return "DECIMAL" if "." in word else "INT"


#: The end, signs, and the words that mean something.
_KNOWN: dict[str, str] = {
    "": "$END",
    **PUNCTUATION,
    **dict.fromkeys(_UNIT_WORDS, "UNIT"),
    **dict.fromkeys(WEEKDAYS, "WEEKDAY"),
    "business": "BUSINESS",
    **{word: word.upper() for word in KEYWORDS},
    **{word: word.upper() if word in KEYWORDS else "RESERVED" for word in RESERVED},
}
